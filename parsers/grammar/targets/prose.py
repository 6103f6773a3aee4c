"""Targets in running text: 到2025年，5G用户普及率由15%提高到56%，每万人拥有5G基站数达到26个.

A sentence is cut into clauses; each figure of a clause needs a verb of reaching, of change or of bounding, or a noun
before it, and a year. The year stands in the sentence, in the sentences before it in the paragraph, or in the line that
opens a list of targets. What the words leave open is not given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from parsers.grammar.targets.clauses import make_target
from parsers.grammar.targets.figures import Figure, find_figures
from parsers.grammar.targets.indicators import clause_before, split_indicators
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import read_quantity
from parsers.grammar.targets.statements import read_figure
from parsers.grammar.targets.wording import (
    CONDITIONS,
    ENCOURAGES,
    FORECAST,
    HEADING,
    OPENS_LIST,
    RULE,
    SENTENCE,
)
from parsers.grammar.targets.years import YearWord, find_years, is_past, may_name_year, may_set_year, write_years
from parsers.passages import Passage

LONGEST_SENTENCE = 3000
"""Characters. What is longer is a table or a listing without punctuation."""
_HOLDS_NUMBER = re.compile(r"\d|分之|翻|一半|[十百千万亿倍成]")
_YEAR_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,30}(?:19|20)\d{2}年[^（）()]{0,20}[)）]\W*$")
LONGEST_TITLE = 20
_LEVELS = {"第": 0, "专": 1, "（": 2, "(": 2}
_ITEM_LEVEL, _NO_LEVEL = 2, 4
_PUNCTUATION = re.compile(r"[。，,；;：:\d]")
_LISTED = re.compile(r"[、，,和及与]|以及")


@dataclass(frozen=True, slots=True)
class _Context:
    """The year that the words before a sentence set, and the day of the document."""

    year: int | None
    on: date | None


def read_prose(paragraphs: Sequence[Passage], on: date | None) -> Iterator[TargetReading]:
    """The targets of consecutive paragraphs of prose."""
    if not any(may_set_year(paragraph.text, on.year if on else 0) for paragraph in paragraphs):
        return
    listed: int | None = None  # the year that holds for paragraphs without one, until the next heading
    in_goals = in_items = False
    conditions = _NO_LEVEL  # of the heading of a section of conditions
    for paragraph in paragraphs:
        text = paragraph.text
        if (level := heading_level(text)) < _NO_LEVEL:
            title = text[:LONGEST_TITLE]
            if not (in_items and level == _ITEM_LEVEL):
                listed, in_goals, in_items = None, "目标" in title, False
            if level <= conditions:
                conditions = level if CONDITIONS.search(title) else _NO_LEVEL
        if conditions < _NO_LEVEL:
            continue
        if listed is None and not may_name_year(text):
            continue
        text = write_years(text.strip())
        context = _Context(listed, on)
        named: int | None = None
        last: TargetReading | None = None
        for match in SENTENCE.finditer(text):
            sentence = match[0].strip()
            before, years = context, find_years(sentence)
            if years:
                if (bound := _bound_year(years, on)) is not None:
                    named = bound
                    context = _Context(bound, on)
                elif named is None and any(not word.is_base for word in years) and _tells_of_past(years, on):
                    context = _Context(None, on)
            if context.year is None and not any(_sets_year(word, on) for word in years):
                continue
            if len(sentence) > LONGEST_SENTENCE or not _HOLDS_NUMBER.search(sentence):
                continue
            # A year behind the figures holds for them only as a remark: （2025年底前完成）.
            in_force = context if not years or _YEAR_IN_BRACKETS.search(sentence) else before
            for one in _read_sentence(sentence, years, in_force, last):
                last = one
                yield replace(one, place=paragraph.place)
        if named is not None and (in_goals or (OPENS_LIST.search(text) and len(text) <= 120)):
            listed = named
            in_items = in_items or OPENS_LIST.search(text) is not None


def heading_level(text: str) -> int:
    """How deep the heading is that a line is or begins with: 0 第一章, 1 三、, 2 （二）, 3 a short line that is none of
    them and no sentence; 4 for any other line."""
    if match := HEADING.match(text):
        return _LEVELS.get(match[0].lstrip()[0], 1)
    return 3 if len(text) <= LONGEST_TITLE and _PUNCTUATION.search(text) is None else _NO_LEVEL


def _bound_year(years: Sequence[YearWord], on: date | None) -> int | None:
    """The last year that a sentence sets as that of its targets."""
    for word in reversed(years):
        if _sets_year(word, on) and not word.is_day:
            return word.year
    return None


def _sets_year(word: YearWord, on: date | None) -> bool:
    if word.is_base:
        return False
    if on is None:
        return word.is_bound or word.start == 0
    # The plan of a year is often issued in its first half: 2025年，全国发电总装机达到36亿千瓦.
    if word.year == on.year:
        return word.is_bound or (on.month <= 6 and word.is_whole)
    return word.year > on.year and (word.is_bound or word.is_whole)


def _is_ahead(word: YearWord, on: date | None) -> bool:
    """Whether a year lies ahead by its words, whatever else the sentence tells of the past."""
    return word.is_bound and (on is None or word.year > on.year)


def _tells_of_past(years: Sequence[YearWord], on: date | None) -> bool:
    return any(on is not None and word.year <= on.year for word in years if not word.is_base)


def _read_sentence(
    sentence: str, years: Sequence[YearWord], context: _Context, last: TargetReading | None
) -> Iterator[TargetReading]:
    """The targets of a sentence; `last` is the one read before, which 到2030年达到25% goes on from."""
    figures = find_figures(sentence)
    if not figures or sentence.endswith(("？", "?")) or RULE.search(sentence) or FORECAST.search(sentence):
        return
    end, shared = 0, 0
    for index, figure in enumerate(figures):
        if shared:
            shared -= 1
            end = figure.end
            continue
        year = _year_at(figure.start, years, context)
        if figure.is_vague or year is None or _in_year(figure, years) or ENCOURAGES.search(sentence[: figure.start]):
            continue
        if is_past(sentence, figure.start) and not any(
            _is_ahead(word, context.on) and word.end <= figure.start for word in years
        ):
            continue
        target = read_figure(sentence, figure, end, last)
        if target is None:
            continue
        targets = _share_out(sentence, figures[index:], replace(target, year=year), years)
        end, last, shared = figure.end, target, max(len(targets) - 1, 0)
        yield from (replace(one, words=sentence) for one in targets)


def _share_out(
    sentence: str, figures: Sequence[Figure], target: TargetReading, years: Sequence[YearWord]
) -> list[TargetReading]:
    """The targets of 分别达到65%和55%, one for each indicator or each year; none where they do not pair."""
    first = figures[0]
    words = clause_before(sentence[: first.start])
    if "分别" not in words:
        return [target]
    row = [first]
    for following in figures[1:]:
        if not _LISTED.fullmatch(sentence[row[-1].end : following.start].strip()):
            break
        row.append(following)
    if len(row) == 1:
        return [target]
    # 分别达400万、1150万、290万吨: the last has the unit of all.
    base = read_quantity("1", row[-1].unit).base_unit
    row = [replace(one, unit=one.unit + base) if one.unit in ("万", "亿", "万亿") else one for one in row]
    named = [word for word in years if word.end <= first.start and not word.is_base][-len(row) :]
    names = split_indicators(target.indicator, len(row))
    if names is None:
        between = [sentence[one.end : two.start] for one, two in pairwise(named)]
        if len(named) == len(row) and all(_LISTED.fullmatch(signs.strip()) for signs in between):
            return [
                replace(_like(target, target.indicator, one), year=word.year)
                for one, word in zip(row, named, strict=True)
            ]
        return []
    return [_like(target, name, one) for name, one in zip(names, row, strict=True)]


def _like(target: TargetReading, name: str, figure: Figure) -> TargetReading:
    """A further target of the kind of one, with the bound of the first where its own figure has none."""
    made = make_target(name, figure, target.kind)
    return replace(
        made,
        kind=target.kind,
        year=target.year,
        direction=target.direction,
        baseline_year=target.baseline_year,
        comparator=target.comparator if made.comparator == "=" else made.comparator,
    )


def _year_at(at: int, years: Sequence[YearWord], context: _Context) -> int | None:
    """The year that holds for a figure: the nearest before it in its sentence, else that of the words before."""
    on = context.on
    for word in reversed(years):
        if word.end > at or word.is_base:
            continue
        if word.is_bound and on is not None and word.year < on.year:
            continue  # 2000年底前建成的小区
        if _sets_year(word, on):
            return word.year
        if on is not None and word.year <= on.year:
            return None
    return context.year


def _in_year(figure: Figure, years: Sequence[YearWord]) -> bool:
    at = figure.start + len(figure.near)
    return any(word.start <= at < word.end for word in years)
