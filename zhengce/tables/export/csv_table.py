"""CSV as every command writes it: UTF-8 with a byte order mark, and no cell that a spreadsheet runs as a formula.

Without the mark Excel reads Chinese as garbage. A text that a spreadsheet would take for a formula gets an apostrophe
before it. Numbers, dates and moments stay as they are.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from zhengce.tables.export.cells import COLUMNS, whole_row

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


def write(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes documents as a file; returns their number. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        return write_csv(map(whole_row, records), COLUMNS, file, line_end="\r\n")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
