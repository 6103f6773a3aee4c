"""What a writer holds of a document: itself, and all that it or what it names is found by (`storage.locking`)."""

from collections.abc import Callable, Collection
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.record import PolicyDocument
from storage import locking
from storage.resolution import matching
from storage.resolution.normalization import instrument_key, title_key
from storage.schema import documents, pages, relations

T = TypeVar("T", bound=Collection[int])

_home = sa.select(pages.c.document_id).where(pages.c.url == sa.bindparam("url"))
_ids: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
_KEYS = (pages.c.title_key, pages.c.issued_key, pages.c.instrument_key, pages.c.number_key, pages.c.text_key)
_found_by = sa.select(documents.c.document_number, *_KEYS)
_found_by = _found_by.join(pages, pages.c.document_id == documents.c.id).where(documents.c.id.in_(_ids))
_named = sa.select(relations.c.document_number, relations.c.title_key).where(relations.c.document_id.in_(_ids))


def hold_record(connection: Connection, record: PolicyDocument, url: str) -> None:
    """Holds the page at `url` with its document, what this record of it is found by, and what it names."""
    if locking.concurrent_transaction(connection) is None:
        return
    keys = matching.keys_of(record)
    titles = [keys.title, keys.issued, instrument_key(record.title)]
    locking.hold(connection, page=[url], number=[record.document_number], title=titles, key=[keys.number, keys.text])
    named = record.relations
    numbers = [item.document_number for item in named]
    titles = [(instrument_key if item.kind == "draft_of" else title_key)(item.title) for item in named if item.title]
    files = [comparable(item.url) for item in record.attachments]
    locking.hold(connection, alone=False, number=numbers, title=titles, file=files)
    hold_documents(connection, lambda: list(filter(None, connection.execute(_home, {"url": url}).scalars())))


def hold_documents(connection: Connection, read: Callable[[], T]) -> T:
    """The documents that are read, and read again until nobody else writes them, what they are found by and name."""
    found = read()
    while (state := locking.concurrent_transaction(connection)) is not None and (new := [*set(found) - state.whole]):
        if locking.hold(connection, document=new):
            found = read()
        rows = connection.execute(_found_by, {"ids": new}).all()
        titles = [key for row in rows for key in (row.title_key, row.issued_key, row.instrument_key)]
        keys = [key for row in rows for key in (row.number_key, row.text_key)]
        locking.hold(connection, number=[row.document_number for row in rows], title=titles, key=keys)
        named = connection.execute(_named, {"ids": new}).all()
        numbers = [row.document_number for row in named]
        locking.hold(connection, alone=False, number=numbers, title=[row.title_key for row in named])
        state.whole.update(new)
    return found
