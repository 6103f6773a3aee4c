"""Answers searches from sets in memory: each term is looked up once, whatever is wanted of its hits."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import EVERYTHING, Filters
from storage.schema import documents
from storage.search import matches
from storage.search.document_sets import DocumentSets, changed_since
from storage.search.engine import Hit, Order
from storage.search.expression import Expression, Term
from storage.search.facets import Narrowed
from storage.search.matches import Matches, follow, match
from storage.search.searcher import Searcher
from storage.statements import is_among
from zhengce.web.searching.cache import Cache

MATCHES = 32 << 20
"""Bytes of the hits that are cached as sets."""

FOLLOWED = 20
"""Changes after which the hits of a term are found by looking at the changed documents alone: each takes less than a
millisecond, while to look at all documents takes one for each thousand hits."""

CACHE_SECONDS = 60.0
"""How long hits are cached: a file that is read anew may change the index without a change in the log."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """The hits of a term after a change."""

    matches: Matches
    number: int
    """Of the change."""
    at: float
    """When all documents were looked at."""


class MatchCache:
    """The hits of terms after the last change, for all requests.

    A crawl makes a change every second: what was found before it is brought up to it, and not found anew.
    """

    def __init__(self) -> None:
        self._looked: Cache[_Looked] = Cache(MATCHES, lambda looked: looked.matches.bytes)

    def of(self, connection: Connection, terms: Collection[Term], number: int) -> Mapping[Term, Matches]:
        """The hits after a change, the last that the connection sees."""
        now = time.monotonic()
        looked = {
            term: known for term in terms if (known := self._looked.peek(term)) and now < known.at + CACHE_SECONDS
        }
        found = {term: known for term, known in looked.items() if known.number == number}
        for before in {known.number for known in looked.values() if known.number < number}:
            earlier = {term: known for term, known in looked.items() if known.number == before}
            found |= _followed(connection, earlier, before, number)
        if missing := [term for term in terms if term not in found]:
            made = match(connection, missing).terms
            found |= {term: _Looked(matches, number, now) for term, matches in made.items()}
        for term, known in found.items():
            if term not in looked or looked[term].number < number:
                self._looked.put(term, known)
        return {term: known.matches for term, known in found.items()}


def _followed(
    connection: Connection, looked: Mapping[Term, _Looked], before: int, number: int
) -> Mapping[Term, _Looked]:
    """The hits of terms after a change, from those after another one before it; none if too much has changed."""
    changed = changed_since(connection, before, FOLLOWED)
    if changed is None:
        return {}
    now = match(connection, looked, changed).terms if changed else {}
    return {
        term: _Looked(follow(known.matches, now[term], changed) if changed else known.matches, number, known.at)
        for term, known in looked.items()
    }


class SetSearcher(Searcher):
    """A searcher of one view of the database, of which it has the sets."""

    def __init__(self, connection: Connection, sets: DocumentSets, cache: MatchCache) -> None:
        super().__init__(connection)
        self.sets = sets
        self._cache = cache
        self._passing: dict[Filters, Mapping[str, BitMap]] = {}

    def narrowed(self, expression: Expression | None, filters: Filters) -> Narrowed:
        """What is found, by which filters narrow it."""
        if filters not in self._passing:
            self._passing[filters] = self.sets.passing(self.connection, filters)
        return Narrowed(self.matches(expression).texts if expression else None, self._passing[filters])

    def found(self, expression: Expression | None, filters: Filters) -> BitMap:
        """What is found, by id."""
        return self.narrowed(expression, filters).without()

    def hits(
        self,
        expression: Expression | None,
        filters: Filters = EVERYTHING,
        *,
        order: Order = "best",
        limit: int = 20,
        after: str | None = None,
        skip: int = 0,
    ) -> Sequence[Hit]:
        """A page of what is found."""
        found = self.found(expression, filters)
        ranked = self.matches(expression).within(found) if expression else Matches(found, BitMap(), BitMap())
        return matches.hits(self.sets, ranked, order=order, limit=limit, after=after, skip=skip)

    def count(self, expression: Expression | None, filters: Filters = EVERYTHING) -> int:
        return len(self.found(expression, filters))

    def among(self, expression: Expression | None, filters: Filters, ids: Collection[int]) -> Collection[int]:
        return set(self.found(expression, filters) & BitMap(ids))

    def conditions(
        self, expression: Expression | None, filters: Filters = EVERYTHING
    ) -> Sequence[sa.ColumnElement[bool]]:
        if expression is None:
            return filters.conditions()
        return [is_among(self.connection, documents.c.id, self.found(expression, filters))]

    def passing(self, filters: Filters) -> BitMap:
        return self.found(None, filters)

    def of_year(self, year: int) -> BitMap:
        months = self.sets.values("month")
        return BitMap().union(*(ids for month, ids in months.items() if month.startswith(str(year))))

    def _look_up(self, wanted: Sequence[Term]) -> Mapping[Term, Matches]:
        return self._cache.of(self.connection, wanted, self.sets.number)

    def _everything(self) -> BitMap:
        return BitMap().union(*self.sets.values("stage").values())

    def _without_news(self, found: Matches) -> Matches:
        return found.within(self._everything() - self.sets.values("stage").get("news", BitMap()))
