"""A document as a row of cells, for CSV and XLSX: names and keywords joined, attachments counted by their state,
targets counted, all of these whole as JSON, the rest as it is."""

import json
from collections.abc import Mapping
from typing import Any

from parsers.fields import of_type, shown_in
from zhengce.documents import attachments
from zhengce.documents.view import RECORD

LISTS = {name: f"{name}_json" for name in of_type("list", "object") if name in RECORD}
"""Fields that have a column of their own with the whole value as JSON, and those columns."""

COLUMNS = (*shown_in("export"), *LISTS.values())
"""Columns of an exported CSV and XLSX, in order."""

_WORDS = of_type("words")
to_json = json.JSONEncoder(ensure_ascii=False).encode
"""`json.dumps` makes an encoder each time."""


def whole_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A document with all fields of `documents.RECORD` as a row of COLUMNS."""
    row = dict(record) | {column: to_json(record[name]) for name, column in LISTS.items()}
    row["attachments"] = attachments.counts(record["attachments"])
    row["targets"] = len(record["targets"]) or None
    return row


def cells_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Any fields of a document as cells: short Chinese names of bodies, keywords and tags joined by 、."""
    cells = dict(fields)
    if bodies := cells.get("issuing_bodies"):
        cells["issuing_bodies"] = "、".join(body["name"] for body in bodies)
    for name in _WORDS:
        if words := cells.get(name):
            cells[name] = "、".join(words)
    return {name: None if value == [] else value for name, value in cells.items()}
