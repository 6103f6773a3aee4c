"""Answers searches from sets in memory: each expression is matched once, whatever is asked of its hits."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.schema import documents
from storage.search import Hit, Order, matches
from storage.search.document_sets import DocumentSets
from storage.search.expression import Expression
from storage.search.facets import Narrowed
from storage.search.matches import Matches, match
from storage.search.searcher import IndexSearcher
from storage.statements import is_among
from web.cache import Cache

MATCHES, RANKS = 32 << 20, 2 << 20
"""Bytes of the hits that are kept as sets, and of the ranks of the best ones."""


class KeptMatches:
    """The hits of expressions by the number of the last change, for all requests."""

    def __init__(self) -> None:
        self.whole: Cache[Matches] = Cache(MATCHES, lambda found: found.bytes)
        self.best_ranks: Cache[tuple[int | None]] = Cache(RANKS, lambda rank: 0)


class SetSearcher:
    """A searcher (`storage.search.searcher`) of one view of the database, of which it has the sets."""

    def __init__(self, connection: Connection, sets: DocumentSets, kept: KeptMatches) -> None:
        self.sets = sets
        self._connection, self._kept = connection, kept
        self._passing: dict[Filters, Mapping[str, BitMap]] = {}

    def narrowed(self, expression: Expression | None, filters: Filters) -> Narrowed:
        """What is found, by which filters narrow it."""
        if filters not in self._passing:
            self._passing[filters] = self.sets.passing(self._connection, filters)
        return Narrowed(self._matches(expression).texts if expression else None, self._passing[filters])

    def found(self, expression: Expression | None, filters: Filters) -> BitMap:
        """What is found, by id."""
        return self.narrowed(expression, filters).without()

    def hits(
        self,
        expression: Expression | None,
        filters: Filters,
        *,
        order: Order = "best",
        limit: int = 20,
        after: str | None = None,
        skip: int = 0,
    ) -> Sequence[Hit]:
        """A page of what is found."""
        matched = self._matches(expression) if expression else None
        found = self.found(expression, filters)
        return matches.hits(self.sets, matched, found, order=order, limit=limit, after=after, skip=skip)

    def count(self, expression: Expression | None, filters: Filters) -> int:
        """How many documents are found in all."""
        return len(self.found(expression, filters))

    def among(self, expression: Expression, filters: Filters, ids: Collection[int]) -> Collection[int]:
        """Those of the documents that are found."""
        return set(self.found(expression, filters) & BitMap(ids))

    def conditions(self, expression: Expression | None, filters: Filters) -> Sequence[sa.ColumnElement[bool]]:
        """What is found, as conditions on the table `documents`."""
        if expression is None:
            return filters.conditions()
        return [is_among(self._connection, documents.c.id, self.found(expression, filters))]

    def best_rank(self, expression: Expression, *, is_wanted: bool = False) -> int | None:
        """The rank of the best hit that is no news; None where there is none.

        Where not all hits will be asked for, the index is asked for the first alone: one of a common word costs little.
        """
        key = (expression, self.sets.number)
        matched = self._matches(expression) if is_wanted else self._kept.whole.peek(key)
        if matched is not None:
            return matched.best_rank(self.found(None, Filters()))
        first = IndexSearcher(self._connection)
        return self._kept.best_ranks.get(key, lambda: (first.best_rank(expression),))[0]

    def _matches(self, expression: Expression) -> Matches:
        key = (expression, self.sets.number)
        return self._kept.whole.get(key, lambda: match(self._connection, expression))
