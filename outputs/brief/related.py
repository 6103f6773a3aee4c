"""The documents that ended others in a period, and those that drafts became."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.brief.weighing import BATCH, Weighed
from storage.documents.filters import DAY
from storage.schema import documents, relations


@dataclass(frozen=True, slots=True)
class Other:
    """The document that ended another one, or that a draft became."""

    id: int
    title: str
    document_number: str | None
    how: str
    """repealed, replaced, became_final."""
    day: date | None
    """From which on the other is ended; of a final document the day of publication."""
    words: str | None
    """The sentence that says so."""
    days: int | None = None
    """From the publication of a draft to that of its final document."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "document_number": self.document_number,
            "how": self.how,
            "day": self.day.isoformat() if self.day else None,
            "words": self.words,
            "days": self.days,
        }


def became_final(date_from: date, date_to: date) -> sa.ColumnElement[bool]:
    """Whether the final document of a draft was published in these days."""
    finals = sa.select(documents.c.id).where(DAY.between(date_from, date_to)).scalar_subquery()
    return documents.c.final_id.in_(finals)


def others(connection: Connection, members: Iterable[Weighed]) -> dict[int, Other]:
    """Id of a document -> what ended it, or what it became."""
    named = {member: member.final_id or member.ended_by for member in members}
    asked = sorted({other for other in named.values() if other})
    held: dict[int, Any] = {}
    for start in range(0, len(asked), BATCH):
        query = _named.where(documents.c.id.in_(asked[start : start + BATCH]))
        held.update((row.id, row) for row in connection.execute(query))
    return {member.id: _other(connection, member, held[of]) for member, of in named.items() if of in held}


_named = sa.select(documents.c.id, documents.c.title, documents.c.document_number, DAY.label("day"))


def _other(connection: Connection, member: Weighed, row: Any) -> Other:
    if member.final_id:
        words = _words(connection, member.id, row.id, ("draft_of",))
        days = (row.day - member.day).days if member.day and row.day else None
        return Other(row.id, row.title, row.document_number, "became_final", row.day, words, days)
    words = _words(connection, row.id, member.id, ("repeals", "replaces"))
    how = member.ended_as or "repealed"
    return Other(row.id, row.title, row.document_number, how, member.ended_on, words)


def _words(connection: Connection, owner: int, related: int, kinds: tuple[str, ...]) -> str | None:
    query = sa.select(relations.c.words).where(
        relations.c.document_id == owner, relations.c.related_id == related, relations.c.kind.in_(kinds)
    )
    return connection.execute(query.order_by(relations.c.position).limit(1)).scalar()
