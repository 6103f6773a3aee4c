"""The documents that ended others in a period, and those that drafts became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.schema import documents, relations
from zhengce.brief.weighing import BATCH, Weighed


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
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


def became_final(date_from: date, date_to: date) -> sa.ColumnElement[bool]:
    """Whether the final document of a draft was published in these days."""
    finals = sa.select(documents.c.id).where(DAY.between(date_from, date_to)).scalar_subquery()
    return documents.c.final_id.in_(finals)


def others(connection: Connection, members: Sequence[Weighed]) -> dict[int, Other]:
    """Id of a document -> what ended it, or what it became."""
    ends: dict[int, Any] = {}
    for start in range(0, len(members), BATCH):
        query = _ends.where(documents.c.id.in_([member.id for member in members[start : start + BATCH]]))
        ends.update((row.id, row) for row in connection.execute(query))
    wanted = sorted({row.final_id or row.ended_by for row in ends.values()} - {None})
    held: dict[int, Any] = {}
    for start in range(0, len(wanted), BATCH):
        query = _named.where(documents.c.id.in_(wanted[start : start + BATCH]))
        held.update((row.id, row) for row in connection.execute(query))
    named = ((member, ends[member.id]) for member in members)
    return {
        member.id: _other(connection, member, end, held[of])
        for member, end in named
        if (of := end.final_id or end.ended_by) in held
    }


_ends = sa.select(
    *(documents.c.id, documents.c.ended_on, documents.c.ended_by, documents.c.ended_as, documents.c.final_id)
)
_named = sa.select(documents.c.id, documents.c.title, documents.c.document_number, DAY.label("day"))


def _other(connection: Connection, member: Weighed, end: Any, row: Any) -> Other:
    if end.final_id:
        words = _words(connection, member.id, row.id, ("draft_of",))
        days = (row.day - member.day).days if member.day and row.day else None
        return Other(row.id, row.title, row.document_number, "became_final", row.day, words, days)
    words = _words(connection, row.id, member.id, ("repeals", "replaces", "ends_early"))
    how = end.ended_as or "repealed"
    return Other(row.id, row.title, row.document_number, how, end.ended_on, words)


def _words(connection: Connection, owner: int, related: int, kinds: tuple[str, ...]) -> str | None:
    query = sa.select(relations.c.words).where(
        relations.c.document_id == owner, relations.c.related_id == related, relations.c.kind.in_(kinds)
    )
    return connection.execute(query.order_by(relations.c.position).limit(1)).scalar()
