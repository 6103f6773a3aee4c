"""Asks a live site for a few pages of each column and checks the facts that spiders and parsers rely on.

A probe requests each column's first and second listing page, its spare address where it has one, and three notices,
with the settings and middlewares of a crawl. It writes the answers to a WARC file and nothing to the database.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiders import Spider

import parsers.document
from parsers.addresses import comparable, host_of
from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.moments import CHINA
from pipelines.items import NoticeItem
from pipelines.session import Shared, StorageSession
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import DownloadFailed, EngineStopped, HostUnavailable, NotRecorded, SourceStopped
from scrapers.network.page_request import Answer, PageRequest
from scrapers.network.replay import check
from scrapers.probe import checks
from scrapers.probe.checks import Fact, Seen, Verdict, linked_statement, probe_statement
from scrapers.run import process as run
from scrapers.run.extensions import RunRecord
from scrapers.walk.column import Column
from storage.archive import Archive, Exchange, Location, body_digest
from storage.clock import moment
from storage.crawl import leases
from storage.crawl.pages import PendingPage
from storage.database import Database, make_folder, open_database
from storage.errors import StorageError

logger = logging.getLogger(__name__)

NOTICES = 3
"""Notices that are requested of each column."""


@dataclass(frozen=True, slots=True)
class Probed:
    """The facts that a probe checked, and the file with its answers."""

    facts: tuple[Fact, ...]
    recording: Path | None
    """The WARC of the answers; None for a replay, or where nothing was answered."""

    @property
    def ok(self) -> bool:
        """True where every fact was checked and holds."""
        return all(fact.verdict in ("holds", "noted") for fact in self.facts)


class ProbeArchive(Archive):
    """The archive of a probe. It also remembers each host's answer for robots.txt; for a replay it writes no file."""

    def __init__(self, folder: Path, *, is_replay: bool) -> None:
        super().__init__(folder)
        self._is_replay = is_replay
        self.robots: dict[str, tuple[int, bytes]] = {}
        self.files: set[Path] = set()

    def write(self, exchange: Exchange, *, is_new: bool = False) -> Location:
        """Writes an answer to the archive."""
        if exchange.url.endswith("/robots.txt"):
            self.robots[host_of(exchange.url)] = (exchange.status, exchange.body)
        if self._is_replay:
            return Location("", 0, body_digest(exchange.body))
        location = super().write(exchange, is_new=is_new)
        self.files.add(self.folder / location.file)
        return location


class ProbeStorage(StorageSession):
    """Replaces a crawl's database and archive: it knows no earlier run and records nothing."""

    async def close(self) -> None:
        """Does nothing: `probe` closes the database and the archive."""


class ProbeLease(RunRecord):
    """Takes the lease of the source, so that no site has a crawl and a probe at once. It records no run."""

    async def opened(self, spider: Spider) -> None:
        """Takes the lease. If a crawl holds it, the probe requests nothing. A replay needs no lease."""
        source = cast("ProbeSpider", spider)
        if source.replayed:
            return
        lease = leases.crawl_of(source.name)
        try:
            other = await source.session.write(
                lambda connection: leases.take(connection, lease, self._holder, moment(connection))
            )
        except StorageError as error:  # Scrapy would log it, and the probe would ask without a lease
            source.taken = f"no requests without a lease on {source.name}: {error}"
            return
        if other is not None:
            source.taken = f"a crawl of {source.name} is going on ({other.holder}); try again later"
            return
        self._tasks = [asyncio.ensure_future(self._beat(source))]

    async def closed(self, spider: Spider, reason: str) -> None:
        """Releases the lease."""
        source = cast("ProbeSpider", spider)
        if not self._tasks:
            return
        for task in self._tasks:
            task.cancel()
        lease = leases.crawl_of(source.name)
        await source.session.write(leases.give_back, lease, self._holder)


