"""The catalogue of fields: what each field of a document is and where it appears, from the table `fields.csv`; and what
each item of its lists holds, from `parts.csv` (list, name, type, what an absent value is in JSON, description).

A row a field: those of the record in their order, then those that the database adds. Columns:

`type`
    text, day, time (printed, with its offset), moment (UTC), flag, number (whole), real, words (list of texts), list,
    object.
`zh`, `en`
    Labels on pages.
`places`
    Of a field that findings alone decide: their places in the order of precedence.
`merged_with`, `winner`
    How the pages of a document are merged: with which field the value is taken, and for that field which page wins:
    `nearest` to the issuer, `fullest` list, or a `table` before running text.
`file`
    The attached file that gives the value where no page does: `itself`, the document; `issued`, also what it issues.
`revision`
    `yes` where a change is a revision of the document.
`health`, `list`, `export`, `page`, `brief`, `mcp`
    The place of the field in that output: counts of a crawl, lists and API results, CSV and XLSX, the document's page,
    the comparison of two documents, brief and feeds, hits for language models. Empty where it is not shown; of equal
    places the row above comes first.
`terminal`
    What `show` calls it; empty where it is not printed there.
`description`
    For the data dictionary and the schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from parsers.csv_tables import rows_of
from parsers.place import Place

FieldType = Literal["text", "day", "time", "moment", "flag", "number", "real", "words", "list", "object"]
Output = Literal["health", "list", "export", "page", "brief", "mcp"]


@dataclass(frozen=True, slots=True)
class CatalogueField:
    """One row of the table."""

    name: str
    type: FieldType
    zh: str
    en: str
    places: tuple[Place, ...]
    merged_with: str
    winner: Literal["", "nearest", "fullest", "table"]
    file: Literal["", "itself", "issued"]
    is_revision: bool
    order: Mapping[Output, int]
    """Output -> the place of the field in it."""
    terminal: str
    description: str


def _load() -> Iterator[CatalogueField]:
    for row in rows_of(__package__, "fields.csv"):
        order = {output: int(place) for output in get_args(Output) if (place := row.pop(output))}
        places, is_revision = tuple(map(Place, row.pop("places").split())), row.pop("revision") == "yes"
        words: dict[str, Any] = dict(row)
        yield CatalogueField(**words, places=places, is_revision=is_revision, order=order)


FIELDS: Mapping[str, CatalogueField] = {field.name: field for field in _load()}
"""Name -> field, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value of an item of a list, or of an object."""

    name: str
    type: FieldType
    absent: Literal["", "null", "left out", "key"]
    """What JSON has where nothing is known; empty for a value that is always there, `key` for the key of its item."""
    description: str


def _load_parts() -> Mapping[str, tuple[Part, ...]]:
    parts: dict[str, list[Part]] = {}
    for row in rows_of(__package__, "parts.csv"):
        words: dict[str, Any] = dict(row)
        parts.setdefault(words.pop("list"), []).append(Part(**words))
    return {name: tuple(several) for name, several in parts.items()}


PARTS = _load_parts()
"""Name of a field of type list or object -> its parts, in the order of the table."""


def of_type(*types: FieldType) -> tuple[str, ...]:
    """The fields of these types, in the order of the table."""
    return tuple(field.name for field in FIELDS.values() if field.type in types)


def shown_in(output: Output) -> tuple[str, ...]:
    """The fields that an output shows, in its order."""
    catalogue_fields = [field for field in FIELDS.values() if output in field.order]
    return tuple(field.name for field in sorted(catalogue_fields, key=lambda field: field.order[output]))
