"""The data dictionary: every published table and column with type and meaning, for people and as Table Schemas."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from zhengce.tables.publishing.tables import CHANGES, TABLES, Column, PublishedTable

TITLE = "# Data dictionary"

Tables = Mapping[str, PublishedTable]
"""Tables by name."""

ALL: Tables = {table.name: table for table in (*TABLES, CHANGES)}

_FRICTIONLESS = {
    "boolean": pa.types.is_boolean,
    "integer": pa.types.is_integer,
    "number": pa.types.is_floating,
    "date": pa.types.is_date,
    "datetime": pa.types.is_timestamp,
    "string": pa.types.is_string,
    "array": pa.types.is_list,
    "object": pa.types.is_map,
}
"""Type of a Table Schema -> whether an Arrow type is one."""


def markdown(tables: Tables) -> str:
    """The dictionary as a page."""
    parts = [TITLE]
    for name, table in tables.items():
        rows = [f"| `{one.name}` | {frictionless_type(one)} | {escape(one.description)} |" for one in table.columns]
        parts.append(f"## {name}\n\n{table.title} Key: {', '.join(f'`{column}`' for column in table.key)}.")
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def table_schema(table: PublishedTable) -> dict[str, Any]:
    """A Table Schema (Data Package 2.0) of a table."""
    fields = [
        {"name": one.name, "type": frictionless_type(one), "description": one.description} for one in table.columns
    ]
    address = "https://datapackage.org/profiles/2.0/tableschema.json"
    return {"$schema": address, "fields": fields, "primaryKey": list(table.key)}


def frictionless_type(column: Column) -> str:
    """The type of a column as Table Schemas name it. Raises TypeError where they have none."""
    return "object" if column.is_json else type_name(column.type)


def type_name(kind: pa.DataType) -> str:
    """An Arrow type as Table Schemas name it. Raises TypeError where they have none."""
    for name, is_one in _FRICTIONLESS.items():
        if is_one(kind):
            return name
    raise TypeError(f"{kind} is no type of a Table Schema")


def escape(text: str) -> str:
    """Words for a cell of a table in Markdown."""
    return text.replace("|", "\\|")
