"""Finds documents by words of their texts: one interface over the indexes of SQLite (`fts5`) and of PostgreSQL.

A search equals a scan of title, issued title, body and every page of every attached file for the same pieces of text
(`expression.fold` says what counts as the same; no piece crosses two pages). The index is written in the transaction
that writes the document or the text of its file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.documents.filters import DAY, UNFILTERED, Filters
from storage.schema import documents
from storage.search import fts5, postgresql
from storage.search.expression import Expression
from storage.search.postgresql import pages as postgresql_pages
from storage.search.ranks import IN_TEXT, IN_TITLE, WHOLE

Order = Literal["best", "newest"]

INDEXED = frozenset(
    "title issued_title body document_number issuing_bodies published_on written_on attachments".split()
)
"""Fields of a record that the index holds; of attachments their text."""

HITS_PER_SEARCH = 20_000
"""Hits read at once where a search is read whole: fewer than the 32,766 values that a statement of SQLite takes."""

_PLACE = re.compile(r"([0-2])\.([0-9]{1,7})\.([0-9]{1,10})")


class BadPlace(ValueError):
    """A place in the results that `search` never gave."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that was found."""

    document_id: int
    rank: int
    """WHOLE, IN_TITLE or IN_TEXT; IN_TEXT for all where the newest are wanted, or there are no words."""
    place: str
    """Where it stands in the results: what to go on after."""


def index(connection: Connection, document_id: int, new: PolicyDocument | None = None) -> None:
    """Brings the index up to a document as it now stands; to be called in the transaction that wrote it.

    `new`: the record of a document that was never indexed, so that it need not be read back.
    """
    if connection.dialect.name != "sqlite":  # triggers do it
        return
    if new is not None:
        fts5.INDEX.add(connection, document_id, new)
    else:
        fts5.INDEX.index(connection, [document_id])


def forget(connection: Connection, document_id: int) -> None:
    """Takes a document out of the index; to be called before its row goes."""
    if connection.dialect.name == "sqlite":
        fts5.INDEX.forget(connection, document_id)


def search(
    connection: Connection,
    expression: Expression | None,
    filters: Filters | None = None,
    *,
    order: Order = "best",
    limit: int = 20,
    after: str | None = None,
) -> list[Hit]:
    """The documents that an expression holds of and that pass the filters.

    `best`: first the document of that title or number, then those with the words in a title, then in the text, each the
    newest first. `after`: go on behind this hit's `place`, wherever documents arrived meanwhile. Raises BadPlace.
    """
    conditions = UNFILTERED if filters is None or filters == Filters() else filters.conditions()
    place = read_place(after)
    if expression is None:
        return _newest(connection, conditions, place, limit)
    ranks = (WHOLE, IN_TITLE, IN_TEXT) if order == "best" else (IN_TEXT,)
    hits = fts5.hits if connection.dialect.name == "sqlite" else postgresql_pages.hits
    found = hits(connection, expression, conditions, ranks, place, limit)
    return [Hit(document_id, rank, f"{rank}.{day}.{number}") for document_id, (rank, day, number) in found]


def each(
    connection: Connection,
    expression: Expression,
    filters: Filters | None = None,
    *,
    order: Order = "best",
    limit: int | None = None,
) -> Iterator[int]:
    """The ids of all documents that `search` finds, or of the first `limit`, in its order, read a batch at a time."""
    after, left = None, limit
    while left is None or left > 0:
        batch = HITS_PER_SEARCH if left is None else min(left, HITS_PER_SEARCH)
        hits = search(connection, expression, filters, order=order, limit=batch, after=after)
        yield from (hit.document_id for hit in hits)
        if len(hits) < batch:
            return
        after, left = hits[-1].place, None if left is None else left - batch


def count(connection: Connection, expression: Expression | None, filters: Filters | None = None) -> int:
    """How many documents `search` finds in all."""
    query = sa.select(sa.func.count()).select_from(documents).where(*conditions_of(connection, expression, filters))
    return connection.execute(query).scalar_one()


def ids(connection: Connection, expression: Expression) -> Sequence[int]:
    """The ids of all documents of which an expression holds, in no order."""
    ids_of = fts5.ids if connection.dialect.name == "sqlite" else postgresql.ids
    return ids_of(connection, expression)


def conditions_of(
    connection: Connection, expression: Expression | None, filters: Filters | None = None
) -> list[sa.ColumnElement[bool]]:
    """What `search` finds, as conditions on the table `documents`."""
    conditions = (filters or Filters()).conditions()
    if expression is not None:
        engine = fts5 if connection.dialect.name == "sqlite" else postgresql
        conditions.append(engine.holds(connection, expression))
    return conditions


def _newest(
    connection: Connection,
    conditions: Sequence[sa.ColumnElement[bool]],
    after: tuple[int, int, int] | None,
    limit: int,
) -> list[Hit]:
    query: sa.Select[Any] = sa.select(documents.c.id, DAY).where(*conditions)
    if after:
        query = query.where(postgresql_pages.older(after))
    query = query.order_by(DAY.desc().nulls_last(), documents.c.id.desc()).limit(limit)
    return [
        Hit(row[0], IN_TEXT, f"{IN_TEXT}.{postgresql_pages.ordinal(row[1])}.{row[0]}")
        for row in connection.execute(query)
    ]


def read_place(text: str | None) -> tuple[int, int, int] | None:
    """Rank, day and id of a hit's `place`. Raises BadPlace."""
    if text is None:
        return None
    found = _PLACE.fullmatch(text)
    if not found or int(found[2]) > 3_652_059 or int(found[3]) >= 2**31:  # the last day that a date can be
        raise BadPlace(f"not a place in the results: {text!r}")
    return int(found[1]), int(found[2]), int(found[3])
