"""Facets: how many documents a search finds under each body, site, type, stage, year, topic and keyword."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, Filters
from storage.schema import documents, issuing_bodies, keywords, pages
from storage.statements import is_among

Facet = Literal["issuer", "source", "type", "stage", "year", "topic", "keyword"]

FACETS: Sequence[Facet] = get_args(Facet)

VALUES_SHOWN = 60
"""Values of a kind, the most frequent first."""

_COLUMNS: Mapping[Facet, sa.ColumnElement[Any]] = {
    "issuer": issuing_bodies.c.agency_id,
    "source": pages.c.source,
    "type": documents.c.document_type,
    "stage": documents.c.stage,
    "year": sa.func.substr(sa.cast(DAY, sa.Text), 1, 4),
    "topic": documents.c.topic,
    "keyword": keywords.c.word,
}
"""Where the values of a kind stand."""

_JOINED: Mapping[Facet, sa.Table] = {"issuer": issuing_bodies, "source": pages, "keyword": keywords}
"""Those of which a document may have several, in a table of their own."""

_OPEN: Mapping[Facet, Mapping[str, Any]] = {
    "issuer": {"issuers": ()},
    "source": {"sources": ()},
    "type": {"types": ()},
    "stage": {"stages": ()},
    "year": {"date_from": None, "date_to": None},
    "topic": {"topic": None},
    "keyword": {},
}
"""A kind's own filter does not narrow its counts, so that another value can be chosen."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


def count_values(
    connection: Connection, facet: Facet, found: Iterable[int] | None, filters: Filters
) -> Sequence[Count]:
    """The most frequent values of one kind, of years the newest.

    `found`: the documents that hold the words of a search; None without words.
    """
    column, table = _COLUMNS[facet], _JOINED.get(facet)
    query = sa.select(column, number := sa.func.count() if table is None else sa.func.count(documents.c.id.distinct()))
    if table is not None:
        query = query.join_from(documents, table, table.c.document_id == documents.c.id)
    conditions = replace(filters, **_OPEN[facet]).conditions()
    if found is not None:
        conditions.append(is_among(connection, documents.c.id, found))
    order = [column.desc()] if facet == "year" else [number.desc(), column]
    query = query.where(column.is_not(None), *conditions).group_by(column).order_by(*order).limit(VALUES_SHOWN)
    return tuple(Count(value, count) for value, count in connection.execute(query))
