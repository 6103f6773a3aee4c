"""CSV as every command writes it: UTF-8 with a byte order mark, and no cell that a spreadsheet runs as a formula.

Without the mark Excel reads Chinese as garbage. A text that a spreadsheet would take for a formula gets an apostrophe
before it. Numbers, dates and moments stay as they are.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from parsers.moments import format_moment
from zhengce.tables.cells import cells_of, to_json
from zhengce.tables.columns import Column, WriteRow

BOM = "\ufeff"

GUARD = "'"

_RUNS_AS_FORMULA = re.compile(
    # What spreadsheets skip at the beginning of a cell: blanks, control characters, marks without width.
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    # Full-width signs: some spreadsheets for Chinese and Japanese read them as the ASCII ones.
    "[-=+@＝＋－＠]"
    # A cell that begins with one of these is split or trimmed by some, and its rest run. ' so that none is lost.
    "|[\t\r\n']"
)
"""=1+1, +1, -1, @SUM(1), ＝1+1, " =1+1"; and a text that begins with the guard itself."""


def guarded(text: str) -> str:
    """The text with ' before it where a spreadsheet would run it, and where it begins with ' itself."""
    return GUARD + text if _RUNS_AS_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The inverse of `guarded`."""
    return text.removeprefix(GUARD)


def write_csv(rows: Iterable[Mapping[str, Any]], fields: Sequence[str], stream: TextIO, *, line_end: str = "\n") -> int:
    """Writes a mark, a header line and the rows, as `csv_writer` does; returns how many rows there were."""
    write, count = csv_writer(fields, stream, line_end=line_end), 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        write(row)
    return count


def csv_writer(fields: Sequence[str], stream: TextIO, *, line_end: str = "\n") -> Callable[[Mapping[str, Any]], None]:
    """Writes a mark and a header line; what it returns writes a row.

    The stream encodes in UTF-8 and changes no line end. Cells that may hold a carriage return need `line_end="\\r\\n"`:
    Python quotes only what the line end has.
    """
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerow(fields)
    return lambda row: writer.writerow([_cell(row.get(name)) for name in fields])


@contextmanager
def writer(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A file with the columns of which a cell can tell: those of one value, of words, and the issuing bodies; what it
    yields takes one row. Raises OSError."""
    chosen = [column for column in columns if not column.is_nested or column.name == "issuing_bodies"]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv_writer([column.name for column in chosen], file, line_end="\r\n")
        yield lambda row: write(cells_of({column.name: _plain(row[column.name], column) for column in chosen}))


def _plain(value: Any, column: Column) -> Any:
    return to_json(value) if column.type == "json" and value is not None else plain(value)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def plain(value: Any) -> Any:
    """A day, a moment or a number of the database as JSON has it; any other value as it is."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
