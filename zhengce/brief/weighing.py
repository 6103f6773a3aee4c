"""What places and orders documents in a brief: days, leading body and weight, what ended them, what drafts became.

All of it comes from columns: to weigh 20,000 documents costs less than to quote 200 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import IssuingBody
from storage.documents.deserialize import BODY, issuing_body
from storage.documents.filters import DAY
from storage.resolution.merging import bodies_of
from storage.schema import documents, issuing_bodies, pages, relations
from zhengce.brief import ranking

BATCH = 500

_OF_WEIGHT = "id title issued_title document_type issuing_bodies_complete".split()
# None that stands behind the body in its row: SQLite would read the body to reach it.
_OF_PLACE = "published_on written_on effective_on comments_due_on".split()
_columns = sa.select(*(documents.c[name] for name in (*_OF_WEIGHT, *_OF_PLACE))).where(
    documents.c.id.in_(sa.bindparam("ids", expanding=True))
)
_bodies = sa.select(issuing_bodies.c.document_id, *(issuing_bodies.c[name] for name in BODY)).where(
    issuing_bodies.c.document_id.in_(sa.bindparam("ids", expanding=True))
)
_bodies = _bodies.order_by(issuing_bodies.c.document_id, issuing_bodies.c.position)
_sources = sa.select(pages.c.document_id, pages.c.source).where(
    pages.c.document_id.in_(sa.bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document, as far as its place in a brief depends on it."""

    id: int
    weight: int
    lead: str | None
    """Id of the leading body."""
    day: date | None
    """Published, or written where no page prints that."""
    effective_on: date | None
    comments_due_on: date | None
    only_passes_on: bool


def weigh(connection: Connection, ids: Sequence[int]) -> dict[int, Weighed]:
    """Documents by id; ids that do not exist are left out."""
    found: dict[int, Weighed] = {}
    for start in range(0, len(ids), BATCH):
        batch = {"ids": list(ids[start : start + BATCH])}
        bodies: dict[int, list[IssuingBody]] = {}
        for owner, *body in connection.execute(_bodies, batch).all():
            bodies.setdefault(owner, []).append(issuing_body(*body))
        for row in connection.execute(_columns, batch).all():
            found[row[0]] = _weighed(row, tuple(bodies.get(row[0], ())))
    return found


def only_reposted(connection: Connection, members: Sequence[Weighed]) -> list[Weighed]:
    """Those of which none of the addresses is on a site of the leading body."""
    there: dict[int, set[str]] = {}
    for start in range(0, len(members), BATCH):
        batch = {"ids": [member.id for member in members[start : start + BATCH]]}
        for row in connection.execute(_sources, batch):
            there.setdefault(row.document_id, set()).add(row.source)
    return [
        member
        for member in members
        if member.lead is not None and not any(member.lead in bodies_of(source) for source in there.get(member.id, ()))
    ]


def _weighed(row: sa.Row[Any], bodies: tuple[IssuingBody, ...]) -> Weighed:
    values: tuple[Any, ...] = tuple(row)
    number, title, issued_title, document_type, is_complete, published_on, written_on, effective_on, due = values
    carried, is_of_plan = ranking.kind_of(issued_title), ranking.is_of_a_plan(title, issued_title)
    weight = ranking.weight_of(bodies, is_complete, document_type, carried, is_of_plan)
    passes_on = ranking.only_passes_on(title, document_type, issued_title, bodies)
    lead = bodies[0].id if bodies else None
    return Weighed(number, weight, lead, published_on or written_on, effective_on, due, passes_on)


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
