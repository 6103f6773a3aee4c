"""The one writer of a crawling process: a thread that commits, in one transaction, everything that waits for it.

The event loop hands it work and goes on; nobody but the writer waits for a disk, another process's lock or a database
server. Work is done in the order in which it came. Where one page comes every two seconds, each has a transaction of
its own; where pages come fast, as from a recording, a group of them shares one.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from storage.archive import Archive, Exchange, Location
from storage.database import Database
from storage.errors import StorageError

TOGETHER = 20
"""Pieces of work in one transaction, at most: other processes wait while it lasts."""

T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    names_archive: bool
    """What it writes points to the archive, so that has to be on disk first."""
    future: "Future[Any]" = field(default_factory=Future)


class Writer:
    """A thread for the database and one for the archive. Close it when nothing more will come."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database = database
        self._archive = archive
        self._files = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        # A daemon: who interrupts a crawl twice does not wait for a lock that another process holds.
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T], *, names_archive: bool = False) -> "Future[T]":
        """Has `work` done in a transaction; the future has what it returned once that is committed, or what it raised.

        Work may be begun more than once: where other work in its transaction fails, it is done again in one of its own.
        """
        job = _Job(work, names_archive)
        with self._closing:
            if self._closed:
                job.future.set_exception(StorageError("not written: the crawl has ended"))
            else:
                self._jobs.put(job)
        return job.future

    async def write(self, work: Callable[[Connection], T], *, names_archive: bool = False) -> T:
        """The same, awaited. Raises StorageError where the database or the archive fails."""
        return await asyncio.wrap_future(self.submit(work, names_archive=names_archive))

    async def keep(self, exchange: Exchange) -> Location:
        """Writes an answer to the archive; it is on disk once something that names it is committed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._files, lambda: self._archive.write(exchange, sync=False))

    def close(self) -> None:
        """Does what still waits, and ends."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._files.shutdown()

    def _work(self) -> None:
        while True:
            jobs = self._waiting()
            wanted = [job for job in jobs if job is not None and job.future.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)
            if None in jobs:
                return

    def _waiting(self) -> list[_Job | None]:
        """What waits, once something does."""
        jobs = [self._jobs.get()]
        try:
            while len(jobs) < TOGETHER:
                jobs.append(self._jobs.get_nowait())
        except Empty:
            pass
        return jobs

    def _commit(self, jobs: Sequence[_Job]) -> None:
        """All of it in one transaction. Where one piece fails, each is done by itself, so that it fails alone."""
        done: list[Any] = []
        begun = False
        try:
            names_archive = any(job.names_archive for job in jobs)
            synced = self._files.submit(self._archive.sync) if names_archive else None
            with self._database.write() as connection:
                begun = True
                for job in jobs:
                    done.append(job.work(connection))  # noqa: PERF401 - counted where one fails
                if synced is not None:
                    synced.result()  # on disk before the database names it
        except BaseException as error:
            if begun and len(done) < len(jobs) > 1:
                for job in jobs:
                    self._commit([job])
            else:
                for job in jobs:
                    job.future.set_exception(error)
        else:
            for job, outcome in zip(jobs, done, strict=True):
                job.future.set_result(outcome)
