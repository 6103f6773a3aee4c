"""Cuts a text without articles at its numbered sections: 一、, （一）, 1. and （1）.

GB/T 9704-2012, 7.3.3: the levels of a text are numbered 一、（一）1.（1）. A number counts only where it is the next of
its level; where （一） or 1. runs on through the sections above it, it is read so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from parsers.grammar.articles.heads import NAMED, begins_line, last_before, value_of
from parsers.grammar.articles.model import Level
from parsers.grammar.patterns import lazy_regex

_HAN = "一二三四五六七八九十百〇零"
# 一、 · 十二． · （三） · (3) · 4. · 5、 · 6．
_NUMBER = lazy_regex(
    rf"(?=[（({_HAN}0-9０-９])(?:(?P<section1>[{_HAN}]{{1,4}})[、．.](?![{_HAN}]{{1,3}}[、等])"
    rf"|[（(]\s?(?:(?P<section2>[{_HAN}]{{1,4}})|(?P<section4>[0-9０-９]{{1,2}}))\s?[)）](?!{NAMED})"
    r"|(?<![0-9.．])(?P<section3>[0-9０-９]{1,2})(?:[.．](?![0-9０-９])|[.．](?=20[0-9]{2}年)|、))"
)
# 1.2 编制依据, of a plan that numbers its sections 1, 1.1, 1.1.1
_DOTTED = lazy_regex(r"(?:^|(?<=\n))[ \t\u3000]*[0-9]{1,2}\.[0-9]{1,2}(?![0-9.%％])[^\n]")
_ORDER: tuple[Level, ...] = ("section1", "section2", "section3", "section4")
_BEHIND = "。；;：:！？”）)"
_LONGEST_HEADING = 40
_NO_HEADING = lazy_regex(r"[。；;：:！？，,\n]")


@dataclass(slots=True)
class Mark:
    """The number of a section where it stands in the text."""

    level: Level
    number: int
    printed: str
    start: int
    end: int
    is_line: bool
    """Whether it begins a line."""


@dataclass(slots=True)
class Section:
    """A numbered section and those below it."""

    level: Level
    number: int
    printed: str
    start: int
    body: int
    end: int = 0
    below: "list[Section]" = field(default_factory=list)
    why: str | None = None

    @property
    def own_end(self) -> int:
        """The index at which the first section （一） below it begins; points 1. and （1） are within its own words."""
        first = next((section for section in self.below if section.level == "section2"), None)
        return first.start if first and self.level == "section1" else self.end


def marks_in(text: str, start: int, end: int) -> Iterator[Mark]:
    """The numbers between two indexes that can begin a section: at the head of a line, behind a sentence or heading."""
    heading: Mark | None = None
    for match in _NUMBER.finditer(text, start, end):
        at = match.start()
        level: Level = match.lastgroup  # type: ignore[assignment]
        number = value_of(match[level])
        is_line = begins_line(text, at) is not None
        if not number or (
            not is_line
            and last_before(text, at) not in _BEHIND
            and not (number == 1 and heading and _is_below(text, heading, level, at))
        ):
            continue
        if is_line and _is_in_table(text, at):
            continue
        heading = Mark(level, number, "".join(match[0].split()), at, match.end(), is_line)
        yield heading


def _is_below(text: str, heading: Mark, level: Level, at: int) -> bool:
    """Whether nothing but the words of a heading stand before a number of a lower level: 一、总体要求（一）目标."""
    if _ORDER.index(level) <= _ORDER.index(heading.level) or not 2 <= at - heading.end <= _LONGEST_HEADING:
        return False
    return _NO_HEADING.search(text, heading.end, at) is None


def _is_in_table(text: str, at: int) -> bool:
    """Whether a line has cells: its first words are followed by a tab."""
    ends = text.find("\n", at, at + 200)
    return "\t" in text[at : ends if ends >= 0 else at + 200]


def cut_sections(text: str, start: int, end: int) -> tuple[list[Section], int | None, str | None]:
    """The sections of the highest level between two indexes; the index at which its numbering breaks, and why.

    None where no level has two numbers that follow each other.
    """
    marks = list(marks_in(text, start, end))
    top = _top_level(marks)
    if top is None or (top in ("section3", "section4") and _DOTTED.search(text, start, end)):
        return [], None, None
    first = next(at for at, mark in enumerate(marks) if (mark.level, mark.number) == (top, 1))
    sections, broken = _cut(marks[first:], top, end, {}, 1)
    if broken:
        sections[-1].why = "the numbers behind it break: its end is not certain"
    return (sections, *(broken or (None, None)))


def _top_level(marks: list[Mark]) -> Level | None:
    """The highest level that begins a line, where its first number is followed by the second; else None."""
    for level in _ORDER:
        own = [mark for mark in marks if mark.level == level]
        is_counted = any((one.number, other.number) == (1, 2) for one, other in pairwise(own))
        if any(mark.is_line for mark in own) or (is_counted and level in ("section1", "section2")):
            return level if is_counted and level != "section4" else None
    return None


def _cut(
    marks: list[Mark], level: Level, end: int, counted: dict[Level, int], expected: int
) -> tuple[list[Section], tuple[int, str] | None]:
    """The sections of a level, as far as their numbers follow each other; the index at which they break, and why.

    `counted`: the last number of each level below, with which the next list may run on: （一）1. 2. （二）3. 4.
    """
    sections: list[Section] = []
    within: list[Mark] = []
    broken: tuple[int, str] | None = None
    for mark in marks:
        if mark.level != level:
            within.append(mark)
        elif mark.number == expected:
            _close(sections, within, mark.start, counted)
            within = []
            sections.append(Section(level, mark.number, mark.printed, mark.start, mark.end))
            expected += 1
        elif mark.is_line:
            broken = mark.start, f"{mark.printed} stands where number {expected} is expected"
            break
    _close(sections, within, broken[0] if broken else end, counted)
    return sections, broken


def _close(sections: list[Section], within: list[Mark], end: int, counted: dict[Level, int]) -> None:
    """Ends the last section and cuts it; where the numbers below it have no order, it stays whole and says why."""
    if not sections:
        return
    last = sections[-1]
    last.end = end
    lower = _ORDER[_ORDER.index(last.level) + 1 :]
    level = next((deeper for deeper in lower if any(mark.level == deeper and mark.is_line for mark in within)), None)
    level = level or next((deeper for deeper in lower if any(mark.level == deeper for mark in within)), None)
    if level is None:
        return
    first = next(mark.number for mark in within if mark.level == level)
    below, broken = _cut(within, level, end, counted, first if first == counted.get(level, 0) + 1 else 1)
    if broken:
        last.why = broken[1]
    elif below and (len(below) > 1 or below[0].number > 1 or level in ("section1", "section2")):
        last.below, counted[level] = below, below[-1].number
