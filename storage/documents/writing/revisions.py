"""What a document was before it changed: stored with what changed, so that every version can be shown again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import changes, documents, revisions

RevisionKind = Literal["crawled", "reparsed", "merged", "judged", "read"]
"""The page was edited · a newer parser read the same page · a further page of the document brought better values · a
person judged that a page is not of the document · an attached file was read for the first time."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in the history of a document."""

    document_id: int
    number: int
    """1 is the first change: version 1 is what stood before it, version 2 what stood after it."""
    kind: RevisionKind
    revised_at: datetime
    page_url: str
    fields: Mapping[str, Mapping[str, Any]]
    """{field: {"old": …, "new": …}}, values as in the record's JSON."""


_next = sa.select(sa.func.count() + 1).where(revisions.c.document_id == sa.bindparam("owner_id"))
_insert = sa.insert(revisions).values(number=_next.scalar_subquery())


def add(
    connection: Connection,
    document_id: int,
    kind: RevisionKind,
    page_url: str,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """Writes the next revision of a document."""
    values = {"document_id": document_id, "kind": kind, "revised_at": now, "page_url": page_url, "fields": fields}
    connection.execute(_insert, values | {"owner_id": document_id})


def of(connection: Connection, document_id: int) -> list[Revision]:
    """The revisions of a document, oldest first; those of documents that were found to be this one come before."""
    merged = sa.select(changes.c.other_id).where(
        changes.c.kind == "merged",
        changes.c.document_id == document_id,
        ~sa.exists().where(documents.c.id == changes.c.other_id),  # it was found not to be this one after all
    )
    ids = [number for number in connection.execute(merged).scalars() if number is not None]
    earlier = [revision for number in ids if number != document_id for revision in of(connection, number)]
    columns = [column for column in revisions.c if column.name != "id"]
    query = sa.select(*columns).where(revisions.c.document_id == document_id).order_by(revisions.c.number)
    return [*earlier, *(Revision(**row._mapping) for row in connection.execute(query))]


def holding(connection: Connection, words: Sequence[str], most: int) -> list[int]:
    """Ids of documents with a revision that holds all of these words in its old or new values; the newest first.

    The words are letters, digits and Chinese characters alone, which JSON writes as they are.
    """
    text = sa.cast(revisions.c.fields, sa.Text)
    place = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos
    query = sa.select(revisions.c.document_id).where(*(place(text, word) > 0 for word in words))
    query = query.group_by(revisions.c.document_id).order_by(sa.func.max(revisions.c.id).desc()).limit(most)
    return list(connection.execute(query).scalars())
