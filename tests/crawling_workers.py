"""Several workers on one PostgreSQL, some killed in mid-crawl: is every source crawled on time, none twice at once, and
is every document stored once? `python -m tests.crawling_workers [CRAWLS]` prints figures; a test runs it in short.

The ministries publish while they are crawled. A worker is killed with its crawls, as a machine that loses its power.
"""

import asyncio
import contextlib
import logging
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path

import sqlalchemy as sa

from benchmarks.harness import postgresql_databases
from storage.database import Database, open_database
from storage.schema import changes, documents, pages, runs
from tests.ministries import SOURCES, Site
from tests.processes import FORKS
from zhengce.workers.worker import Pace, Worker

DAY = date(2026, 4, 1)
QUICK = {"look": 0.2, "beat": 0.5, "dead_after": 2.5, "longest_wait": 2.0}
"""A pace for watching: what takes seconds in earnest takes parts of them here."""


@dataclass
class Figures:
    """What was measured."""

    crawls: int = 0
    unfinished: int = 0
    """Crawls that were killed."""
    killed: list[str] = field(default_factory=list)
    """The sources whose crawl was going on when their worker was killed."""
    twice_at_once: list[str] = field(default_factory=list)
    """Sources of which two crawls requested in turns."""
    published: int = 0
    missing: int = 0
    double: int = 0
    strangers: int = 0
    """Documents that nobody published."""
    change_numbers_whole: bool = False
    gaps: Mapping[str, list[float]] = field(default_factory=dict)
    """By source: seconds from one beginning of a crawl to the next."""
    archive_files: int = 0
    seconds: float = 0.0


