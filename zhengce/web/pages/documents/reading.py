"""A text as it is read on a page: paragraphs with addresses, headings, tables, links to articles, its contents.

A page can have a thousand paragraphs: each has its number as `id`, which the sheet shows, and no markup of its own
beside that; a unit is an `id` at its place, and of an article a link to it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from parsers.text import compact
from storage.articles.addresses import cited_path
from storage.articles.references import Link
from zhengce.english.texts import paragraphs_in_english
from zhengce.search import snippets

_DIVISIONS = ("part", "chapter", "section", "section1", "appendix")
MOST_CONTENTS = 60
"""Entries of a table of contents; where there are more, those of the highest levels."""
FEWEST_ARTICLES = 10
"""From which on a rule without chapters has a row of article numbers to jump to."""


class Run(NamedTuple):
    """Words of a paragraph that look alike."""

    text: str
    marked: bool = False
    address: str | None = None
    """Where a link leads, as the page writes it."""
    anchor: str | None = None
    """The path of the unit that begins here."""


class Mark(NamedTuple):
    """A place in a paragraph: from `start` to `end` the number of a unit, or words that name an article."""

    start: int
    end: int
    address: str | None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a row of a table."""

    number: int
    """From 1, empty ones counted: its address is `p12`."""
    cells: tuple[Sequence[Run], ...]
    """One of a paragraph."""
    is_heading: bool
    english: str | None


def text_values(
    connection: Connection,
    text: Sequence[str],
    units: Sequence[Unit],
    here: Sequence[Unit],
    wanted: Sequence[str],
    bilingual: bool,
    links: Sequence[Sequence[Link]] = (),
    document_id: int | None = None,
    before: int = 0,
) -> dict[str, Any]:
    """What a template shows of a text and its contents, with its English; of contents where the whole text is here.

    `here`: of its units those of this page; `links`: of each paragraph, of the document `document_id`; `before`: the
    characters of a file before this page.
    """
    english = paragraphs_in_english(connection, text)
    marks = unit_marks(text, here, before)
    anchors = {mark.anchor or "" for several in marks.values() for mark in several}
    for number, named in enumerate(links, 1):
        marks.setdefault(number, []).extend(link_marks(named, document_id, anchors))
    return {
        "blocks": blocks(text, marks, here, wanted, english),
        "contents": contents(units, english if here is units else ()),
        "english": english,
        "bilingual": bilingual and any(english),
    }


def blocks(
    text: Sequence[str],
    marks: Mapping[int, Sequence[Mark]],
    units: Iterable[Unit],
    wanted: Sequence[str],
    english: Sequence[str | None],
) -> list[list[Line]]:
    """The paragraphs of a text, each alone, and its tables, each with its rows.

    `marks`: of each paragraph, by its number; `units`: those that begin in it; `wanted`: words to mark; `english`: of
    each paragraph.
    """
    headed = {unit.paragraph: unit for unit in units if unit.heading and unit.level != "article"}
    lines = (
        _line(number, line, marks.get(number, ()), headed.get(number), wanted, translated)
        for number, (line, translated) in enumerate(zip(text, english, strict=True), 1)
        if line.strip()
    )
    found: list[list[Line]] = []
    for is_table, group in groupby(lines, key=lambda line: len(line.cells) > 1):
        several = list(group)
        found += [several] if is_table else [[line] for line in several]
    return found


def unit_marks(text: Sequence[str], units: Sequence[Unit], before: int = 0) -> dict[int, list[Mark]]:
    """Where the units of a text begin, by paragraph, by the paths by which they are cited; an article is a link to
    its place. `before`: the characters of a file before this page."""
    every = {unit.path for unit in units}
    begins = list(accumulate((len(line) + 1 for line in text), initial=before))
    found: dict[int, list[Mark]] = {}
    seen: set[str] = set()
    for unit in units:
        path, number = cited_path(unit.path, every), unit.number_as_printed
        is_first = unit.level == "paragraph" and unit.number == 1  # it is where its article is
        if path in seen or is_first or not 1 <= unit.paragraph <= len(text):
            continue
        seen.add(path)
        at = max(0, unit.start - begins[unit.paragraph - 1])
        is_linked = unit.level == "article" and text[unit.paragraph - 1].startswith(number, at)
        end, address = (at + len(number), f"#{path}") if is_linked else (at, None)
        found.setdefault(unit.paragraph, []).append(Mark(at, end, address, path))
    return found


