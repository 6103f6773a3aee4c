"""Quantified targets: what prose and tables commit to, and what only looks like a target. Sentences are our own."""

import re
from datetime import date
from pathlib import Path

import pytest

from parsers.csv_tables import rows_of
from parsers.grammar.targets.figures import find_figures
from parsers.grammar.targets.reading import read_targets
from parsers.grammar.targets.rules import rules_of
from parsers.grammar.targets.wording import words
from parsers.passages import passages_of
from parsers.record import Target
from tests.tables import from_table

ON, ON_OF_TITLED = date(2021, 11, 1), date(2021, 3, 10)
TITLES = {
    "plan": "某市人民政府关于印发某市水运发展行动方案的通知",
    "notice": "某市人民政府办公厅关于做好春季植树工作的通知",
    "rules": "某市人民政府关于印发某市停车场管理办法的通知",
    "asks": "某部办公厅关于开展绿色港口申报工作的通知",
    "": None,
}
HERE = Path(__file__).parent


def told(*lines: str, on: date | None = ON, title: str | None = None) -> list[str]:
    return [line_of(one) for one in read_targets(passages_of("\n".join(lines)), on, title)]


def line_of(target: Target) -> str:
    """A target as a line: indicator | bound, value and unit | year | kind [direction] [| from baseline of year]."""
    value = target.value if isinstance(target.value, str) else f"{target.value:.9g}"
    value += "" if target.upper is None else f"-{target.upper:g}"
    kind = " ".join(filter(None, (target.kind, target.direction)))
    line = f"{target.indicator} | {target.comparator} {value} {target.unit}".rstrip() + f" | {target.year} | {kind}"
    if target.baseline is not None or target.baseline_year:
        line += f" | from {'?' if target.baseline is None else f'{target.baseline:g}'} of {target.baseline_year or '?'}"
    return line


def cases(name: str) -> dict[str, list[str]]:
    """The sentences of a file of cases, each with the lines that are indented below it."""
    found: dict[str, list[str]] = {}
    sentence = ""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            found[sentence].append(line.strip())
        elif not line.startswith("#"):
            found[sentence := line] = []
    return found


@from_table
def test_a_text_gives_its_targets(title: str, on: str, text: str, targets: str) -> None:
    """Paragraphs end in ⏎, cells in ⇥; the day is given where it is not that of the others."""
    day: date | None = ON_OF_TITLED if title else ON
    if on:
        day = None if on == "none" else date.fromisoformat(on)
    lines = text.replace("⇥", "\t").split("⏎")
    assert told(*lines, on=day, title=TITLES[title]) == (targets.split(" ; ") if targets else [])


def test_the_sentences_of_plans_give_their_targets() -> None:
    wanted = cases("target_sentences.txt")
    given = {sentence: told(sentence) for sentence in wanted}
    assert {sentence: lines for sentence, lines in given.items() if lines != wanted[sentence]} == {}
    assert len(wanted) > 150


def test_sentences_that_only_look_like_targets_give_none() -> None:
    sentences = cases("target_traps.txt")
    for day in (ON, date(2025, 3, 1)):
        assert {sentence: found for sentence in sentences if (found := told(sentence, on=day))} == {}
        assert told(*sentences, on=day) == []
    assert len(sentences) > 90


@pytest.mark.parametrize(
    "negation", ["不", "不宜", "不应", "不应当", "不能", "不得", "不会", "不再", "不允许", "未", "严禁"]
)
@pytest.mark.parametrize(
    ("word", "opposite"), [("低于", ">="), ("少于", ">="), ("高于", "<="), ("超过", "<="), ("突破", "<=")]
)
def test_a_negation_turns_a_bound_round(negation: str, word: str, opposite: str) -> None:
    (figure,) = find_figures(f"水面面积{negation}{word}60公顷。")
    assert figure.comparator == opposite


def test_a_target_has_its_words_as_printed_and_the_place_where_it_stands_first() -> None:
    printed = "到 2025年，累计投资由2.5万亿元增加到 3.7万亿元。"
    [target] = read_targets(passages_of(f"{printed}\n{printed}"), ON)
    assert (target.words, target.place) == (printed, "paragraph 1")
    assert (target.amount, target.base_unit, target.value_as_printed) == (3.7e12, "元", "3.7")


def test_the_words_of_rules_are_patterns_with_words_that_have_them() -> None:
    kinds = {row["kind"] for row in rows_of("parsers.grammar.targets", "kinds.csv")}
    rows = rows_of("parsers.grammar.targets", "words.csv")
    assert {row["kind"] for row in rows} == kinds
    for row in rows:
        re.compile(row["words"])
        assert row["witness"], row
    for kind in kinds:
        assert getattr(words, kind).pattern
    phrases = rows_of("parsers.grammar.targets", "patterns.csv")
    assert [row["name"] for row in phrases if not getattr(words, row["name"]).search(row["witness"])] == []
    with pytest.raises(AttributeError):
        assert words.no_such_kind


def test_every_rule_has_a_sentence_that_it_reads() -> None:
    assert len(rules_of("percent")) > 10
    rows = rows_of("parsers.grammar.targets", "rules.csv")
    assert [row["rule"] for row in rows if not told(f"到2025年，{row['witness']}。")] == []
