"""Facets: how many documents a search finds under each body, site, type, stage, year, topic and keyword."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Literal, get_args

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.schema import keywords
from storage.search.document_sets import DocumentSets, Kind
from storage.statements import is_among

Facet = Literal["issuer", "source", "type", "stage", "year", "topic", "keyword"]

FACETS: Sequence[Facet] = get_args(Facet)

VALUES_SHOWN = 60
"""Values of a kind, the most frequent first."""

MOST_COUNTED = 20_000
"""Keywords are counted up to so many documents: in more of them they say nothing."""

_COUNTED_BY_SETS: Sequence[tuple[Facet, Kind]] = (
    ("issuer", "issuer"),
    ("source", "source"),
    ("type", "type"),
    ("stage", "stage"),
    ("year", "month"),
    ("topic", "topic"),
)
"""The facets of which the sets know the values."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many documents have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a search finds, by which filters narrow it."""

    words: BitMap | None
    """The documents that hold the words; None where there are none."""
    passing: Mapping[str, BitMap]
    """The documents that pass each filter (`DocumentSets.passing`)."""

    def without(self, kind: str | None = None) -> BitMap:
        """The documents that are found, where the filter of one facet is left out."""
        parts = [ids for name, ids in self.passing.items() if name != kind]
        if self.words is not None:
            parts.append(self.words)
        return reduce(and_, parts)


def count_values(sets: DocumentSets, narrowed: Narrowed, most: int = VALUES_SHOWN) -> dict[Facet, Sequence[Count]]:
    """The counts of every kind but keywords, at most `most` of each.

    A kind's own filter does not narrow its counts, so that another value can be chosen.
    """
    found: dict[Facet, Sequence[Count]] = {}
    for facet, kind in _COUNTED_BY_SETS:
        hits = _all_stages(sets, narrowed) if facet == "stage" else narrowed.without(facet)
        counts: Counter[str] = Counter()
        for value, ids in sets.values(kind).items():
            if count := hits.intersection_cardinality(ids):
                counts[value[:4] if facet == "year" else value] += count
        found[facet] = _most(counts, most, newest_first=facet == "year")
    return found


def _all_stages(sets: DocumentSets, narrowed: Narrowed) -> BitMap:
    """What is found of the stages that are shown where none is chosen: news is left out."""
    stages = sets.values("stage")
    shown = BitMap().union(*(ids for stage, ids in stages.items() if stage != "news"))
    return Narrowed(narrowed.words, {**narrowed.passing, "stage": shown}).without()


def count_keywords(connection: Connection, found: BitMap, most: int = VALUES_SHOWN) -> Sequence[Count]:
    """The keywords of the documents that are found; none where these are too many."""
    if len(found) > MOST_COUNTED:
        return ()
    word, owner = keywords.c.word, keywords.c.document_id
    query = sa.select(word, sa.func.count()).where(is_among(connection, owner, found)).group_by(word)
    return _most({str(name): int(count) for name, count in connection.execute(query)}, most)


def _most(counts: Mapping[str, int], most: int = VALUES_SHOWN, *, newest_first: bool = False) -> Sequence[Count]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if newest_first:
        ordered = sorted(counts.items(), reverse=True)
    return tuple(Count(value, count) for value, count in ordered[:most])
