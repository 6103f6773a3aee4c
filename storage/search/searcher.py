"""Answers searches in one view of the database, from the index or from the cache of a server (`web.searching`)."""

from collections.abc import Collection, Sequence
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import search
from storage.documents.filters import Filters
from storage.schema import documents
from storage.search import Hit, Order
from storage.search.expression import Expression


class Searcher(Protocol):
    """Answers equal those of a scan of the documents, whoever gives them."""

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
        """A page of what is found (`search.search`); `skip`: without so many of the first. Raises BadPlace."""

    def count(self, expression: Expression | None, filters: Filters) -> int:
        """How many documents are found in all."""

    def among(self, expression: Expression, filters: Filters, ids: Collection[int]) -> Collection[int]:
        """Those of the documents that are found."""

    def conditions(self, expression: Expression | None, filters: Filters) -> Sequence[sa.ColumnElement[bool]]:
        """What is found, as conditions on the table `documents`."""

    def best_rank(self, expression: Expression, *, is_wanted: bool = False) -> int | None:
        """The rank of the best hit that is no news; None where there is none.

        `is_wanted`: all hits will be asked for where there are any.
        """


class IndexSearcher:
    """Asks the index for each answer anew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        if skip:
            before = search.search(self._connection, expression, filters, order=order, limit=skip, after=after)
            if len(before) < skip:
                return []
            after = before[-1].place
        return search.search(self._connection, expression, filters, order=order, limit=limit, after=after)

    def count(self, expression: Expression | None, filters: Filters) -> int:
        """How many documents are found in all."""
        return search.count(self._connection, expression, filters)

    def among(self, expression: Expression, filters: Filters, ids: Collection[int]) -> Collection[int]:
        """Those of the documents that are found."""
        query = sa.select(documents.c.id).where(*self.conditions(expression, filters), documents.c.id.in_(ids))
        return set(self._connection.execute(query).scalars())

    def conditions(self, expression: Expression | None, filters: Filters) -> Sequence[sa.ColumnElement[bool]]:
        """What is found, as conditions on the table `documents`."""
        return search.conditions_of(self._connection, expression, filters)

    def best_rank(self, expression: Expression, *, is_wanted: bool = False) -> int | None:
        """The rank of the best hit that is no news; None where there is none."""
        found = search.search(self._connection, expression, limit=1)
        return found[0].rank if found else None
