"""What places and orders documents in a brief: days, leading body and weight, from columns alone.

A text is read only of documents that are shown: to weigh 20,000 documents costs less than to quote 200 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.brief import ranking
from parsers.record import IssuingBody, PolicyDocument
from storage.resolution.merging import bodies_of
from storage.schema import documents, issuing_bodies, pages

BATCH = 500

_RECORD = "title issued_title document_type stage issuing_bodies_complete".split()
_DAYS = "published_on written_on effective_on comments_due_on ended_on".split()
_columns = sa.select(
    *(documents.c[name] for name in ("id", *_RECORD, *_DAYS, "ended_by", "ended_as", "final_id"))
).where(documents.c.id.in_(sa.bindparam("ids", expanding=True)))
_bodies = sa.select(
    issuing_bodies.c.document_id,
    *(issuing_bodies.c[name] for name in ("agency_id", "name", "as_printed", "name_en", "abbreviation", "unit")),
).where(issuing_bodies.c.document_id.in_(sa.bindparam("ids", expanding=True)))
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
    ended_on: date | None
    ended_by: int | None
    ended_as: str | None
    final_id: int | None


def weigh(connection: Connection, ids: Sequence[int]) -> dict[int, Weighed]:
    """Documents by id; ids that do not exist are left out."""
    found: dict[int, Weighed] = {}
    known: dict[tuple[object, ...], int] = {}
    for start in range(0, len(ids), BATCH):
        batch = {"ids": list(ids[start : start + BATCH])}
        bodies: dict[int, list[tuple[str | None, ...]]] = {}
        for owner, *body in connection.execute(_bodies, batch).all():
            bodies.setdefault(owner, []).append(tuple(body))
        for row in connection.execute(_columns, batch).all():
            found[row[0]] = _weighed(row, bodies.get(row[0], []), known)
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


def _weighed(
    row: sa.Row[Any], bodies: Sequence[tuple[str | None, ...]], known: dict[tuple[object, ...], int]
) -> Weighed:
    """`known`: the weights of documents with the same bodies, kind and title; of a year, few are different."""
    values: tuple[Any, ...] = tuple(row)
    number, title, issued_title, document_type, stage, is_complete, published_on, written_on = values[:8]
    effective_on, comments_due_on, ended_on, ended_by, ended_as, final_id = values[8:]
    of_title = ranking.of_title(title, issued_title)
    ending = ranking.kind_of(issued_title)
    key = (*bodies, document_type, stage, is_complete, of_title, ending)
    weight = known.get(key)
    if weight is None:
        record = PolicyDocument(
            source="",
            url="",
            title=title,
            issued_title=issued_title,
            document_type=document_type,
            stage=stage,
            issuing_bodies=tuple(IssuingBody(*body) for body in bodies),  # type: ignore[arg-type]
            issuing_bodies_complete=is_complete,
        )
        weight = known[key] = ranking.weight(ranking.reasons(record))
    return Weighed(
        id=number,
        weight=weight,
        lead=bodies[0][0] if bodies else None,
        day=published_on or written_on,
        effective_on=effective_on,
        comments_due_on=comments_due_on,
        ended_on=ended_on,
        ended_by=ended_by,
        ended_as=ended_as,
        final_id=final_id,
    )
