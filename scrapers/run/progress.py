"""Where each crawl of a process is: for a terminal twice a second, for the log once a minute."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapy.crawler import Crawler

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column_walk import ColumnWalk

logger = logging.getLogger(__name__)

SECONDS = 0.5
"""Between two reports."""
SECONDS_IN_LOG = 60.0
"""Between two lines of the log."""
LOOKED_AT_AGAIN = "pages to look at again"
"""In place of a column's name."""


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """Where the crawl of one source is."""

    source: str
    column: str | None = None
    """The name of the column that is walked; None while the crawl starts and after its end."""
    page: int | None = None
    """The listing page, counted from 1; None where no column is walked."""
    last_page: int | None = None
    documents: int = 0
    """Notices that were read and stored."""
    files: int = 0
    refused: int = 0
    seconds_left: float | None = None
    """For what is known to be left of this column; None where its end is not known."""
    ended: str | None = None
    """Why the crawl ended, for people."""


ProgressCallback = Callable[[Sequence[CrawlProgress]], None]


def report_every(
    loop: asyncio.AbstractEventLoop, crawlers: Mapping[str, Crawler], on_progress: ProgressCallback | None
) -> None:
    """Reports as long as the loop runs."""
    logged_at = loop.time()

    def report() -> None:
        nonlocal logged_at
        loop.call_later(SECONDS, report)
        is_log_due = loop.time() - logged_at >= SECONDS_IN_LOG
        if not (on_progress or is_log_due):
            return
        progresses = [progress_of(name, crawler) for name, crawler in crawlers.items()]
        if on_progress:
            on_progress(progresses)
        if is_log_due:
            logged_at = loop.time()
            logger.info(
                "%s",
                "; ".join(describe(progress) for progress in progresses if not progress.ended) or "storing what came",
            )

    loop.call_soon(report)


def progress_of(name: str, crawler: Crawler) -> CrawlProgress:
    """Where the crawl of this source is now."""
    if crawler.stats is None or not isinstance(spider := crawler.spider, SourceSpider):
        return CrawlProgress(name)
    counts, position = spider.stats.counts, spider.position
    is_over = crawler.stats.get_value("finish_time") is not None
    walk = position.walk if position and not is_over else None
    return CrawlProgress(
        name,
        column=(position.name or LOOKED_AT_AGAIN) if position and not is_over else None,
        page=walk.pages.number if walk else None,
        last_page=_last_page(walk) if walk else None,
        documents=sum(counts[what] for what in ("new", "revised", "unchanged", "merged")),
        files=counts["files"],
        refused=counts["refused"],
        seconds_left=None if is_over else _seconds_left(spider),
        ended=spider.stats.reason if is_over else None,
    )


def _last_page(walk: ColumnWalk) -> int | None:
    """As the list itself prints it: the page whose notices are requested, or the one before."""
    return walk.listing.pages if walk.listing else walk.pages.last_page


def _seconds_left(spider: SourceSpider) -> float | None:
    """For the pages and files that are known to be left of a column, at the pace of this crawl until now."""
    position, stats = spider.position, spider.crawler.stats
    started_at: datetime | None = stats.get_value("start_time") if stats else None
    if position is None or started_at is None:
        return None
    elapsed: float = (datetime.now(UTC) - started_at).total_seconds()
    counts = spider.stats.counts
    requests, listings = counts["fetched"] + counts["files"], counts["listings"]
    left = elapsed / (requests + listings or 1) * (len(position.notices) + len(position.files))
    if position.walk is None:
        return left or None
    pages, last_page = position.walk.pages, _last_page(position.walk)
    if last_page is None or not (pages.full or pages.first_time) or not listings:
        return None  # it ends where nothing is new
    return left + elapsed / listings * max(0, min(last_page, pages.most_pages or last_page) - pages.number)


def describe(progress: CrawlProgress) -> str:
    """One line for the log: `miit: 文件发布, page 3 of 40, 12 documents, 5 files, 0 refused, 8 min left`."""
    page = f", page {progress.page} of {progress.last_page or '?'}" if progress.page else ""
    left = "" if progress.seconds_left is None else f", {progress.seconds_left / 60:.0f} min left in this column"
    counts = f"{progress.documents} documents, {progress.files} files, {progress.refused} refused"
    return f"{progress.source}: {progress.column or 'starting'}{page}, {counts}{left}"