class ProbeSpider(SourceSpider):
    """A source that is probed instead of crawled: a mixin before a source's class, `class _(ProbeSpider, Miit)`."""

    archive: ProbeArchive
    shared: Shared
    database: Database | None
    """Holds the lease; None for a replay."""
    begins: Callable[[str, str], None]
    """Called with source and column before the column is probed."""
    taken: str | None = None
    """Why nothing may be requested from the source: a crawl holds its lease, or the database cannot be written."""
    found: list[Fact]
    answers: list[Answer]
    closed: dict[str, HostUnavailable]
    """Host -> why nothing could be requested from it."""
    linked: str | None = None
    """The page on which the site states its terms of reuse, as a page links to it."""
    requested: set[str]
    """Comparable addresses of the notices that were requested for an earlier column."""

    @property
    def replayed(self) -> bool:
        """Whether a recording answers the requests."""
        return self.database is None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with the archive of the probe."""
        spider = super(SiteSpider, cls).from_crawler(crawler, *args, **kwargs)
        spider.session = ProbeStorage(cls.shared)
        spider.found, spider.answers, spider.requested, spider.closed = [], [], set(), {}
        return spider

    async def start(self) -> AsyncIterator[NoticeItem]:
        """Probes every column in turn."""
        waiting = list(self.columns)
        try:
            if self.taken:
                raise SourceStopped(self.taken)
            self.check_quiet_hours()
            while waiting:
                self.begins(self.name, waiting[0].name)
                await self._probe_column(waiting[0])
                waiting.pop(0)
            self._fact(*await probe_statement(self, self.linked))
        except SourceStopped as why:
            for place, column in enumerate(waiting):
                reason = str(why) if place == 0 else "the probe of this source had ended"
                self._fact(column.name, "listing", "not checked", reason)
        except EngineStopped:
            pass  # `collect_facts` says which columns were not reached
        except Exception as error:  # Scrapy would log it, and the probe would end as if all were well
            logger.exception("%s: the probe failed", self.name)
            reason = f"the probe failed: {type(error).__name__}: {error}"
            self._fact(waiting[0].name if waiting else self.name, "listing", "differs", reason)
        return
        yield  # an async generator, as Scrapy wants it; a probe has no items

    def collect_facts(self) -> list[Fact]:
        """The facts about every host, then those about every column; a column that was not reached is `not checked`."""
        columns, self.found = self.found, []
        robots = self.archive.robots
        for host in self.allowed_domains:
            if host in robots:
                self._facts(host, checks.check_robots(*robots[host]))
            elif host in self.closed:
                self._facts(host, checks.check_closed_host(self.closed[host]))
        reached = {fact.where for fact in columns}
        for column in self.columns:
            if column.name not in reached:
                columns.append(Fact(self.name, column.name, "listing", "not checked", "the probe was interrupted"))
        return self.found + columns

    async def fetch(self, page: PageRequest, **meta: Any) -> Answer:
        """The answer of one request, which is added to `answers`; a host that was closed to us is remembered."""
        try:
            answer = await super().fetch(page, **meta)
        except HostUnavailable as why:
            self.closed[urlsplit(page.url).netloc] = why
            raise
        self.answers.append(answer)
        self.linked = self.linked or linked_statement(answer)
        return answer

    async def _probe_column(self, column: Column) -> None:
        self.referer = column.home
        self.answers.clear()
        try:
            listing = await self.listing(column, 1)
        except (DownloadFailed, NotReadable) as why:
            self._fact(column.name, "listing", _verdict(why), _words(why))
            listing = None
        if listing is not None:
            await self._probe_listing(column, listing)
        if column.spare is not None:
            await self._probe_spare(column)
        if listing is not None:
            await self._probe_notices(column, self._rows_to_notices(listing))

    async def _probe_listing(self, column: Column, listing: Listing) -> None:
        answer = self.answers[-1]
        if column.shell is not None:
            self._probe_identifiers(column)
        self._facts(column.name, checks.check_answer(answer, "listing"))
        on = (answer.page.fetched_at or self.session.now()).astimezone(CHINA).date()
        led = self._rows_to_notices(listing)
        self._facts(column.name, checks.check_listing(column, listing, led, on, recorded=self.replayed))
        self._facts(column.name, checks.report_length(listing))
        if not checks.has_second_page(column, listing):
            self._fact(column.name, "second page", "noted", "there is none")
            return
        try:
            second = await self.listing(column, 2)
        except NotRecorded as why:
            self._fact(column.name, "second page", "noted", _words(why))
        except (DownloadFailed, NotReadable) as why:
            verdict: Verdict = "noted" if self.replayed else "differs"
            self._fact(column.name, "second page", verdict, _words(why))
        else:
            self._facts(column.name, checks.check_second_page(column, listing, second, recorded=self.replayed))

    def _probe_identifiers(self, column: Column) -> None:
        """Checks that the column's page names its identifiers; notes those that differ from the column's `known`."""
        identifiers = (self.identifiers.get(column.name) or {}).get("remembered")
        if not identifiers:
            self._fact(
                column.name, "identifiers", "differs", "not read from the site; those known from earlier were used"
            )
            return
        other = [name for name, value in column.known.items() if identifiers.get(name) != value]
        seen = f"other than known from earlier: {', '.join(f'{name} {identifiers.get(name)}' for name in other)}"
        self._fact(column.name, "identifiers", "noted" if other else "holds", seen if other else "read from the site")

    async def _probe_spare(self, column: Column) -> None:
        assert column.spare is not None
        try:
            listing = self.read_listing((await self.fetch(PageRequest(column.spare))).page, column)
        except (DownloadFailed, NotReadable) as why:
            self._fact(column.name, "spare way", _verdict(why), _words(why))
        else:
            verdict: Verdict = "holds" if listing.entries else "differs"
            self._fact(column.name, "spare way", verdict, f"{len(listing.entries)} rows at {column.spare}")

    async def _probe_notices(self, column: Column, led: Sequence[Entry]) -> None:
        chosen = [entry for entry in led if comparable(entry.url) not in self.requested][:NOTICES]
        self.requested.update(comparable(entry.url) for entry in chosen)
        if not chosen:
            self._fact(column.name, "notices", "noted", "all of its rows were probed in another column")
            return
        seen, wrong = [], []
        verdict: Verdict = "differs"
        for entry in chosen:
            try:
                answer = await self.notice_page(PendingPage(entry, "new"))
                document = parsers.document.parse(answer.page, entry, entry.stage or column.stage)
            except (DownloadFailed, NotReadable) as why:
                wrong.append(_words(why))
                if isinstance(why, NotRecorded | HostUnavailable):
                    verdict = "not checked"
            except (EngineStopped, SourceStopped):
                raise
            except Exception as error:  # a fault of ours is reported like one of the site
                wrong.append(f"{entry.url}: the parser failed: {type(error).__name__}: {error}")
            else:
                seen.append(Seen(entry, answer, document))
        summary = f"{len(seen)} of {len(chosen)} answered and read"
        self._fact(column.name, "notices", verdict if wrong else "holds", "; ".join([summary, *wrong]))
        if seen:
            self._facts(column.name, checks.check_answer(seen[0].answer, "notice"))
            self._facts(column.name, checks.check_notices(column, seen, self.session.now()))

    def _rows_to_notices(self, listing: Listing) -> list[Entry]:
        return [entry for entry in listing.entries if self.is_notice(entry)]

    def _facts(self, where: str, checked: checks.Checks) -> None:
        for name, verdict, seen in checked:
            self._fact(where, name, verdict, seen)

    def _fact(self, where: str, name: str, verdict: Verdict, seen: str) -> None:
        self.found.append(Fact(self.name, where, name, verdict, seen))


def _verdict(why: DownloadFailed | NotReadable) -> Verdict:
    return "not checked" if isinstance(why, NotRecorded | HostUnavailable) else "differs"


def _words(why: DownloadFailed | NotReadable) -> str:
    kind = "a template not seen before: " if isinstance(why, UnknownTemplate) else ""
    return f"{kind}{why}"


def probe(
    names: Sequence[str],
    *,
    database_url: str,
    data_dir: Path,
    replay: Path | None = None,
    user: Mapping[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    begins: Callable[[str, str], None] = lambda source, column: None,
) -> Probed:
    """Probes these sources at the same time; gives the facts source by source, in the order of `names`.

    `begins` is called with source and column before each column is probed. Live answers are written to a folder of this
    probe below `data_dir/probes`. Raises StorageError if the database, that folder or the recording cannot be used.
    """
    chosen = run.effective_settings(user)
    if replay is not None:
        check(replay)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    archive = ProbeArchive(data_dir / "probes" / stamp, is_replay=replay is not None)
    database = None
    if replay is None:
        make_folder(data_dir)
        database = open_database(database_url)
    shared = Shared(cast(Database, database), archive)
    mine = {
        "ZHENGCE_REPLAY": str(replay) if replay else None,
        "EXTENSIONS": {"scrapers.run.extensions.CrawlDelay": 500, "scrapers.probe.spider.ProbeLease": 500},
        "ITEM_PIPELINES": {},
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    chosen.setdict({**mine, **(settings or {})}, priority="cmdline")
    log = Path(os.devnull) if replay else archive.folder / "probe.log"
    try:
        means = {"archive": archive, "shared": shared, "database": database, "begins": staticmethod(begins)}
        found = _run(chosen, names, means, log)
    finally:
        shared.files.close()
        shared.thread.shutdown()
        archive.close()
        if database is not None:
            database.close()
    return Probed(tuple(found), next(iter(sorted(archive.files)), None))


def _run(chosen: Settings, names: Sequence[str], means: dict[str, Any], log: Path) -> Iterable[Fact]:
    make_folder(log.parent)
    process = AsyncCrawlerProcess(chosen)
    crawlers, tasks = [], []
    for name in names:
        leaf = process.spider_loader.load(name)
        crawler = process.create_crawler(type(f"ProbeSpider{leaf.__name__}", (ProbeSpider, leaf), means))
        crawlers.append(crawler)
        tasks.append(process.crawl(crawler))
    with run.signals_restored(), run.log_file(log):
        run.start(process, list(zip(crawlers, tasks, strict=True)))
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
    return [fact for crawler in crawlers for fact in cast(ProbeSpider, crawler.spider).collect_facts()]
