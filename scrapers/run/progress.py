"""Where each crawl of a process is: for a terminal twice a second, for the log once a minute."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scrapy.crawler import Crawler

from scrapers.base_spiders.source_spider import SourceSpider
from storage.health import AGAIN

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
    counts, is_over = spider.stats.counts, crawler.stats.get_value("finish_time") is not None
    walk = None if is_over else spider.walk
    seen = (walk.listing.pages if walk.listing else walk.pages.last_page) if walk else None  # as the list prints it
    return CrawlProgress(
        name,
        column=walk.name if walk else LOOKED_AT_AGAIN if AGAIN in spider.column_states and not is_over else None,
        page=walk.pages.number if walk else None,
        last_page=seen,
        documents=sum(counts[what] for what in ("new", "revised", "unchanged", "merged")),
        files=counts["files"],
        refused=counts["refused"],
        ended=spider.stats.reason if is_over else None,
    )


def describe(progress: CrawlProgress) -> str:
    """One line for people: `miit: 文件发布, page 3 of 40, 12 documents, 5 files, 0 refused`."""
    page = f", page {progress.page} of {progress.last_page or '?'}" if progress.page else ""
    counts = f"{progress.documents} documents, {progress.files} files, {progress.refused} refused"
    return f"{progress.source}: {progress.column or progress.ended or 'starting'}{page}, {counts}"
