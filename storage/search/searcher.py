"""Answers searches in one view of the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, EVERYTHING, Filters
from storage.schema import documents
from storage.search import fts5
from storage.search.engine import Hit, Order, later_than, place_of, read_place
from storage.search.expression import IN_TEXT, Expression, Term, refuses, terms
from storage.search.matches import Matches, combine, match
from storage.statements import is_among, read_ids


class Searcher:
    """Answers equal those of a scan of the documents. Each term is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._matches: dict[Term, Matches] = {}
        self._news = BitMap()
        self._found: dict[Expression, Matches] = {}
        self._titles: dict[Expression, BitMap] = {}
        self._passing: dict[Filters, BitMap] = {}

    def load(self, wanted: Iterable[Term]) -> None:
        """Look terms up together that are going to be searched for; SQLite is asked for no more than each needs."""
        if self.connection.dialect.name != "sqlite":
            self._load(wanted)

    def _load(self, wanted: Iterable[Term]) -> None:
        if missing := [term for term in dict.fromkeys(wanted) if term not in self._matches]:
            matched = match(self.connection, missing)
            self._news = matched.news
            self._matches |= matched.terms

    def matches(self, expression: Expression) -> Matches:
        """The documents of which an expression holds."""
        if isinstance(expression, Term) or not self._is_one_query(expression):
            self._load(terms(expression))
            return combine(expression, self._matches, self._everything)
        if expression not in self._found:
            texts = BitMap(fts5.ids(self.connection, expression))
            self._found[expression] = Matches(texts, self.titles(expression), BitMap())
        return self._found[expression]

    def titles(self, expression: Expression) -> BitMap:
        """The documents that have it in their titles."""
        if not self._is_one_query(expression):
            return self.matches(expression).titles
        if expression not in self._titles:
            self._titles[expression] = BitMap(fts5.ids(self.connection, expression, only_titles=True))
        return self._titles[expression]

    def is_held(self, expression: Expression) -> bool:
        """Whether it holds of a document that is no news."""
        if not self._is_one_query(expression):
            return bool(self.matches(expression).texts - self._news)
        return fts5.is_held(self.connection, expression)

    def _is_one_query(self, expression: Expression) -> bool:
        return self.connection.dialect.name == "sqlite" and not refuses(expression)

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
        place = read_place(after)
        query: sa.Select[Any] = sa.select(documents.c.id, DAY).where(*self.conditions(expression, filters))
        rank: sa.ColumnElement[int] = sa.literal(IN_TEXT)
        if expression is not None and order == "best":
            matches = self.matches(expression)
            cases = [(is_among(self.connection, documents.c.id, ids), at) for at, ids in matches.by_rank()[:2] if ids]
            rank = sa.case(*cases, else_=IN_TEXT) if cases else rank
        if place:
            later = later_than(place)
            query = query.where(sa.or_(rank > place[0], sa.and_(rank == place[0], later)))
        query = query.add_columns(rank.label("rank"))
        query = query.order_by(sa.text("rank"), DAY.desc().nulls_last(), documents.c.id.desc())
        rows = self.connection.execute(query.limit(limit).offset(skip or None))
        return [Hit(number, at, place_of(at, day, number)) for number, day, at in rows]

    def count(self, expression: Expression | None, filters: Filters = EVERYTHING) -> int:
        """How many documents are found in all."""
        passing = self.passing(filters)
        return len(passing & self.matches(expression).texts if expression else passing)

    def conditions(
        self, expression: Expression | None, filters: Filters = EVERYTHING
    ) -> Sequence[sa.ColumnElement[bool]]:
        """What is found, as conditions on the table `documents`."""
        if expression is None:
            return filters.conditions()
        return [is_among(self.connection, documents.c.id, self.matches(expression).texts), *filters.conditions()]

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

    def title_lengths(self, ids: Collection[int], filters: Filters) -> Mapping[int, int]:
        """The characters of the titles of those of the documents that pass filters."""
        query = sa.select(documents.c.id, sa.func.length(documents.c.title)).where(documents.c.id.in_(list(ids)))
        return {row[0]: row[1] for row in self.connection.execute(query.where(*filters.conditions()))}

    def _everything(self) -> BitMap:
        """All documents."""
        ids: Any = self.connection.execute(sa.select(documents.c.id)).scalars()
        return BitMap(ids)
