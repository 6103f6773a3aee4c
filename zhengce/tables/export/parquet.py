"""Documents as Parquet: the record with typed columns (days, moments, lists); in its metadata the terms of reuse."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from parsers.fields import FIELDS, of_type
from parsers.record import Relation
from parsers.registry import rights
from zhengce.english.texts import TARGET_FIELDS
from zhengce.tables.export.errors import import_library

_DAYS, _MOMENTS = of_type("day"), of_type("moment")
GROUP_ROWS = 5_000
GROUP_CHARACTERS = 8_000_000
"""A row group ends at whichever comes first: so much is held in memory."""

_OF_ATTACHMENT = ("title", "url", "media_type", "carries", "sha256", "state", "gone_at", "pages")


def write(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes the records; returns their number. Raises ExportError and OSError."""
    import_library("pyarrow")
    import pyarrow as pa

    schema = arrow_schema(pa).with_metadata({"rights": json.dumps(rights.statement(), ensure_ascii=False)})
    count = 0
    with parquet_file(path, schema) as write_row:
        for count, record in enumerate(records, 1):  # noqa: B007
            write_row(_arrow_row(record))
    return count


@contextmanager
def parquet_file(path: Path, schema: Any) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A file with this Arrow schema; what it yields takes one row. Raises OSError."""
    import pyarrow as pa
    from pyarrow import parquet

    group: list[dict[str, Any]] = []
    characters = 0

    def write_row(row: dict[str, Any]) -> None:
        nonlocal characters
        group.append(row)
        characters += sum(len(value) for value in row.values() if isinstance(value, str))
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


def arrow_schema(pa: Any) -> Any:
    """The type of each field, as an Arrow schema."""

    def struct(*names: str, **types: Any) -> Any:
        return pa.struct([(name, types.get(name, pa.string())) for name in names])

    def several(*names: str, **types: Any) -> Any:
        return pa.list_(struct(*names, **types))

    years = {"year": pa.int64(), "baseline_year": pa.int64()}
    numbers = dict.fromkeys(("value", "upper", "baseline", "amount"), pa.float64())
    plain = {
        "text": pa.string(),
        "day": pa.date32(),
        "time": pa.string(),  # a timestamp would lose the printed offset
        "moment": pa.timestamp("us", tz="UTC"),
        "flag": pa.bool_(),
        "number": pa.int64(),
        "words": pa.list_(pa.string()),
    }
    nested = {
        "issuing_bodies": several("id", "name", "as_printed", "name_en", "abbreviation", "unit"),
        "attachments": several(*_OF_ATTACHMENT, pages=pa.int64()),
        "attachment_texts": several("attachment", "page", "name", "text", attachment=pa.int64(), page=pa.int64()),
        "cites": several("document_number", "title"),
        "targets": several(*TARGET_FIELDS, **numbers, **years),
        "relations": several(*Relation.__slots__, document_id=pa.int64()),
        "evidence": several("field", "rule", "text", "place"),
        "links": several("url", "title"),
        "pick": struct("kind", "position", "line", "summary", "figures", "comment", position=pa.int64()),
    }
    return pa.schema([(name, plain.get(field.type) or nested[name]) for name, field in FIELDS.items()])


def evidence_rows(evidence: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The evidence as a list of field, rule, text and place: readers of tables know no maps, and no objects whose keys
    differ from row to row."""
    return [{"field": name, **why} for name, why in evidence.items()]


def _arrow_row(record: dict[str, Any]) -> dict[str, Any]:
    row = dict(record)
    for names, read in ((_DAYS, date.fromisoformat), (_MOMENTS, datetime.fromisoformat)):
        row |= {name: read(record[name]) for name in names if record[name]}
    row["targets"] = [
        target | {"value": None} if isinstance(target["value"], str) else target for target in record["targets"]
    ]
    row["evidence"] = evidence_rows(record["evidence"])
    return row
