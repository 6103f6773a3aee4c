"""Writes the rows of a table as Parquet and as JSON lines at once; the same rows give the same bytes."""

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from outputs.export.jsonl import to_line
from outputs.publishing.tables import Column
from parsers.moments import format_moment

GROUP_ROWS = 5_000
GROUP_CHARACTERS = 8_000_000
"""A row group of Parquet ends at whichever comes first: so much is held in memory."""


def write_table(table: Path, lines: Path, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows to `table` and to `lines`; returns their number. Makes no file for none. Raises OSError."""
    schema = pa.schema([(column.name, column.type) for column in columns])
    types = [(column.name, column.type) for column in columns]
    count = characters = 0
    group: list[dict[str, Any]] = []
    with ExitStack() as files:
        for row in rows:
            if count == 0:
                text = files.enter_context(lines.open("w", encoding="utf-8", newline="\n"))
                out = files.enter_context(table.open("wb"))
                groups = files.enter_context(parquet.ParquetWriter(out, schema, compression="zstd"))
            count += 1
            line = to_line({name: _to_json(row[name]) for name, _ in types})
            text.write(line)
            characters += len(line)
            group.append({name: _to_arrow(row[name], kind) for name, kind in types})
            if len(group) >= GROUP_ROWS or characters >= GROUP_CHARACTERS:
                groups.write_table(pa.Table.from_pylist(group, schema))
                group, characters = [], 0
        if group:
            groups.write_table(pa.Table.from_pylist(group, schema))
    return count


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


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
