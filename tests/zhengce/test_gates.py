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
from zhengce.english.engines import EngineFailed, run
from zhengce.english.engines.gates import faults, misplaced
from zhengce.english.engines.local import LocalEngine
from zhengce.english.terms import terms_of

# What English of a Chinese text the gates let through, and what they refuse


NAME, INDICATOR, SENTENCE = "name", "indicator", "sentence"

"""Right renderings, of invented texts."""


@from_table
def test_right_english_passes(kind: str, chinese: str, english: str) -> None:
    assert [str(fault) for fault in faults(kind, chinese, english) if not fault.is_mild] == []


PLAN = "“十四五”节能监察规划"
"""Chinese, English, and what is wrong with it."""


@from_table
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
