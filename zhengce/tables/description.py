"""What describes a publication: `dictionary.md`, `datapackage.json` (Data Package 2.0), `README.md`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as resource_files
from typing import Any

from parsers.moments import format_moment
from parsers.registry import rights
from zhengce.tables.columns import ColumnType
from zhengce.tables.published_tables import ALL

TITLE = "Chinese policy documents (政策)"
WHAT = (
    "Notices, rules and plans of Chinese ministries as their sites publish them: facts with the words behind each "
    "value, texts by paragraph, attached files, and every change."
)
PACKAGE = "datapackage.json"

MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".md": "text/markdown",
}
"""Ending -> media type of the files of a publication; of any other, text/plain."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file with rows of a publication."""

    path: str
    """Below the folder, with slashes."""
    table: str
    rows: int
    bytes: int
    sha256: str


def describe_all(last: tuple[int, datetime] | None, files: Sequence[PublishedFile]) -> dict[str, str]:
    """Name -> text of the files about a publication whose rows stand in these files; `last`: the number and the moment
    of the last change in it."""
    if last is None:
        description = f"{WHAT} It holds no document yet."
    else:
        description = f"{WHAT} Change {last[0]:,} of {format_moment(last[1])} is the last one in it."
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zhengce",
        "title": TITLE,
        "description": description,
        "version": f"0.0.{last[0] if last else 0}",
        "resources": [_resource(file) for file in files],
        "rights": rights.statement(),
    } | ({"created": format_moment(last[1])} if last else {})
    return {
        "dictionary.md": markdown(),
        PACKAGE: json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        "README.md": _readme(description, files),
    }


def _resource(file: PublishedFile) -> dict[str, Any]:
    """A file as a data package has it, and its table and how many rows it holds."""
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    return {
        "name": f"{file.table}-{stem}-{ending}",
        "path": file.path,
        "format": ending,
        "mediatype": MEDIA_TYPES[f".{ending}"],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "table": file.table,
        "rows": file.rows,
    }


def _readme(description: str, files: Sequence[PublishedFile]) -> str:
    """What a reader has to know (`readme.md`)."""
    rows = dict.fromkeys(ALL, 0)
    for file in files:
        if file.path.endswith(".parquet"):
            rows[file.table] += file.rows
    lines = [f"| `{name}` | {count:,} | {ALL[name].title} |\n" for name, count in rows.items() if count]
    return resource_files(__package__).joinpath("readme.md").read_text(encoding="utf-8").format(
        title=TITLE,
        description=description,
        tables="".join(["| table | rows | |\n|---|---|---|\n" if lines else "", *lines]),
        law=rights.LAW,
        none_found=rights.NONE_FOUND,
        terms="\n".join(f"| {term.source} | {escape(str(term))} |" for term in rights.all_terms()),
    )  # fmt: skip


_TYPES: Mapping[ColumnType, str] = {
    "flag": "boolean", "number": "integer", "real": "number", "day": "date", "moment": "datetime", "time": "string",
    "text": "string", "words": "array", "list": "array", "object": "object", "json": "object",
}  # fmt: skip
"""Type of a column -> what the dictionary calls it."""


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


def escape(text: str) -> str:
    """Words for a cell of a table in Markdown."""
    return text.replace("|", "\\|")
