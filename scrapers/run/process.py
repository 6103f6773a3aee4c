"""Runs the crawls of several sources in one process."""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from scrapers import settings as defaults
from scrapers import spiders
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.redaction import RedactingFormatter
from scrapers.network.replay import check
from scrapers.run.progress import ProgressCallback, report_every
from scrapers.run.stats import CrawlStats, RunSummary
from storage.database import make_folder, open_database
from storage.errors import StorageError

__all__ = ["RunSummary", "crawl", "effective_settings", "source_names", "sources"]


def source_names() -> list[str]:
    """Names of all sources."""
    return spiders.names()


def sources() -> list[type[SourceSpider]]:
    """Every source's class, with `name`, `site`, `allowed_domains` and `columns`."""
    loader = get_spider_loader(effective_settings())
    return [cast(type[SourceSpider], loader.load(name)) for name in source_names()]


def crawl(
    names: Sequence[str],
    *,
    database_url: str,
    data_dir: Path,
    since: date | None = None,
    full: bool = False,
    anyway: bool = False,
    short: bool = False,
    replay: Path | None = None,
    user: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    on_progress: ProgressCallback | None = None,
) -> list[RunSummary]:
    """Crawls these sources; returns what each crawl did, in the order of `names`.

    `user`: settings that the user chose, to which a source may have others. `settings`: what goes over them all.
    `on_progress` is called twice a second, in the thread of the crawl, with where each source is.

    Raises StorageError where the database, the archive or the recording cannot be used, KeyError for an unknown source.
    Ctrl-C ends the crawls in order, a second one at once. Sources that back off are skipped, unless `anyway`. `short`:
    two listing pages and three notices of each column, and nothing that is due.
    """
    if replay is not None:
        check(replay)
    make_folder(data_dir)
    open_database(database_url).close()  # makes its schema once, and fails before any request
    chosen = effective_settings(user)
    mine = {
        "ZHENGCE_DATA": str(data_dir),
        "ZHENGCE_DATABASE": database_url,
        "ZHENGCE_REPLAY": str(replay) if replay else None,
        "LOG_INSTALL_ROOT_HANDLER": False,  # the log goes to a file, set up below
    }
    chosen.setdict({**mine, **(settings or {})}, priority="cmdline")
    with signals_restored():
        process = AsyncCrawlerProcess(chosen)
        with log_file(data_dir / _log_name(names)):  # not before: setting up a process closes every log handler
            return _run(process, names, on_progress, since=since, full=full, anyway=anyway, short=short)


def _log_name(names: Sequence[str]) -> str:
    """A source crawled alone has its own log: other processes may crawl others in the same folder."""
    return f"crawl-{names[0]}.log" if len(names) == 1 else "crawl.log"


def _run(
    process: AsyncCrawlerProcess, names: Sequence[str], on_progress: ProgressCallback | None, **arguments: Any
) -> list[RunSummary]:
    crawlers = [process.create_crawler(name) for name in names]
    jobs = [(crawler, process.crawl(crawler, **arguments)) for crawler in crawlers]
    if jobs:
        report_every(jobs[0][1].get_loop(), dict(zip(names, crawlers, strict=True)), on_progress)
    start(process, jobs)
    summaries = []
    for name, (crawler, task) in zip(names, jobs, strict=True):
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
        stats = crawler.spider.stats if isinstance(crawler.spider, SourceSpider) else CrawlStats(name)
        summaries.append(stats.summary())
    return summaries


def start(process: AsyncCrawlerProcess, jobs: Sequence[tuple[Crawler, asyncio.Task[None]]]) -> None:
    """Runs these crawls to their end. Ctrl-C or SIGTERM ends them in order, a second one at once.

    Scrapy's own handler (2.19) loses a signal that comes while a crawl starts.
    """
    loop = jobs[0][1].get_loop() if jobs else None
    if in_main_thread() and loop:

        def interrupt(number: int, frame: object) -> None:
            signal.signal(number, signal.default_int_handler)
            loop.call_soon_threadsafe(_stop, loop, jobs)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)
    try:
        process.start(install_signal_handlers=False)
    except KeyboardInterrupt:
        if loop:
            loop.set_exception_handler(lambda loop, context: None)  # it would report each open connection
        raise


def _stop(loop: asyncio.AbstractEventLoop, jobs: Sequence[tuple[Crawler, asyncio.Task[None]]]) -> None:
    """Stops the running crawls, and those that are starting as soon as they run."""
    starting = []
    for crawler, task in jobs:
        if task.done():
            continue
        if crawler.engine is not None and crawler.engine.running:
            _stopping.add(stopping := loop.create_task(crawler.stop_async()))
            stopping.add_done_callback(_stopping.discard)
        else:
            starting.append((crawler, task))
    if starting:
        loop.call_later(0.05, _stop, loop, starting)


_stopping: set[asyncio.Task[None]] = set()
"""Strong references; a loop keeps only weak ones to its tasks."""


def effective_settings(user: Mapping[str, Any] | None = None) -> Settings:
    """The settings of a live crawl with what the user set, without those that a command adds."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.setdict(dict(user or {}), priority="project")
    return settings


class _Log(logging.FileHandler):
    """A log file that silently ends where the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by logging
        """Ignores a line that cannot be written; other errors are reported by logging."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)

    def close(self) -> None:
        """Closes the file; lines that it could not write are lost."""
        with suppress(OSError):
            super().close()


@contextmanager
def log_file(path: Path) -> Iterator[None]:
    """Logs the crawl to a new file. Raises StorageError where it cannot be created."""
    try:
        handler = _Log(path, mode="w", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: the log cannot be written ({error.strerror or error})") from error
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    loggers = [logging.getLogger(), logging.getLogger("scrapy")]
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.INFO)  # Scrapy's own DEBUG prints every record in full
    try:
        yield
    finally:
        logging.captureWarnings(False)  # Scrapy turns it on for the whole process
        loggers[0].removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        handler.close()


@contextmanager
def signals_restored() -> Iterator[None]:
    """Restores the caller's signal handlers, which Scrapy replaces."""
    if not in_main_thread():
        yield
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def in_main_thread() -> bool:
    """True in the thread that may set signal handlers."""
    return threading.current_thread() is threading.main_thread()
