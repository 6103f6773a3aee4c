"""All documents of which an expression holds, by rank, as sets: matched once, then listed, counted and narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.search import Hit, Order, fts5, postgresql, read_place
from storage.search.document_sets import DocumentSets
from storage.search.expression import Expression
from storage.search.ranks import IN_TEXT, IN_TITLE, WHOLE


@dataclass(frozen=True, slots=True)
class Matches:
    """The ids by rank."""

    texts: BitMap
    """All of them."""
    titles: BitMap
    """Those in whose titles it holds as well."""
    whole: BitMap
    """Those whose title or number it is."""

    @property
    def bytes(self) -> int:
        """How much memory they take, about."""
        return sum(len(ids.serialize()) for ids in (self.texts, self.titles, self.whole))

    def best_rank(self, among: BitMap) -> int | None:
        """The rank of the best of these documents; None where it holds of none of them."""
        for rank, ids in ((WHOLE, self.whole), (IN_TITLE, self.titles), (IN_TEXT, self.texts)):
            if ids.intersect(among):
                return rank
        return None


def match(connection: Connection, expression: Expression) -> Matches:
    """Asks the index once for all documents of which an expression holds."""
    return _found(connection, expression, None)


def follow(connection: Connection, expression: Expression, before: Matches, changed: BitMap) -> Matches:
    """The same from what it was before these documents changed: only they are asked for."""
    if not changed:
        return before
    now = _found(connection, expression, changed)
    kept = (getattr(before, name) - changed | getattr(now, name) for name in ("texts", "titles", "whole"))
    return Matches(*kept)


def _found(connection: Connection, expression: Expression, among: BitMap | None) -> Matches:
    engine = fts5 if connection.dialect.name == "sqlite" else postgresql
    found = engine.ranked_ids(connection, expression, None if among is None else list(among))
    texts = BitMap(found[IN_TEXT])
    return Matches(texts, texts & BitMap(found[IN_TITLE]), texts & BitMap(found.get(WHOLE, ())))


def hits(
    sets: DocumentSets,
    matches: Matches | None,
    found: BitMap,
    *,
    order: Order = "best",
    limit: int = 20,
    after: str | None = None,
    skip: int = 0,
) -> list[Hit]:
    """The page of these documents that `storage.search.search` gives; `matches` of all: None for no words.

    `after`: go on behind this place; `skip`: without so many of the first. Raises BadPlace.
    """
    place = read_place(after)
    given: list[Hit] = []
    for rank, ids in _ranked(matches, found, order):
        if place and rank < place[0]:
            continue
        before = (place[1], place[2]) if place and rank == place[0] else None
        page = sets.newest(ids, limit - len(given), before=before, skip=skip)
        given += [Hit(number, rank, f"{rank}.{day}.{number}") for day, number in page]
        if len(given) == limit:
            break
        skip = 0 if page else max(0, skip - len(ids))
    return given


def _ranked(matches: Matches | None, found: BitMap, order: Order) -> Sequence[tuple[int, BitMap]]:
    if matches is None or order == "newest":
        return ((IN_TEXT, found),)
    whole = found & matches.whole
    titles = (found & matches.titles) - whole
    return ((WHOLE, whole), (IN_TITLE, titles), (IN_TEXT, found - whole - titles))
