"""What describes a publication to machine learning tools: croissant.json (MLCommons Croissant 1.0).

It names the Parquet files, each with its digest, and a record set for each table; the other formats have the same rows.
"""

import json
from importlib.resources import files
from typing import Any

import pyarrow as pa

from parsers.registry import rights
from zhengce.tables.publishing import dictionary
from zhengce.tables.publishing.manifest import PublishedFile
from zhengce.tables.publishing.package import TITLE, Contents
from zhengce.tables.publishing.tables import Column, PublishedTable

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"

_CONTEXT = json.loads(files(__package__).joinpath("croissant-context.json").read_text(encoding="utf-8"))
"""The context that the specification gives, which readers of Croissant expect whole."""

_PARQUET = "application/x-parquet"
"""As readers of Croissant know it; its registered name is in datapackage.json."""

_TYPES = {
    "boolean": "sc:Boolean",
    "integer": "cr:Int64",
    "number": "cr:Float64",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "string": "sc:Text",
}
"""Type of a Table Schema -> that of a field."""


def croissant(contents: Contents) -> str:
    """croissant.json."""
    tables = {name: one for name, one in contents.tables.items() if contents.rows(name)}
    parquet = [file for file in contents.files if file.table in tables and file.path.endswith(".parquet")]
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": "zhengce",
        "alternateName": TITLE,
        "description": contents.description,
        "inLanguage": "zh",
        "license": {"@type": "sc:CreativeWork", "name": "Terms by source", "text": rights.LAW, "url": "README.md"},
        "version": contents.version,
        "distribution": [*map(_file, parquet), *map(_file_set, tables)],
        "recordSet": [_record_set(table) for table in tables.values()],
    }
    if contents.last:
        found["datePublished"] = contents.last.changed_at
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _file(file: PublishedFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": file.sha256,
    }


def _file_set(table: str) -> dict[str, Any]:
    named = {"@type": "cr:FileSet", "@id": table, "name": table}
    return named | {"includes": f"{table}/*.parquet", "encodingFormat": _PARQUET}


def _record_set(table: PublishedTable) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": f"{table.name}-rows",
        "name": table.name,
        "description": table.title,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table.name, column) for column in table.columns],
    }


def _field(table: str, column: Column) -> dict[str, Any]:
    found = {"@type": "cr:Field", "@id": f"{table}/{column.name}", "name": column.name}
    found["description"] = column.description
    is_list = pa.types.is_list(column.type)
    kind = column.type.value_type if is_list else column.type
    source = {"fileSet": {"@id": table}, "extract": {"column": column.name}}
    return found | ({"repeated": True} if is_list else {}) | _content(kind, source, found["@id"])


def _content(kind: pa.DataType, source: dict[str, Any], name: str) -> dict[str, Any]:
    """The type of a value, and where it is read; of an object, its members."""
    if not pa.types.is_struct(kind):
        return {"dataType": _TYPES[dictionary.type_name(kind)], "source": source}
    members = (
        {"@type": "cr:Field", "@id": f"{name}/{one.name}", "name": one.name}
        | _content(one.type, source | {"transform": {"jsonPath": one.name}}, one.name)
        for one in kind
    )
    return {"subField": list(members)}
