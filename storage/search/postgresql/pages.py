"""Pages of results of a search in a PostgreSQL database: the best or the newest, without all others being found.

The newest documents are looked through first, some tens of them. What is frequent in these fills the page a little
further on, sooner than the index would give all documents that hold it. What is rare is found by the index; texts that
have to be looked through then are, in the order of the page, until it is full.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, UNFILTERED
from storage.schema import documents
from storage.search.expression import All, Expression, Term, refuses
from storage.search.postgresql.all_hits import AllHits
from storage.search.postgresql.conditions import ID, Conditions, is_decided_by_keys, without_not
from storage.search.ranks import IN_TEXT, IN_TITLE, WHOLE

FIRST_SCANNED, FIRST_TITLES_SCANNED = 40, 160
"""The newest documents, which are looked through first, and those of which the titles are."""

MOST_SCANNED = 4096
"""Documents that are looked through at most."""

SCAN_COST, TITLE_SCAN_COST = 12, 3
"""How many documents the index gives in the time in which one is looked through, and in which its titles are."""

FREQUENT_HITS = 5
"""How many of the first documents have what is frequent."""

LONG_PAGE = 200
"""Hits of a page for which no texts are looked through first."""

Place = tuple[int, int, int]
"""Rank, day and id of a hit; the day as a number (`date.toordinal`), 0 for none."""

Row = tuple[int, int, int]
"""Id, day and rank."""

_HELD = "(SELECT reltuples FROM pg_class WHERE oid = CAST('search_texts' AS regclass))"


def hits(
    connection: Connection,
    expression: Expression,
    where: Sequence[sa.ColumnElement[bool]],
    ranks: Sequence[int],
    after: Place | None,
    limit: int,
) -> list[tuple[int, Place]]:
    """Documents and their places, best rank first, the newest first within a rank.

    `where`: conditions on `documents`. `ranks`: all of them, or IN_TEXT alone for the newest.
    """
    page = _Page(connection, expression, where, limit)
    rows = page.best(after) if IN_TITLE in ranks else page.newest(after)
    return [(document_id, (rank, day, document_id)) for document_id, day, rank in rows]


def older(after: Place) -> sa.ColumnElement[bool]:
    """Comes after this place among `documents`, the newest first, those without a day last."""
    _, day, document_id = after
    if not day:
        return sa.and_(DAY.is_(None), documents.c.id < document_id)
    on = date.fromordinal(day)
    return sa.or_(on > DAY, sa.and_(DAY.in_((on,)), documents.c.id < document_id), DAY.is_(None))


def ordinal(day: date | None) -> int:
    """A day as a number for a place in the results; 0 for none."""
    return day.toordinal() if day else 0


class _Page:
    """One page of what an expression finds."""

    def __init__(
        self, connection: Connection, expression: Expression, where: Sequence[sa.ColumnElement[bool]], limit: int
    ) -> None:
        self._connection, self._expression, self._limit = connection, expression, limit
        self._join, self._where, self._values = "", "search_texts.stage <> 'news'", dict[str, Any]()
        if where is not UNFILTERED:
            filters: Any = sa.and_(*where).compile(
                dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
            )
            self._join = f"JOIN documents ON documents.id = {ID}"
            self._where, self._values = f"({filters})", filters.params
        self._all_hits = AllHits(connection)
        self._held = 0.0
        """How many documents there are, about."""

    def newest(self, after: Place | None) -> list[Row]:
        """By day alone."""
        return self._in_texts(self._limit, after if after and after[0] == IN_TEXT else None, apart=False)

    def best(self, after: Place | None) -> list[Row]:
        """By rank, then by day."""
        limit = self._limit
        if after and after[0] == IN_TEXT:
            return self._in_texts(limit, after, apart=True)
        in_texts = 0
        if limit <= LONG_PAGE and not (after and after[0] == WHOLE):
            found, in_texts = self._look_at_titles(FIRST_TITLES_SCANNED, limit, after)
            in_titles = sum(rank == IN_TITLE for _, _, rank in found) * FIRST_SCANNED / FIRST_TITLES_SCANNED
            if len(found) < limit and self._is_frequent(in_titles, limit, TITLE_SCAN_COST):
                found, _ = self._look_at_titles(_further(in_titles, limit), limit, after)
            if len(found) == limit:
                return found
        if not refuses(self._expression) and not self._is_frequent(in_texts, limit, SCAN_COST):
            return self._by_index((WHOLE, IN_TITLE, IN_TEXT), limit, after)
        found = self._by_index((WHOLE, IN_TITLE), limit, after)
        return found if len(found) == limit else found + self._in_texts(limit - len(found), None, in_texts, apart=True)

    def _in_texts(self, limit: int, after: Place | None, first: int | None = None, *, apart: bool) -> list[Row]:
        """What is in texts; `apart` from what is in titles; `first`: how many of the first are, if that is known."""
        if first is None and limit <= LONG_PAGE:
            found = self._look(FIRST_SCANNED, FIRST_SCANNED, after, apart=apart)
            if len(found) >= limit:
                return found[:limit]
            first = len(found)
        if self._is_frequent(first or 0, limit, SCAN_COST):
            found = self._look(_further(first or 0, limit), limit, after, apart=apart)
            if len(found) == limit:
                return found
        return self._by_index((IN_TEXT,), limit, after, apart=apart)

    def _is_frequent(self, first: float, limit: int, look: int) -> bool:
        """True if to look on is faster than to use the index, if so many hits are among the first documents.

        Looking takes `limit` * FIRST_SCANNED / `first` times `look`, the index gives `first` / FIRST_SCANNED of all
        documents. Of what is joined its parts give more; where something is refused, about a quarter of all.
        """
        if limit > LONG_PAGE or not first:
            return False
        given = self._held * first / FIRST_SCANNED * (1 if isinstance(self._expression, Term) else 2)
        if refuses(self._expression):
            given = max(given, self._held / 4)
        return given >= look * limit * FIRST_SCANNED / first

    def _look(self, number: int, limit: int, after: Place | None, *, apart: bool) -> list[Row]:
        """Looks through the texts of so many of the newest documents; `apart`: for what is not in titles."""
        conditions = Conditions()
        wanted = [conditions.holds(self._expression)]
        if apart:
            wanted.append(f"NOT {conditions.holds(self._expression, titles_only=True)}")
        return self._known(self._among_newest(number, IN_TEXT, wanted, limit, after), "0", conditions)[0]

    def _look_at_titles(self, number: int, limit: int, after: Place | None) -> tuple[list[Row], int]:
        """Finds whole titles, unless they came before, and looks through the titles of so many of the newest documents.

        Gives as well how many of the first documents have it in their texts, and not in titles.
        """
        conditions, expression = Conditions(), self._expression
        in_titles = conditions.holds(expression, titles_only=True)
        wanted, whole = [in_titles], ""
        if isinstance(expression, Term):
            is_whole = conditions.is_whole(expression)
            wanted.append(f"NOT {is_whole}")
            if not after:
                given = f"SELECT * FROM search_texts WHERE {conditions.may_be_whole(expression)} OFFSET 0"
                rows = f"SELECT document_id, day, {WHOLE} FROM ({given}) AS search_texts {self._join}"
                first = f"WHERE {_all([self._where, is_whole])} ORDER BY day DESC, document_id DESC LIMIT {limit}"
                whole = f"({rows} {first}) UNION ALL "
        found = whole + f"({self._among_newest(number, IN_TITLE, wanted, limit, after)})"
        in_texts = [conditions.holds(expression), f"NOT {in_titles}"]
        first = self._among_newest(FIRST_SCANNED, IN_TEXT, in_texts, FIRST_SCANNED, None)
        counted = f"(SELECT count(*) FROM ({first}) AS counted)"
        titled, in_texts_only = self._known(found, counted, conditions)
        return titled[:limit], in_texts_only

    def _among_newest(self, number: int, rank: int, wanted: Sequence[str], limit: int, after: Place | None) -> str:
        """The query for those of so many of the newest documents of which conditions hold."""
        start = [] if self._join else [self._where]
        if after:
            start.append(f"(day, document_id) < ({after[1]}, {after[2]})")
        newest = f"SELECT * FROM search_texts WHERE {_all(start)} ORDER BY day DESC, document_id DESC LIMIT {number}"
        return (
            f"SELECT document_id, day, {rank} AS rank FROM ({newest}) AS search_texts {self._join} "
            f"WHERE {_all([self._where, *wanted] if self._join else wanted)} "
            f"ORDER BY day DESC, document_id DESC LIMIT {limit}"
        )

    def _known(self, found: str, counted: str, conditions: Conditions) -> tuple[list[Row], int]:
        """The rows of a query, in order, and a count, read together with what has to be known once."""
        query = (
            f"SELECT known.*, found.* FROM (SELECT {_HELD}, {counted}) AS known(held, counted) "
            f"LEFT JOIN ({found}) AS found(document_id, day, rank) ON TRUE"
        )
        rows = self._connection.exec_driver_sql(query, {**self._values, **conditions.values}).all()
        self._held = rows[0].held
        given = [(row.document_id, row.day, row.rank) for row in rows if row.document_id is not None]
        return sorted(given, key=lambda row: (row[2], -row[1], -row[0])), rows[0].counted

    def _by_index(
        self, ranks: Sequence[int], limit: int, after: Place | None = None, *, apart: bool = False
    ) -> list[Row]:
        """Asks the index for what is of these ranks; IN_TEXT, without others, may be `apart` from what is in titles."""
        expression, all_hits = self._expression, self._all_hits
        conditions, titles_only = Conditions(), IN_TEXT not in ranks
        rank = self._rank(conditions, ranks)
        given, first, then = "TRUE", [self._where], list[str]()
        given_by_index = self._rarest(titles_only=titles_only)
        if isinstance(given_by_index, set):  # exactly the hits
            given = conditions.is_among(given_by_index)
        elif given_by_index:
            given = conditions.may_hold(given_by_index, titles_only=titles_only)
        if not isinstance(given_by_index, set) and (given_by_index is not expression or not tells_all(expression)):
            looked = conditions.holds(expression, titles_only=titles_only)
            then.append(looked if len(ranks) == 1 or titles_only else f"(rank < {IN_TEXT} OR {looked})")
        if apart:
            in_titles = conditions.holds(expression, titles_only=True)
            (then if refuses(expression) else first).append(f"NOT {in_titles}")
        if titles_only and not refuses(expression):  # short texts: sooner looked at than put in order
            first, then = first + then, []
        if after:
            same = f"{rank} = {after[0]} AND (day, {ID}) < ({after[1]}, {after[2]})"
            first.append(f"({rank} > {after[0]} OR {same})")
        texts = ", titles, text" if then else ""
        # OFFSET 0 keeps the planner from making the keys of texts that it has found in another way, by their days or by
        # what filters them, and from all_hits the last conditions before the documents are in order.
        query = (
            f"SELECT {ID}, day, {rank} AS rank{texts} "
            f"FROM (SELECT * FROM search_texts WHERE {given} OFFSET 0) AS search_texts {self._join} "
            f"WHERE {_all(first)} ORDER BY rank, day DESC, document_id DESC"
        )
        if then:
            query = f"SELECT document_id, day, rank FROM ({query} OFFSET 0) AS search_texts WHERE {_all(then)}"
        return [tuple(row) for row in all_hits.run(f"{query} LIMIT {limit}", {**self._values, **conditions.values})]

    def _rarest(self, *, titles_only: bool) -> Expression | set[int] | None:
        """What the index gives: of words of which all are wanted the rarest.

        Ids: all hits, where what is wanted is frequent and something is refused.
        """
        expression = self._expression
        parts = expression.parts if isinstance(expression, All) else (expression,)
        wanted = [part for part in map(without_not, parts) if part is not None]
        if wanted == [expression]:
            return expression
        conditions = Conditions()
        counted = [conditions.holds(part, titles_only=titles_only) for part in wanted]
        counts = ", ".join(f"count(*) FILTER (WHERE {one})" for one in counted)
        newest = f"SELECT * FROM search_texts ORDER BY day DESC, document_id DESC LIMIT {FIRST_SCANNED}"
        query = f"SELECT {counts} FROM ({newest}) AS search_texts"
        having = list(self._connection.exec_driver_sql(query, conditions.values).one()) if wanted else []
        if refuses(expression) and (not having or min(having) >= FREQUENT_HITS):
            return self._all_hits.all_of(expression, titles_only=titles_only)
        return wanted[having.index(min(having))] if having else None

    def _rank(self, conditions: Conditions, ranks: Sequence[int]) -> str:
        """The rank of a document of which the expression holds."""
        cases = []
        if len(ranks) > 1 and WHOLE in ranks and isinstance(self._expression, Term):
            cases.append(f"WHEN {conditions.is_whole(self._expression)} THEN {WHOLE}")
        if len(ranks) > 1 and IN_TITLE in ranks and IN_TEXT in ranks:
            in_titles = conditions.holds(self._expression, titles_only=True)
            cases.append(f"WHEN {in_titles} THEN {IN_TITLE}")
        return f"CASE {' '.join(cases)} ELSE {ranks[-1]} END" if cases else f"{ranks[-1]}"


def _further(first: float, limit: int) -> int:
    """How many documents are looked through where so many hits are among the first: twice as many as are expected to
    fill the page, as a power of two, so that there are few statements."""
    return int(min(MOST_SCANNED, 1 << int(2 * limit * FIRST_SCANNED / first).bit_length()))


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "TRUE"
