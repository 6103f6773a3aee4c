"""What is left of documents that were found to be another one, and what they get back when that is undone.

A merge removes the row of a document and nothing else: its changes, its revisions and an editor's annotations stay
under its id. When its page is parted from the other document again, it is the document that it was, under the id that
it had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import annotations
from storage.resolution import redirects
from storage.resolution.merging import PageRecord
from storage.schema import changes, documents


@dataclass(frozen=True, slots=True)
class Former:
    """A document that was found to be another one."""

    id: int
    first_seen_at: datetime
    revised_at: datetime | None


def formers_of(connection: Connection, group: Sequence[PageRecord]) -> list[Former]:
    """The documents that these pages made when they were first read and that are no more, the oldest first."""
    moment, edits = changes.c.changed_at.type, changes.alias()
    revised_at = sa.select(sa.func.max(edits.c.changed_at, type_=moment)).where(
        edits.c.document_id == changes.c.document_id, edits.c.kind == "revised"
    )
    first_seen_at = sa.func.min(changes.c.changed_at, type_=moment)
    query = sa.select(changes.c.document_id, first_seen_at, revised_at.scalar_subquery()).where(
        changes.c.kind == "new",
        changes.c.url.in_([page.page_url for page in group]),
        ~sa.exists().where(documents.c.id == changes.c.document_id),
    )
    rows = connection.execute(query.group_by(changes.c.document_id).order_by(changes.c.document_id))
    return [Former(*row) for row in rows]


def founder_first(connection: Connection, document_id: int, members: Sequence[PageRecord]) -> list[PageRecord]:
    """The pages of a document, the one that made it before the others: where they fall apart, it keeps the id."""
    if len(members) == 1:
        return list(members)
    query = sa.select(changes.c.url).where(changes.c.kind == "new", changes.c.document_id == document_id)
    founder = connection.execute(query.order_by(changes.c.number).limit(1)).scalar()
    return sorted(members, key=lambda page: page.page_url != founder)


def give_back(connection: Connection, formers: Sequence[Former], document_id: int) -> None:
    """Takes what was written of these documents, and their ids, from those that they were found to be, for the one that
    has their pages now."""
    redirects.part(connection, [former.id for former in formers], document_id)
    for former in formers:
        annotations.take_back(connection, former.id)
        annotations.share(connection, former.id, document_id)
