"""The index of SQLite (`fts5`) or of PostgreSQL, and the hits of a search. `searcher` finds them.

A search equals a scan of title, issued title, body and every page of every attached file for the same pieces of text
(`expression.fold` says what counts as the same; no piece crosses two pages). The index is written in the transaction
that writes the document or the text of its file.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.documents.filters import DAY
from storage.schema import documents
from storage.search import fts5

Order = Literal["best", "newest"]

INDEXED = frozenset(
    "title issued_title body document_number issuing_bodies published_on written_on attachments".split()
)
"""Fields of a record that the index holds; of attachments their text."""

_PLACE = re.compile(r"([0-2])\.([0-9]{1,7})\.([0-9]{1,10})")


class BadPlace(ValueError):
    """A place in the results that no search ever gave."""


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
        fts5.add(connection, document_id, new)
    else:
        fts5.index(connection, [document_id])


def forget(connection: Connection, document_id: int) -> None:
    """Takes a document out of the index; to be called before its row goes."""
    if connection.dialect.name == "sqlite":
        fts5.forget(connection, document_id)


def later_than(place: tuple[int, int, int]) -> sa.ColumnElement[bool]:
    """Comes after this place among `documents` of its rank, the newest first, those without a day last."""
    _, day, document_id = place
    if not day:
        return sa.and_(DAY.is_(None), documents.c.id < document_id)
    on = date.fromordinal(day)
    return sa.or_(on > DAY, sa.and_(DAY.in_((on,)), documents.c.id < document_id), DAY.is_(None))


def place_of(rank: int, day: date | None, document_id: int) -> str:
    """The place of a hit in the results; the day as a number (`date.toordinal`), 0 for none."""
    return f"{rank}.{day.toordinal() if day else 0}.{document_id}"


def read_place(text: str | None) -> tuple[int, int, int] | None:
    """Rank, day and id of a hit's `place`. Raises BadPlace."""
    if text is None:
        return None
    match = _PLACE.fullmatch(text)
    if not match or int(match[2]) > 3_652_059 or int(match[3]) >= 2**31:  # the last day that a date can be
        raise BadPlace(f"not a place in the results: {text!r}")
    return int(match[1]), int(match[2]), int(match[3])
