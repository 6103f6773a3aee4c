"""Rows for scripts: the same documents as JSON, JSON lines or CSV, under the names of the view `policies`."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TextIO

from outputs.export.csv_table import write_csv
from outputs.terminal.sanitize import escaped, printable
from parsers.moments import format_moment
from storage.documents.queries import StoredDocument

FORMATS = ("table", "json", "jsonl", "csv")

POLICY_FIELDS = (
    "id title issued_title issuing_bodies issuing_bodies_en document_number document_type stage written_on "
    "published_on effective_on comments_due_on topic source url first_seen_at revised_at gone_at title_en "
    "issuing_bodies_complete"
).split()
"""The columns of `policies`, and an editor's own English title; what joined them later stands at the end."""


def write_rows(rows: Iterable[Mapping[str, Any]], fields: Iterable[str], form: str, stream: TextIO) -> None:
    """Writes rows as `json` (one array), `jsonl` (an object a line) or `csv` (see `csv_table`)."""
    fields = list(fields)
    plain = ({name: _plain(row.get(name)) for name in fields} for row in rows)
    if form == "csv":
        write_csv(({name: _shown(value) for name, value in row.items()} for row in plain), fields, stream)
    elif form == "jsonl":
        stream.writelines(escaped(json.dumps(row, ensure_ascii=False)) + "\n" for row in plain)
    elif form == "json":
        stream.write(escaped(json.dumps(list(plain), ensure_ascii=False, indent=2)) + "\n")
    else:
        raise ValueError(f"{form}: not a format of rows; known are {', '.join(FORMATS[1:])}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value


def policy_row(held: StoredDocument) -> dict[str, Any]:
    """A held document as its row of the view `policies`: same names, same values."""
    record = held.record
    row = {name: getattr(record, name, None) for name in POLICY_FIELDS}
    return row | {
        "id": held.id,
        "issuing_bodies": "、".join(body.name for body in record.issuing_bodies) or None,
        "issuing_bodies_en": ", ".join(b.abbreviation or b.name_en or b.name for b in record.issuing_bodies) or None,
        "first_seen_at": held.first_seen_at,
        "revised_at": held.revised_at,
        "gone_at": held.gone_at,
        "title_en": held.title_en,
    }
