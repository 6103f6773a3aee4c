"""Targets in running text: 到2025年，5G用户普及率由15%提高到56%，每万人拥有5G基站数达到26个.

Each figure of a sentence is judged by the words before and behind it. Its year stands in the sentence, in the sentence
that opens the paragraph, or in the line that opens a list of targets; a figure without one is a target where the words
make it a goal. What the words leave open is not given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from parsers.grammar.targets.attribution import attribute, in_brackets, share_out
from parsers.grammar.targets.figures import Figure, YearWord, find_figures, find_years, fold, is_flattened_row
from parsers.grammar.targets.goals import Genre, is_goal, is_governed, is_of_other_kind
from parsers.grammar.targets.indicators import clause_before
from parsers.grammar.targets.rules import read_figure
from parsers.grammar.targets.wording import words
from parsers.passages import Passage
from parsers.record import Target

_SENTENCE = re.compile(r"[^。；;！？!?\n]+[。；;！？!?]?")
_HEADING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+[章节篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|专栏)"
)
LONGEST_SENTENCE = 3000
"""Characters. What is longer is a table or a listing without punctuation."""
_HOLDS_NUMBER = re.compile(r"\d|分之|翻|一半|[十百千万亿倍成]")
_HOLDS_DIGIT = re.compile(r"\d|分之")
LONGEST_TITLE = 20
_LONGEST_HEADING = 40
"""The most characters of a heading on a line of its own: 二、2026年经济社会发展总体要求、主要目标和政策取向."""
_LONGEST_OPENING = 120
"""Of a paragraph that opens a list: 到2025年主要目标如下："""
_SENTENCE_SIGN, _TITLE_ENDS = re.compile("[。：:，,；;]"), re.compile("[。：:]")
_PUNCTUATION = re.compile(r"[。，,；;：:\d]")
_LEVELS = {"第": 0, "专": 1, "（": 2, "(": 2}
_ITEM_LEVEL, _NO_LEVEL = 2, 4
_LINES_RUN_TOGETHER = "\u3000\u3000"
_LEAD = re.compile(r"[^，,]{0,24}$")
"""What may stand before the year that opens a sentence."""
_LATEST_MONTH, _LATEST_OF_PLAN = 6, 9


class _Frame(NamedTuple):
    """What the words before a sentence say of its figures."""

    year: int | None
    in_goals: bool = False
    may_lack: bool = True
    """Whether a figure without a year may be a goal where it stands: in no article, no section of conditions."""


@dataclass(slots=True)
class _Section:
    """The headings above a paragraph."""

    year: int | None = None
    """The year that holds for paragraphs without one, until the next heading."""
    in_goals: bool = False
    in_items: bool = False
    conditions: int = _NO_LEVEL
    """The level of the heading of a section of conditions, which holds until the next of its level."""
    silent: int = _NO_LEVEL
    """The same of a section of the past or of payments."""

    def enter(self, text: str) -> None:
        """Goes on below a heading, or below a line that begins with one."""
        level = heading_level(text)
        if level == _NO_LEVEL:
            return
        title = text[:_LONGEST_HEADING]
        if len(text) > len(title) or _SENTENCE_SIGN.search(title):
            title = _TITLE_ENDS.split(text[: LONGEST_TITLE + 4], maxsplit=1)[0][:LONGEST_TITLE]
        if not (self.in_items and level == _ITEM_LEVEL):
            self.year, self.in_goals, self.in_items = None, "目标" in title, False
        if level <= self.conditions:
            self.conditions = level if words.conditions.search(title) else _NO_LEVEL
        if level <= self.silent or "目标" in title:
            self.silent = level if words.silent_section.search(title) and "目标" not in title else _NO_LEVEL


def heading_level(text: str) -> int:
    """How deep the heading is that a line is or begins with: 0 第一章, 1 三、, 2 （二）, 3 a short line that is none of
    them and no sentence; 4 for any other line."""
    if match := _HEADING.match(text):
        return _LEVELS.get(match[0].lstrip()[0], 1)
    return 3 if len(text) <= LONGEST_TITLE and _PUNCTUATION.search(text) is None else _NO_LEVEL


def read_prose(paragraphs: Sequence[Passage], on: date | None, genre: Genre = Genre.OTHER) -> Iterator[Target]:
    """The targets of consecutive paragraphs of prose."""
    section = _Section()
    in_note = False
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        in_note = words.note.match(text) is not None or (in_note and words.note_goes_on.match(text) is not None)
        if in_note:
            continue  # how a table counts is no commitment
        for line in text.split(_LINES_RUN_TOGETHER) if _LINES_RUN_TOGETHER in text else (text,):
            section.enter(line)
        if section.conditions < _NO_LEVEL:
            continue
        reader = _Reader(on, genre, section, may_lack=words.article.match(text) is None)
        for match in _SENTENCE.finditer(text):
            printed = match[0].strip()
            if match.start() and text[match.start() - 1] in "。\u3000" and _HEADING.match(printed):
                section.enter(printed)
                reader = _Reader(on, genre, section)
            for target in reader.read(printed):
                reader.last = replace(target, words=printed, place=paragraph.place)
                yield reader.last
        if reader.named is not None:
            opens_list = words.opens_list.search(text) is not None
            if section.in_goals or (opens_list and len(text) <= _LONGEST_OPENING):
                section.year, section.in_items = reader.named, section.in_items or opens_list


@dataclass(slots=True)
class _Reader:
    """Reads the sentences of a paragraph one by one."""

    on: date | None
    genre: Genre
    section: _Section
    may_lack: bool = True
    named: int | None = None
    """The last year that its sentences set."""
    last: Target | None = None
    is_first: bool = True
    """Whether no sentence but a heading was before."""
    goes_on: bool = False
    """Whether the sentence before ended in ；, so that its year holds on, and what it tells of."""
    is_assured: bool = False
    is_past: bool = False
    base: _Frame = field(init=False)
    frame: _Frame = field(init=False)

    @property
    def this_year(self) -> int:
        return self.on.year if self.on else 0

    def __post_init__(self) -> None:
        may_lack = self.may_lack and self.section.silent == _NO_LEVEL and self.genre is not Genre.RULES
        self.frame = self.base = _Frame(self.section.year, self.section.in_goals, may_lack)

    def read(self, printed: str) -> Iterator[Target]:
        """The targets of the next sentence, without its words."""
        if not self.goes_on:
            self.frame, self.is_assured = self.base, False
        if ("：" in printed or ":" in printed) and words.opens_goals.search(printed):
            year = self.this_year if self.on and "今年" in printed else self.frame.year
            self.frame = self.frame._replace(in_goals=True, year=year)
            self.goes_on = True
        before = self.frame
        ends_open = printed.endswith(("；", ";"))
        if not _HOLDS_NUMBER.search(printed):
            self.is_first = self.is_first and _HEADING.match(printed) is not None
            self.goes_on = ends_open and self.goes_on
            return
        sentence = fold(printed)
        is_linked = ends_open or self.goes_on
        if is_linked or "同比" in sentence:
            self.is_assured = (self.is_assured and self.goes_on) or words.assures.search(sentence) is not None
        if self.is_assured:  # 力争销量同比增长6%: against the year before, and no report of it
            sentence = sentence.replace("同比", "")
        years = find_years(sentence)
        was_past = self.is_past and self.goes_on
        if is_linked:
            is_ahead = self.is_assured or self.frame.in_goals or self.frame.year or any(map(self._sets_year, years))
            was_past = was_past and not is_ahead
            self.is_past = was_past or (not is_ahead and words.past.search(sentence) is not None)
        if years:
            self._take_year(sentence, years)
        self.goes_on, self.is_first = ends_open, False
        if was_past or len(sentence) > LONGEST_SENTENCE or is_flattened_row(printed):
            return
        # A year behind the figures holds for them only as a remark: （2025年底前完成）.
        frame = self.frame if not years or words.year_in_brackets.search(sentence) else before
        yield from self._read(sentence, years, frame)

    def _take_year(self, sentence: str, years: Sequence[YearWord]) -> None:
        """Lets the year that a sentence sets hold for what follows it."""
        word = next((word for word in reversed(years) if self._sets_year(word) and not word.is_day), None)
        if word is not None and any(
            year.end < word.start and words.part.fullmatch(sentence, year.end, word.start) for year in years
        ):
            self.frame = self.base  # 2025年、2030年分别达到25%、30%: neither holds for what follows
        elif word is not None:
            self.named = word.year
            self.frame = self.frame._replace(year=word.year)
            opens = (self.is_first or self.base.year) and _LEAD.fullmatch(sentence[: word.start])
            if self.frame.in_goals or opens:
                self.base = self.frame._replace(in_goals=self.base.in_goals)
        elif self.named is None and any(
            word.year <= self.this_year and not (word.is_base or sentence[: word.end].endswith("前")) for word in years
        ):  # 1990年前投产的水厂 says which ones are meant
            self.frame = self.base = self.frame._replace(year=None, may_lack=False)

    def _sets_year(self, word: YearWord) -> bool:
        """Whether a year may be that of a target by its words and by the day of the text."""
        if word.is_base:
            return False
        if self.on is None:
            return word.is_bound or word.start == 0
        if word.is_bound or word.year != self.on.year:
            return word.year >= self.on.year and (word.is_bound or word.last_month > 0)
        # The plan of a year is often issued in its first half: 2025年，全国发电总装机达到36亿千瓦.
        latest = _LATEST_OF_PLAN if self.genre is Genre.PLAN else _LATEST_MONTH
        return self.on.month <= (latest if word.last_month > _LATEST_OF_PLAN else word.last_month)

    def _read(self, sentence: str, years: Sequence[YearWord], frame: _Frame) -> Iterator[Target]:
        may_lack = frame.may_lack and _HOLDS_DIGIT.search(sentence) is not None
        is_dated = frame.year is not None or any(self._sets_year(word) for word in years)
        if not (is_dated or may_lack) or sentence.endswith(("？", "?")):
            return
        last, end, passed = self.last, 0, 0
        figures = self._figures(sentence, years)
        for index, figure in enumerate(figures):
            if passed:
                passed, end = passed - 1, figure.end
                continue
            before = sentence[: figure.start]
            if in_brackets(sentence, figure) or words.encouraged.search(before):
                continue
            own = [word for word in years if word.end <= figure.start and not word.is_base]
            is_ahead = any(word.is_bound and word.year > self.this_year for word in own)
            if words.past.search(before) and not is_ahead:
                continue
            year = self._year_of(sentence, figure, own, frame, end)
            if year is None and not (may_lack and all(map(self._sets_year, own))):
                continue
            target = read_figure(sentence, figure, end, last)
            owned = attribute(target, sentence, figure, last) if target else None
            if owned is None or is_of_other_kind(owned[0], figure, sentence):
                continue
            target, next_last = owned
            if year is None:
                stands = is_goal(target, figure, sentence, self.genre, in_goals=frame.in_goals)
            else:
                stands = any(map(self._sets_year, own)) or is_governed(target, figure, sentence)
            if stands:
                targets, row = share_out(sentence, figures[index:], replace(target, year=year), years)
                passed = min(row, len(targets) or row) - 1
                end, last = figure.end, next_last
                yield from targets

    def _figures(self, sentence: str, years: Sequence[YearWord]) -> list[Figure]:
        """The figures of a sentence that may be targets; none of a rule or a forecast."""
        figures = [
            figure
            for figure in find_figures(sentence)
            if not (
                figure.is_vague
                or any(word.start <= figure.start + len(figure.near) < word.end for word in years)
                or words.money_of_counted.match(sentence, figure.start)
                or words.cut_short.match(sentence, figure.end)
                or words.made_fewer.match(sentence, figure.end)
            )
        ]
        # The sentence to where it turns to others: 组建创新联合体50家，对其项目给予补助.
        turn = words.new_subject.search(sentence) if figures else None
        turns_at = turn.start() if turn else len(sentence)
        if not figures or words.rule.search(sentence[:turns_at]) or words.forecast.search(sentence):
            return []
        return [item for item in figures if item.start < turns_at] if words.rule.search(sentence, turns_at) else figures

    def _year_of(self, sentence: str, figure: Figure, own: Sequence[YearWord], frame: _Frame, after: int) -> int | None:
        """The year that holds for a figure: the nearest before it in its sentence, else that of the words before."""
        year = frame.year
        for word in reversed(own):
            if word.is_bound and word.year < self.this_year:
                continue  # 2000年底前建成的小区
            if self._sets_year(word) or word.year <= self.this_year:
                year = word.year if self._sets_year(word) else None
                break
        if year == frame.year and not frame.in_goals and "每年" in clause_before(sentence[: figure.start]):
            year = None
        if words.this_year.search(sentence, own[-1].end if own else 0, figure.start):
            year = self.this_year or None
        is_set_here = any(after <= word.end for word in own)
        return None if not is_set_here and words.within_years.search(sentence, after, figure.start) else year