def link_marks(links: Iterable[Link], own_id: int | None, own: Collection[str]) -> Iterator[Mark]:
    """The articles that a paragraph names; those of the document `own_id`, whose paths are `own`, are on this page."""
    for link in links:
        path, address = link.path, f"{link.document_id}/articles/{link.path}"
        if link.document_id == own_id:
            while path and path not in own:
                path = path.rpartition("/")[0]
            address = f"#{path}"
        if path:
            yield Mark(link.start, link.end, address)


def runs(text: str, marks: Iterable[Mark], wanted: Sequence[str] = ()) -> list[Run]:
    """The words of a paragraph, cut where marks begin and end; a mark within another one is left out."""
    found: list[Run] = []
    at = 0

    def add(end: int, address: str | None = None, anchor: str | None = None) -> None:
        pieces = snippets.marked(text[at:end], wanted) if wanted else (Run(text[at:end]),)
        found.extend(Run(piece.text, piece.marked, address, anchor) for piece in pieces)

    for mark in sorted(marks, key=lambda one: one[:2]):
        if mark.start < at:
            continue
        if mark.start > at:
            add(mark.start)
        at = mark.start
        if mark.end == at:
            found.append(Run("", anchor=mark.anchor))
        else:
            add(mark.end, mark.address, mark.anchor)
            at = mark.end
    if at < len(text):
        add(len(text))
    return found


def contents(units: Sequence[Unit], english: Sequence[str | None]) -> list[tuple[Unit, str | None]]:
    """The table of contents: divisions with their headings, in English where it is there, or else the articles of a
    long rule."""
    chosen = [unit for unit in units if unit.level in _DIVISIONS and unit.heading]
    # Where most have nothing below them, they are the table of contents that a file prints itself.
    paths = [unit.path.split("/") for unit in units]
    above = {"/".join(parts[:end]) for parts in paths for end in range(1, len(parts))}
    bare = [unit for unit in chosen if unit.path not in above and compact(unit.text) == compact(unit.heading or "")]
    if 2 * len(bare) > len(chosen) > 0 and not any(unit.level == "article" for unit in units):
        return []
    while len(chosen) > MOST_CONTENTS and len({unit.level for unit in chosen}) > 1:
        lowest = max((unit.level for unit in chosen), key=_DIVISIONS.index)
        chosen = [unit for unit in chosen if unit.level != lowest]
    if len(chosen) < 2:
        articles = [unit for unit in units if unit.level == "article"]
        step = 1 if len(articles) <= MOST_CONTENTS else 10
        chosen = articles[::step] if len(articles) >= FEWEST_ARTICLES else []
    return [(unit, _english_of(unit, english)) for unit in chosen[:MOST_CONTENTS]]


def _english_of(unit: Unit, english: Sequence[str | None]) -> str | None:
    return english[unit.paragraph - 1] if unit.heading and unit.paragraph <= len(english) else None


def _line(
    number: int, text: str, marks: Sequence[Mark], unit: Unit | None, wanted: Sequence[str], english: str | None
) -> Line:
    first, *others = text.split("\t")
    cells = (
        runs(first, (mark for mark in marks if mark.end <= len(first)), wanted),
        *(runs(cell, (), wanted) for cell in others),
    )
    return Line(number, cells, not others and unit is not None and _is_all_of(text, unit), english)


def _is_all_of(text: str, unit: Unit) -> bool:
    """Whether a paragraph is the number of a unit and its heading alone."""
    heading = compact(unit.heading or "")
    return bool(heading) and compact(text) == compact(unit.number_as_printed) + heading
