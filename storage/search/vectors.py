"""Vectors of titles, for the search by meaning: what is missing, what is there, and what is new since."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import documents, revisions, vectors

_newest = sa.select(sa.func.coalesce(sa.func.max(revisions.c.id), 0)).where(revisions.c.document_id == documents.c.id)
_missing = (
    sa.select(documents.c.id, documents.c.title, _newest.scalar_subquery().label("revision"))
    .select_from(documents.outerjoin(vectors, vectors.c.document_id == documents.c.id))
    .where(
        documents.c.stage != "news",
        sa.or_(
            vectors.c.document_id.is_(None),
            vectors.c.recipe != sa.bindparam("recipe"),
            vectors.c.revision < _newest.scalar_subquery(),
        ),
    )
    .order_by(documents.c.id)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Titled:
    """A document whose title is to be encoded."""

    id: int
    title: str
    revision: int
    """Its newest."""


def missing(connection: Connection, recipe: str, most: int) -> list[Titled]:
    """Documents whose vectors by this recipe are not there or older than their newest revision, at most so many."""
    return [Titled(*row) for row in connection.execute(_missing, {"recipe": recipe, "most": most})]


def store(connection: Connection, recipe: str, made: Sequence[tuple[Titled, bytes]]) -> None:
    """Writes the vectors of documents."""
    # A document that was merged away meanwhile has no row to hang a vector on.
    ids = [one.id for one, _ in made]
    there = set(connection.execute(sa.select(documents.c.id).where(documents.c.id.in_(ids))).scalars())
    last = last_number(connection)
    connection.execute(sa.delete(vectors).where(vectors.c.document_id.in_(ids)))
    # Higher than any before, also where the row of the highest is gone with its document.
    number = max(last, time.time_ns() // 1_000_000)
    rows = [
        {"document_id": one.id, "number": number + at, "recipe": recipe, "revision": one.revision, "vector": vector}
        for at, (one, vector) in enumerate(made, 1)
        if one.id in there
    ]
    if rows:
        connection.execute(sa.insert(vectors), rows)


def last_number(connection: Connection) -> int:
    """The number of the vector that was stored last; 0 where there is none."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(vectors.c.number), 0))).scalar_one())


def after(
    connection: Connection, recipe: str, number: int, most: int
) -> Iterator[tuple[int, Sequence[tuple[int, bytes]]]]:
    """Ids and vectors stored behind this number, `most` at a time, and the number of the last of them."""
    table = vectors.c
    while True:
        query = sa.select(table.number, table.document_id, table.vector).order_by(table.number).limit(most)
        rows = connection.execute(query.where(table.number > number, table.recipe == recipe)).all()
        if not rows:
            return
        number = rows[-1].number
        yield number, [(row.document_id, row.vector) for row in rows]
