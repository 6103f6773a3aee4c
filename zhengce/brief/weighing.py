"""What places and orders documents in a brief: days, leading body and weight, from columns alone.

A text is read only of documents that are shown: to weigh 20,000 documents costs less than to quote 200 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import IssuingBody
from storage.documents.deserialize import BODY, issuing_body
from storage.resolution.merging import bodies_of
from storage.schema import documents, issuing_bodies, pages
from zhengce.brief import ranking

BATCH = 500

_OF_WEIGHT = "id title issued_title document_type stage issuing_bodies_complete".split()
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
    number, title, issued_title, document_type, stage, is_complete, published_on, written_on, effective_on, due = values
    carried, plan = ranking.kind_of(issued_title), ranking.of_title(title, issued_title)
    weight = ranking.weight(ranking.reasons_of(bodies, is_complete, document_type, stage, carried, plan))
    passes_on = ranking.only_passes_on(title, document_type, issued_title, bodies)
    lead = bodies[0].id if bodies else None
    return Weighed(number, weight, lead, published_on or written_on, effective_on, due, passes_on)
