"""Rows as CSV and as JSON lines, in files and on standard output.

CSV is UTF-8 with a byte order mark, without which Excel reads Chinese as garbage, and has no cell that a spreadsheet
runs as a formula: such a text gets an apostrophe before it. Names and tags are joined there, attachments and
targets counted; all of these stand whole as JSON in columns of their own.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from parsers.fields import of_type, shown_in
from parsers.moments import format_moment
from zhengce.documents import attachments
from zhengce.documents.view import RECORD
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.sanitize import escaped, printable

FORMATS = ("table", "json", "jsonl", "csv")
"""How a command prints rows: for people, or in one of the forms of `write_rows`."""

LISTS = {name: f"{name}_json" for name in of_type("list", "object") if name in RECORD}
"""Fields that have a column of their own with the whole value as JSON, and those columns."""

COLUMNS = (*shown_in("export"), *LISTS.values())
"""Columns of an exported CSV and XLSX, in order."""

BOM = "\ufeff"
GUARD = "'"
_WORDS = of_type("words")
_RUNS_AS_FORMULA = re.compile(
    # What spreadsheets skip at the beginning of a cell: blanks, control characters, marks without width.
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    # Full-width signs: some spreadsheets for Chinese and Japanese read them as the ASCII ones.
    "[-=+@＝＋－＠]"
    # A cell that begins with one of these is split or trimmed by some, and its rest run. ' so that none is lost.
    "|[\t\r\n']"
)
"""=1+1, +1, -1, @SUM(1), ＝1+1, " =1+1"; and a text that begins with the guard itself."""

to_json = json.JSONEncoder(ensure_ascii=False).encode
"""`json.dumps` makes an encoder each time."""


def write_rows(rows: Iterable[Mapping[str, Any]], fields: Sequence[str], form: str, stream: TextIO) -> None:
    """Writes these fields of rows as `json` (one array), `jsonl` (an object a line) or `csv`, without the control
    characters of others."""
    chosen = ({name: plain(row.get(name)) for name in fields} for row in rows)
    if form == "csv":
        write = csv_writer(fields, stream)
        for row in chosen:
            cells = cells_of(row).items()
            write({name: printable(cell) if isinstance(cell, str) else cell for name, cell in cells})
    elif form == "jsonl":
        stream.writelines(f"{escaped(to_json(row))}\n" for row in chosen)
    else:
        stream.write(escaped(json.dumps(list(chosen), ensure_ascii=False, indent=2)) + "\n")


@contextmanager
def csv_file(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A CSV with the columns of which a cell can tell: those of one value, of words, and the issuing bodies; what it
    yields takes one row. Raises OSError."""
    chosen = [column for column in columns if not column.is_nested or column.name == "issuing_bodies"]
    names, texts = [column.name for column in chosen], {column.name for column in chosen if column.type == "json"}
    with path.open("w", encoding="utf-8", newline="") as file:
        # Cells may hold a carriage return, and Python quotes only what the line end has.
        write = csv_writer(names, file, line_end="\r\n")
        yield lambda row: write(
            cells_of({
                name: to_json(row[name]) if name in texts and row[name] is not None else plain(row[name])
                for name in names
            })
        )  # fmt: skip


@contextmanager
def jsonl_file(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A file of JSON lines; what it yields takes one row. Raises OSError."""
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda row: file.write(f"{_on_one_line(to_json({name: plain(row[name]) for name in names}))}\n")


def _on_one_line(text: str) -> str:
    """JSON without what some readers take for the end of a line."""
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def csv_writer(fields: Sequence[str], stream: TextIO, *, line_end: str = "\n") -> Callable[[Mapping[str, Any]], None]:
    """Writes a mark and a header line; what it returns writes a row. The stream encodes in UTF-8 and changes no line
    end."""
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerow(fields)
    return lambda row: writer.writerow([_cell(row.get(name)) for name in fields])


def whole_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A document with all fields of `documents.RECORD` as a row of COLUMNS."""
    row = dict(record) | {column: to_json(record[name]) for name, column in LISTS.items()}
    row["attachments"] = attachments.counts(record["attachments"])
    row["targets"] = len(record["targets"]) or None
    return row


def cells_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Any fields of a document as cells: short Chinese names of bodies and tags joined by 、."""
    cells = dict(fields)
    if bodies := cells.get("issuing_bodies"):
        cells["issuing_bodies"] = "、".join(body["name"] for body in bodies)
    for name in _WORDS:
        if words := cells.get(name):
            cells[name] = "、".join(words)
    return {name: None if value == [] else value for name, value in cells.items()}


def plain(value: Any) -> Any:
    """A day, a moment or a number of the database as JSON has it; any other value as it is."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def guarded(text: str) -> str:
    """The text with ' before it where a spreadsheet would run it, and where it begins with ' itself."""
    return GUARD + text if _RUNS_AS_FORMULA.match(text) else text
