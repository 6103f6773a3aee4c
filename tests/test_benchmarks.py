"""Benchmarks count what is right, wrong and missing, and name a rule that grows too fast."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import (
    linear,
    relations,
    scale,
)


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
