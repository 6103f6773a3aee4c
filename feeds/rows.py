"""Rows for scripts: the same documents as JSON, JSON lines or CSV, under the names of the view `policies`."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TextIO

FORMATS = ("table", "json", "jsonl", "csv")

POLICY_FIELDS = (
    "id title issued_title issuing_bodies issuing_bodies_en document_number document_type stage written_on "
    "published_on effective_on comments_due_on topic source url first_seen_at revised_at gone_at"
).split()


def write_rows(rows: Iterable[Mapping[str, Any]], fields: Iterable[str], form: str, stream: TextIO) -> None:
    """Writes rows as `json` (one array), `jsonl` (an object a line) or `csv` (with a header line)."""
    fields = list(fields)
    plain = ({name: _plain(row.get(name)) for name in fields} for row in rows)
    if form == "csv":
        writer = csv.DictWriter(stream, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain)
    elif form == "jsonl":
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in plain)
    elif form == "json":
        json.dump(list(plain), stream, ensure_ascii=False, indent=2)
        stream.write("\n")
    else:
        raise ValueError(f"{form}: not a format of rows; known are {', '.join(FORMATS[1:])}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
