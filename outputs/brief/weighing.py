"""What places and orders documents in a brief: days, leading body and weight, from columns alone.

A text is read only of documents that are shown: to weigh 20,000 documents costs less than to quote 200 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.brief import ranking
from parsers.record import IssuingBody, PolicyDocument
from storage.resolution.merging import bodies_of
from storage.schema import documents, issuing_bodies, pages
from storage.statements import of_documents

BATCH = 500

_RECORD = "title issued_title document_type stage issuing_bodies_complete".split()
_DAYS = "published_on written_on effective_on comments_due_on ended_on".split()
_columns = sa.select(
    *(documents.c[name] for name in ("id", *_RECORD, *_DAYS, "ended_by", "ended_as", "final_id"))
).where(documents.c.id.in_(sa.bindparam("ids", expanding=True)))
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
    ended_on: date | None
    ended_by: int | None
    ended_as: str | None
    final_id: int | None


def weigh(connection: Connection, ids: Sequence[int]) -> dict[int, Weighed]:
    """Documents by id; ids that do not exist are left out."""
    found: dict[int, Weighed] = {}
    for start in range(0, len(ids), BATCH):
        batch = {"ids": list(ids[start : start + BATCH])}
        bodies: dict[int, list[IssuingBody]] = {}
        for row in connection.execute(of_documents(issuing_bodies, issuing_bodies.c.position), batch):
            body = IssuingBody(row.agency_id, row.name, row.as_printed, row.name_en, row.abbreviation, row.unit)
            bodies.setdefault(row.document_id, []).append(body)
        for row in connection.execute(_columns, batch):
            found[row.id] = _weighed(row, tuple(bodies.get(row.id, ())))
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


def _weighed(row: sa.Row[tuple[object, ...]], bodies: tuple[IssuingBody, ...]) -> Weighed:
    values = row._mapping
    record = PolicyDocument(source="", url="", issuing_bodies=bodies, **{name: values[name] for name in _RECORD})
    return Weighed(
        id=values["id"],
        weight=ranking.weight(ranking.reasons(record)),
        lead=bodies[0].id if bodies else None,
        day=values["published_on"] or values["written_on"],
        effective_on=values["effective_on"],
        comments_due_on=values["comments_due_on"],
        ended_on=values["ended_on"],
        ended_by=values["ended_by"],
        ended_as=values["ended_as"],
        final_id=values["final_id"],
    )
