"""Rows as people read them: a line each, cut at the width of a terminal; in a file or a pipe whole.

English stands first; ◇ before it says that no person has read it. Legends and counts go to standard error.
"""

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len, chop_cells

from storage.documents.queries import StoredDocument
from zhengce.cli.shared.output import print_note, print_text
from zhengce.english import vocabulary
from zhengce.english.titles.frames import DRAFT
from zhengce.english.titles.shown import LEAD, LEGEND, LOZENGE, ShownText, gloss, shown_title
from zhengce.tables import rows

MACHINE = LOZENGE
STAGES = {"final": "●", "draft": "○", "interpretation": "□", "news": "▫", None: "?"}
_LEAST = 16
"""Columns that a cell of words has at least."""
_NARROW, _BODY = 110, 14
"""Below so many columns, a body has at most so many beside its title."""
_SHORTER = {
    "State Council General Office": "SC Office",
    "CPC Central Committee": "CPC CC",
    "CPC General Office": "CPC Office",
}


class Column(NamedTuple):
    """A column of a table: its head, and the cell of an item."""

    head: str
    cell: Callable[[Any], object]
    is_number: bool = False


def width() -> int | None:
    """The columns of the terminal; None where the output is a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def cut(text: str, most: int | None) -> str:
    """A line of so many columns at most, with … where its end is left out."""
    return text if most is None or cell_len(text) <= most else f"{chop_cells(text, max(most - 1, 1))[0].rstrip()}…"


def cut_title(title: str, most: int | None) -> str:
    """The same with … between words in the middle: the subject of a title stands at its end.

    A line of known words is cut at its end: it is no title.
    """
    words = title.split(" ")
    if most is None or cell_len(title) <= most or len(words) < 4 or LEAD in title:
        return cut(title, most)
    first, last = (2 if words[0] == MACHINE else 1), len(words) - 1
    while cell_len(" ".join([*words[: first + 1], "…", *words[last:]])) <= most // 2:
        first += 1
    while last - 1 > first and cell_len(" ".join([*words[:first], "…", *words[last - 1 :]])) <= most:
        last -= 1
    return cut(" ".join([*words[:first], "…", *words[last:]]), most)


def print_table(items: Iterable[Any], columns: Sequence[Column], nothing: str = "") -> None:
    """The items, a line each, below the heads of the columns; `nothing` where there is none."""
    cells = [[_line(column.cell(item)) for column in columns] for item in items]
    if not cells:
        print_text(nothing)
        return
    lines = _aligned([[column.head for column in columns], *cells], [column.is_number for column in columns])
    print_text("\n".join([lines[0], "─" * max(map(cell_len, lines[:1])), *lines[1:]]))


def print_items(
    items: Iterable[Any],
    form: str,
    fields: Sequence[str],
    as_row: Callable[[Any], dict[str, Any]],
    columns: Sequence[Column],
    nothing: str = "",
) -> None:
    """Items as a table for people, or these fields of them as rows for programs."""
    if form == "table":
        print_table(items, columns, nothing)
    else:
        rows.write_rows(map(as_row, items), fields, form, sys.stdout)


def print_documents(
    documents: Sequence[StoredDocument], below: Callable[[int], Iterable[str]] = lambda place: ()
) -> None:
    """A line a document: id, day, mark of its stage, body, title. `below`: lines that stand under one."""
    named = [(document, *_title(document)) for document in documents]
    room = width()
    heads = [
        [
            str(one.id),
            str(one.record.day or ""),
            STAGES[one.record.stage],
            lead(one, is_short=bool(room and room < _NARROW)),
        ]
        for one in documents
    ]
    starts = _aligned(heads, (True, False, False, False), is_padded=True)
    for place, (start, (document, title, _)) in enumerate(zip(starts, named, strict=True)):
        gone = " (gone)" if document.gone_at else ""
        print_text(f"{start}  {cut_title(title, room and max(room - cell_len(start) - 2 - len(gone), 20))}{gone}")
        for line in below(place):
            print_text(cut(f"    {line}", room))
    stages = [document.record.stage for document in documents]
    used = [f"{mark} {stage or 'unknown'}" for stage, mark in STAGES.items() if stage in stages]
    print_legend(any(is_machine for *_, is_machine in named), *used)


def print_legend(is_machine: bool, *others: str) -> None:
    """What the marks mean, on standard error."""
    if line := "  ".join([*([LEGEND] if is_machine else []), *others]):
        print_note(line)


def english(shown: ShownText | None) -> str:
    """An English text, with the mark before it where a machine made it; empty where there is none."""
    return "" if shown is None else f"{MACHINE} {shown.text}" if shown.is_machine else shown.text


def title_line(title: str, shown: ShownText | None = None) -> str:
    """The English title, or the known words of it, marked; the Chinese one where nothing is known."""
    words = None if shown else gloss(title)
    return english(shown) or (f"{MACHINE} {words}" if words else title)


def lead(document: StoredDocument, *, is_short: bool = False) -> str:
    """MIIT +2: what the first body is called, and how many more there are; +… where the page names fewer.

    `is_short`: SC Office for State Council General Office, and no name that takes the room of its title.
    """
    bodies = document.record.issuing_bodies
    if not bodies:
        return "–"
    more = str(len(bodies) - 1) if document.record.issuing_bodies_complete else "…"
    others = f" +{more}" if more != "0" else ""
    name = vocabulary.called(bodies[0])
    return (cut(_SHORTER.get(name, name), _BODY - len(others)) if is_short else name) + others


def _title(document: StoredDocument) -> tuple[str, bool]:
    """The title of a row, and whether it is a machine's. ○ says already that a draft is one."""
    title = title_line(document.record.title, shown_title(document))
    if document.record.stage == "draft" and LEAD not in title:
        title = title.removesuffix(DRAFT).rstrip()
    return title, title.startswith(MACHINE)


def _aligned(cells: Sequence[Sequence[str]], numbers: Sequence[bool], *, is_padded: bool = False) -> list[str]:
    """Lines of cells below one another; `is_padded`: the last cell, too, for what comes behind it.

    A narrow terminal takes room from the widest words first, then shows fewer of the figures at the end.
    """
    room = width()
    last = len(numbers) - 1
    widths = [max((cell_len(row[at]) for row in cells), default=0) for at in range(len(numbers))]
    while room and sum(widths[:last]) + 2 * last > room - _LEAST:  # take it from the widest words
        at = max(range(last), key=lambda at: 0 if numbers[at] else widths[at], default=0)
        if numbers[at] or widths[at] <= _LEAST:
            break
        widths[at] -= 1
    while room and numbers[last] and sum(widths) + 2 * last > room:  # a figure is never cut
        del widths[last]
        last -= 1
    shown = [[cut(cell, widths[at]) if at < last else cell for at, cell in enumerate(row[: last + 1])] for row in cells]
    lines = []
    for row in shown:
        parts = []
        for at, cell in enumerate(row):
            blanks = " " * (widths[at] - cell_len(cell))
            parts.append(blanks + cell if numbers[at] else cell + blanks)
        line = "  ".join(parts)
        lines.append(line if is_padded else cut(line.rstrip(), room))
    return lines


def _line(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
