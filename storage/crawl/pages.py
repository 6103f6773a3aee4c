"""What is known of each page: its titles in listings, when it is fetched again, whether it is gone.

All moments are aware; all functions but `due` need a `write()` connection.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.addresses import comparable
from parsers.extraction import Entry
from storage import changes
from storage.crawl.listing_entries import entry_from_json, entry_to_json
from storage.crawl.revisits import BEYOND, FAILED_A_FORTNIGHT, due_at, wait_after
from storage.documents import lookup_columns
from storage.resolution.merging import choose_address
from storage.schema import documents, pages
from storage.texts import storable_text

log = logging.getLogger(__name__)

Reason = Literal["new", "changed", "due", "failed"]

MOST_DUE = 200
"""Pages that one crawl of a source looks at again, however long no crawl ran; the next goes on with the rest."""

LONGEST_ADDRESS = 2000
"""Characters; what is longer is no address of a notice, and no index of PostgreSQL takes it."""

JUST_READ = timedelta(hours=1)
"""A page read so lately is not fetched again because a second column lists it under another title."""


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A page to fetch, why, and the validators that its site gave with the last answer."""

    entry: Entry
    reason: Reason
    etag: str | None = None
    last_modified: str | None = None


def pages_to_fetch(connection: Connection, source: str, entries: Sequence[Entry], now: datetime) -> list[PendingPage]:
    """Which entries of a listing page to fetch, in its order: new, changed or failed; `due` gives the pages that are
    due.

    Records every entry, so that a killed crawl finds them again, and so that an address which several columns list
    under different titles counts as changed only when a title or day is really new.
    """
    urls = [comparable(entry.url) for entry in entries]
    rows = {row.url: row for row in _rows(connection, urls)}
    pending: dict[str, PendingPage] = {}
    fresh: dict[str, dict[str, Any]] = {}
    for entry in entries:
        url = comparable(entry.url)
        if url in pending:
            continue
        if len(entry.url) > LONGEST_ADDRESS:
            log.warning("passed over: an address of %d characters, %s…", len(entry.url), entry.url[:80])
            continue
        row = rows.get(url)
        if row is None:
            if url not in fresh:
                fresh[url] = _new_row(source, entry, now)
                pending[url] = PendingPage(entry, "new")
        elif reason := _reason(connection, row, entry, now):
            etag, last_modified = (row.etag, row.last_modified) if reason != "changed" else (None, None)
            pending[url] = PendingPage(entry, reason, etag, last_modified)
    if fresh:
        connection.execute(sa.insert(pages), list(fresh.values()))
    return list(pending.values())


def due(connection: Connection, source: str, now: datetime, limit: int = MOST_DUE) -> list[PendingPage]:
    """Pages of a source that are due, the longest due first, but before them the pages that were listed and never
    read."""
    query = (
        sa.select(pages, documents.c.title)
        .join(documents, documents.c.id == pages.c.document_id, isouter=True)
        .where(pages.c.source == source, sa.or_(pages.c.due_at <= now, pages.c.due_at > now + BEYOND))
        .order_by(pages.c.document_id.is_not(None), pages.c.due_at, pages.c.id)
        .limit(limit)
    )
    return [
        PendingPage(
            entry_from_json(row.entry) if row.entry else Entry(row.url, row.title or "", row.published_on),
            "due" if row.document_id and not row.failures else _why_unread(row),
            row.etag,
            row.last_modified,
        )
        for row in connection.execute(query)
    ]


def failed(connection: Connection, source: str, url: str, entry: Entry | None, why: str, now: datetime) -> None:
    """Notes that a page could not be had or read. What is held of it stays; the next crawl tries again."""
    row = _row(connection, url)
    if row is None:
        values = _new_row(source, entry or Entry(url=url, title=""), now)
        page_id = connection.execute(sa.insert(pages).values(values).returning(pages.c.id)).scalar_one()
        failures = 1
    else:
        page_id, failures = row.id, row.failures + 1
    again = now + wait_after(failures)
    values = {"failures": failures, "failed_at": now, "failed_why": storable_text(why), "due_at": again}
    if entry is not None:
        values["entry"] = entry_to_json(entry)
    connection.execute(sa.update(pages).where(pages.c.id == page_id).values(values))


