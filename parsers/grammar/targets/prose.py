"""Targets in running text: 到2025年，5G用户普及率由15%提高到56%，每万人拥有5G基站数达到26个.

A sentence is cut into clauses; each figure of a clause needs a verb of reaching, of change or of bounding, or a noun
before it. Its year stands in the sentence, in the sentence that opens the paragraph, or in the line that opens a list
of targets; a figure without one is a target where the words make it a goal. What the words leave open is not given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from parsers.grammar.targets.attribution import attribute, count_of_row, in_brackets, share_out
from parsers.grammar.targets.figures import Figure, find_figures
from parsers.grammar.targets.folding import fold, is_flattened_row
from parsers.grammar.targets.goals import (
    NEW_SUBJECT,
    PAST_SECTION,
    PAYS_SECTION,
    Genre,
    is_goal,
    is_governed,
    is_of_each_place,
    is_of_payment,
)
from parsers.grammar.targets.indicators import clause_before
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.statements import read_figure
from parsers.grammar.targets.wording import (
    CONDITIONS,
    ENCOURAGES,
    FORECAST,
    HEADING,
    OPENS_LIST,
    RULE,
    SENTENCE,
    SET_ASIDE,
)
from parsers.grammar.targets.years import YearWord, find_years, is_past
from parsers.passages import Passage

LONGEST_SENTENCE = 3000
"""Characters. What is longer is a table or a listing without punctuation."""
_HOLDS_NUMBER = re.compile(r"\d|分之|翻|一半|[十百千万亿倍成]")
_HOLDS_DIGIT = re.compile(r"\d|分之")
_YEAR_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,30}(?:19|20)\d{2}年[^（）()]{0,20}[)）]\W*$")
_WITHIN_YEARS = re.compile(r"(?<![年\d])(?:\d{1,2}|[一二两三五十])年(?:左右)?(?:内|的?时间)[^；。]*$")
"""三年内, 用10年左右的时间: a term of its own, whatever year the words before it set."""
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百零〇\d]{1,5}条")
# 注：1.〔 〕内为五年累计数。 | 2.空气质量评价覆盖…
_NOTE = re.compile(r"备?注\s*[:：]")
_NOTE_GOES_ON = re.compile(r"[①-⑳]|\d{1,2}[.．、](?!\d)")
# 今年发展主要预期目标是：…；…；…。
_OPENS_GOALS = re.compile("(?:目标|指标)(?:是|为|如下)?[:：]")
LONGEST_TITLE = 20
_LONGEST_HEADING = 40
"""The most characters of a heading on a line of its own: 二、2026年经济社会发展总体要求、主要目标和政策取向."""
_SENTENCE_SIGN = re.compile("[。：:，,；;]")
_TITLE_ENDS = re.compile("[。：:]")
_LEVELS = {"第": 0, "专": 1, "（": 2, "(": 2}
_ITEM_LEVEL, _NO_LEVEL = 2, 4
_PUNCTUATION = re.compile(r"[。，,；;：:\d]")
_LINES_RUN_TOGETHER = "\u3000\u3000"
_LEAD = re.compile(r"[^，,]{0,24}$")
"""What may stand before the year that opens a sentence."""
_DESCRIBES_COUNT = re.compile(
    r"\d[\d.]*[十百千万亿]*元(?:以上)?(?:级)?的?(?!左右|以内|以下)[\u4e00-\u9fff]{2,12}?\d+[家个户](?![月百])|(?<=”)\d+条"
)
"""新增50亿元工业企业1家: money before what is counted describes it; “山区”22条 is a name."""
_THIS_YEAR = re.compile("今年(?![^，,。；;]{0,8}(?:月|季度|半年|以来))")
_ASSURED_GROWTH = re.compile("((?:力争|争取|确保|力促)[^，,。；;]*?)同比")
"""力争零售总额同比增长6%: against the year before, and no report of it."""
_LATEST_MONTH, _LATEST_OF_PLAN = 6, 9


class _Context(NamedTuple):
    """The year that the words before a sentence set, the day of the document, and what kind of text it stands in."""

    year: int | None
    on: date | None
    genre: Genre
    in_goals: bool = False
    may_lack_year: bool = True
    """Whether a figure without a year may be a goal where it stands: in no article, no section of conditions."""


@dataclass(slots=True)
class _Section:
    """The headings above a paragraph."""

    listed: int | None = None
    """The year that holds for paragraphs without one, until the next heading."""
    in_goals: bool = False
    in_items: bool = False
    conditions: int = _NO_LEVEL
    """The level of the heading of a section of conditions, which holds until the next of its level."""
    silent: int = _NO_LEVEL
    """The same of a section that tells of the past or of what is paid: no goal without a year stands in it."""

    def enter(self, text: str) -> None:
        level = heading_level(text)
        if level == _NO_LEVEL:
            return
        title = text[:_LONGEST_HEADING]
        if len(text) > len(title) or _SENTENCE_SIGN.search(title):
            title = _TITLE_ENDS.split(text[: LONGEST_TITLE + 4], maxsplit=1)[0][:LONGEST_TITLE]
        if not (self.in_items and level == _ITEM_LEVEL):
            self.listed, self.in_goals, self.in_items = None, "目标" in title, False
        if level <= self.conditions:
            self.conditions = level if CONDITIONS.search(title) else _NO_LEVEL
        if level <= self.silent or "目标" in title:
            reports = PAST_SECTION.search(title) or PAYS_SECTION.search(title)
            self.silent = level if reports and "目标" not in title else _NO_LEVEL


@dataclass(slots=True)
class _Reading:
    """What was read of a paragraph so far."""

    context: _Context
    named: int | None = None
    """The last year that its sentences set."""
    last: TargetReading | None = None
    is_first: bool = True
    """Whether no sentence but a heading was before."""
    goes_on: bool = False
    """Whether the sentence before ended in ；, so that its year holds on."""
    before: _Context = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.context


def read_prose(paragraphs: Sequence[Passage], on: date | None, genre: Genre = Genre.OTHER) -> Iterator[TargetReading]:
    """The targets of consecutive paragraphs of prose."""
    is_rule = genre is Genre.RULES
    section = _Section()
    in_note = False
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        in_note = _NOTE.match(text) is not None or (in_note and _NOTE_GOES_ON.match(text) is not None)
        if in_note:
            continue  # how a table counts is no commitment
        for line in text.split(_LINES_RUN_TOGETHER) if _LINES_RUN_TOGETHER in text else (text,):
            section.enter(line)
        if section.conditions < _NO_LEVEL:
            continue
        lacks = section.silent == _NO_LEVEL and not is_rule and not _ARTICLE.match(text)
        reading = _Reading(_Context(section.listed, on, genre, section.in_goals, lacks))
        for match in SENTENCE.finditer(text):
            printed = match[0].strip()
            if match.start() and text[match.start() - 1] in "。\u3000" and HEADING.match(printed):
                section.enter(printed)
                lacks = section.silent == _NO_LEVEL and not is_rule
                reading = _Reading(_Context(section.listed, on, genre, section.in_goals, lacks))
            yield from _read_printed(printed, reading, paragraph)
        if reading.named is not None and (section.in_goals or (OPENS_LIST.search(text) and len(text) <= 120)):
            section.listed = reading.named
            section.in_items = section.in_items or OPENS_LIST.search(text) is not None


def _read_printed(printed: str, reading: _Reading, paragraph: Passage) -> Iterator[TargetReading]:
    """The targets of the next sentence of a paragraph, with the words as printed and their place."""
    if not reading.goes_on:
        reading.context = reading.before
    if _OPENS_GOALS.search(printed):
        reading.context = reading.context._replace(in_goals=True)
        if reading.context.on and "今年" in printed:
            reading.context = reading.context._replace(year=reading.context.on.year)
        reading.goes_on = True
    context = before = reading.context
    if not _HOLDS_NUMBER.search(printed):
        reading.is_first = reading.is_first and HEADING.match(printed) is not None
        reading.goes_on = printed.endswith(("；", ";")) and reading.goes_on
        return
    sentence = _ASSURED_GROWTH.sub(r"\1", fold(printed))
    years = find_years(sentence)
    if years:
        if (word := _bound_word(years, context)) is not None:
            reading.named = word.year
            reading.context = context._replace(year=word.year)
            opens = reading.is_first and _LEAD.fullmatch(sentence[: word.start])
            if context.in_goals or opens:
                reading.before = reading.context._replace(in_goals=reading.before.in_goals)
        elif (
            reading.named is None
            and any(not word.is_base for word in years)
            and _tells_of_past(sentence, years, context.on)
        ):
            reading.context = reading.before = context._replace(year=None, may_lack_year=False)
    reading.goes_on = printed.endswith(("；", ";"))
    reading.is_first = False
    if len(sentence) > LONGEST_SENTENCE or is_flattened_row(printed):
        return
    # A year behind the figures holds for them only as a remark: （2025年底前完成）.
    in_force = reading.context if not years or _YEAR_IN_BRACKETS.search(sentence) else before
    for one in _read_sentence(sentence, years, in_force, reading.last):
        reading.last = replace(one, words=printed, place=paragraph.place)
        yield reading.last


def heading_level(text: str) -> int:
    """How deep the heading is that a line is or begins with: 0 第一章, 1 三、, 2 （二）, 3 a short line that is none of
    them and no sentence; 4 for any other line."""
    if match := HEADING.match(text):
        return _LEVELS.get(match[0].lstrip()[0], 1)
    return 3 if len(text) <= LONGEST_TITLE and _PUNCTUATION.search(text) is None else _NO_LEVEL


def _bound_word(years: Sequence[YearWord], context: _Context) -> YearWord | None:
    """The last year that a sentence sets as that of its targets."""
    return next((word for word in reversed(years) if _sets_year(word, context) and not word.is_day), None)


def _sets_year(word: YearWord, context: _Context) -> bool:
    on = context.on
    if word.is_base:
        return False
    if on is None:
        return word.is_bound or word.start == 0
    # The plan of a year is often issued in its first half: 2025年，全国发电总装机达到36亿千瓦.
    if word.is_bound or word.year != on.year:
        return word.year >= on.year and (word.is_bound or word.is_whole)
    if not word.is_whole:
        return word.last_month >= on.month
    return on.month <= (_LATEST_OF_PLAN if context.genre is Genre.PLAN else _LATEST_MONTH)


def _is_ahead(word: YearWord, on: date | None) -> bool:
    """Whether a year lies ahead by its words, whatever else the sentence tells of the past."""
    return word.is_bound and (on is None or word.year > on.year)


def _tells_of_past(sentence: str, years: Sequence[YearWord], on: date | None) -> bool:
    """Whether a year has passed; 1990年前投产的水厂 says which ones are meant."""
    named = [word for word in years if not (word.is_base or sentence[: word.end].endswith("前"))]
    return any(on is not None and word.year <= on.year for word in named)


def _read_sentence(
    sentence: str, years: Sequence[YearWord], context: _Context, last: TargetReading | None
) -> Iterator[TargetReading]:
    """The targets of a sentence; `last` is the one read before, which 到2030年达到25% goes on from."""
    is_dated = context.year is not None or any(_sets_year(word, context) for word in years)
    may_lack = context.may_lack_year and _HOLDS_DIGIT.search(sentence) is not None
    if not (is_dated or may_lack) or sentence.endswith(("？", "?")):
        return
    figures = [
        one
        for one in find_figures(sentence)
        if not (one.is_vague or _in_year(one, years) or _DESCRIBES_COUNT.match(sentence, one.start))
    ]
    # The sentence to where it turns to others: 组建创新联合体50家，对其项目给予补助.
    found = NEW_SUBJECT.search(sentence)
    part = sentence[: found.start()] if found else sentence
    if not figures or RULE.search(part) or FORECAST.search(sentence):
        return
    if len(part) < len(sentence) and RULE.search(sentence, len(part)):
        figures = [one for one in figures if one.start < len(part)]
    end = passed = 0
    for index, figure in enumerate(figures):
        if passed:
            passed -= 1
            end = figure.end
            continue
        if in_brackets(sentence, figure) or ENCOURAGES.search(sentence[: figure.start]):
            continue
        if is_past(sentence, figure.start) and not any(
            _is_ahead(word, context.on) and word.end <= figure.start for word in years
        ):
            continue
        year = _year_at(figure.start, years, context)
        if year == context.year and not context.in_goals and "每年" in clause_before(sentence[: figure.start]):
            year = None
        if _THIS_YEAR.search(
            sentence, max([word.end for word in years if word.end <= figure.start], default=0), figure.start
        ):
            year = context.on.year if context.on else None
        is_own = any(end <= word.end <= figure.start for word in years)
        if not is_own and _WITHIN_YEARS.search(sentence, end, figure.start):
            year = None
        if year is None and (not may_lack or _is_of_past(figure.start, years, context)):
            continue
        target = read_figure(sentence, figure, end, last)
        if (
            target is None
            or is_of_payment(target)
            or (target.base_unit == "元" and SET_ASIDE.search(clause_before(sentence[: figure.start])))
        ):
            continue
        owned = attribute(target, sentence, figure, last)
        if owned is None:
            continue
        target, next_last = owned
        if year is None:
            stands = is_goal(target, figure, sentence, context.genre, in_goals=context.in_goals)
        else:
            has_own = any(word.end <= figure.start and _sets_year(word, context) for word in years)
            stands = has_own or is_governed(target, figure, sentence)
        if is_of_each_place(target, figure, sentence):
            continue
        if not stands or (target.kind == "count" and target.comparator == "<="):
            continue  # at most so many things are a quota
        targets = share_out(sentence, figures[index:], replace(target, year=year), years)
        row = count_of_row(sentence, figures[index:])
        passed = min(row, len(targets) or row) - 1
        end, last = figure.end, next_last
        yield from targets


def _year_at(at: int, years: Sequence[YearWord], context: _Context) -> int | None:
    """The year that holds for a figure: the nearest before it in its sentence, else that of the words before."""
    on = context.on
    for word in reversed(years):
        if word.end > at or word.is_base:
            continue
        if word.is_bound and on is not None and word.year < on.year:
            continue  # 2000年底前建成的小区
        if _sets_year(word, context):
            return word.year
        if on is not None and word.year <= on.year:
            return None
    return context.year


def _is_of_past(at: int, years: Sequence[YearWord], context: _Context) -> bool:
    """Whether the year before a figure is none to come: 2020年，全省建成12家."""
    return any(word.end <= at and not word.is_base and not _sets_year(word, context) for word in years)


def _in_year(figure: Figure, years: Sequence[YearWord]) -> bool:
    at = figure.start + len(figure.near)
    return any(word.start <= at < word.end for word in years)
