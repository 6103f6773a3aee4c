"""A worker: plans crawls by the table `schedule`, queues them with procrastinate, and runs those that it gets.

Any number of workers, on any machines, share one PostgreSQL. One of them takes a source that is due, and queues it. A
crawl is a process, `crawl SOURCE`, so that a crash costs that crawl alone; its lease (`storage.crawl.leases`) prevents
two crawls of a source at once, whoever begins them. A crashed crawl is due again after a wait that doubles; that of a
dead worker when its heartbeat is missed; a source that refused us after its back-off (`storage.health.backoff`).
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException
from procrastinate.jobs import DeleteJobCondition, Status
from psycopg_pool import PoolTimeout

from storage.clock import moment
from storage.crawl import runs, schedule
from storage.database import Database, open_database
from storage.errors import ServerAway, StorageError
from storage.health import backoff
from zhengce.workers import queue_tables

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE = "crawls"
LOST = (ProcrastinateException, StorageError, PoolTimeout, OSError)
"""Errors of a lost database connection. The worker connects again; the queue stays."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The intervals of a worker, in seconds."""

    look: float = 10.0
    """Between two looks for due sources and for crawls of dead workers."""
    beat: float = 10.0
    """Between two heartbeats."""
    dead_after: float = 40.0
    """Age of the last heartbeat above which a worker is dead."""
    longest_wait: float = 60.0
    """Longest wait before connecting again; it begins with 1 s and doubles."""
    last_seconds: float = 60.0
    """For a crawl to end in order when its worker is stopped."""


class NotCrawled(Exception):
    """A crawl crashed, or did not begin because another one of the source was running."""


def crawl_command(source: str) -> list[str]:
    """The command that crawls one source."""
    return [sys.executable, "-m", "zhengce", "crawl", source]


