"""Benchmarks count what is right, wrong and missing, and name a rule that grows too fast."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import (
    identity,
    linear,
    relations,
    scale,
    targets,
)


def pair(one: dict[str, object], other: dict[str, object], **both: object) -> str:
    return json.dumps({"a": {**both, **one}, "b": {**both, **other}}, ensure_ascii=False)


def test_pairs_of_records_are_answered_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = {"title": "关于做好汛期防御工作的通知"}
    lines = [
        pair({"document_number": "工信部规〔2021〕01号"}, {"document_number": "工信部规〔2021〕1号"}, **title),
        "not JSON",
        pair({"document_number": "工信部规〔2021〕10号"}, {"document_number": "工信部规〔2021〕1号"}, **title),
        '{"a": {"title": "x"}}',
        pair({}, {"title": ""}, **title),
        pair({"written_on": "yesterday"}, {}, **title),
        pair({"issuing_bodies": ["x"]}, {}, **title),
        pair({"evidence": []}, {}, **title),
        pair({"stage": "late"}, {}, **title),
        pair({"body": 5}, {}, **title),
        "",
        pair(
            {"body": None, "attachments": None, "issuing_bodies": [{"name": "水利部"}]},
            {
                "attachments": [{"title": "x", "url": "y", "sha256": "z"}],
                "evidence": {"title": {"rule": "a", "place": 1}},
            },
            **title,
            written_on="2021-06-01",
            new_field=[1],
        ),
        pair({"title": "数据安全办法（征求意见稿）"}, {"title": "数据安全办法"}, published_on="2021-06-01"),
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(lines) + "\n")
    assert identity.main([str(file)]) == 1
    out, err = capsys.readouterr()
    wanted = ["same", "error", "different", *["error"] * 8, "same", "different"]
    assert out.split() == wanted
    said = err.splitlines()
    assert [int(line.split("line ")[1].split(":")[0]) for line in said] == [2, *range(4, 12)]
    assert "expected one of draft, final" in err


def label(kind: str, sentence: str, target: str, date: str | None = None) -> str:
    row = {"url": None, "title": "样例管理办法", "kind": kind, "target_title": target, "target_number": None}
    return json.dumps(row | {"date": date, "sentence": sentence}, ensure_ascii=False)


def test_relations_are_counted_against_labels_and_what_differs_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = "本办法自2024年5月1日起施行。《样例通知规定》同时废止。"
    lines = [
        label("repeals", last, "样例通知规定", "2024-05-01"),
        label("effective", last, "", "2024-05-01"),
        label("based_on", "根据《样例管理条例》，制定本办法。", "另一个条例"),
    ]
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(lines))
    assert relations.main([str(file), "--show"]) == 0
    out, _ = capsys.readouterr()
    assert "wrong based_on: 样例管理条例" in out
    assert "missing based_on: 另一个条例" in out
    assert "2 right, 1 wrong, 1 missing" in out


TARGET = {
    "text_id": "甲",
    "sentence": "培训焊工2000名。",
    "indicator": "培训焊工",
    "value": 2000,
    "unit": "名",
    "year": None,
    "comparator": "=",
}


def test_targets_of_whole_documents_are_right_wrong_and_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "各县人民政府：\n到2025年，船厂达到30家，渡口达到8个。\n培训焊工2000名。\n某市人民政府\n2021年3月1日"
    page: dict[str, object] = {
        "id": "甲",
        "url": "https://www.zj.gov.cn/a.html",
        "title": "某市人民政府关于印发造船业发展方案的通知",
        "text": text,
    }
    labels = tmp_path / "labels" / "whole"
    labels.mkdir(parents=True)
    missing = TARGET | {"indicator": "引进船长", "value": 5}
    dated = TARGET | {"indicator": "船厂", "value": 30, "unit": "家", "year": 2025}
    lines: tuple[tuple[Path, list[dict[str, object]]], ...] = (
        (tmp_path / "texts.jsonl", [page]),
        (labels / "targets.jsonl", [TARGET, missing, dated]),
        (labels / "doubtful.jsonl", []),
    )
    for path, rows in lines:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    (labels / "documents.json").write_text(json.dumps([{"id": "甲", "plan_years": [2025]}]), "utf-8")
    monkeypatch.setattr("sys.argv", ["targets", str(labels), "--show"])
    targets.main()
    said = capsys.readouterr().out
    assert "3 given: 2 right, 1 wrong, precision 0.667" in said
    assert "with a year: 1 of 1 found" in said
    assert "without a year: 1 of 2 found" in said
    assert "wrong\t甲\t渡口 | = 8 个 | 2025" in said
    assert "missing\t甲\t引进船长" in said


@pytest.mark.slow
def test_the_benchmark_of_scale_builds_a_corpus_once_and_prints_every_figure_beside_its_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scale, "CHECKED", 10)
    options = ["--database", str(tmp_path / "scale.db"), "--queries", "2", "--length", "60", "--documents", "40"]
    scale.main(options)
    said = capsys.readouterr().out
    for part in ("saving, last tenth", "40 documents", "relations", "targets", "kB a document", "memory"):
        assert part in said
    for name in ("search, best", "facets", "look-up by number", "look-up by address", "changes", "brief of a week"):
        assert re.search(rf"^{name}.*\d ×  .*\d  \w+", said, re.MULTILINE), name
    for name in ("references, one line", "brief of a year, whole", "export"):
        assert f"\n{name}" in said, name


@pytest.fixture
def _signal_as_before() -> Iterator[None]:
    """The benchmark takes the signal by which the product stops a rule that takes too long."""
    before = signal.getsignal(signal.SIGPROF)
    yield
    signal.signal(signal.SIGPROF, before)


@pytest.mark.usefixtures("_signal_as_before")
def test_a_rule_that_grows_too_fast_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(linear, "TEXTS", {"digits": "1,"})
    options = ["--rule", "instrument.without_draft_mark", "--largest", "10", "--seconds", "5"]
    assert linear.main(options) == 0
    assert "0 rules grow" in capsys.readouterr().out

    def twice(text: str) -> int:
        return sum(text[at:].count(",") for at in range(0, len(text), 20))  # one at a time: all would fill the memory

    monkeypatch.setattr(linear, "rules", lambda: [("twice", twice, linear)])
    monkeypatch.setattr(linear, "MOST_GROWTH", 0.0)
    assert linear.main(["--largest", "100", "--seconds", "1"]) == 1
    assert "twice" in capsys.readouterr().out
