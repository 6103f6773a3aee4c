"""Searches of a PostgreSQL database, by the index that `postgresql_index` has.

Up to three characters are found by the index alone. Longer pieces are found by all their triples, then the texts are
looked through: for a page of results the newest first, until the page is full. `docs/search-index.md` has the designs
that were measured.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, UNFILTERED
from storage.schema import documents
from storage.search.expression import Expression, Term, refuses
from storage.search.postgresql_conditions import Conditions, How, tells_all, without_not
from storage.search.postgresql_index import PAGES, TEXTS
from storage.search.ranks import IN_TEXT, IN_TITLE, WHOLE
from storage.statements import is_among

MANY = 500
"""Documents in whose texts refused words are looked for; among more, the index is asked for them."""

_texts = sa.table(
    "search_texts",
    sa.column("document_id", sa.Integer),
    sa.column("day", sa.Integer),
    sa.column("stage", sa.Text),
    sa.column("titles", sa.Text),
    sa.column("text", sa.Text),
)
_columns = _texts.c
_ROW = (_columns.document_id, _columns.day)
_unmade = tuple(
    sa.text(made).columns(sa.column("text")).cte(name).prefix_with("NOT MATERIALIZED")
    for name, made in (("search_texts", TEXTS), ("search_pages", PAGES))
)
"""What stands in the place of the tables until an upgrade has filled them."""

_IS_MADE = "SELECT NOT EXISTS (SELECT FROM upgrade_steps WHERE name IN ('search index', 'search index of files'))"

Place = tuple[int, int, int]
"""Rank, day and id of a hit."""


class Asking:
    """How texts are found: by looking while an upgrade makes the index, since to make keys takes longer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.is_made = bool(connection.exec_driver_sql(_IS_MADE).scalar())
        self.how: How = "found" if self.is_made else "looked"

    def run(self, query: sa.Select[Any] | sa.CompoundSelect[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of a query on `search_texts`."""
        if not self.is_made:
            query = query.add_cte(*_unmade)
        return self._connection.execute(query, values).all()

    def ids(self, found: str, conditions: Conditions, *where: sa.ColumnElement[bool]) -> list[int]:
        """The ids of the documents of which a condition holds, in no order."""
        query = sa.select(_columns.document_id).where(sa.text(found), *where)
        return [row[0] for row in self.run(query, conditions.values)]

    def looks(self, expression: Expression) -> bool:
        """Whether so few documents pass all but the NOTs that these are best answered by looking at their texts."""
        if not self.is_made or not refuses(expression):
            return True
        wanted = without_not(expression)
        if wanted is None:
            return False
        conditions = Conditions()
        first = sa.select(sa.literal(1)).select_from(_texts).where(sa.text(conditions.holds(wanted, "candidates")))
        counted = sa.select(sa.func.count()).select_from(first.limit(MANY).subquery())
        return bool(self.run(counted, conditions.values)[0][0] < MANY)


def holds(connection: Connection, expression: Expression) -> sa.ColumnElement[bool]:
    """That an expression holds of a document, as a condition on `documents`: its id is one of those found."""
    return is_among(connection, documents.c.id, ids(connection, expression))


def ids(connection: Connection, expression: Expression) -> Sequence[int]:
    """The ids of all documents of which an expression holds, in no order."""
    asking = Asking(connection)
    conditions = Conditions(looks=asking.looks(expression))
    return asking.ids(conditions.holds(expression, asking.how), conditions)


def ranked_ids(
    connection: Connection, expression: Expression, among: Collection[int] | None = None
) -> dict[int, Sequence[int]]:
    """The ids of all documents of which an expression holds in texts and titles, and of those that are it as a whole.

    By rank; what is in a title is in the text as well. `among`: only the texts of these documents are looked at.
    """
    found: dict[int, Sequence[int]] = {}
    asking = Asking(connection)
    how: How = asking.how if among is None else "looked"
    looks = how == "looked" or asking.looks(expression)
    where = () if among is None else (_is_among(among),)
    for rank in (IN_TEXT, IN_TITLE, WHOLE):
        conditions = Conditions(looks=looks)
        if rank != WHOLE:
            held = conditions.holds(expression, how, titles_only=rank == IN_TITLE)
            found[rank] = asking.ids(held, conditions, *where)
        elif isinstance(expression, Term):
            found[rank] = asking.ids(_whole(conditions, expression, how), conditions, *where)
    return found


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    asking, conditions = Asking(connection), Conditions()
    return asking.ids(_whole(conditions, term, asking.how), conditions)


def in_titles(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in a title, `most` of them at most, in no order."""
    found: list[list[int]] = [[] for _ in pieces]
    asking, conditions = Asking(connection), Conditions()
    parts = [
        sa.select(sa.literal_column(str(place)), _columns.document_id)
        .where(sa.text(conditions.holds(Term(titles=(piece,)), asking.how, titles_only=True)))
        .limit(most)
        for place, piece in enumerate(pieces)
    ]
    for place, document_id in asking.run(sa.union_all(*parts), conditions.values):
        found[place].append(document_id)
    return found


def hits(
    connection: Connection,
    expression: Expression,
    where: Sequence[sa.ColumnElement[bool]],
    ranks: Sequence[int],
    after: Place | None,
    limit: int,
) -> list[tuple[int, Place]]:
    """Documents and their places (rank, day, id), best rank first, the newest first within a rank.

    `where`: conditions on `documents`.
    """
    asking, found = Asking(connection), list[tuple[int, Place]]()
    looks = asking.looks(expression)
    if IN_TITLE in ranks and not (after and after[0] > IN_TITLE):
        query, values = _in_titles(expression, where, asking.how, after, looks=looks)
        rows = asking.run(query.limit(limit), values)
        found = [(document_id, (rank, day, document_id)) for document_id, day, rank in rows]
    if len(found) < limit:
        query, values = _in_texts(expression, where, asking.how, after, looks=looks, apart=IN_TITLE in ranks)
        rows = asking.run(query.limit(limit - len(found)), values)
        found += [(document_id, (IN_TEXT, day, document_id)) for document_id, day in rows]
    return found


def _in_titles(
    expression: Expression, where: Sequence[sa.ColumnElement[bool]], how: How, after: Place | None, *, looks: bool
) -> tuple[sa.Select[Any], Mapping[str, Any]]:
    """The query for ids, days and ranks of what is in titles, and its values."""
    conditions = Conditions(looks=looks)
    rank, is_term = str(IN_TITLE), isinstance(expression, Term)
    if isinstance(expression, Term):
        rank = f"CASE WHEN {conditions.is_whole(expression, 'looked')} THEN {WHOLE} ELSE {IN_TITLE} END"
    first, then = _in_turn(conditions, expression, how, titles_only=True, at_once=is_term)
    query = _candidates(where, first, sa.text(f"{rank} AS rank"))
    if after:
        query = query.where(
            sa.or_(sa.text(f"{rank} > {after[0]}"), sa.and_(sa.text(f"{rank} = {after[0]}"), _older(after)))
        )
    return _newest(query.order_by(sa.text("rank")), then, sa.column("rank", sa.Integer)), conditions.values


def _in_texts(
    expression: Expression,
    where: Sequence[sa.ColumnElement[bool]],
    how: How,
    after: Place | None,
    *,
    looks: bool,
    apart: bool,
) -> tuple[sa.Select[Any], Mapping[str, Any]]:
    """The query for ids and days of what is in texts, and its values; `apart` from what is in titles."""
    conditions = Conditions(looks=looks)
    first, then = _in_turn(conditions, expression, how, titles_only=False)
    if apart:
        (then if refuses(expression) else first).append(
            f"NOT {conditions.holds(expression, 'looked', titles_only=True)}"
        )
    query = _candidates(where, first)
    if after and after[0] == IN_TEXT:
        query = query.where(_older(after))
    return _newest(query, then), conditions.values


def _in_turn(
    conditions: Conditions, expression: Expression, how: How, *, titles_only: bool, at_once: bool = False
) -> tuple[list[str], list[str]]:
    """What is asked of all documents, and what is dear, so that it is asked of one after another, the newest first."""
    if at_once:
        return [conditions.holds(expression, how, titles_only=titles_only)], []
    looked = conditions.holds(expression, "looked", titles_only=titles_only)
    if how == "looked":
        return [], [looked]
    first = [conditions.holds(expression, "candidates", titles_only=titles_only)]
    return first, [] if tells_all(expression, looks=conditions.looks) else [looked]


def _candidates(where: Sequence[sa.ColumnElement[bool]], first: Sequence[str], *more: sa.TextClause) -> sa.Select[Any]:
    query = sa.select(_columns.document_id, _columns.day, *more).where(*map(sa.text, first))
    if where is UNFILTERED:
        return query.where(_columns.stage != "news")
    joined = _texts.join(documents, documents.c.id == _columns.document_id)
    return query.select_from(joined).where(*where)


def _newest(query: sa.Select[Any], then: Sequence[str], *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """In order, the newest first, those of which the conditions `then` hold.

    They are dear: PostgreSQL asks them of one document after another, until there are enough.
    """
    query = query.order_by(_columns.day.desc(), _columns.document_id.desc())
    if not then:
        return query
    # OFFSET 0 keeps the conditions from being asked before the documents are in order.
    ordered = query.add_columns(_columns.titles, _columns.text).offset(sa.literal_column("0")).subquery("search_texts")
    named = [sa.literal_column(f"search_texts.{column.name}", column.type) for column in (*_ROW, *more)]
    return sa.select(*named).select_from(ordered).where(*map(sa.text, then))


def _whole(conditions: Conditions, term: Term, how: How) -> str:
    whole = conditions.is_whole(term, "looked")
    return whole if how == "looked" else f"({conditions.is_whole(term, 'candidates')} AND {whole})"


def _is_among(ids: Collection[int]) -> sa.ColumnElement[bool]:
    return _columns.document_id == sa.any_(sa.cast(list(ids), ARRAY(sa.Integer)))


def ordinal(day: date | None) -> int:
    """A day as a number for a place in the results; 0 for none."""
    return day.toordinal() if day else 0


def older(after: Place) -> sa.ColumnElement[bool]:
    """Comes after this place among documents, the newest first, those without a day last."""
    _, day, document_id = after
    if not day:
        return sa.and_(DAY.is_(None), documents.c.id < document_id)
    on = date.fromordinal(day)
    return sa.or_(on > DAY, sa.and_(DAY.in_((on,)), documents.c.id < document_id), DAY.is_(None))


def _older(after: Place) -> sa.ColumnElement[bool]:
    return sa.tuple_(_columns.day, _columns.document_id) < sa.tuple_(after[1], after[2])
