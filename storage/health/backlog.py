"""What the database says of a source beyond its runs: a crawl going on, pages that fail or wait, documents missed.

`missed`: a document that gov.cn reposts, whose first issuer is a ministry whose own lists never showed it: one of those
lists has stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.crawl import leases
from storage.schema import documents, issuing_bodies, pages
from storage.schema import leases as leases_table

MISSED_AFTER = timedelta(days=7)
"""A ministry may print its document so long after gov.cn did."""
MISSED_WITHIN = timedelta(days=120)
"""Older documents show nothing of a list that stops now."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many, one of them by name, and since when."""

    number: int = 0
    example: str = ""
    since: datetime | None = None


def is_running(connection: Connection, source: str, now: datetime) -> bool:
    """Whether a crawl of the source is going on: its lease is held, and was beaten lately."""
    query = sa.select(leases_table.c.beat_at).where(leases_table.c.name == leases.crawl_of(source))
    beat = connection.execute(query).scalar_one_or_none()
    return beat is not None and abs(now - beat) <= leases.DEAD_AFTER


def failing(connection: Connection, source: str, before: datetime) -> Backlog:
    """Pages whose last answer could not be had or read, and that were requested before this moment only."""
    columns = (pages.c.url, pages.c.failed_why, pages.c.checked_at, pages.c.first_seen_at)
    query = sa.select(*columns).where(
        pages.c.source == source, pages.c.failures > 0, pages.c.failed_at < before, pages.c.gone_at.is_(None)
    )
    rows = connection.execute(query.order_by(pages.c.failed_at, pages.c.id)).all()
    if not rows:
        return Backlog()
    since = min(row.checked_at or row.first_seen_at for row in rows)
    return Backlog(len(rows), rows[0].failed_why or rows[0].url, since)


def waiting(connection: Connection, source: str, now: datetime, patience: timedelta) -> Backlog:
    """Pages whose time to be looked at came longer ago than `patience`; those that fail are in `failing`."""
    where = (pages.c.source == source, pages.c.failures == 0, pages.c.due_at < now - patience)
    number, since = connection.execute(sa.select(sa.func.count(), sa.func.min(pages.c.due_at)).where(*where)).one()
    if not number:
        return Backlog()
    example = connection.execute(sa.select(pages.c.url).where(*where).order_by(pages.c.due_at, pages.c.id).limit(1))
    return Backlog(number, str(example.scalar_one()), since)


def missed(
    connection: Connection, source: str, sources: Sequence[str], now: datetime, start: date | None = None
) -> Backlog:
    """Documents whose first issuer is the source's ministry and that only other sources' pages hold.

    A source is named like its ministry in `agencies`. Counted are drafts and documents in force, published within
    MISSED_WITHIN and longer than MISSED_AFTER ago, and not before `start`, the day at which its crawls end.
    """
    today = now.date()
    first = max(filter(None, (today - MISSED_WITHIN, start)))
    own = sa.select(pages.c.id).where(pages.c.document_id == documents.c.id, pages.c.source == source)
    query = (
        sa.select(documents.c.title, documents.c.url, documents.c.first_seen_at)
        .join(issuing_bodies, (issuing_bodies.c.document_id == documents.c.id) & (issuing_bodies.c.position == 0))
        .where(
            issuing_bodies.c.agency_id == source,
            documents.c.source.in_([name for name in sources if name != source]),
            documents.c.stage.in_(("final", "draft")),
            documents.c.published_on.between(first, today - MISSED_AFTER),
            ~sa.exists(own),
        )
        .order_by(documents.c.published_on.desc(), documents.c.id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return Backlog()
    return Backlog(len(rows), f"《{rows[0].title}》 {rows[0].url}", min(row.first_seen_at for row in rows))