def lost_for_good(failures: int, failed_why: str | None, why: str) -> bool:
    """Whether a page that says nothing of its document failed for a fortnight, the last time for this reason too.

    Sites that answer 200 for a page they took down show an empty template for ever; maintenance passes.
    """
    return failures >= FAILED_A_FORTNIGHT and why in (failed_why or "")


def gone(connection: Connection, source: str, url: str, why: str, now: datetime) -> bool:
    """Marks a held page as gone since now: 404, 410, redirected to the home page, `lost_for_good`.

    The document is withdrawn when no page holds it any more. False where the page was never held (then nothing is
    written) or is known to be gone.
    """
    row = _row(connection, url)
    if row is None or row.document_id is None:
        return False
    values = {"checked_at": now, "due_at": due_at(url, row.published_on, row.gone_at or now, now), "failures": 0}
    if row.gone_at is not None:
        connection.execute(sa.update(pages).where(pages.c.id == row.id).values(values))
        return False
    values |= {"gone_at": now, "gone_why": storable_text(why), "returned_at": None}
    connection.execute(sa.update(pages).where(pages.c.id == row.id).values(values))
    others = sa.select(sa.func.count()).where(pages.c.document_id == row.document_id, pages.c.gone_at.is_(None))
    if connection.execute(others).scalar_one():
        choose_address(connection, row.document_id)
    else:
        connection.execute(sa.update(documents).where(documents.c.id == row.document_id).values(gone_at=now))
        changes.add(connection, "withdrawn", row.document_id, row.source, url, now)
    return True


def not_modified(connection: Connection, source: str, url: str, now: datetime) -> None:
    """Notes that the site confirmed the page as it is held (304)."""
    row = _row(connection, url)
    if row is None:
        return
    values = {"checked_at": now, "failures": 0, "due_at": due_at(url, row.published_on, row.changed_at, now)}
    connection.execute(sa.update(pages).where(pages.c.id == row.id).values(values))


def listed_with(listed: str | None, entry: Entry) -> str | None:
    """The pairs of title and day under which listings showed a page, with this row's; None where it is among them."""
    pairs = json.loads(listed) if listed else []
    pair = [storable_text(entry.title), entry.published_on.isoformat() if entry.published_on else None]
    return None if pair in pairs else json.dumps([*pairs, pair], ensure_ascii=False)


def _reason(connection: Connection, row: Row[Any], entry: Entry, now: datetime) -> Reason | None:
    reason: Reason | None = None
    is_unread = row.document_id is None or row.failures
    if is_unread and (row.due_at <= now or row.due_at > now + BEYOND):
        reason = _why_unread(row)
    if listed := listed_with(row.listed, entry):
        values: dict[str, Any] = {"listed": listed, "entry": entry_to_json(entry)}
        read_before = row.checked_at is not None and abs(now - row.checked_at) > JUST_READ
        if row.document_id and row.listed and read_before:
            reason = "changed"
            values["due_at"] = now  # stays so until it was read, whatever becomes of this crawl
        connection.execute(sa.update(pages).where(pages.c.id == row.id).values(values))
    return reason


def _why_unread(row: Row[Any]) -> Reason:
    return "failed" if row.failures else "new"


def _new_row(source: str, entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "url": comparable(entry.url),
        "source": source,
        "first_seen_at": now,
        "due_at": now,
        "published_on": entry.published_on,
        "listed": listed_with(None, entry),
        "entry": entry_to_json(entry),
        "failures": 0,
    } | lookup_columns.of_address(entry.url)


def _row(connection: Connection, url: str) -> Row[Any] | None:
    return connection.execute(sa.select(pages).where(pages.c.url == comparable(url))).first()


def _rows(connection: Connection, urls: Sequence[str]) -> Sequence[Row[Any]]:
    return connection.execute(sa.select(pages).where(pages.c.url.in_(urls))).all() if urls else []
