"""Facets: how many documents a search finds under each body, site, type, stage, year, topic and status.

Which documents have each value is read for all of them at once, out of indexes; to count what a search finds is to
intersect sets. The sets hold until the database changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.relations.status import STATUSES, expression
from storage.schema import documents, issuing_bodies, pages
from storage.statements import read_ids

Facet = Literal["issuer", "source", "type", "stage", "year", "topic", "status"]

FACETS: Sequence[Facet] = get_args(Facet)

VALUES_SHOWN = 60
"""Values of a kind, the most frequent first."""


def _year(day: sa.Column[Any]) -> sa.ColumnElement[str]:
    return sa.func.substr(sa.cast(day, sa.Text), 1, 4)


Sets = Mapping[Facet, Mapping[str, BitMap]]
"""The ids of the documents that have each value of each kind; of bodies and sites a document may have several."""

_FACTS: Mapping[Facet, sa.ColumnElement[Any]] = {
    "type": documents.c.document_type.label("type"),
    "stage": documents.c.stage.label("stage"),
    # Not of the coalesced day: SQLite would take the index of that, and look each document up.
    "year": sa.func.coalesce(_year(documents.c.published_on), _year(documents.c.written_on)).label("year"),
    "topic": documents.c.topic.label("topic"),
}

_OPEN: Mapping[Facet, Mapping[str, Any]] = {
    "issuer": {"issuers": ()},
    "source": {"sources": ()},
    "type": {"types": ()},
    "stage": {"stages": ()},
    "year": {"date_from": None, "date_to": None},
    "topic": {"topic": None},
    "status": {"statuses": (), "status_on": None},
}
"""A kind's own filter does not narrow its counts, so that another value can be chosen."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


def read_sets(connection: Connection, day: date) -> Sets:
    """The sets of all kinds, of statuses on this day."""
    return {
        "issuer": _sets(connection, issuing_bodies.c.agency_id, issuing_bodies.c.document_id),
        "source": _sets(connection, pages.c.source, pages.c.document_id),
        **_sets_of_facts(connection),
        "status": statuses_on(connection, day),
    }


def _sets_of_facts(connection: Connection) -> Sets:
    """Those of the kinds of which a document has one value, in one walk along an index."""
    sets: dict[Facet, dict[str, BitMap]] = {kind: {} for kind in _FACTS}
    each = sa.select(documents.c.id, *_FACTS.values()).subquery()
    for *values, ids in read_ids(connection, *each.c):
        for kind, value in zip(sets, values, strict=True):
            if value is not None:
                sets[kind].setdefault(value, BitMap()).update(ids)
    return sets


def statuses_on(connection: Connection, day: date) -> Mapping[str, BitMap]:
    """The documents that have each status on a day."""
    return _sets(connection, expression(day), documents.c.id)


def count(
    sets: Sets, found: BitMap | None, filters: Filters, passing: Callable[[Filters], BitMap]
) -> Mapping[Facet, Sequence[Count]]:
    """The most frequent values of each kind, of years the newest, of statuses in the order of STATUSES.

    `found`: the documents that hold the words of a search, None without words; `passing`: those that pass filters.
    """
    counted: dict[Facet, Sequence[Count]] = {}
    for kind, ids_of in sets.items():
        among = passing(replace(filters, **_OPEN[kind]))
        among = among if found is None else among & found
        counts = {value: ids.intersection_cardinality(among) for value, ids in ids_of.items()}
        counted[kind] = _most(kind, {value: number for value, number in counts.items() if number})
    return counted


def _sets(connection: Connection, value: sa.ColumnElement[Any], owner: sa.Column[int]) -> Mapping[str, BitMap]:
    each = sa.select(value.label("value"), owner.label("id")).where(owner.is_not(None)).subquery()
    return {key: ids for key, ids in read_ids(connection, each.c.id, each.c.value) if key is not None}


def _most(kind: Facet, counts: Mapping[str, int]) -> Sequence[Count]:
    if kind == "status":
        return tuple(Count(value, counts[value]) for value in STATUSES if value in counts)
    order = sorted(counts.items(), reverse=True) if kind == "year" else sorted(counts.items(), key=_frequent_first)
    return tuple(Count(value, number) for value, number in order[:VALUES_SHOWN])


def _frequent_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
