"""The data dictionary: every published table and column with type and meaning, for people and as Table Schemas."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from outputs.publishing.tables import CHANGE_COLUMNS, TABLES, Column, PublishedTable

TITLE = "# Data dictionary"

CHANGES_TITLE = "A row a change: what became new, was revised, merged, withdrawn or came back."

Tables = Mapping[str, tuple[str, tuple[Column, ...], tuple[str, ...]]]
"""Table -> its title, its columns and its key."""


def described(tables: Iterable[PublishedTable]) -> Tables:
    """These tables and that of the changes."""
    found = {table.name: (table.title, table.columns, table.key) for table in tables}
    return found | {"changes": (CHANGES_TITLE, CHANGE_COLUMNS, ("number",))}


ALL: Tables = described(TABLES)

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
    for name, (title, columns, key) in tables.items():
        rows = [f"| `{one.name}` | {frictionless_type(one)} | {_cell(one.description)} |" for one in columns]
        parts.append(f"## {name}\n\n{title} Key: {', '.join(f'`{column}`' for column in key)}.")
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def table_schema(columns: Sequence[Column], key: Sequence[str]) -> dict[str, Any]:
    """A Table Schema (Data Package 2.0) of these columns."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [
            {"name": one.name, "type": frictionless_type(one), "description": one.description} for one in columns
        ],
        "primaryKey": list(key),
    }


def frictionless_type(column: Column) -> str:
    """The type of a column as Table Schemas name it. Raises TypeError where they have none."""
    return "object" if column.is_json else type_name(column.type)


def type_name(kind: pa.DataType) -> str:
    """An Arrow type as Table Schemas name it. Raises TypeError where they have none."""
    for name, is_one in _FRICTIONLESS.items():
        if is_one(kind):
            return name
    raise TypeError(f"{kind} is no type of a Table Schema")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
