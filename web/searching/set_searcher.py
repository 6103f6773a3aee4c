"""Answers searches from sets in memory: each expression is matched once, whatever is asked of its hits."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.schema import documents
from storage.search import Hit, Order, matches
from storage.search.document_sets import DocumentSets, changed_since
from storage.search.expression import Expression
from storage.search.facets import Narrowed
from storage.search.matches import Matches, follow, match
from storage.search.searcher import IndexSearcher
from storage.statements import is_among
from web.searching.cache import Cache

MATCHES, NUMBERS, RANKS = 32 << 20, 2 << 20, 2 << 20
"""Bytes of the hits that are kept as sets, of the changes after which they were found, of the ranks of the best."""

FOLLOWED = 20
"""Changes after which the hits of an expression are found by asking of the changed documents alone: of each in less
than a millisecond, where to ask of all takes one for each thousand hits."""

KEPT_SECONDS = 60.0
"""How long hits are kept: a file that is read anew may change the index without a change that is told."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The hits of an expression after a change."""

    matches: Matches
    asked_at: float
    """When all documents were asked for."""


class KeptMatches:
    """The hits of expressions by the number of the last change, for all requests.

    A crawl makes a change every second: what was found before it is brought up to it, and not found anew.
    """

    def __init__(self) -> None:
        self._held: Cache[_Held] = Cache(MATCHES, lambda held: held.matches.bytes, KEPT_SECONDS)
        self._newest: Cache[int] = Cache(NUMBERS, lambda number: 0)
        self._best_ranks: Cache[tuple[int | None]] = Cache(RANKS, lambda rank: 0, KEPT_SECONDS)

    def of(self, connection: Connection, expression: Expression, number: int) -> Matches:
        """The hits after a change, the last that the connection sees."""
        return self._held.get((expression, number), lambda: self._find(connection, expression, number)).matches

    def peek(self, expression: Expression, number: int) -> Matches | None:
        """The same where they are known."""
        held = self._held.peek((expression, number))
        return held.matches if held else None

    def best_rank(self, connection: Connection, expression: Expression, number: int) -> int | None:
        """The rank of the best hit that is no news: the index is asked for one hit alone."""
        searcher = IndexSearcher(connection)
        return self._best_ranks.get((expression, number), lambda: (searcher.best_rank(expression),))[0]

    def _find(self, connection: Connection, expression: Expression, number: int) -> _Held:
        before = self._newest.peek(expression)
        if before is not None and before > number:
            return _Held(match(connection, expression), time.monotonic())
        found = self._followed(connection, expression, before) if before is not None else None
        self._newest.put(expression, number)
        return found or _Held(match(connection, expression), time.monotonic())

    def _followed(self, connection: Connection, expression: Expression, before: int) -> _Held | None:
        held = self._held.peek((expression, before))
        if held is None or time.monotonic() >= held.asked_at + KEPT_SECONDS:
            return None
        changed = changed_since(connection, before, FOLLOWED)
        if changed is None:
            return None
        self._held.drop((expression, before))
        return _Held(follow(connection, expression, held.matches, changed), held.asked_at)


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
        number = self.sets.number
        matched = self._matches(expression) if is_wanted else self._kept.peek(expression, number)
        if matched is not None:
            return matched.best_rank(self.found(None, Filters()))
        return self._kept.best_rank(self._connection, expression, number)

    def _matches(self, expression: Expression) -> Matches:
        return self._kept.of(self._connection, expression, self.sets.number)
