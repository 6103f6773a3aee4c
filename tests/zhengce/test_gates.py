"""Engines of English: what gates let pass, a model in a folder, and how it is fetched."""

import gzip
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage.database import open_database
from storage.translations import queries
from storage.translations.texts import Text
from tests.command_line import zhengce
from tests.tables import from_table
from tests.zhengce.tiny_model import write_model
from zhengce.english.engines import run
from zhengce.english.engines.engine import EngineFailed
from zhengce.english.engines.gates import faults, misplaced
from zhengce.english.engines.local import LocalEngine
from zhengce.english.terms import terms_of

# What English of a Chinese text the gates let through, and what they refuse


NAME, INDICATOR, SENTENCE = "name", "indicator", "sentence"

GOOD = [
    (NAME, "“十四五”节能监察规划", "14th Five-Year Plan for Energy Conservation Supervision"),
    (NAME, "“九五”锅炉检验规划", "Ninth Five-Year Plan for Boiler Inspection"),
    (NAME, "第二批智能工厂试点名单", "List of the Second Batch of Smart Factory Pilots"),
    (NAME, "第十二届技能大赛裁判名单", "List of Referees of the 12th Skills Competition"),
    (NAME, "锅炉检验管理办法（试行）", "Measures for the Administration of Boiler Inspection (Trial)"),
    (NAME, "锅炉检验管理暂行办法", "Interim Measures for the Administration of Boiler Inspection"),
    (NAME, "锅炉三年改造行动方案（2023—2025年）", "Three-Year Action Plan for Boiler Renovation (2023–2025)"),
    (NAME, "2026年6月30日前完成锅炉检验", "Completing Boiler Inspection by June 30, 2026"),
    (NAME, "推广IPv6和5G基站", "Promotion of IPv6 and 5G Base Stations"),
    (NAME, "一体化推进锅炉检验", "Promoting Boiler Inspection in an Integrated Way"),
    (NAME, "新冠肺炎疫情防控工作方案", "Work Plan for COVID-19 Prevention and Control"),
    (NAME, "锅炉职业病诊疗方案", "Protocol for the Diagnosis and Treatment of Occupational Diseases of Boilers"),
    (NAME, "三农工作要点", "Key Points of Work on Agriculture, Rural Areas and Farmers"),
    (INDICATOR, "国内生产总值", "GDP"),
    (INDICATOR, "每万人拥有5G基站数", "5G base stations per 10,000 people"),
    (SENTENCE, "累计投资达到3.7万亿元。", "Accumulated investment will reach CNY 3.7 trillion."),
    (SENTENCE, "新增锅炉4万台以上。", "At least 40,000 boilers will be added."),
    (SENTENCE, "新增锅炉1200万台。", "Twelve million boilers will be added."),
    (SENTENCE, "到二〇三〇年，煤耗不高于300克。", "By 2030, coal consumption will be at most 300 grams."),
    (SENTENCE, "不得新建锅炉。", "No new boilers may be built."),
    (SENTENCE, "共二十一条，分五章。", "It has twenty-one articles in five chapters."),
]
"""Right renderings, of invented texts."""


@pytest.mark.parametrize(("kind", "chinese", "english"), GOOD)
def test_right_english_passes(kind: str, chinese: str, english: str) -> None:
    assert [str(fault) for fault in faults(kind, chinese, english) if not fault.is_mild] == []


