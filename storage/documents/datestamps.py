"""When each document last changed, also those that are no more: what a harvester asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import changes, documents, issuing_bodies
from storage.statements import of_documents


@dataclass(frozen=True, slots=True)
class Datestamp:
    """The newest change of a document."""

    id: int
    changed_at: datetime
    bodies: Sequence[str]
    """Ids of its known issuing bodies, in order; of a deleted one those of the document that it is now."""
    is_deleted: bool
    """True while it is merged into another."""


def select(
    connection: Connection,
    after: int,
    most: int,
    first: datetime | None = None,
    too_late: datetime | None = None,
    body: str = "",
) -> list[Datestamp]:
    """The documents with ids greater than `after`, at most so many, by id.

    `first`, `too_late`: the first moment of the newest change, and the first that is too late; `body`: an issuing body.
    """
    newest = sa.func.max(changes.c.changed_at)
    query = sa.select(changes.c.document_id.label("id"), newest.label("moment"))
    query = query.where(changes.c.document_id > after, _is_held(changes.c.document_id))
    if first:
        query = query.where(changes.c.changed_at >= first)
    if too_late:
        query = query.having(newest < too_late)
    if body:
        of_body = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id == body)
        query = query.where(changes.c.document_id.in_(of_body))
    query = query.group_by(changes.c.document_id).order_by(changes.c.document_id).limit(most)
    held = {row.id: (row.id, row.moment) for row in connection.execute(query)}
    deleted = {
        number: (home, moment)
        for number, (home, moment) in _merged(connection).items()
        if number > after and (not first or first <= moment) and (not too_late or moment < too_late)
    }
    if not body:
        deleted = dict(sorted(deleted.items())[:most])
    found = held | deleted
    bodies = _bodies(connection, [home for home, _ in found.values()])
    stamps = [
        Datestamp(number, moment, bodies.get(home, ()), number in deleted)
        for number, (home, moment) in sorted(found.items())
    ]
    return [one for one in stamps if not body or body in one.bodies][:most]


def _is_held(document_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(documents.c.id == document_id)


def _merged(connection: Connection) -> dict[int, tuple[int, datetime]]:
    """Each document that is no more -> the one that it is now, and the moment of the merge."""
    merge = sa.select(changes.c.other_id, changes.c.document_id, changes.c.changed_at)
    query = merge.where(changes.c.kind == "merged", changes.c.other_id.is_not(None), ~_is_held(changes.c.other_id))
    into = {row.other_id: row for row in connection.execute(query.order_by(changes.c.number))}
    found = {}
    for number, row in into.items():
        home = row.document_id
        while home in into:  # ends: of two documents the older one remains
            home = into[home].document_id
        found[number] = (home, row.changed_at)
    return found


def _bodies(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, dict[str, None]] = {}
    for row in connection.execute(of_documents(issuing_bodies, issuing_bodies.c.position), {"ids": list(ids)}):
        if row.agency_id:
            found.setdefault(row.document_id, {})[row.agency_id] = None
    return {number: list(named) for number, named in found.items()}
