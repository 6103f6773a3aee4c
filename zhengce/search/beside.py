"""Documents beside the hits of an English query: their titles have some of its words.

A document that an analyst has read about often has other words in its title than the query: no document then holds all
of them together. Each word stands for all Chinese of whose English it is a part, and weighs what it is rare in titles;
a year is in the title, or that of publication. What is found so is no hit: it is marked, and changes no count.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from pyroaring import BitMap

from storage.documents.filters import EVERYTHING, Filters
from storage.search.engine import Order
from storage.search.expression import Term
from storage.search.searcher import Searcher
from zhengce.english.glossary import renderings
from zhengce.english.glossary.spelling import STOP_WORDS, words_of
from zhengce.search.meaning.vectors import VectorIndex
from zhengce.search.query import Piece, Query, is_year

FoundBy = Literal["words", "some_words", "meaning"]
"""How a document was found: it holds the words; its title has some of them; it is near in meaning."""

UNKNOWN_WEIGHT = 3.0
"""Of a word that no title has: a title with all the others has not all."""

OFFICE_WEIGHT = 0.5
"""Of office language: implementation, plan."""

LEAST_SHARE = 0.15
"""Of a query's weight in a title beside the hits."""

MOST_STEPS = 4_000
"""Sets of documents that are looked at; with a dozen words there are hundreds at most."""

CANDIDATES = 60
"""Documents from which the best are chosen, and at most so many of equal weight."""

SHARE_WEIGHT = 6.0
"""Of all words of a query in a title, beside its nearness in standard deviations."""

LEAST_NEARNESS = 2.5
"""Standard deviations above the mean of titles, for a document that is near in meaning."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of the query: the documents whose titles have it, and what it weighs."""

    titles: BitMap
    weight: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a query, and how much of it a title has."""

    wanted: Sequence[Wanted]
    total: float

    def share(self, document_id: int) -> float:
        """How much of the query's weight the title of a document has, 0 to 1."""
        return sum(one.weight for one in self.wanted if document_id in one.titles) / self.total

    def best(self, among: BitMap | None, without: BitMap) -> Iterator[tuple[float, BitMap]]:
        """Sets of documents and their share, the highest first; `among`: of these alone."""
        ids = BitMap().union(*(one.titles for one in self.wanted)) - without
        turn = count()
        # The highest bound first: what a set has, and what the words that are not yet looked at would add.
        open_sets = [(-self.total, next(turn), 0, 0.0, ids if among is None else ids & among)]
        for _ in range(MOST_STEPS):
            if not open_sets:
                return
            bound, _, at, has, ids = heapq.heappop(open_sets)
            if at == len(self.wanted):
                yield has / self.total, ids
                continue
            one = self.wanted[at]
            for part, more, lost in ((ids & one.titles, one.weight, 0.0), (ids - one.titles, 0.0, one.weight)):
                if part:
                    heapq.heappush(open_sets, (bound + lost, next(turn), at + 1, has + more, part))


def words_in_titles(query: Query, searcher: Searcher) -> Words | None:
    """The words of a plain English query; None for any other query."""
    translation = query.translation
    if translation is None or not translation.is_plain:
        return None
    pieces = translation.pieces
    terms = {term: OFFICE_WEIGHT if piece.is_general else 1.0 for piece in pieces for term in _terms(piece)}
    searcher.load(terms)
    found = {term: searcher.titles(term) for term in terms}
    for term in terms:
        if term.titles and is_year(term.titles[0]):
            found[term] = found[term] | searcher.of_year(int(term.titles[0]))
    everything = len(BitMap().union(*found.values()))
    wanted = [Wanted(ids, terms[term] * math.log(1 + everything / len(ids))) for term, ids in found.items() if ids]
    wanted.sort(key=lambda one: -one.weight)
    unknown = len(found) - len(wanted)
    return Words(wanted, sum(one.weight for one in wanted) + UNKNOWN_WEIGHT * unknown) if wanted else None


def _terms(piece: Piece) -> Iterator[Term]:
    """What the words of a piece are looked for as, in titles."""
    own = piece.expression
    if piece.english is None or (isinstance(own, Term) and own.issuers):
        if isinstance(own, Term):
            yield Term(titles=own.texts or own.titles, issuers=own.issuers, numbers=own.numbers)
        return
    for word in words_of(piece.english):
        if word not in STOP_WORDS or not piece.english.islower():
            chinese = renderings.index().containing(word)
            latin = (word,) if not word.isalpha() or piece.english.isupper() else ()
            yield Term(titles=(*latin, *chinese) or (word,))


def best(words: Words, searcher: Searcher, filters: Filters, without: BitMap, most: int) -> list[int]:
    """The documents beside the hits whose titles have most of the words; of equal ones the shortest titles first."""
    among = None if filters == EVERYTHING else searcher.passing(filters)
    shares: dict[int, float] = {}
    for share, ids in words.best(among, without):
        if share < LEAST_SHARE or len(shares) >= CANDIDATES:
            break
        shares |= dict.fromkeys(ids[-CANDIDATES:], share)
    lengths = searcher.title_lengths(shares)
    return sorted(lengths, key=lambda one: (-shares[one], lengths[one], -one))[:most]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of a page of results."""

    document_id: int
    place: str
    """What to go on after; empty beside the hits, which come first."""
    found_by: FoundBy = "words"


def list_page(
    searcher: Searcher,
    query: Query | None,
    filters: Filters,
    *,
    order: Order,
    limit: int,
    after: str | None,
    page: int,
    exact: bool,
    near: VectorIndex | None,
) -> tuple[Sequence[Listed], str | None]:
    """A page of hits, and the place to go on after; None on the last page.

    The first page of the best has the others behind the hits, if these leave room; with `exact` it has not.
    """
    skip = (page - 1) * limit
    place = None if skip else after
    expression = query.expression if query else None
    hits = searcher.hits(expression, filters, order=order, limit=limit + 1, after=place, skip=skip)
    listed = [Listed(hit.document_id, hit.place) for hit in hits[:limit]]
    if len(hits) > limit:
        return listed, listed[-1].place
    if query and not exact and order == "best" and page == 1 and after is None:
        listed += _others(searcher, query, filters, near)
    return listed[:limit], None


def _others(searcher: Searcher, query: Query, filters: Filters, near: VectorIndex | None) -> list[Listed]:
    """What is found by words of titles, where no title has all of them, and by meaning; the best first."""
    matching = searcher.matches(query.expression).texts
    words = None if searcher.titles(query.expression) else words_in_titles(query, searcher)
    nearness = None
    if near is not None and _is_plain(query) and (query.translation or not matching):
        nearness = near.nearness(searcher.connection, query.text)
    found = best(words, searcher, filters, matching, CANDIDATES) if words else []
    if nearness:
        nearest = [one for one in nearness.best(CANDIDATES, LEAST_NEARNESS) if one not in matching]
        passing = searcher.among(None, filters, nearest)
        found += [one for one in nearest if one in passing and one not in found]
    near_scores = nearness.of(found) if nearness else {}
    shares = {one: words.share(one) if words else 0.0 for one in found}
    found.sort(key=lambda one: -SHARE_WEIGHT * shares[one] - near_scores.get(one, 0.0))
    return [Listed(one, "", "some_words" if shares[one] >= LEAST_SHARE else "meaning") for one in found]


def _is_plain(query: Query) -> bool:
    """True for nothing but words: no operator, phrase, title, number or body by itself."""
    return bool(query.tokens) and all(token.kind == "run" for token in query.tokens)
