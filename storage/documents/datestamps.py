"""When each document last changed, also those that are no more: what a harvester asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import changes, documents, issuing_bodies, redirects
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
    held = sa.select(changes.c.document_id.label("id"), changes.c.document_id.label("home"), newest.label("moment"))
    held = held.where(changes.c.document_id > after, sa.exists().where(documents.c.id == changes.c.document_id))
    gone = sa.select(redirects.c.former_id.label("id"), redirects.c.document_id.label("home"), redirects.c.merged_at)
    gone = gone.where(redirects.c.former_id > after)
    if first:
        held = held.where(changes.c.changed_at >= first)
        gone = gone.where(redirects.c.merged_at >= first)
    if too_late:
        held = held.having(newest < too_late)
        gone = gone.where(redirects.c.merged_at < too_late)
    if body:
        of_body = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id == body)
        held = held.where(changes.c.document_id.in_(of_body))
        gone = gone.where(redirects.c.document_id.in_(of_body))
    held = held.group_by(changes.c.document_id)
    found = [
        (*row, is_deleted)
        for query, is_deleted in ((held, False), (gone, True))
        for row in connection.execute(query.order_by("id").limit(most))
    ]
    bodies = _bodies(connection, [home for _, home, _, _ in found])
    return [
        Datestamp(number, moment, bodies.get(home, ()), is_deleted)
        for number, home, moment, is_deleted in sorted(found)[:most]
    ]


def _bodies(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, dict[str, None]] = {}
    for row in connection.execute(of_documents(issuing_bodies, issuing_bodies.c.position), {"ids": list(ids)}):
        if row.agency_id:
            found.setdefault(row.document_id, {})[row.agency_id] = None
    return {number: list(named) for number, named in found.items()}