class Worker:
    """One worker. `cadences`: the sources that it may crawl, with the interval of those that `schedule` lacks.

    `after` is called in a thread after each crawl, to notify people of a change of health.
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
        # Not in the arguments, which all users see: the URL may hold a password.
        self._environment = {**os.environ, "ZHENGCE_DATABASE": database_url, "ZHENGCE_DATA": str(data_dir.resolve())}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Works until stopped. A server that is away is waited for. Raises StorageError for a database of no use."""
        queue_tables.connection_info(self._url)  # raises for SQLite, before a file is made
        loop, wait = asyncio.get_running_loop(), 0.0
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        while not self._stopping.is_set():
            began = loop.time()
            try:
                database = await asyncio.to_thread(self._prepare)
            except ServerAway as error:
                _warn_of(error)
            else:
                with closing(database):
                    try:
                        await self._work_on(database)
                    except LOST as error:
                        _warn_of(error.__cause__ or error)
            wait = min(1.0 if loop.time() - began > wait else 2 * wait, self._pace.longest_wait)
            await self._pause(wait)

    def _prepare(self) -> Database:
        database = open_database(self._url)
        try:
            queue_tables.set_up(self._url)
            with database.write() as connection:
                schedule.add_missing(connection, self._cadences, moment(connection))
        except BaseException:
            database.close()
            raise
        return database

    def stop(self) -> None:
        """Begins no more crawls, and lets the running ones end in order."""
        log.info("stopping: no more crawls are begun, those that run are ended")
        self._stopping.set()

    async def _work_on(self, database: Database) -> None:
        """Plans and crawls until stopped. Raises one of `LOST` where the connection is lost."""
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
                    delete_jobs=DeleteJobCondition.ALWAYS,  # `runs` has what a crawl did
                    listen_notify=False,  # a restart of the database would end the worker; polling is enough
                    fetch_job_polling_interval=self._pace.look,
                    update_heartbeat_interval=self._pace.beat,
                    stalled_worker_timeout=self._pace.dead_after,
                )
            )
            try:
                while not (self._stopping.is_set() or work.done()):
                    await self._recover(app, database)
                    await self._plan(app, database)
                    await self._pause(self._pace.look)
            finally:
                work.cancel()  # it waits for its crawls
                [result] = await asyncio.gather(work, return_exceptions=True)
        if isinstance(result, Exception):
            raise result

    async def _plan(self, app: App, database: Database) -> None:
        """Queues due sources."""
        for taken in await asyncio.to_thread(self._take, database):
            with suppress(AlreadyEnqueued):  # an earlier crawl is still queued
                deferrer = app.configure_task("crawl", queue=QUEUE, queueing_lock=taken.source)
                await deferrer.defer_async(source=taken.source)
            await asyncio.to_thread(_write, database, schedule.queued, taken)

    def _take(self, database: Database) -> list[schedule.Cadence]:
        """Takes the due sources. One that backs off stays due."""
        with database.read() as connection:
            now = moment(connection)
            due = [row.source for row in schedule.due(connection, list(self._cadences), now)]
            names = [source for source in due if backoff.of(connection, source, now) is None]
        if not names:
            return []
        with database.write() as connection:
            return schedule.take(connection, names, moment(connection))

    async def _recover(self, app: App, database: Database) -> None:
        """Makes the source of each job of a dead worker due."""
        jobs = app.job_manager
        for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._pace.dead_after):
            source = str(job.task_kwargs["source"])
            try:
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException:
                continue  # another worker was faster
            log.warning("the worker that crawled %s is dead; the source is due again", source)
            await asyncio.to_thread(_write, database, schedule.hasten, source)
        await jobs.prune_stalled_workers(self._pace.dead_after)

    async def _crawl(self, database: Database, source: str) -> None:
        """Runs one crawl as a process, and stores whether it succeeded."""
        if self._stopping.is_set():
            await asyncio.to_thread(_write, database, schedule.hasten, source)
            return
        began = datetime.now(UTC)
        log.info("%s: crawl begins", source)
        code = await self._child(source)
        try:
            await asyncio.to_thread(self._require_run, database, source, began, code)
        except NotCrawled as why:
            again = await asyncio.to_thread(_write, database, schedule.failed, source, str(why))
            log.warning("%s: %s; tried again at %s", source, why, again)
            return
        finally:
            await self._tell(database)
        if self._stopping.is_set() and code != 0:
            await asyncio.to_thread(_write, database, schedule.hasten, source)
        else:
            await asyncio.to_thread(_write, database, lambda connection, _now: schedule.succeeded(connection, source))
        log.info("%s: crawl ended with exit code %s", source, code)

    async def _tell(self, database: Database) -> None:
        if self._after is not None:
            try:
                await asyncio.to_thread(self._after, database)
            except Exception:  # a failed notification must not cost the next crawl
                log.exception("after a crawl")

    async def _child(self, source: str) -> int:
        child = await asyncio.create_subprocess_exec(
            *self._command(source),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            process_group=0,  # so that Ctrl-C reaches the worker alone: a second signal ends a crawl at once
        )
        ended, stopping = asyncio.ensure_future(child.wait()), asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait([ended, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for number in (signal.SIGTERM, signal.SIGKILL):  # which loses nothing: a crawl stores as it goes
            if not ended.done():
                with suppress(ProcessLookupError):
                    child.send_signal(number)
                await asyncio.wait([ended], timeout=self._pace.last_seconds)
        return await ended

    @staticmethod
    def _require_run(database: Database, source: str, began: datetime, code: int) -> None:
        """Raises NotCrawled unless this crawl began a run and ended by itself.

        Exit code 1 means that something of the site failed, which the next crawl tries again, or that another crawl of
        the source was running and this one began no run. None is begun either while the source backs off.
        """
        if code < 0:
            raise NotCrawled(f"the crawl was ended by signal {-code}")
        if code not in (0, 1):
            raise NotCrawled(f"the crawl could not be made (exit code {code}); its message stands in the worker's log")
        with database.read() as connection:
            newest = next(iter(runs.latest(connection, 1, source)), None)
            pause = backoff.of(connection, source, began)
        if pause is None and (newest is None or newest.started_at < began.replace(microsecond=0)):
            raise NotCrawled("another crawl of this source is going on")

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _write(database: Database, change: Callable[..., T], *arguments: object) -> T:
    """Changes the schedule, now by the clock that all workers share."""
    with database.write() as connection:
        return change(connection, *arguments, moment(connection))


def _warn_of(error: BaseException) -> None:
    log.warning("the database does not answer: %s", " ".join(str(error).split()))
