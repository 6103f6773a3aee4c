"""Answers searches in one view of the database: the hits, a page at a time, and how many there are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, EVERYTHING, Filters
from storage.schema import documents
from storage.search import engine
from storage.search.expression import IN_TEXT, IN_TITLE, WHOLE, Expression, Term, without_refused
from storage.statements import is_among, read_ids

Order = Literal["best", "newest"]

_PLACE = re.compile(r"([0-2])\.([0-9]{1,7})\.([0-9]{1,10})")


class BadPlace(ValueError):
    """A place in the results that no search ever gave."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that was found."""

    document_id: int
    place: str
    """Where it stands in the results: what to go on after."""


class Searcher:
    """Answers equal those of a scan of the documents. Each expression is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._texts: dict[Expression, BitMap] = {}
        self._titles: dict[Expression, BitMap] = {}
        self._passing: dict[Filters, BitMap] = {}

    def texts(self, expression: Expression) -> BitMap:
        """The documents of which an expression holds."""
        if expression not in self._texts:
            self._texts[expression] = BitMap(engine.ids(self.connection, expression))
        return self._texts[expression]

    def titles(self, expression: Expression) -> BitMap:
        """Those that have it in their titles; what it refuses stands nowhere in them."""
        if expression not in self._titles:
            wanted = without_refused(expression)
            ids = BitMap(engine.ids(self.connection, wanted, only_titles=True)) if wanted else self.texts(expression)
            self._titles[expression] = ids if wanted == expression else ids & self.texts(expression)
        return self._titles[expression]

    def is_held(self, expression: Expression) -> bool:
        """Whether it holds of a document that is no news."""
        return engine.is_held(self.connection, expression)

    def _by_rank(self, expression: Expression) -> Sequence[tuple[int, BitMap]]:
        """Each document under its best rank."""
        texts, titles = self.texts(expression), self.titles(expression)
        whole = BitMap()
        if isinstance(expression, Term) and expression.texts:
            whole |= BitMap(engine.whole_ids(self.connection, expression))
        return (WHOLE, whole), (IN_TITLE, titles - whole), (IN_TEXT, texts - titles - whole)

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
        """The documents of which an expression holds and that pass the filters, a page of them. Raises BadPlace.

        `best`: first the document of that title or number, then those with the words in a title, then in the text, each
        the newest first. `after`: go on behind this hit's `place`, wherever documents arrived meanwhile; `skip`:
        without so many of the first.
        """
        place = _read_place(after)
        ranks: Sequence[tuple[int, BitMap | None]] = [(IN_TEXT, self.texts(expression) if expression else None)]
        if expression is not None and order == "best":
            ranks = self._by_rank(expression)
        newest = sa.select(documents.c.id, DAY).where(*filters.conditions())
        newest = newest.order_by(DAY.desc().nulls_last(), documents.c.id.desc())
        hits: list[Hit] = []
        for rank, ids in ranks:
            query, left = newest, skip + limit - len(hits)
            if not left or (place and rank < place[0]) or (ids is not None and not ids):
                continue
            if ids is not None:
                query = query.where(is_among(self.connection, documents.c.id, ids))
            if place and rank == place[0]:
                query = query.where(_later_than(place))
            rows = self.connection.execute(query.limit(left))
            hits += [Hit(number, f"{rank}.{day.toordinal() if day else 0}.{number}") for number, day in rows]
        return hits[skip:]

    def count(self, expression: Expression | None, filters: Filters = EVERYTHING) -> int:
        """How many documents are found in all."""
        passing = self.passing(filters)
        return len(passing & self.texts(expression) if expression else passing)

    def conditions(
        self, expression: Expression | None, filters: Filters = EVERYTHING
    ) -> Sequence[sa.ColumnElement[bool]]:
        """What is found, as conditions on the table `documents`."""
        if expression is None:
            return filters.conditions()
        return [is_among(self.connection, documents.c.id, self.texts(expression)), *filters.conditions()]

    def passing(self, filters: Filters) -> BitMap:
        """The documents that pass filters."""
        if filters not in self._passing:
            each = sa.select(documents.c.stage, documents.c.id).where(*filters.conditions()).subquery()
            self._passing[filters] = BitMap.union(
                BitMap(), *(ids for _, ids in read_ids(self.connection, each.c.id, each.c.stage))
            )
        return self._passing[filters]

    def of_year(self, year: int) -> BitMap:
        """The documents of the days of a year."""
        days = DAY.between(date(year, 1, 1), date(year, 12, 31))
        return BitMap(self.connection.execute(sa.select(documents.c.id).where(days)).scalars())

    def title_lengths(self, ids: BitMap) -> Mapping[int, int]:
        """The characters of the titles of documents."""
        query = sa.select(documents.c.id, sa.func.length(documents.c.title)).where(documents.c.id.in_(list(ids)))
        return {row[0]: row[1] for row in self.connection.execute(query)}


def _read_place(text: str | None) -> tuple[int, int, int] | None:
    """Rank, day (`date.toordinal`, 0 for none) and id of a hit's `place`. Raises BadPlace."""
    if text is None:
        return None
    match = _PLACE.fullmatch(text)
    if not match or int(match[2]) > 3_652_059 or int(match[3]) >= 2**31:  # the last day that a date can be
        raise BadPlace(f"not a place in the results: {text!r}")
    return int(match[1]), int(match[2]), int(match[3])


def _later_than(place: tuple[int, int, int]) -> sa.ColumnElement[bool]:
    """Comes after this place among `documents` of its rank, the newest first, those without a day last."""
    _, day, document_id = place
    if not day:
        return sa.and_(DAY.is_(None), documents.c.id < document_id)
    on = date.fromordinal(day)
    return sa.or_(on > DAY, sa.and_(DAY.in_((on,)), documents.c.id < document_id), DAY.is_(None))
