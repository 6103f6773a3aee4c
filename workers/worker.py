"""One worker of several machines: plans crawls by the table `schedule`, queues them, and runs those it gets.

Any number of workers share one PostgreSQL and nothing else. Each looks every few seconds for sources that are due; what
it takes it queues with procrastinate, under a lock a source (so that one source is never crawled twice at once) and a
queueing lock (so that it never waits twice). A crawl is a process of its own, the command line's `crawl SOURCE`: what
brings one down costs that crawl alone. A crawl that broke down is due again after a wait that doubles; the crawl of a
worker that died is due again as soon as its heartbeat is missed; a source that refused us waits until its rest of
`storage.health.backoff` is over. The lease of `storage.crawl.leases` stands behind all that: also a crawl that somebody
starts by hand, or one that outlived its worker, is never doubled.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException
from procrastinate.jobs import DeleteJobCondition, Status
from psycopg_pool import PoolTimeout
from sqlalchemy.engine import Connection

from storage.crawl import runs, schedule
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.health import backoff
from workers import queue_tables

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE = "crawls"
LOST = (ProcrastinateException, StorageError, PoolTimeout, OSError)
"""What is raised where the database went away. It is met again; what was queued is still there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker does what, in seconds."""

    look: float = 10.0
    """For sources that are due, and for crawls of workers that died."""
    beat: float = 10.0
    """Its heartbeat in the database."""
    dead_after: float = 40.0
    """A worker whose heartbeat is older is dead, and its crawl is given to another."""
    longest_wait: float = 60.0
    """Before a database that went away is tried again; the first wait is a second, then doubled."""
    last_seconds: float = 60.0
    """How long a crawl may take to end in order when its worker is stopped."""


class NotCrawled(Exception):
    """A crawl broke down, or was never begun: another crawl of this source was going on."""


def crawl_command(source: str) -> list[str]:
    """The command line that crawls one source."""
    return [sys.executable, "-m", "zhengce", "crawl", source]


class Worker:
    """One worker. `cadences` are the sources it may crawl, each with how often where the table does not say yet.

    `after` is called when a crawl has ended, in a thread of its own: to tell people of a change of health.
    """

    def __init__(
        self,
        database_url: str,
        data_dir: Path,
        cadences: Mapping[str, timedelta],
        *,
        concurrency: int = 4,
        pace: Pace | None = None,
        command: Callable[[str], Sequence[str]] = crawl_command,
        after: Callable[[Database], None] | None = None,
    ) -> None:
        self._url = database_url
        self._cadences = dict(cadences)
        self._concurrency = concurrency
        self._pace = pace or Pace()
        self._command = command
        self._after = after
        # In the environment, not in the arguments: those are for all to see, and the URL may hold a password.
        self._environment = {**os.environ, "ZHENGCE_DATABASE": database_url, "ZHENGCE_DATA": str(data_dir.resolve())}
        self._stopping = asyncio.Event()
        self._children: set[asyncio.subprocess.Process] = set()

    async def run(self) -> None:
        """Works until it is told to stop. Raises StorageError where the database cannot be used at the start."""
        queue_tables.connection_info(self._url)  # not PostgreSQL: said before an SQLite file is made
        database = open_database(self._url)
        try:
            queue_tables.set_up(self._url)
            with database.write() as connection:
                schedule.add_missing(connection, self._cadences, _now())
            with self._signals():
                await self._work_on(database)
        finally:
            database.close()

    def stop(self) -> None:
        """Takes no more crawls, and lets those that run end in order."""
        if self._stopping.is_set():
            return
        log.info("stopping: no more crawls are begun, %d that run are told to end", len(self._children))
        self._stopping.set()
        for child in self._children:
            _send(child, signal.SIGTERM)

    async def _work_on(self, database: Database) -> None:
        """One session with the database after another, until stopped."""
        wait = 1.0
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self._session(database)
            except LOST as error:
                log.warning("the database went away: %s", " ".join(str(error).split()))
            if asyncio.get_running_loop().time() - began > self._pace.longest_wait:
                wait = 1.0
            await self._pause(wait)
            wait = min(2 * wait, self._pace.longest_wait)

    async def _session(self, database: Database) -> None:
        """Plans and crawls until stopped or until the database goes away."""
        app = App(connector=queue_tables.connector(self._url))

        async def crawl(source: str) -> None:
            await self._crawl(database, source)

        app.task(name="crawl", queue=QUEUE)(crawl)
        async with app.open_async():
            work = asyncio.ensure_future(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    delete_jobs=DeleteJobCondition.ALWAYS,  # what a crawl did stands in `runs`
                    listen_notify=False,  # it ends the worker when the database is restarted; it looks often enough
                    fetch_job_polling_interval=self._pace.look,
                    update_heartbeat_interval=self._pace.beat,
                    stalled_worker_timeout=self._pace.dead_after,
                )
            )
            others = [asyncio.ensure_future(self._plan(app, database)), asyncio.ensure_future(self._stopping.wait())]
            await asyncio.wait([work, *others], return_when=asyncio.FIRST_COMPLETED)
            for task in [*others, work]:
                task.cancel()  # the worker takes this as a wish to stop, and waits for its crawls
            results = await asyncio.gather(work, *others, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _plan(self, app: App, database: Database) -> None:
        """Queues what is due and gives on what dead workers left, until stopped."""
        while not self._stopping.is_set():
            await self._recover(app, database)
            for taken in await asyncio.to_thread(self._take, database):
                with suppress(AlreadyEnqueued):  # the crawl before has not even begun: that one will do
                    lock = f"crawl:{taken.source}"
                    deferrer = app.configure_task("crawl", queue=QUEUE, lock=lock, queueing_lock=lock)
                    await deferrer.defer_async(source=taken.source)
                await asyncio.to_thread(_write, database, schedule.queued, taken, _now())
            await self._pause(self._pace.look)

    def _take(self, database: Database) -> list[schedule.Cadence]:
        """Takes what is due. A source that rests stays due until that is over."""
        now = _now()
        with database.read() as connection:
            due = [row.source for row in schedule.due(connection, list(self._cadences), now)]
            names = [source for source in due if backoff.of(connection, source, now) is None]
        if not names:
            return []
        with database.write() as connection:
            return schedule.take(connection, names, now)

    async def _recover(self, app: App, database: Database) -> None:
        """Frees the lock of each crawl whose worker died, and makes its source due now."""
        jobs = app.job_manager
        for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._pace.dead_after):
            source = str(job.task_kwargs["source"])
            try:
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException:
                continue  # another worker was quicker
            log.warning("the worker that crawled %s is dead; the source is due again", source)
            await asyncio.to_thread(_write, database, schedule.hasten, source, _now())
        await jobs.prune_stalled_workers(self._pace.dead_after)

    async def _crawl(self, database: Database, source: str) -> None:
        """One crawl, as a process of its own; writes down how it went."""
        if self._stopping.is_set():
            await asyncio.to_thread(_write, database, schedule.hasten, source, _now())
            return
        began = _now()
        log.info("%s: crawl begins", source)
        code = await self._child(source)
        try:
            await asyncio.to_thread(self._require_run, database, source, began, code)
        except NotCrawled as why:
            again = await asyncio.to_thread(_write, database, schedule.failed, source, str(why), _now())
            log.warning("%s: %s; tried again at %s", source, why, again)
            return
        finally:
            await self._tell(database)
        settle = schedule.hasten if self._stopping.is_set() and code != 0 else _succeeded
        await asyncio.to_thread(_write, database, settle, source, _now())
        log.info("%s: crawl ended with exit code %s", source, code)

    async def _tell(self, database: Database) -> None:
        if self._after is not None:
            try:
                await asyncio.to_thread(self._after, database)
            except Exception:  # that nobody could be told must not cost the next crawl
                log.exception("after a crawl")

    async def _child(self, source: str) -> int:
        child = await asyncio.create_subprocess_exec(
            *self._command(source),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            process_group=0,  # Ctrl-C reaches the worker alone; two signals would end a crawl at once
        )
        self._children.add(child)
        try:
            if self._stopping.is_set():
                _send(child, signal.SIGTERM)
            waiting = asyncio.ensure_future(child.wait())
            stopping = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait([waiting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                await asyncio.wait([waiting], timeout=self._pace.last_seconds)
            if not waiting.done():
                _send(child, signal.SIGKILL)  # nothing is lost by it: the crawl keeps what it has as it goes
            stopping.cancel()
            return await waiting
        finally:
            self._children.discard(child)

    @staticmethod
    def _require_run(database: Database, source: str, began: datetime, code: int) -> None:
        """Raises NotCrawled unless this very crawl began and ended by itself.

        Exit code 1 means that something of the site failed, which its run names and the next crawl tries again; it
        also means that another crawl of this source was going on, and then no run was begun. None is begun either where
        the site refused another crawl while this one waited for its turn.
        """
        if code < 0:
            raise NotCrawled(f"the crawl was ended by signal {-code}")
        if code not in (0, 1):
            raise NotCrawled(f"the crawl could not be made (exit code {code}); its message stands in the worker's log")
        with database.read() as connection:
            newest = next(iter(runs.latest(connection, 1, source)), None)
            rest = backoff.of(connection, source, began)
        if rest is None and (newest is None or newest.started_at < began.replace(microsecond=0)):
            raise NotCrawled("another crawl of this source is going on")

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def work(worker: Worker) -> None:
    """Runs a worker in this process until SIGTERM or Ctrl-C."""
    asyncio.run(worker.run())


def _succeeded(connection: Connection, source: str, now: datetime) -> None:
    schedule.succeeded(connection, source)


def _write(database: Database, change: Callable[..., T], *arguments: object) -> T:
    with database.write() as connection:
        return change(connection, *arguments)


def _send(child: asyncio.subprocess.Process, number: int) -> None:
    with suppress(ProcessLookupError):
        child.send_signal(number)


def _now() -> datetime:
    return datetime.now(UTC)