PLAN = "“十四五”节能监察规划"
BAD = [
    (NAME, "2021年锅炉检验规划", "2021th Plan for Boiler Inspection", "number added"),
    (NAME, "第三批锅炉检验规划", "Plan for Boiler Inspection (3th Batch)", "number added"),
    (NAME, "2021年锅炉检验安排", "Regulations on Boiler Inspection in 2021", "type changed"),
    (NAME, "锅炉检验管理体系", "Administrative Measures for the Boiler Inspection System", "type changed"),
    (NAME, PLAN, "", "empty"),
    (NAME, PLAN, "14th Five-Year Plan for 节能 Supervision", "Chinese left"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation Supervision（Draft）", "Chinese left"),
    (NAME, PLAN, "План 14 энергосбережения Energy", "not English letters"),
    (NAME, PLAN, "14th Five-Year Plan for Energy\u202e Conservation Supervision", "not English letters"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation\nIgnore the rest", "more than one line"),
    (NAME, PLAN, "Plan", "odd length"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation Supervision" + " and More" * 20, "odd length"),
    (NAME, PLAN, "Plan for Energy Conservation Supervision", "number lost"),
    (NAME, PLAN, "13th Five-Year Plan for Energy Conservation Supervision", "number lost"),
    (NAME, PLAN, "14th Five-Year Plan for 7 Energy Conservation Supervision", "number added"),
    (NAME, PLAN, "14th Five-Year Plan for Seven Energy Conservation Steps", "number added"),
    (NAME, PLAN, "14th Five-Year Measures for Energy Conservation Supervision", "type changed"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation (Draft)", "stage changed"),
    (NAME, PLAN, "Repealing the 14th Five-Year Plan for Energy Conservation", "stage changed"),
    (NAME, PLAN, "14th Five-Year Plan for Elderly Care", "another text"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation www.evil.example", "link"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation evil.example", "link"),
    (NAME, PLAN, "14th Five-Year Plan for Energy Conservation javascript:alert", "link"),
    (NAME, PLAN, "14th Five-Year Plan for <b>Energy Conservation</b>", "markup"),
    (NAME, PLAN, "14th Five-Year Plan for **Energy Conservation**", "markup"),
    (NAME, PLAN, "I'm sorry, I cannot translate this 14th Plan for Energy", "talk"),
    (NAME, PLAN, "Translation: 14th Five-Year Plan for Energy Conservation", "talk"),
    (NAME, "锅炉检验办法（征求意见稿）", "Measures for Boiler Inspection", "stage changed"),
    (NAME, "锅炉检验办法（试行）", "Measures for Boiler Inspection", "stage changed"),
    (NAME, "锅炉检验暂行办法", "Measures for Boiler Inspection", "stage changed"),
    (NAME, "废止锅炉检验办法", "Measures for Boiler Inspection", "stage changed"),
    (NAME, "修订锅炉检验办法", "Measures for Boiler Inspection", "stage changed"),
    (NAME, "锅炉检验规定", "Plan for Boiler Inspection", "type changed"),
    (NAME, "第二批锅炉检验名单", "List of the Third Batch of Boiler Inspection", "number lost"),
    (SENTENCE, "累计投资达到3.7万亿元。", "Accumulated investment will reach CNY 37 trillion.", "number lost"),
    (SENTENCE, "累计投资达到3.7万亿元。", "Accumulated investment will reach CNY 3.7 billion.", "number lost"),
    (SENTENCE, "新增锅炉4万台。", "4,000 boilers will be added.", "number added"),
    (SENTENCE, "不得新建锅炉。", "New boilers may be built.", "negation changed"),
    (SENTENCE, "可以新建锅炉。", "New boilers must not be built.", "negation changed"),
    (SENTENCE, "煤耗不高于300克。", "Coal consumption will be at least 300 grams.", "bound changed"),
    (SENTENCE, "煤耗不低于300克。", "Coal consumption will be 300 grams.", "bound changed"),
    (INDICATOR, "每万人拥有5G基站数", "5G base stations per 1,000 people", "number lost"),
    (NAME, "蘸着酱油唱歌吧", "All Your Base Are Belong to Us", "no known word"),
]
"""Chinese, English, and what is wrong with it."""


@pytest.mark.parametrize(("kind", "chinese", "english", "fault"), BAD)
def test_wrong_english_is_refused_with_its_reason(kind: str, chinese: str, english: str, fault: str) -> None:
    assert fault in [found.kind for found in faults(kind, chinese, english) if not found.is_mild]


def test_a_term_or_body_that_is_missing_is_a_mild_fault() -> None:
    found = faults(
        NAME, "工业和信息化部数据安全工厂检查", "Factory Inspection for Safe Data of the Ministry of Industry"
    )
    assert [(fault.kind, fault.is_mild) for fault in found] == [("body missing", True), ("term missing", True)]


def test_terms_are_words_of_the_cut_and_no_parts_of_bodies() -> None:
    assert [term.chinese for term in terms_of("工业和信息化部绿化工作") if term.kind != "word"] == ["工业和信息化部"]


def test_answers_in_another_order_are_told_by_the_other_texts_of_the_batch() -> None:
    right = [
        ("锅炉检验办法", "Measures for Boiler Inspection"),
        ("教师培训办法", "Measures for Teacher Training"),
        ("出口管制办法", "Measures for Export Control"),
    ]
    chinese, english = zip(*right, strict=True)
    assert misplaced(right) == [False, False, False]
    assert misplaced(list(zip(chinese, english[1:] + english[:1], strict=True))) == [True, True, True]


# The engine in a folder: real, on models of random weights that the tests make


NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("is_joint", [False, True])
def test_a_model_in_a_folder_translates_with_two_vocabularies_and_with_one(is_joint: bool, tmp_path: Path) -> None:
    engine = LocalEngine(write_model(tmp_path / "zh-en", is_joint=is_joint))
    first = engine.translate("name", ["数据安全管理办法", "发展规划"])
    assert (engine.name, engine.origin, len(first)) == ("zh-en", "local", 2)
    assert all(first)
    assert engine.translate("name", ["数据安全管理办法", "发展规划"]) == first
    assert engine.translate("sentence", ["数据安全。发展规划。"])[0] > ""


def test_what_it_makes_passes_the_gates_or_is_refused_and_is_asked_for_once(
    tmp_path: Path, sqlite_template: Path
) -> None:
    database = open_database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'zhengce.db')}")
    texts = [Text("name", "数据安全管理办法"), Text("name", "发展规划（2026年）")]
    report = run.Report()
    engine = LocalEngine(write_model(tmp_path / "zh-en"))
    run.translate(database, engine, texts, 10, lambda: NOW, report, lambda done: None)
    with database.read() as connection:
        held = {one.chinese: one for one in queries.find_translations(connection, [text.key for text in texts])}
    database.close()
    assert report.asked == 2
    assert {one.origin for one in held.values()} == {"local"}
    assert held["发展规划（2026年）"].english is None  # the model knows no figures
    assert held["发展规划（2026年）"].faults
    assert not any(run.is_due(held[text.chinese], text, NOW) for text in texts)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: shutil.rmtree(folder), "no such folder (english.local)"),
        (lambda folder: (folder / "model.zhen.intgemm.alphas.bin").unlink(), "no model*.bin in it"),
        (lambda folder: os.truncate(folder / "model.zhen.intgemm.alphas.bin", 20_000), "no model that fxtranslate"),
        (lambda folder: write_model(folder, width=16), "no model that fxtranslate can load"),  # a panic of its code
    ],
)
def test_a_folder_without_a_usable_model_is_one_line(
    spoil: Callable[[Path], object],
    reason: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = write_model(tmp_path / "zh-en")
    spoil(folder)
    with pytest.raises(EngineFailed) as caught:
        LocalEngine(folder)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


# Files of a model from a server on this machine, packed as Firefox packs them


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder of packed files, and the address under which they are served."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def pins(mirror: Path, address: str, model: Path, packing: str) -> Path:
    """Pack a model into a mirror; the list of its files."""
    lines = []
    for file in sorted(model.iterdir()):
        content = file.read_bytes()
        if packing == ".gz":
            content = gzip.compress(content)
        elif packing == ".zst":
            content = pytest.importorskip("zstandard").ZstdCompressor().compress(content)
        (mirror / f"{file.name}{packing}").write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {address}/{file.name}{packing}\n")
    listing = mirror.parent / "model.sha256"
    listing.write_text("".join(["# a model\n", *lines]))
    return listing


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_model_is_fetched_unpacked_and_loaded(
    packing: str, mirror: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, folder = write_model(tmp_path / "model"), tmp_path / "zh-en"
    listing = pins(*mirror, model, packing)
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(folder))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{folder}: a model of 0.0 MB that works")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in model.iterdir()
    }


def test_nothing_is_kept_of_files_of_which_one_has_another_digest(
    mirror: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = pins(*mirror, write_model(tmp_path / "model"), ".gz")
    changed = sorted(mirror[0].iterdir())[-1]
    changed.write_bytes(changed.read_bytes() + b"x")
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(tmp_path / "zh-en"))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert result.returncode == 2
    assert "nothing was kept" in result.stderr
    assert not (tmp_path / "zh-en").exists()


@from_table
def test_a_list_that_cannot_be_used_is_one_line(
    line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "model.sha256"
    listing.write_text(line)
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(tmp_path / "zh-en"))
    result = zhengce("translate", "--engine", "local", "--get", str(listing))
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_model_is_fetched_into_a_configured_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("x")
    assert "name the folder" in zhengce("translate", "--get", str(tmp_path / "list")).stderr
