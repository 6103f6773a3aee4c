"""The rows that people write a field at a time, each with an edit: issues, sections, entries and watches."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Editor, Subject
from storage.schema import entries, issues, sections, watches

SubjectKind = Literal["issue", "section", "entry", "watch"]
TABLES: Mapping[SubjectKind, sa.Table] = {"issue": issues, "section": sections, "entry": entries, "watch": watches}
FIELDS: Mapping[SubjectKind, tuple[str, ...]] = {
    "issue": ("title", "day", "introduction", "comment_label", "published"),
    "section": ("title", "by_day", "shown"),
    "entry": ("day", "link", "subheading", "line", "summary", "figures", "comment", "picture", "shown"),
    "watch": ("settings", "shown"),
}
"""What is written and has a history; a section and an entry have a `place`, too."""
_MADE = {"shown": True, "published": False}
"""The field that a new row is recorded by, which undoing turns round."""


def insert(connection: Connection, kind: SubjectKind, values: Mapping[str, Any], editor: Editor) -> int:
    """Stores a new row; gives its id."""
    table = TABLES[kind]
    number = connection.execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one()
    field = "published" if kind == "issue" else "shown"
    edits.record(connection, editor, Subject(kind, str(number)), field, None, _MADE[field])
    return int(number)


def value_of(connection: Connection, kind: SubjectKind, number: int, field: str) -> Any:
    """A field as its edits hold it: a day as text."""
    value = connection.execute(sa.select(TABLES[kind].c[field]).where(TABLES[kind].c.id == number)).scalar()
    return value.isoformat() if isinstance(value, date) else value


def write(connection: Connection, kind: SubjectKind, number: int, field: str, value: Any, editor: Editor) -> None:
    """Stores a field as its edits hold it; None for what was not there."""
    if value is None and field in ("settings", *_MADE):
        field, value = ("published", True) if field == "published" else ("shown", False)
    before = value_of(connection, kind, number, field)
    stored = date.fromisoformat(value) if field == "day" and value else value
    table = TABLES[kind]
    connection.execute(sa.update(table).where(table.c.id == number).values({field: stored}))
    edits.record(connection, editor, Subject(kind, str(number)), field, before, value)
