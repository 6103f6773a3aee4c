"""The index of SQLite (`fts5`) or of PostgreSQL. `searcher` finds what it holds.

A search equals a scan of title, issued title, body and every page of every attached file for the same pieces of text
(`expression.fold` says what counts as the same; no piece crosses two pages). The index is written in the transaction
that writes the document or the text of its file.
"""

from collections.abc import Collection, Sequence

from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.search import fts5, postgresql
from storage.search.expression import Expression, Term

INDEXED = frozenset(
    "title issued_title body document_number issuing_bodies published_on written_on attachments".split()
)
"""Fields of a record that the index holds; of attachments their text."""


def index(connection: Connection, document_id: int, new: PolicyDocument | None = None) -> None:
    """Brings the index up to a document as it now stands; to be called in the transaction that wrote it.

    `new`: the record of a document that was never indexed, so that it need not be read back.
    """
    if connection.dialect.name != "sqlite":  # triggers do it
        return
    if new is not None:
        fts5.add(connection, document_id, new)
    else:
        fts5.index(connection, [document_id])


def forget(connection: Connection, document_id: int) -> None:
    """Takes a document out of the index; to be called before its row goes."""
    if connection.dialect.name == "sqlite":
        fts5.forget(connection, document_id)


def ids(connection: Connection, expression: Expression, *, only_titles: bool = False) -> Sequence[int]:
    """The documents of which an expression holds, or of whose titles it holds; one may stand there twice."""
    if connection.dialect.name == "sqlite":
        return fts5.ids(connection, expression, only_titles=only_titles)
    return postgresql.ids(connection, expression, only_titles=only_titles)


def is_held(connection: Connection, expression: Expression) -> bool:
    """Whether an expression holds of a document that is no news."""
    if connection.dialect.name == "sqlite":
        return fts5.is_held(connection, expression)
    return postgresql.is_held(connection, expression)


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The documents whose title, issued title or number is what is looked for, compared as searches compare."""
    if connection.dialect.name == "sqlite":
        return fts5.whole_ids(connection, term)
    return postgresql.whole_ids(connection, term)


def in_titles(connection: Connection, pieces: Collection[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in the title or in the issued title, `most` of them at most, in no
    order."""
    if connection.dialect.name == "sqlite":
        return fts5.in_titles(connection, list(pieces), most)
    return postgresql.in_titles(connection, list(pieces), most)
