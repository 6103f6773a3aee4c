"""Documents beside the hits of an English query: their titles have some of its words, or are near in meaning.

A document that an analyst has read about often has other words in its title than the query: no document then holds all
of them together. Each word stands for all Chinese of whose English it is a part, and weighs what it is rare in titles;
a year is in the title, or that of publication. What is found so is no hit: it is marked, and changes no count.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pyroaring import BitMap

from storage.documents.filters import Filters
from storage.search.expression import Term
from storage.search.searcher import Searcher
from zhengce.english.glossary import renderings
from zhengce.english.glossary.spelling import STOP_WORDS, words_of
from zhengce.search.near import VectorIndex
from zhengce.search.query import Piece, Query, is_year

FoundBy = Literal["words", "some_words", "meaning"]
"""How a document was found: it holds the words; its title has some of them; it is near in meaning."""

UNKNOWN_WEIGHT = 3.0
"""Of a word that no title has: a title with all the others has not all."""

OFFICE_WEIGHT = 0.5
"""Of office language: implementation, plan."""

LEAST_SHARE = 0.15
"""Of a query's weight in a title beside the hits."""

CANDIDATES = 60
"""Documents from which the best are chosen, and at most so many of equal weight."""

SHARE_WEIGHT = 6.0
"""Of all words of a query in a title, beside its nearness in standard deviations."""

LEAST_NEARNESS = 2.5
"""Standard deviations above the mean of titles, for a document that is near in meaning."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query: the documents whose titles have it, and its share of the query's weight."""

    titles: BitMap
    share: float


def rank(searcher: Searcher, query: Query, filters: Filters, near: VectorIndex | None) -> list[tuple[int, FoundBy]]:
    """What is found by words of titles, where no title has all of them, and by meaning; the best first.

    Of equal ones the shortest titles come first.
    """
    hits = searcher.texts(query.expression)
    words = [] if searcher.titles(query.expression) else _words(query, searcher)
    nearness = None
    if near is not None and _is_of_words(query) and (query.translation or not hits):
        nearness = near.nearness(searcher.connection, query.text)
    others = searcher.passing(filters) - hits if words or nearness else BitMap()
    candidates = _with_most_words(words, others)
    candidates |= BitMap(nearness.best(CANDIDATES, LEAST_NEARNESS) if nearness else ()) & others
    lengths = searcher.title_lengths(candidates)
    shares = {number: sum(word.share for word in words if number in word.titles) for number in lengths}
    scores = nearness.of(list(lengths)) if nearness else {}

    def key(number: int) -> tuple[float, int, int]:
        return -SHARE_WEIGHT * shares[number] - scores.get(number, 0.0), lengths[number], -number

    ranked = sorted(lengths, key=key)
    return [(number, "some_words" if shares[number] >= LEAST_SHARE else "meaning") for number in ranked]


def _is_of_words(query: Query) -> bool:
    """True for nothing but words: no operator, phrase, title, number or body by itself."""
    return bool(query.tokens) and all(token.kind == "run" for token in query.tokens)


def _words(query: Query, searcher: Searcher) -> list[Word]:
    """The words of a plain English query, the weightiest first; none for any other, or where no title has any."""
    if query.translation is None or not query.translation.is_plain:
        return []
    pieces = query.translation.pieces
    terms = {term: OFFICE_WEIGHT if piece.is_general else 1.0 for piece in pieces for term in _terms(piece)}
    titles = {term: searcher.titles(term) for term in terms}
    for term in terms:
        if term.titles and is_year(term.titles[0]):
            titles[term] = titles[term] | searcher.of_year(int(term.titles[0]))
    every = len(BitMap().union(*titles.values()))
    weights = {
        term: terms[term] * math.log(1 + every / len(ids)) if ids else UNKNOWN_WEIGHT for term, ids in titles.items()
    }
    total = sum(weights.values())
    weightiest = sorted(terms, key=lambda term: -weights[term])
    return [Word(titles[term], weights[term] / total) for term in weightiest] if every else []


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


def _with_most_words(words: Sequence[Word], among: BitMap) -> BitMap:
    """Those of the documents whose titles have most of the words."""
    parts = [(0.0, BitMap().union(*(word.titles for word in words)) & among)]
    for word in words:  # each set of documents that have the same words
        parts = [
            (share + added, part)
            for share, ids in parts
            for added, part in ((word.share, ids & word.titles), (0.0, ids - word.titles))
            if part
        ]
    best = BitMap()
    for share, ids in sorted(parts, key=lambda part: -part[0]):
        if share < LEAST_SHARE or len(best) >= CANDIDATES:
            break
        best |= ids[-CANDIDATES:]
    return best
