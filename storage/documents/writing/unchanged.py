"""Unchanged pages: recognised by the digest of their record, without a transaction, and noted many at once.

A crawl that is killed before it noted them loses nothing: they are still due, and are fetched once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl import captures
from storage.crawl.captures import CaptureFacts
from storage.crawl.pages import Held
from storage.crawl.revisits import due_at
from storage.documents.writing import serialize
from storage.schema import pages
from storage.statements import Prepared

_FACTS = ("checked_at", "due_at", "published_on", "etag", "last_modified")
_note = Prepared(
    sa.update(pages)
    # A page that was read anew meanwhile, as by a reparse, is not the one that was looked at.
    .where(pages.c.id == sa.bindparam("this_id"), pages.c.digest == sa.bindparam("held_digest"))
    .values({name: sa.bindparam(name) for name in _FACTS}),
    (*_FACTS, "this_id", "held_digest"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a page that brought nothing new."""

    held: Held
    url: str
    at: datetime
    published_on: date | None
    etag: str | None
    last_modified: str | None
    answered: str
    """The address that answered."""
    capture: CaptureFacts | None


def same(
    held: Held, document: PolicyDocument, capture: CaptureFacts | None, entry: Entry, now: datetime
) -> Look | None:
    """The look, where a page gave the very record that is held of it; None where it has to be saved."""
    document, _ = serialize.storable(document)
    if serialize.digest(document) != held.digest:
        return None
    etag, last_modified = (capture.etag, capture.last_modified) if capture else (held.etag, held.last_modified)
    published_on = document.published_on or entry.published_on
    return Look(held, entry.url, now, published_on, etag, last_modified, document.url, capture)


def confirmed(held: Held, url: str, now: datetime) -> Look:
    """The look at a page that the site confirmed as unchanged (304)."""
    return Look(held, url, now, held.published_on, held.etag, held.last_modified, url, None)


def note(connection: Connection, looks: Sequence[Look]) -> None:
    """Writes that these pages were looked at, and the answers that came."""
    _note.run_many(
        connection,
        [
            {
                "checked_at": look.at,
                "due_at": due_at(look.url, look.published_on, look.held.changed_at, look.at),
                "published_on": look.published_on,
                "etag": look.etag,
                "last_modified": look.last_modified,
                "this_id": look.held.page_id,
                "held_digest": look.held.digest,
            }
            for look in looks
        ],
    )
    captures.add(connection, [(look.held.page_id, look.answered, look.capture) for look in looks if look.capture])
