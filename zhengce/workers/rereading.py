"""Archived pages and files read again by workers: jobs of the queue, each a group of `storage.crawl.reread_groups`.

A group is read and saved by a process of the worker, so that its heartbeat goes on. A job that the queue lost, or whose
worker died, is made again for its group; what it had saved by then is found equal and costs no second revision.
"""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from parsers.files import Limits
from pipelines.reparse import processes
from pipelines.reparse.reparse import reread
from storage.archive import ArchivePlace
from storage.clock import moment
from storage.crawl import reread_groups
from storage.database import Database

QUEUE = "rereads"
AHEAD = 200
"""Groups that are in the queue at once: more than all workers read between two looks."""
AFTER_CRAWLS = -1
"""The priority of these jobs; that of a crawl is 0."""


class Rereading:
    """The processes of one worker that read again; begun with the first group."""

    def __init__(self, archive: ArchivePlace, url: str, limits: Limits, count: int | None = None) -> None:
        self._given = (count or os.cpu_count() or 1, archive, url, limits)
        self._pool: ProcessPoolExecutor | None = None

    async def plan(self, app: App, database: Database) -> None:
        """Queues the next groups that are not queued."""
        waiting = await asyncio.to_thread(self._waiting, database)
        queued = (
            {job.task_kwargs["group"] for job in await app.job_manager.list_jobs_async(queue=QUEUE)} if waiting else ()
        )
        for group in waiting:
            if group not in queued:
                with suppress(AlreadyEnqueued):  # another worker was faster
                    lock = f"reread:{group}"
                    deferrer = app.configure_task(
                        "reread", queue=QUEUE, lock=lock, queueing_lock=lock, priority=AFTER_CRAWLS
                    )
                    await deferrer.defer_async(group=group)

    async def read(self, database: Database, group_id: int) -> None:
        """Reads a group again and notes what came of it. Raises BrokenProcessPool where the process died of it."""
        group = await asyncio.to_thread(self._take, database, group_id)
        if group is None:
            return
        if self._pool is None:
            self._pool = processes.pool_of(*self._given)
        try:
            changed, problems = await asyncio.wrap_future(self._pool.submit(reread, group))
        except BrokenProcessPool:
            self.close()
            raise
        await asyncio.to_thread(self._end, database, group_id, changed, problems)

    def close(self) -> None:
        """Ends the processes; a group that one is reading is read by the next worker."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    def _waiting(database: Database) -> list[int]:
        with database.read() as connection:
            return reread_groups.waiting(connection, AHEAD)

    @staticmethod
    def _take(database: Database, group_id: int) -> reread_groups.Group | None:
        with database.write() as connection:
            return reread_groups.take(connection, group_id, moment(connection))

    @staticmethod
    def _end(database: Database, group_id: int, changed: int, problems: list[str]) -> None:
        with database.write() as connection:
            reread_groups.end(connection, group_id, changed, problems, moment(connection))
