"""Rows as a file of JSON lines, and rows on standard output for scripts: JSON, JSON lines or CSV."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from zhengce.tables.cells import cells_of, to_json
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.csv_table import plain, write_csv
from zhengce.tables.sanitize import escaped, printable


@contextmanager
def writer(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A file of JSON lines; what it yields takes one row. Raises OSError."""
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda row: file.write(to_line({name: plain(row[name]) for name in names}))


def to_line(record: Mapping[str, Any]) -> str:
    """A record as a line, its line end included. Some readers take U+2028 for the end of a line: it is escaped."""
    return to_json(record).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"


FORMATS = ("table", "json", "jsonl", "csv")


def write_rows(rows: Iterable[Mapping[str, Any]], fields: Sequence[str], form: str, stream: TextIO) -> None:
    """Writes these fields of rows as `json` (one array), `jsonl` (an object a line) or `csv` (see `csv_table`)."""
    chosen = ({name: plain(row.get(name)) for name in fields} for row in rows)
    if form == "csv":
        write_csv(({name: _shown(cell) for name, cell in cells_of(found).items()} for found in chosen), fields, stream)
    elif form == "jsonl":
        stream.writelines(escaped(json.dumps(found, ensure_ascii=False)) + "\n" for found in chosen)
    elif form == "json":
        stream.write(escaped(json.dumps(list(chosen), ensure_ascii=False, indent=2)) + "\n")
    else:
        raise ValueError(f"{form}: not a format of rows; known are {', '.join(FORMATS[1:])}")


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
