"""How many documents a search finds under each body, site, type, stage, year, topic and keyword."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.expression import Expression
from storage.filters import DAY, Filters
from storage.schema import documents, issuing_bodies, keywords
from storage.search import conditions_of

Kind = Literal["issuer", "source", "type", "stage", "year", "topic", "keyword"]

MOST = 12
"""Values of a kind, the most frequent first."""

COUNTED = 20_000
"""Keywords are counted up to so many documents: in more of them they say nothing."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


def facets(
    connection: Connection, expression: Expression | None, filters: Filters, total: int
) -> Mapping[Kind, Sequence[Count]]:
    """The counts of every kind. A kind's own filter does not narrow its counts, so that another value can be chosen."""
    found: dict[Kind, Sequence[Count]] = {}
    columns = documents.c
    simple: tuple[tuple[Kind, sa.ColumnElement[str | None], Filters], ...] = (
        ("source", columns.source, replace(filters, sources=())),
        ("type", columns.document_type, replace(filters, types=())),
        ("stage", columns.stage, replace(filters, stages=())),
        ("year", sa.cast(sa.extract("year", DAY), sa.Text), replace(filters, date_from=None, date_to=None)),
        ("topic", columns.topic, replace(filters, topic=None)),
    )
    for kind, value, without in simple:
        conditions = conditions_of(connection, expression, without)
        query = sa.select(value, sa.func.count()).select_from(documents).where(value.is_not(None), *conditions)
        found[kind] = _counts(connection, query.group_by(value), by_value=kind == "year")
    conditions = conditions_of(connection, expression, replace(filters, issuers=()))
    ids = sa.select(columns.id).where(*conditions)
    agency = issuing_bodies.c.agency_id
    query = sa.select(agency, sa.func.count(issuing_bodies.c.document_id.distinct()))
    query = query.where(agency.is_not(None), issuing_bodies.c.document_id.in_(ids)).group_by(agency)
    found["issuer"] = _counts(connection, query)
    found["keyword"] = _keywords(connection, expression, filters) if total <= COUNTED else ()
    return found


def _keywords(connection: Connection, expression: Expression | None, filters: Filters) -> Sequence[Count]:
    ids = sa.select(documents.c.id).where(*conditions_of(connection, expression, filters))
    query = sa.select(keywords.c.word, sa.func.count()).where(keywords.c.document_id.in_(ids))
    return _counts(connection, query.group_by(keywords.c.word))


def _counts(connection: Connection, query: sa.Select[Any, Any], *, by_value: bool = False) -> Sequence[Count]:
    value, count = query.selected_columns
    order = (value.desc(),) if by_value else (count.desc(), value)
    return tuple(Count(str(row[0]), row[1]) for row in connection.execute(query.order_by(*order).limit(MOST)))
