"""Facets: how many documents a search finds under each body, site, type, stage, year and topic."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, Filters
from storage.relations.status import STATUSES, expression, today
from storage.schema import documents, issuing_bodies, pages
from storage.statements import is_among

Facet = Literal["issuer", "source", "type", "stage", "year", "topic"]

FACETS: Sequence[Facet] = get_args(Facet)

VALUES_SHOWN = 60
"""Values of a kind, the most frequent first."""

_COLUMNS: Mapping[Facet, sa.ColumnElement[Any]] = {
    "type": documents.c.document_type,
    "stage": documents.c.stage,
    "year": sa.func.substr(sa.cast(DAY, sa.Text), 1, 4),
    "topic": documents.c.topic,
}
"""The kinds of which a document has one value."""

_TABLES: Mapping[Facet, sa.Column[Any]] = {
    "source": pages.c.source,
    "issuer": issuing_bodies.c.agency_id,
}
"""Those of which it may have several, in a table of their own."""

_OPEN: Mapping[Facet, Mapping[str, Any]] = {
    "issuer": {"issuers": ()},
    "source": {"sources": ()},
    "type": {"types": ()},
    "stage": {"stages": ()},
    "year": {"date_from": None, "date_to": None},
    "topic": {"topic": None},
}
"""A kind's own filter does not narrow its counts, so that another value can be chosen."""


MANY = 20_000
"""Documents."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


def counted_together(filters: Filters) -> list[tuple[Facet, ...]]:
    """The kinds that one query counts each, the quickest first: those of one value, but for what a filter narrows."""
    narrowed = [kind for kind in _COLUMNS if replace(filters, **_OPEN[kind]) != filters]
    return [tuple(kind for kind in _COLUMNS if kind not in narrowed), *((kind,) for kind in (*narrowed, *_TABLES))]


def count_values(
    connection: Connection, kinds: Sequence[Facet], found: BitMap | None, filters: Filters
) -> Mapping[Facet, Sequence[Count]]:
    """The most frequent values of kinds that are counted together, of years the newest.

    `found`: the documents that hold the words of a search; None without words.
    """
    conditions = replace(filters, **_OPEN[kinds[0]]).conditions()
    if found is not None:
        conditions.append(is_among(connection, documents.c.id, found))
    if kinds[0] in _TABLES:
        column = _TABLES[kinds[0]]
        owner = column.table.c.document_id
        # Of many documents the whole index is read: SQLite would look each of them up.
        wanted = owner + 0 if found is None or len(found) > MANY else owner
        query = sa.select(column, sa.func.count(owner.distinct())).where(column.is_not(None))
        query = query.where(wanted.in_(sa.select(documents.c.id).where(*conditions))).group_by(column)
    else:
        columns = [_COLUMNS[kind] for kind in kinds]
        query = sa.select(*columns, sa.func.count()).select_from(documents).where(*conditions).group_by(*columns)
    counts = {kind: Counter[str]() for kind in kinds}
    for *values, number in connection.execute(query):
        for kind, value in zip(kinds, values, strict=True):
            if value is not None:
                counts[kind][value] += number
    return {kind: _most(kind, counts[kind]) for kind in kinds}


def count_statuses(connection: Connection, found: BitMap | None, filters: Filters) -> Sequence[Count]:
    """How many documents have each status that any has, in the order of STATUSES."""
    status = expression(filters.status_on or today())
    conditions = replace(filters, statuses=(), status_on=None).conditions()
    if found is not None:
        conditions.append(is_among(connection, documents.c.id, found))
    each = sa.select(status.label("status")).select_from(documents).where(*conditions).subquery()
    query = sa.select(each.c.status, sa.func.count()).group_by(each.c.status)
    counts = {row[0]: row[1] for row in connection.execute(query)}
    return [Count(value, counts[value]) for value in STATUSES if value in counts]


def _most(kind: Facet, counts: Mapping[str, int]) -> Sequence[Count]:
    order = sorted(counts.items(), reverse=True) if kind == "year" else sorted(counts.items(), key=_frequent_first)
    return tuple(Count(value, count) for value, count in order[:VALUES_SHOWN])


def _frequent_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
