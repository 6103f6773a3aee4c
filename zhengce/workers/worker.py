"""A worker: takes sources that are due by the table `schedule`, and crawls them.

Any number of workers, on any machines, share one PostgreSQL. One of them takes a source that is due, and says every few
seconds that it is at it; that of a dead worker is due again when it does not. A crawl is a process, `crawl SOURCE`, so
that a crash costs that crawl alone; its lease (`storage.crawl.leases`) prevents two crawls of a source at once, whoever
begins them. A crashed crawl is due again after a wait that doubles; a source that refused us after its back-off
(`storage.health.backoff`).
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from storage.clock import moment
from storage.crawl import runs, schedule
from storage.crawl.schedule import Turn
from storage.database import Database, open_database, parse_url, shown
from storage.errors import ServerAway, StorageError
from storage.health import backoff

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """The intervals of a worker, in seconds."""

    look: float = 10.0
    """Between two looks for due sources, and between two words that a crawl goes on."""
    longest_wait: float = 60.0
    """Longest wait for a database that is away; it begins with 1 s and doubles."""
    last_seconds: float = 60.0
    """For a crawl to end in order when its worker is stopped."""


def crawl_command(source: str) -> list[str]:
    """The command that crawls one source."""
    return [sys.executable, "-m", "zhengce", "crawl", source]


class Worker:
    """One worker. `cadences`: the sources that it may crawl, and how often.

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
        if (url := parse_url(self._url)).get_backend_name() != "postgresql":
            raise StorageError(
                f"{shown(url)}: workers on several machines share a PostgreSQL database; name one by --database, "
                "or let cron call `zhengce crawl` on this machine"
            )
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        log.info("a worker of %s: %d sources, %d at once", shown(url), len(self._cadences), self._concurrency)
        database: Database | None = None
        crawls: set[asyncio.Task[None]] = set()
        wait = 0.0
        try:
            while not self._stopping.is_set():
                try:
                    if database is None:
                        database = await asyncio.to_thread(open_database, self._url)
                    for taken in await asyncio.to_thread(self._take, database, self._concurrency - len(crawls)):
                        crawls.add(crawl := asyncio.create_task(self._crawl(database, taken)))
                        crawl.add_done_callback(crawls.discard)
                    wait = 0.0
                except ServerAway as error:
                    wait = min(2 * wait or 1.0, self._pace.longest_wait)
                    _warn_of(error)
                await self._pause(wait or self._pace.look)
        finally:
            await asyncio.gather(*crawls)
            if database:
                database.close()

    def stop(self) -> None:
        """Begins no more crawls, and lets the running ones end in order."""
        log.info("stopping: no more crawls are begun, those that run are ended")
        self._stopping.set()

    def _take(self, database: Database, most: int) -> list[Turn]:
        """Takes due sources, at most so many. One that backs off stays due."""
        with database.read() as connection:
            now = moment(connection)
            due = [turn.source for turn in schedule.due(connection, self._cadences, now)]
            names = [source for source in due if backoff.of(connection, source, now) is None][: max(0, most)]
        return _write(database, schedule.take, {name: self._cadences[name] for name in names}) if names else []

    async def _crawl(self, database: Database, taken: Turn) -> None:
        """Runs one crawl as a process, stores whether it succeeded, and tells people what it brought."""
        source, every, began = taken.source, self._cadences[taken.source], datetime.now(UTC)
        log.info("%s: crawl begins", source)
        try:
            code = await self._child(database, taken)
            why = await asyncio.to_thread(_fault_of, database, source, began, code)
            if self._stopping.is_set() and code != 0:
                await asyncio.to_thread(_write, database, schedule.hasten, taken)
            elif why:
                again = await asyncio.to_thread(_write, database, schedule.failed, taken, every, why)
                log.warning("%s: %s; tried again at %s", source, why, again)
            else:
                await asyncio.to_thread(_write, database, schedule.succeeded, taken, every)
                log.info("%s: crawl ended with exit code %s", source, code)
        except StorageError as error:  # the source is due again when nobody holds it
            _warn_of(error)
        await self._tell(database)

    async def _tell(self, database: Database) -> None:
        if self._after is not None:
            try:
                await asyncio.to_thread(self._after, database)
            except Exception:  # a failed notification must not cost the next crawl
                log.exception("after a crawl")

    async def _child(self, database: Database, taken: Turn) -> int:
        """Runs a crawl to its end, and says every few seconds that its source is being crawled; the exit code."""
        child = await asyncio.create_subprocess_exec(
            *self._command(taken.source),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            process_group=0,  # so that Ctrl-C reaches the worker alone: a second signal ends a crawl at once
        )
        ended, stopping = asyncio.ensure_future(child.wait()), asyncio.ensure_future(self._stopping.wait())
        while not (ended.done() or stopping.done()):
            with suppress(StorageError):
                await asyncio.to_thread(_write, database, schedule.hold, taken)
            await asyncio.wait([ended, stopping], timeout=self._pace.look, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for number in (signal.SIGTERM, signal.SIGKILL):  # which loses nothing: a crawl stores as it goes
            if not ended.done():
                with suppress(ProcessLookupError):
                    child.send_signal(number)
                await asyncio.wait([ended], timeout=self._pace.last_seconds)
        return await ended

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _fault_of(database: Database, source: str, began: datetime, code: int) -> str | None:
    """Why a crawl counts as broken down; None where it began a run and ended by itself.

    Exit code 1 means that something of the site failed, which the next crawl tries again, or that another crawl of the
    source was running and this one began no run. None is begun either while the source backs off.
    """
    if code < 0:
        return f"the crawl was ended by signal {-code}"
    if code not in (0, 1):
        return f"the crawl could not be made (exit code {code}); its message stands in the worker's log"
    with database.read() as connection:
        newest = next(iter(runs.latest(connection, 1, source)), None)
        pause = backoff.of(connection, source, began)
    if pause is None and (newest is None or newest.started_at < began.replace(microsecond=0)):
        return "another crawl of this source is going on"
    return None


def _write(database: Database, change: Callable[..., T], *arguments: object) -> T:
    """Changes the schedule, now by the clock that all workers share."""
    with database.write() as connection:
        return change(connection, *arguments, moment(connection))


def _warn_of(error: BaseException) -> None:
    log.warning("the database does not answer: %s", " ".join(str(error).split()))
