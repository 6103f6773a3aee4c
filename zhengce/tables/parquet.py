"""Rows as Parquet with typed columns (days, moments, lists); in its metadata the terms of reuse."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from parsers.fields import Part
from parsers.registry import rights
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.whole_file import import_library

GROUP_ROWS = 5_000
GROUP_CHARACTERS = 8_000_000
"""A row group ends at whichever comes first: so much is held in memory."""


@contextmanager
def writer(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A file with these columns; what it yields takes one row. Raises ExportError and OSError."""
    import_library("pyarrow")
    import pyarrow as pa
    from pyarrow import parquet

    schema = arrow_schema(columns).with_metadata({"rights": json.dumps(rights.statement(), ensure_ascii=False)})
    group: list[dict[str, Any]] = []
    characters = 0

    def write_row(row: Mapping[str, Any]) -> None:
        nonlocal characters
        values = {column.name: _to_arrow(row[column.name], column) for column in columns}
        group.append(values)
        characters += sum(len(value) for value in values.values() if isinstance(value, str))
        if len(group) >= GROUP_ROWS or characters >= GROUP_CHARACTERS:
            end_group()

    def end_group() -> None:
        nonlocal characters
        groups.write_table(pa.Table.from_pylist(group, schema))
        group.clear()
        characters = 0

    with path.open("wb") as file, parquet.ParquetWriter(file, schema, compression="zstd") as groups:
        yield write_row
        if group:
            end_group()


def arrow_schema(columns: Sequence[Column]) -> Any:
    """The Arrow schema of these columns. Inside lists days and moments are text, as in JSON."""
    import pyarrow as pa

    plain = {
        "text": pa.string(),
        "day": pa.date32(),
        "time": pa.string(),  # a timestamp would lose the printed offset
        "moment": pa.timestamp("us", tz="UTC"),
        "flag": pa.bool_(),
        "number": pa.int64(),
        "real": pa.float64(),
        "words": pa.list_(pa.string()),
        "json": pa.string(),
    }

    def struct(parts: Sequence[Part]) -> Any:
        return pa.struct(
            [(part.name, plain["text" if part.type in ("day", "moment") else part.type]) for part in parts]
        )

    def of(column: Column) -> Any:
        if not column.is_nested:
            return plain[column.type]
        return struct(column.parts) if column.type == "object" else pa.list_(struct(column.parts))

    return pa.schema([(column.name, of(column)) for column in columns])


def _to_arrow(value: Any, column: Column) -> Any:
    """A value of the database, or of a record as JSON, as Arrow takes it."""
    if value is None or column.type == "object":
        return value
    if column.type == "list":
        items = map_items(value) if isinstance(value, Mapping) else value
        reals = [part.name for part in column.parts if part.type == "real"]  # some are no number as printed
        return [item | {name: None for name in reals if isinstance(item.get(name), str)} for item in items]
    if isinstance(value, str):
        read = {"day": date.fromisoformat, "moment": datetime.fromisoformat}.get(column.type)
        return read(value) if read else value
    if column.type == "json":
        return json.dumps(value, ensure_ascii=False)
    return float(value) if isinstance(value, Decimal) else value


def map_items(evidence: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The evidence as a list of field, rule, text and place: readers of tables know no maps, and no objects whose keys
    differ from row to row."""
    return [{"field": name, **why} for name, why in evidence.items()]
