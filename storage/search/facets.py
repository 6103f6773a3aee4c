"""Facets: how many documents a search finds under each body, site, type, stage, year, topic and keyword."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, Filters
from storage.schema import documents, issuing_bodies, keywords, pages
from storage.search import conditions_of
from storage.search.expression import Expression

Facet = Literal["issuer", "source", "type", "stage", "year", "topic", "keyword"]

MOST = 12
"""Values of a kind, the most frequent first."""

COUNTED = 20_000
"""Keywords are counted up to so many documents: in more of them they say nothing."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


_columns = documents.c

SIMPLE: Mapping[Facet, sa.ColumnElement[str | None]] = {
    "type": _columns.document_type,
    "stage": _columns.stage,
    "year": sa.func.substr(sa.cast(DAY, sa.Text), 1, 4),
    "topic": _columns.topic,
}
"""Kinds of which a document has one value."""

SEVERAL: Mapping[Facet, sa.Column[Any]] = {"issuer": issuing_bodies.c.agency_id, "source": pages.c.source}
"""Kinds of which it can have several, as of keywords."""


def values(
    connection: Connection, expression: Expression | None, filters: Filters, kind: Facet, most: int
) -> Sequence[Count]:
    """The `most` frequent values of one kind, of years the newest; the kind's own filter does not narrow them."""
    if kind == "keyword":
        return _keywords(connection, expression, filters, most)
    if kind in SEVERAL:
        value = SEVERAL[kind]
        narrowed = replace(filters, issuers=()) if kind == "issuer" else replace(filters, sources=())
        return _of_several(connection, value, conditions_of(connection, expression, narrowed), most)
    [narrowed] = [own for own, kinds in _by_filters(filters).items() if kind in kinds]
    conditions = [*conditions_of(connection, expression, narrowed), SIMPLE[kind].is_not(None)]
    query = sa.select(SIMPLE[kind], sa.func.count()).select_from(documents).where(*conditions).group_by(SIMPLE[kind])
    counts = {str(row[0]): int(row[1]) for row in connection.execute(query)}
    return _most(counts, most, newest_first=kind == "year")


def facets(
    connection: Connection, expression: Expression | None, filters: Filters, total: int
) -> Mapping[Facet, Sequence[Count]]:
    """The counts of every kind. A kind's own filter does not narrow its counts, so that another value can be chosen."""
    found: dict[Facet, Sequence[Count]] = {}
    for narrowed, kinds in _by_filters(filters).items():
        conditions = conditions_of(connection, expression, narrowed)
        columns = [SIMPLE[kind] for kind in kinds]
        query = sa.select(sa.func.count(), *columns).select_from(documents).where(*conditions).group_by(*columns)
        rows = connection.execute(query).all()
        for place, kind in enumerate(kinds, 1):
            counts: Counter[str] = Counter()
            for row in rows:
                if row[place] is not None:
                    counts[str(row[place])] += row[0]
            found[kind] = _most(counts, newest_first=kind == "year")
    for kind in SEVERAL:
        found[kind] = values(connection, expression, filters, kind, MOST)
    found["keyword"] = _keywords(connection, expression, filters) if total <= COUNTED else ()
    return found


def _by_filters(filters: Filters) -> Mapping[Filters, list[Facet]]:
    """The kinds that are counted together: all whose own filter is off."""
    without: dict[Facet, Filters] = {
        "type": replace(filters, types=()),
        "stage": replace(filters, stages=()),
        "year": replace(filters, date_from=None, date_to=None),
        "topic": replace(filters, topic=None),
    }
    found: dict[Filters, list[Facet]] = {}
    for kind, narrowed in without.items():
        found.setdefault(narrowed, []).append(kind)
    return found


def _of_several(
    connection: Connection, value: sa.Column[Any], conditions: Sequence[sa.ColumnElement[bool]], most: int
) -> Sequence[Count]:
    """The counts of a kind of which a document has a row each in another table; a document counts once for a value."""
    document_id = value.table.c.document_id
    ids = sa.select(_columns.id).where(*conditions)
    query = sa.select(value, sa.func.count(document_id.distinct())).where(value.is_not(None), document_id.in_(ids))
    return _most({str(name): int(count) for name, count in connection.execute(query.group_by(value))}, most)


def _most(counts: Mapping[str, int], most: int = MOST, *, newest_first: bool = False) -> Sequence[Count]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if newest_first:
        ordered = sorted(counts.items(), reverse=True)
    return tuple(Count(value, count) for value, count in ordered[:most])


def _keywords(
    connection: Connection, expression: Expression | None, filters: Filters, most: int = MOST
) -> Sequence[Count]:
    ids = sa.select(_columns.id).where(*conditions_of(connection, expression, filters))
    query = sa.select(keywords.c.word, sa.func.count()).where(keywords.c.document_id.in_(ids))
    return _most({str(word): int(count) for word, count in connection.execute(query.group_by(keywords.c.word))}, most)
