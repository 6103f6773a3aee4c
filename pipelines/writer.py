"""The one writer of a process: a thread that commits the jobs that wait for it, a group in one transaction.

Only this thread waits for a disk, another process's lock or a database server. Jobs are done in order. Where a page
comes every two seconds it has a transaction of its own; where pages come fast, as from a recording, a group shares one.
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

JOBS_PER_TRANSACTION = 20
"""Jobs in one transaction, at most: other processes wait while it lasts."""

GROUP_SECONDS = 0.1
"""Seconds for which a group of jobs that may wait is held open for the next one."""

T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    names_archive: bool
    """What it writes points to the archive, which has to be on disk first."""
    may_wait: bool
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
        # A daemon: a crawl that is interrupted twice does not wait for a lock that another process holds.
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[Connection], T], *, names_archive: bool = False, may_wait: bool = False
    ) -> "Future[T]":
        """Runs `work` in a transaction; the future has its result once that is committed, or its exception.

        `may_wait`: the transaction may wait a moment for more jobs. Others write beside it: work holds what it reads
        (`storage.locking`). It may run more than once: where another job of its transaction fails, or another writer is
        in the way.
        """
        job = _Job(work, names_archive, may_wait)
        with self._closing:
            if self._closed:
                job.future.set_exception(StorageError("not written: the crawl has ended"))
            else:
                self._jobs.put(job)
        return job.future

    async def write(self, work: Callable[[Connection], T], *, names_archive: bool = False, may_wait: bool = False) -> T:
        """The same, awaited. Raises StorageError where the database or the archive fails."""
        return await asyncio.wrap_future(self.submit(work, names_archive=names_archive, may_wait=may_wait))

    async def archive(self, exchange: Exchange, *, is_new: bool = False) -> Location:
        """Writes an answer to the archive; it is on disk once something that names it is committed.

        `is_new`: no crawl read this address before.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._files, lambda: self._archive.write(exchange, sync=False, is_new=is_new))

    def close(self) -> None:
        """Does the jobs that wait, and ends."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._files.shutdown()

    def _work(self) -> None:
        last: _Job | None
        while True:
            jobs, last = [], self._jobs.get()
            while last is not None:
                jobs.append(last)
                if len(jobs) == JOBS_PER_TRANSACTION:
                    break
                try:
                    last = self._jobs.get(timeout=GROUP_SECONDS if all(job.may_wait for job in jobs) else 0)
                except Empty:
                    break
            wanted = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)
            if last is None:
                return

    def _commit(self, jobs: Sequence[_Job]) -> None:
        """All jobs in one transaction. Where one fails, each has one of its own, so that it fails alone."""
        done: list[Any] = []
        begun = False

        def work(connection: Connection) -> None:
            nonlocal begun
            begun = True
            done.clear()
            for job in jobs:
                done.append(job.work(connection))  # noqa: PERF401 - counted where one fails
            if synced is not None:
                synced.result()  # on disk before the database names it

        try:
            names_archive = any(job.names_archive for job in jobs)
            synced = self._files.submit(self._archive.sync) if names_archive else None
            self._database.beside(work)
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
