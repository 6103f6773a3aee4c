"""Rows of a table as files, a format an ending: Parquet, JSON lines, and CSV for spreadsheets, which is flat."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from parsers.moments import format_moment
from zhengce.tables.export.cells import cells_of
from zhengce.tables.export.csv_table import csv_writer
from zhengce.tables.export.parquet import parquet_file
from zhengce.tables.export.rows import to_line
from zhengce.tables.publishing.tables import Column

Write = Callable[[Mapping[str, Any]], None]
"""Takes one row, as the database or a record gives it."""


def write_table(paths: Sequence[Path], columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows to each of the files, in the format of its ending; returns their number. Raises OSError."""
    count = 0
    with ExitStack() as files:
        writers = [files.enter_context(WRITERS[path.suffix](path, columns)) for path in paths]
        for count, row in enumerate(rows, 1):  # noqa: B007
            for write in writers:
                write(row)
    return count


def _is_nested(kind: pa.DataType) -> bool:
    return bool(pa.types.is_struct(kind) or (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)))


@contextmanager
def _parquet(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    schema = pa.schema([(column.name, column.type) for column in columns])
    with parquet_file(path, schema) as write_row:
        yield lambda row: write_row({column.name: _to_arrow(row[column.name], column.type) for column in columns})


@contextmanager
def _json_lines(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    names = [column.name for column in columns]

    def write(row: Mapping[str, Any]) -> None:
        file.write(to_line({name: _to_json(row[name]) for name in names}))

    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield write


@contextmanager
def _csv(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    # The columns that CSV has: those of one value, of words, and the names of the issuing bodies.
    chosen = [one for one in columns if not _is_nested(one.type) or one.name == "issuing_bodies"]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv_writer([column.name for column in chosen], file, line_end="\r\n")
        yield lambda row: write(cells_of({one.name: _to_cell(row[one.name], one) for one in chosen}))


WRITERS: Mapping[str, Callable[[Path, Sequence[Column]], AbstractContextManager[Write]]] = {
    ".parquet": _parquet,
    ".jsonl": _json_lines,
    ".csv": _csv,
}


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _to_cell(value: Any, column: Column) -> Any:
    return json.dumps(value, ensure_ascii=False) if column.is_json and value is not None else _to_json(value)


def _to_arrow(value: Any, kind: pa.DataType) -> Any:
    """A value of the database, or of a record as JSON, as Arrow takes it."""
    if value is None:
        return None
    if isinstance(value, str):
        if pa.types.is_date(kind):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if pa.types.is_timestamp(kind) else value
    if pa.types.is_string(kind):
        return json.dumps(value, ensure_ascii=False)
    return float(value) if isinstance(value, Decimal) else value
