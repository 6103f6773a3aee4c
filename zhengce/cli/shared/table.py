"""Rows as people read them: a line each, cut at the width of a terminal; in a file or a pipe whole.

English stands first; ◇ before it says that no person has read it. Legends and counts go to standard error.
"""

import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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
MOST_LINES = 2
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
    is_whole: bool = False
    """True for a column whose cells are never cut."""


_HEADS = (Column("id", str, is_number=True), *(Column(head, str) for head in ("day", "stage", "body")))


def width() -> int | None:
    """The columns of the terminal; None where the output is a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def cut(text: str, most: int | None) -> str:
    """A line of so many columns at most, with … where its end is left out."""
    return text if most is None or cell_len(text) <= most else f"{_beginning(text, max(most - 1, 1)).rstrip(' ,·…')}…"


def wrap(text: str, most: int, lines: int | None = None) -> Iterator[str]:
    """The lines of a text, of so many columns at most; the last one of `lines` is cut."""
    while cell_len(text) > most and lines != 1:
        line = _beginning(text, most)
        yield line.rstrip()
        text, lines = text[len(line) :].lstrip(), lines and lines - 1
    yield cut(text, most)


def _beginning(text: str, most: int) -> str:
    """As much of a text as fits, up to a blank where one stands near the end of it."""
    line = chop_cells(text, most)[0]
    blank = text.rfind(" ", 0, len(line) + 1)
    return line[:blank] if cell_len(line[:blank]) > most // 2 else line


def print_table(items: Iterable[Any], columns: Sequence[Column], nothing: str = "") -> None:
    """The items, a line each, below the heads of the columns that have a value; `nothing` where there is no item."""
    cells = [[_line(column.cell(item)) for column in columns] for item in items]
    if not cells:
        print_text(nothing)
        return
    used = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    table = [[row[place] for place in used] for row in ([column.head for column in columns], *cells)]
    lines = _aligned(table, [columns[place] for place in used])
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
    """A line a document: id, day, mark of its stage, body, title. `below`: lines that stand under one.

    On a terminal each has two lines at most.
    """
    titles = list(map(_title, documents))
    room = width()
    heads = [
        (
            str(document.id),
            str(document.record.day or ""),
            STAGES[document.record.stage],
            lead(document, is_short=bool(room and room < _NARROW)),
        )
        for document in documents
    ]
    starts = _aligned(heads, _HEADS, is_padded=True)
    for place, (start, title) in enumerate(zip(starts, titles, strict=True)):
        words = f"{title} (gone)" if documents[place].gone_at else title
        margin = cell_len(start) + 2
        lines = wrap(words, max(room - margin, _LEAST), MOST_LINES) if room else [words]
        print_text(f"{start}  " + f"\n{'':{margin}}".join(lines))
        for line in below(place):
            print_text("    " + "\n          ".join(wrap(line, max(room - 10, _LEAST), MOST_LINES) if room else [line]))
    stages = [document.record.stage for document in documents]
    used = [f"{mark} {stage or 'unknown'}" for stage, mark in STAGES.items() if stage in stages]
    print_legend(any(title.startswith(MACHINE) for title in titles), *used)


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


def named(document: StoredDocument) -> str:
    """document 25, 14th Five-Year Plan for …: what a message calls a document."""
    return f"document {document.id}, {english(shown_title(document)) or document.record.title}"


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


def _title(document: StoredDocument) -> str:
    """The title of a row, without what the row says already: that a draft is one, and who issued known words."""
    record = document.record
    title = title_line(record.title, shown_title(document))
    if LEAD in title:
        names = "|".join(re.escape(body.name_en) for body in record.issuing_bodies if body.name_en)
        return re.sub(rf"{LEAD}(?:{names})(?: and \d+ others?)?: ", LEAD, title, count=1) if names else title
    return title.removesuffix(DRAFT).rstrip() if record.stage == "draft" else title


def _aligned(cells: Sequence[Sequence[str]], columns: Sequence[Column], *, is_padded: bool = False) -> list[str]:
    """Lines of cells below one another; `is_padded`: the last cell, too, for what comes behind it.

    A narrow terminal takes room from the widest words first, then shows fewer of the figures at the end.
    """
    room = width()
    last = len(columns) - 1
    widths = [max((cell_len(row[at]) for row in cells), default=0) for at in range(len(columns))]
    cuttable = [at for at in range(last) if not (columns[at].is_number or columns[at].is_whole)]
    while room and sum(widths[:last]) + 2 * last > room - _LEAST:
        at = max(cuttable, key=lambda at: widths[at], default=last)
        if at == last or widths[at] <= _LEAST:
            break
        widths[at] -= 1
    while room and columns[last].is_number and sum(widths) + 2 * last > room:  # a figure is never cut
        del widths[last]
        last -= 1
    lines = []
    for row in cells:
        parts = []
        for at, cell in enumerate(row[: last + 1]):
            text = cut(cell, widths[at]) if at < last else cell
            blanks = " " * (widths[at] - cell_len(text))
            parts.append(blanks + text if columns[at].is_number else text + blanks)
        line = "  ".join(parts)
        lines.append(line if is_padded else cut(line.rstrip(), room))
    return lines


def _line(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