def measure(
    database_url: str,
    folder: Path,
    *,
    crawls: int,
    workers: int = 3,
    every: int = 5,
    kills: int = 1,
    published: int = 30,
    sources: Sequence[str] = SOURCES,
) -> Figures:
    """Runs `workers` until `crawls` crawls have ended, killing one worker `kills` times; a new one takes its place."""
    site = Site()
    for source in sources:
        for _ in range(published):
            site.publish(source, DAY)
    database = open_database(database_url)
    figures = Figures()
    killer = _Killer(site, figures)
    started = time.monotonic()
    given = (site.address, every, sources)
    crew = [_start(database_url, folder / f"machine{n}", *given) for n in range(workers)]
    try:
        killing = [crawls * (n + 1) // (kills + 1) for n in range(kills)]
        while (done := _ended(database)) < crawls:
            for source in sources:
                site.publish(source, DAY)
            if killing and done >= killing[0]:
                killing.pop(0)
                killer.strike()
                crew = [worker for worker in crew if worker.is_alive()]
                crew.append(_start(database_url, folder / f"machine{len(crew)}-{done}", *given))
            time.sleep(every / 5)
        figures.published = sum(map(len, site.notices.values()))
        _let_each_finish_once_more(database, sources)
    finally:
        for worker in crew:
            worker.terminate()
        for worker in crew:
            worker.join(60)
        site.close()
    figures.seconds = time.monotonic() - started
    figures.twice_at_once = [source for source, requested in site.requested.items() if _turns(requested)]
    _look(database, site, sources, figures)
    figures.archive_files = len(list(folder.glob("*/archive/*.warc.gz")))
    database.close()
    return figures


class _Killer:
    """Kills the worker whose crawl asks next for a notice, with all its crawls."""

    def __init__(self, site: Site, figures: Figures) -> None:
        self._site, self._figures = site, figures
        self._struck = threading.Event()

    def strike(self) -> None:
        self._struck.clear()
        requested: set[str] = set()

        def hook(source: str, agent: str) -> None:
            if agent not in requested:
                requested.add(agent)  # its listing page; the next is a notice
                return
            self._site.hook = None
            crawl = int(agent.rpartition(" ")[2])
            self._figures.killed.append(source)
            kill_session(os.getsid(crawl))
            self._struck.set()

        self._site.hook = hook
        self._struck.wait(120)


def kill_session(leader: int) -> None:
    """Kills a worker, which leads a session of its own, and then its crawls."""
    os.kill(leader, signal.SIGKILL)
    for name in os.listdir("/proc"):
        with contextlib.suppress(ProcessLookupError):
            if name.isdecimal() and os.getsid(int(name)) == leader:
                os.kill(int(name), signal.SIGKILL)


def _start(database_url: str, folder: Path, address: str, every: int, sources: Sequence[str]) -> BaseProcess:
    folder.mkdir(parents=True, exist_ok=True)
    worker = FORKS.Process(target=_work, args=(database_url, folder, address, every, sources))
    worker.start()
    return worker


def _let_each_finish_once_more(database: Database, sources: Sequence[str]) -> None:
    """Waits until of every source a crawl has ended that began from now on."""
    now = datetime.now(UTC)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with database.read() as connection:
            query = sa.select(runs.c.source).where(runs.c.started_at > now, runs.c.finished_at.is_not(None))
            if set(connection.execute(query).scalars()) == set(sources):
                return
        time.sleep(0.2)


def _ended(database: Database) -> int:
    with database.read() as connection:
        query = sa.select(sa.func.count()).select_from(runs).where(runs.c.finished_at.is_not(None))
        return int(connection.execute(query).scalar_one())


def _turns(requested: list[str]) -> bool:
    """True where a crawl asks again after another of the same source has requested: both were under way."""
    order = [agent for agent, _ in groupby(requested)]
    return len(order) != len(set(order))


def _look(database: Database, site: Site, sources: Sequence[str], figures: Figures) -> None:
    urls = {one.url for notices in site.notices.values() for one in notices}
    with database.read() as connection:
        held = list(connection.execute(sa.select(documents.c.url)).scalars())
        listed = set(connection.execute(sa.select(pages.c.url).where(pages.c.document_id.is_not(None))).scalars())
        numbers = list(connection.execute(sa.select(changes.c.number).order_by(changes.c.number)).scalars())
        of_runs = connection.execute(sa.select(runs).order_by(runs.c.id)).all()
    figures.crawls = sum(run.finished_at is not None for run in of_runs)
    figures.unfinished = len(of_runs) - figures.crawls
    figures.missing = len(urls - set(held)) + len(urls - listed)
    figures.double = len(held) - len(set(held))
    figures.strangers = len(set(held) - urls)
    figures.change_numbers_whole = numbers == list(range(1, len(held) + 1))
    figures.gaps = {
        source: [
            (later.started_at - earlier.started_at).total_seconds()
            for earlier, later in pairwise(run for run in of_runs if run.source == source)
        ]
        for source in sources
    }


def _work(database_url: str, folder: Path, address: str, every: int, sources: Sequence[str]) -> None:
    """One worker over the ministries, in this process, which leads a session from now on."""
    os.setsid()
    os.environ["LOOPBACK"] = address
    log = os.open(folder / "worker.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    worker = Worker(
        database_url,
        folder,
        dict.fromkeys(sources, timedelta(seconds=every)),
        concurrency=2,
        pace=Pace(**QUICK),
        command=lambda source: [sys.executable, "-m", "tests.ministries", source],
    )
    asyncio.run(worker.run())


def main() -> None:
    """Prints the figures of a long run."""
    crawls = int(sys.argv[1]) if len(sys.argv) > 1 else 220
    every = 10
    FORKS.set_forkserver_preload(["crawling_workers"])  # the main module, which each process reads by itself
    with postgresql_databases() as fresh, tempfile.TemporaryDirectory(prefix="zhengce-workers-") as folder:
        found = measure(fresh(), Path(folder), crawls=crawls, every=every, kills=4, published=60)
    gaps = [gap for per_source in found.gaps.values() for gap in per_source]
    print(f"3 workers, 5 sources every {every} s, {found.seconds:.0f} s")
    print(f"crawls that ended {found.crawls}, killed {found.unfinished} ({', '.join(found.killed)})")
    print(f"sources crawled twice at once: {', '.join(found.twice_at_once) or 'none'}")
    print(f"published {found.published}: missing {found.missing}, double {found.double}, strangers {found.strangers}")
    print(f"numbers of changes without gaps: {found.change_numbers_whole}; archive files {found.archive_files}")
    print(f"seconds from crawl to crawl: median {statistics.median(gaps):.0f}, longest {max(gaps):.0f}")


if __name__ == "__main__":
    main()
