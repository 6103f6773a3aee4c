"""What is known of each attached file: which are to be fetched, whether one is gone, when it is looked at again.

A file is known by its address, however many documents link to it. It is registered when a document that links to it is
written, so that a crawl that is killed leaves it due. All moments are aware; all functions but `due` need a `write()`
connection.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.addresses import comparable
from parsers.record import PolicyDocument
from storage.crawl.revisits import BEYOND, due_at, wait_after
from storage.schema import attachments, documents, files
from storage.texts import storable_text

FileReason = Literal["new", "due", "failed"]

MOST_DUE = 500
"""Files that one crawl of a source fetches beside those of the notices that it reads; the next goes on."""

LONGEST_ADDRESS = 2000
"""Characters; what is longer is no address of a file (`data:`), and no index of PostgreSQL takes it."""


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file to fetch, why, and the validators that its site gave with the last answer."""

    file_id: int
    url: str
    """As the page links to it."""
    page_url: str
    """The page that links to it: the Referer of the request."""
    title: str
    """The words of the link."""
    reason: FileReason
    sha256: str | None = None
    """Of what is held of it."""
    etag: str | None = None
    last_modified: str | None = None


_by_id = sa.select(files).where(files.c.id == sa.bindparam("id"))
_known = sa.select(files.c.url, files.c.id).where(files.c.url.in_(sa.bindparam("urls", expanding=True)))


def register(connection: Connection, record: PolicyDocument, now: datetime) -> dict[str, int]:
    """Gives the ids of the attached files of a document by their addresses as compared; new ones are due now.

    Files of news are not fetched and have no id, nor has what is too long for an address.
    """
    if record.stage == "news" or not record.attachments:
        return {}
    printed = {comparable(item.url): item.url for item in record.attachments if len(item.url) <= LONGEST_ADDRESS}
    known: dict[str, int] = {row.url: row.id for row in connection.execute(_known, {"urls": list(printed)})}
    for url, address in printed.items():
        if url not in known:
            row = {
                "url": url,
                "printed_url": address,
                "page_url": record.url,
                "source": record.source,
                "first_seen_at": now,
                "due_at": now,
                "published_on": record.published_on,
                "failures": 0,
            }
            known[url] = int(connection.execute(sa.insert(files).returning(files.c.id), row).scalar_one())
    return known


def due(
    connection: Connection, source: str, now: datetime, limit: int, without: Collection[int] = ()
) -> list[PendingFile]:
    """Files of a source that are to be fetched or looked at again: those of which nothing is held first, then those
    that waited longest. Files that no document links to any more are left out, as are those of `without`."""
    title = (
        sa.select(attachments.c.title)
        .where(attachments.c.file_id == files.c.id)
        .order_by(attachments.c.document_id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(files, title.label("title"))
        .where(
            files.c.source == source,
            files.c.skip_reason.is_(None),
            files.c.id.not_in(without),
            sa.or_(_is_due(now), files.c.due_at > now + BEYOND),
            sa.exists().where(attachments.c.file_id == files.c.id),
        )
        .order_by(files.c.sha256.is_not(None), files.c.due_at, files.c.id)
        .limit(limit)
    )
    return [_pending(row) for row in connection.execute(query)]


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    """Due by the clock; or never requested, however the clock was set when the file was registered."""
    return sa.or_(files.c.due_at <= now, sa.and_(files.c.sha256.is_(None), files.c.failures == 0))


def of_documents(connection: Connection, document_ids: Collection[int], now: datetime) -> list[PendingFile]:
    """The files of these documents of which nothing is held and which are due, in the order of their attachments."""
    query = (
        sa.select(files, attachments.c.title)
        .join(attachments, attachments.c.file_id == files.c.id)
        .where(
            attachments.c.document_id.in_(document_ids),
            files.c.sha256.is_(None),
            files.c.skip_reason.is_(None),
            _is_due(now),
        )
        .order_by(attachments.c.document_id, attachments.c.position)
    )
    pending: dict[int, PendingFile] = {}
    for row in connection.execute(query):
        pending.setdefault(row.id, _pending(row))
    return list(pending.values())


def files_to_skip(connection: Connection, source: str, why: Callable[[str], str | None]) -> dict[int, str | None]:
    """The files of a source whose reason to be skipped changes, each with the new reason.

    `why`: the reason for an address as printed; None where the file is to be fetched.
    """
    query = sa.select(files.c.id, files.c.printed_url, files.c.skip_reason)
    query = query.where(files.c.source == source, files.c.skipped_for_good.is_not(True))
    return {row.id: reason for row in connection.execute(query) if (reason := why(row.printed_url)) != row.skip_reason}


def record_skipped_files(connection: Connection, source: str, reasons: Mapping[int, str | None]) -> None:
    """Notes why files of a source are left alone; None: they are not. Those of another source are left to its crawl."""
    for file_id, why in reasons.items():
        own = sa.update(files).where(files.c.id == file_id, files.c.source == source)
        connection.execute(own.values(skip_reason=why))


def leave_for_good(connection: Connection, file_id: int, why: str) -> None:
    """Notes why a file is never requested again, whatever is set."""
    _update(connection, file_id, {"skip_reason": why, "skipped_for_good": True})


def failed(connection: Connection, file_id: int, why: str, now: datetime) -> int:
    """Notes that a file could not be had; gives how often in a row. What is held of it stays; a later crawl tries
    again."""
    row = file_row(connection, file_id)
    failures = row.failures + 1
    values = {"failures": failures, "failed_at": now, "failed_why": storable_text(why)}
    _update(connection, file_id, values | {"due_at": now + wait_after(failures)})
    return int(failures)


def not_modified(connection: Connection, file_id: int, now: datetime) -> None:
    """Notes that the site confirmed the file as it is held."""
    row = file_row(connection, file_id)
    _update(connection, file_id, {"checked_at": now, "failures": 0, "due_at": next_look(row, row.changed_at, now)})


def next_look(row: Row[Any], changed_at: datetime | None, now: datetime) -> datetime:
    """When a file is looked at again: as often as a page of its age."""
    return due_at(row.url, row.published_on, changed_at, now)


def documents_of(connection: Connection, file_id: int) -> list[int]:
    """The documents that link to a file."""
    query = sa.select(documents.c.id).join(attachments, attachments.c.document_id == documents.c.id)
    query = query.where(attachments.c.file_id == file_id).distinct().order_by(documents.c.id)
    return list(connection.execute(query).scalars())


def _pending(row: Row[Any]) -> PendingFile:
    reason: FileReason = "failed" if row.failures else "due" if row.sha256 else "new"
    return PendingFile(
        row.id, row.printed_url, row.page_url, row.title or "", reason, row.sha256, row.etag, row.last_modified
    )


def file_row(connection: Connection, file_id: int) -> Row[Any]:
    """What is known of a file."""
    return connection.execute(_by_id, {"id": file_id}).one()


def _update(connection: Connection, file_id: int, values: dict[str, Any]) -> None:
    connection.execute(sa.update(files).where(files.c.id == file_id).values(values))
