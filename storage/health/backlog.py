"""What the database says of a source beyond its runs: a crawl going on, pages and files that fail or wait, documents
missed.

`missed`: a document that gov.cn reposts, whose first issuer is a ministry whose own lists never showed it: one of those
lists has stopped.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.crawl import leases
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.health.problems import Problem, ProblemKind
from storage.schema import attachments, documents, files, issuing_bodies, pages
from storage.schema import leases as leases_table

MISSED_AFTER = timedelta(days=7)
"""A ministry may print its document so long after gov.cn did."""
MISSED_WITHIN = timedelta(days=120)
"""Older documents show nothing of a list that stops now."""

READABLE = ("ok", "partial")
"""States of files of which there is a text."""

_LINKED = sa.exists().where(attachments.c.file_id == files.c.id)


def is_running(connection: Connection, source: str, now: datetime) -> bool:
    """Whether a crawl of the source is going on: its lease is held, and was beaten lately."""
    query = sa.select(leases_table.c.beat_at).where(leases_table.c.name == leases.crawl_of(source))
    beat = connection.execute(query).scalar_one_or_none()
    return beat is not None and abs(now - beat) <= leases.DEAD_AFTER


def count_files(connection: Connection, source: str) -> dict[str, int]:
    """Files by state, and of those that were never read `waiting`, `failing` and `left`; without empty ones."""
    state = sa.case(
        (files.c.state.is_not(None), files.c.state),
        (files.c.skip_reason.is_not(None), "left"),
        (files.c.failures > 0, "failing"),
        else_="waiting",
    ).label("state")
    query = sa.select(state, sa.func.count().label("number")).where(files.c.source == source, _LINKED).group_by(state)
    return {row.state: row.number for row in sorted(connection.execute(query).all())}


def find_problems(
    connection: Connection,
    source: str,
    sources: Sequence[str],
    *,
    crawled_at: datetime,
    patience: timedelta,
    now: datetime,
    start: date | None,
) -> Iterator[Problem]:
    """What fails, waits longer than `patience` or is missed of a source: how many, one of them, and since when.

    `crawled_at`: when the last crawl began, in which what failed is told of the column; `start`: the day at which its
    crawls end.
    """
    kinds: tuple[tuple[ProblemKind, str, str, sa.Select[Any]], ...] = (
        ("pages failing", "page", "could not be read when last requested", _failing(source, crawled_at)),
        ("behind", "page", "waiting to be looked at", _waiting(source, now - patience)),
        ("files failing", "file", "could not be had when last requested", _failing_files(source)),
        ("missed", "document", "on another site and not here", _missed(source, sources, now, start)),
    )
    for kind, thing, what, query in kinds:
        if rows := connection.execute(query).all():
            number = f"1 {thing}" if len(rows) == 1 else f"{len(rows)} {thing}s"
            yield Problem(kind, f"{number} {what}, such as {rows[0].example}", min(row.since for row in rows))


def _failing(source: str, before: datetime) -> sa.Select[Any]:
    """Pages whose last answer could not be had or read, and that were requested before this moment only."""
    mine = (pages.c.source == source, pages.c.failures > 0, pages.c.failed_at < before, pages.c.gone_at.is_(None))
    why, since = sa.func.coalesce(pages.c.failed_why, pages.c.url), _since(pages)
    return sa.select(why.label("example"), since).where(*mine).order_by(pages.c.failed_at, pages.c.id)


def _waiting(source: str, before: datetime) -> sa.Select[Any]:
    """Pages whose time to be looked at came before this moment; those that fail are in `_failing`."""
    mine = (pages.c.source == source, pages.c.failures == 0, pages.c.due_at < before)
    columns = (pages.c.url.label("example"), pages.c.due_at.label("since"))
    return sa.select(*columns).where(*mine).order_by(pages.c.due_at, pages.c.id)


def _failing_files(source: str) -> sa.Select[Any]:
    """Old pages link to files that are long gone: after a fortnight they are counted, and no message goes out."""
    mine = (files.c.source == source, files.c.failures.between(1, FAILED_A_FORTNIGHT), _LINKED)
    query = sa.select(files.c.failed_why.label("example"), _since(files)).where(
        *mine, files.c.skip_reason.is_(None), files.c.gone_at.is_(None)
    )
    return query.order_by(files.c.failed_at, files.c.id)


def _missed(source: str, sources: Sequence[str], now: datetime, start: date | None) -> sa.Select[Any]:
    """Documents whose first issuer is the source's ministry and that only other sources' pages hold.

    A source is named like its ministry in `agencies`. Counted are drafts and documents in force, published within
    MISSED_WITHIN and longer than MISSED_AFTER ago, and not before `start`.
    """
    today = now.date()
    first = max(filter(None, (today - MISSED_WITHIN, start)))
    own = sa.select(pages.c.id).where(pages.c.document_id == documents.c.id, pages.c.source == source)
    name = sa.literal("《") + documents.c.title + sa.literal("》 ") + documents.c.url
    return (
        sa.select(name.label("example"), documents.c.first_seen_at.label("since"))
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


def _since(table: sa.Table) -> sa.Label[Any]:
    return sa.func.coalesce(table.c.checked_at, table.c.first_seen_at).label("since")
