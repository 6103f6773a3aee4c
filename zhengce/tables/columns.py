"""Columns of a table: their names, types and meanings, from which every writer makes its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from parsers.fields import FIELDS, PARTS, FieldType, Part

ColumnType = FieldType | Literal["json"]
"""`json`: an object in JSON lines, text in Parquet and CSV."""


WriteRow = Callable[[Mapping[str, Any]], object]
"""Takes one row, as the database or a record gives it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: ColumnType
    description: str = ""
    parts: tuple[Part, ...] = ()
    """Of a list or object."""

    @property
    def is_nested(self) -> bool:
        """True if a value is an object, or a list of some."""
        return self.type in ("list", "object")


def of_record(names: Iterable[str]) -> list[Column]:
    """The columns of these fields of a document."""
    fields = (FIELDS[name] for name in names)
    return [Column(field.name, field.type, field.description, PARTS.get(field.name, ())) for field in fields]
