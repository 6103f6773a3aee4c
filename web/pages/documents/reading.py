"""A text as it is read on a page: paragraphs with addresses, headings, tables, and a table of contents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from outputs.search import snippets
from outputs.search.snippets import Piece
from parsers.grammar.articles import Unit
from parsers.text import compact

_DIVISIONS = ("part", "chapter", "section", "section1", "appendix")
MOST_CONTENTS = 60
"""Entries of a table of contents; where there are more, those of the highest levels."""
FEWEST_ARTICLES = 10
"""From which on a rule without chapters has a row of article numbers to jump to."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a row of a table."""

    number: int
    """From 1, empty ones counted: its address is `p12`."""
    anchors: tuple[str, ...]
    """The paths of the units that begin in it: `art-12`, `art-12/item-3`."""
    cells: tuple[Sequence[Piece], ...]
    """One of a paragraph."""
    is_heading: bool
    english: str | None

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table."""

    lines: tuple[Line, ...]

    @property
    def is_table(self) -> bool:
        """Whether its lines are rows."""
        return self.lines[0].is_row

    @property
    def has_head(self) -> bool:
        """Whether the first row names the columns: it is as wide as the table and stands above others."""
        return len(self.lines) > 1 and len(self.lines[0].cells) == max(len(line.cells) for line in self.lines)

    @property
    def columns(self) -> int:
        """Of the widest row."""
        return max(len(line.cells) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table of contents."""

    path: str
    number: str
    """As printed: 第二章."""
    heading: str
    english: str | None
    unit: Unit


def blocks(
    text: Sequence[str], units: Iterable[Unit], wanted: Sequence[str], english: Sequence[str | None]
) -> list[Block]:
    """The paragraphs of a text and its tables. `wanted`: words to mark; `english`: of each paragraph."""
    starts: dict[int, list[Unit]] = {}
    for unit in units:
        starts.setdefault(unit.paragraph, []).append(unit)
    lines = (
        _line(number, line, starts.get(number, ()), wanted, translated)
        for number, (line, translated) in enumerate(zip(text, english, strict=True), 1)
        if line.strip()
    )
    found: list[Block] = []
    for is_row, group in groupby(lines, key=lambda line: line.is_row):
        several = tuple(group)
        found += [Block(several)] if is_row else [Block((line,)) for line in several]
    return found


def contents(units: Sequence[Unit], english: Sequence[str | None]) -> list[Entry]:
    """The table of contents: divisions with their headings, or else the articles of a long rule."""
    chosen = [unit for unit in units if unit.level in _DIVISIONS and unit.heading]
    if _are_headings_alone(chosen, units):
        return []
    while len(chosen) > MOST_CONTENTS and len({unit.level for unit in chosen}) > 1:
        lowest = max((unit.level for unit in chosen), key=_DIVISIONS.index)
        chosen = [unit for unit in chosen if unit.level != lowest]
    if len(chosen) < 2:
        articles = [unit for unit in units if unit.level == "article"]
        step = 1 if len(articles) <= MOST_CONTENTS else 10
        chosen = articles[::step] if len(articles) >= FEWEST_ARTICLES else []
    return [
        Entry(unit.path, unit.number_as_printed, unit.heading or "", _english_of(unit, english), unit)
        for unit in chosen[:MOST_CONTENTS]
    ]


def _are_headings_alone(chosen: Sequence[Unit], units: Sequence[Unit]) -> bool:
    """Whether most have nothing below them: then they are the table of contents that a file prints itself."""
    paths = [unit.path.split("/") for unit in units]
    above = {"/".join(parts[:end]) for parts in paths for end in range(1, len(parts))}
    bare = [one for one in chosen if one.path not in above and compact(one.text) == compact(one.heading or "")]
    return 2 * len(bare) > len(chosen) > 0 and not any(unit.level == "article" for unit in units)


def _english_of(unit: Unit, english: Sequence[str | None]) -> str | None:
    return english[unit.paragraph - 1] if unit.heading and unit.paragraph <= len(english) else None


def _line(number: int, text: str, units: Sequence[Unit], wanted: Sequence[str], english: str | None) -> Line:
    cells = tuple(snippets.marked(cell, wanted) for cell in text.split("\t"))
    is_heading = len(cells) == 1 and any(_is_all_of(text, unit) for unit in units)
    return Line(number, tuple(_anchors(units)), cells, is_heading, english)


def _is_all_of(text: str, unit: Unit) -> bool:
    """Whether a paragraph is the number of a unit and its heading alone."""
    heading = compact(unit.heading or "")
    return bool(heading) and unit.level != "article" and compact(text) == compact(unit.number_as_printed) + heading


def _anchors(units: Sequence[Unit]) -> Iterator[str]:
    """The first paragraph of an article is where the article is, and needs no address of its own in the page."""
    for unit in units:
        if unit.level != "paragraph" or unit.number != 1:
            yield unit.path
