"""What describes a publication: the dictionary, for people and as Table Schemas; datapackage.json (Data Package 2.0),
README.md (a dataset card), SHA256SUMS."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files as resource_files
from typing import Any

from parsers.registry import rights
from zhengce.tables.columns import ColumnType
from zhengce.tables.manifest import MEDIA_TYPES, LastChange, PublishedFile
from zhengce.tables.published_tables import CHANGES, TABLES, PublishedTable

TITLE = "Chinese policy documents (政策)"
WHAT = (
    "Notices, rules and plans of Chinese ministries as their sites publish them: facts with the words behind each "
    "value, texts by paragraph, attached files, and every change."
)

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
"""Below so many documents -> the size category of a dataset card."""


def describe_all(last: LastChange | None, files: Sequence[PublishedFile]) -> dict[str, str]:
    """Name -> text of the files about a publication whose rows stand in these files."""
    schemas = {f"schemas/{name}.json": _json(table_schema(table)) for name, table in ALL.items()}
    return schemas | {
        "dictionary.md": markdown(),
        "datapackage.json": _datapackage(last, files),
        "README.md": _readme(last, files),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _description(last: LastChange | None) -> str:
    """What it is, and up to when it tells."""
    if last is None:
        return f"{WHAT} It holds no document yet."
    return f"{WHAT} Change {last.number:,} of {last.changed_at} is the last one in it."


def _datapackage(last: LastChange | None, files: Sequence[PublishedFile]) -> str:
    """datapackage.json: a resource a file with rows, with its digest, and the terms of reuse by source."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zhengce",
        "title": TITLE,
        "description": _description(last),
        "version": f"0.0.{last.number if last else 0}",
        "resources": [_resource(file) for file in files if file.table],
        "rights": rights.statement(),
    }
    return _json(package | ({"created": last.changed_at} if last else {}))


def _resource(file: PublishedFile) -> dict[str, Any]:
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    resource: dict[str, Any] = {
        "name": f"{file.table}-{stem}-{ending}",
        "path": file.path,
        "format": ending,
        "mediatype": MEDIA_TYPES[f".{ending}"],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    encoding = {"encoding": "utf-8"} if ending == "jsonl" else {}
    return resource | encoding | {"type": "table", "schema": f"schemas/{file.table}.json"}


def checksums(files: Sequence[PublishedFile]) -> str:
    """SHA256SUMS, for `sha256sum --check`."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))


def _readme(last: LastChange | None, files: Sequence[PublishedFile]) -> str:
    """README.md: the YAML head of a dataset card, then what a reader has to know (`readme.md`)."""
    rows = dict.fromkeys(ALL, 0)
    for file in files:
        if file.table and file.path.endswith(".parquet"):
            rows[file.table] += file.rows or 0
    tables = [name for name, count in rows.items() if count]
    default = {"documents": "  default: true\n"}
    configs = [f"- config_name: {name}\n  data_files: {name}/*.parquet\n{default.get(name, '')}" for name in tables]
    lines = [f"| `{name}` | {rows[name]:,} | {ALL[name].title} |\n" for name in tables]
    return _README.format(
        title=TITLE,
        size=next((name for most, name in SIZES if rows["documents"] < most), "1M<n<10M"),
        configs="".join(["configs:\n" if configs else "", *configs]),
        description=_description(last),
        tables="".join(["| table | rows | |\n|---|---|---|\n" if lines else "", *lines]),
        law=rights.LAW,
        none_found=rights.NONE_FOUND,
        terms="\n".join(f"| {term.source} | {escape(str(term))} |" for term in rights.all_terms()),
    )


_README = resource_files(__package__).joinpath("readme.md").read_text(encoding="utf-8")


ALL: Mapping[str, PublishedTable] = {table.name: table for table in (*TABLES, CHANGES)}

_TYPES: Mapping[ColumnType, str] = {
    "flag": "boolean", "number": "integer", "real": "number", "day": "date", "moment": "datetime", "time": "string",
    "text": "string", "words": "array", "list": "array", "object": "object", "json": "object",
}  # fmt: skip
"""Type of a column -> type of a Table Schema."""


def markdown() -> str:
    """The dictionary as a page."""
    parts = ["# Data dictionary"]
    for name, table in ALL.items():
        rows = [
            f"| `{column.name}` | {_TYPES[column.type]} | {escape(column.description)} |" for column in table.columns
        ]
        parts.append(f"## {name}\n\n{table.title} Key: {', '.join(f'`{column}`' for column in table.key)}.")
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def table_schema(table: PublishedTable) -> dict[str, Any]:
    """A Table Schema (Data Package 2.0) of a table."""
    fields = [
        {"name": column.name, "type": _TYPES[column.type], "description": column.description}
        for column in table.columns
    ]
    address = "https://datapackage.org/profiles/2.0/tableschema.json"
    return {"$schema": address, "fields": fields, "primaryKey": list(table.key)}


def escape(text: str) -> str:
    """Words for a cell of a table in Markdown."""
    return text.replace("|", "\\|")
