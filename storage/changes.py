"""Changes of documents (new, revised, merged, withdrawn …), numbered without gaps in the order of commit.

A reader that stores the last number it saw never misses and never repeats a change: one transaction writes at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import changes

ChangeKind = Literal["new", "revised", "merged", "withdrawn", "returned", "reparsed", "read", "related"]
"""`read`: the text of an attached file was read for the first time; `related`: what another document says of this one
ended it, or made a final document of a draft."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one document."""

    number: int
    kind: ChangeKind
    document_id: int
    changed_at: datetime
    source: str
    url: str
    """The page that brought it."""
    fields: Mapping[str, Mapping[str, Any]] | None
    """What changed: {field: {"old": …, "new": …}}, values as in the record's JSON."""
    other_id: int | None
    """merged: the document that was found to be this one; new: the document from which this one was parted; related:
    the one that ended it or that it became."""


_next = sa.select(sa.func.coalesce(sa.func.max(changes.c.number), 0) + 1).scalar_subquery()
_names = ("kind", "document_id", "changed_at", "source", "url", "fields", "other_id")
_insert = sa.insert(changes).values(number=_next)


def add(
    connection: Connection,
    kind: ChangeKind,
    document_id: int,
    source: str,
    url: str,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    other_id: int | None = None,
) -> None:
    """Writes a change in the caller's transaction."""
    row = dict(zip(_names, (kind, document_id, now, source, url, fields, other_id), strict=True))
    connection.execute(_insert, row)


def after(connection: Connection, number: int, limit: int = 1000) -> list[Change]:
    """The changes after a number, in order, at most `limit`."""
    query = sa.select(changes).where(changes.c.number > number).order_by(changes.c.number).limit(limit)
    return [Change(**row._mapping) for row in connection.execute(query)]


_last_number = sa.select(sa.func.coalesce(sa.func.max(changes.c.number), 0))


def last_number(connection: Connection) -> int:
    """The number of the newest change; 0 where there is none."""
    return int(connection.execute(_last_number).scalar_one())
