"""The documents that ended others in a period, and those that drafts became."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.brief.items import Item
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


def others(connection: Connection, items: Iterable[Item]) -> dict[int, Other]:
    """Id of a document -> what ended it, or what it became."""
    found: dict[int, Other] = {}
    for item in items:
        other_id = item.final_id or item.ended_by
        row = connection.execute(sa.select(documents, DAY.label("day")).where(documents.c.id == other_id)).first()
        if row is None:
            continue
        if item.final_id:
            first = item.record.published_on or item.record.written_on
            words = _words(connection, item.id, row.id, ("draft_of",))
            days = (row.day - first).days if first and row.day else None
            found[item.id] = Other(row.id, row.title, row.document_number, "became_final", row.day, words, days)
        else:
            words = _words(connection, row.id, item.id, ("repeals", "replaces"))
            how = item.ended_as or "repealed"
            found[item.id] = Other(row.id, row.title, row.document_number, how, item.ended_on, words)
    return found


def _words(connection: Connection, owner: int, related: int, kinds: tuple[str, ...]) -> str | None:
    query = sa.select(relations.c.words).where(
        relations.c.document_id == owner, relations.c.related_id == related, relations.c.kind.in_(kinds)
    )
    return connection.execute(query.order_by(relations.c.position).limit(1)).scalar()
