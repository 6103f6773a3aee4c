"""The documents that hold the terms of a search, as sets: one statement reads the index, the rest is algebra."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.search import fts5, postgresql
from storage.search.engine import Order
from storage.search.expression import IN_TEXT, IN_TITLE, WHOLE, AnyOf, Expression, Not, Term


@dataclass(frozen=True, slots=True)
class Matches:
    """The ids by rank."""

    texts: BitMap
    """All of them."""
    titles: BitMap
    """Those in whose titles it holds as well."""
    whole: BitMap
    """Those whose title or number it is."""

    def by_rank(self, order: Order = "best") -> Sequence[tuple[int, BitMap]]:
        """Each document under its best rank; all under IN_TEXT where the newest are wanted."""
        if order == "newest":
            return ((IN_TEXT, self.texts),)
        titles = self.titles - self.whole
        return ((WHOLE, self.whole), (IN_TITLE, titles), (IN_TEXT, self.texts - self.whole - titles))


@dataclass(frozen=True, slots=True)
class Matched:
    """What the index says of several terms."""

    terms: Mapping[Term, Matches]
    news: BitMap
    """The news, which a search leaves out unless it is wanted."""


def match(connection: Connection, terms: Iterable[Term]) -> Matched:
    """Ask the index, in one statement, for the documents that hold each of these terms."""
    wanted = list(dict.fromkeys(terms))
    engine = fts5 if connection.dialect.name == "sqlite" else postgresql
    news, *left = map(BitMap, engine.id_sets(connection, wanted))
    found: dict[Term, Matches] = {}
    sets = iter(left)
    for term in wanted:
        texts = next(sets)
        titles, whole = (next(sets), next(sets)) if term.texts else (texts, BitMap())
        found[term] = Matches(texts | titles, titles, whole)
    return Matched(found, news)


def combine(expression: Expression, of: Mapping[Term, Matches], everything: Callable[[], BitMap]) -> Matches:
    """The documents of which an expression holds, from those of its terms.

    What it says of titles: every term that is wanted stands in one. What is refused stands nowhere in the document.
    """
    if isinstance(expression, Term):
        return of[expression]
    if isinstance(expression, Not):
        ids = everything() - combine(expression.part, of, everything).texts
        return Matches(ids, ids, BitMap())
    if isinstance(expression, AnyOf):
        parts = [combine(part, of, everything) for part in expression.parts]
        return Matches(_union(part.texts for part in parts), _union(part.titles for part in parts), BitMap())
    wanted = [combine(part, of, everything) for part in expression.parts if not isinstance(part, Not)]
    refused = _union(combine(part.part, of, everything).texts for part in expression.parts if isinstance(part, Not))
    if not wanted:
        wanted = [Matches(everything(), everything(), BitMap())]
    texts = reduce(and_, (part.texts for part in wanted)) - refused
    return Matches(texts, texts & reduce(and_, (part.titles for part in wanted)), BitMap())


def _union(sets: Iterable[BitMap]) -> BitMap:
    return reduce(or_, sets, BitMap())
