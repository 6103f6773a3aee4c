"""Reads the archive by one process for each core, and gives the results in order.

Each process reads the archive and the database by itself; only the one that began them writes.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from functools import cached_property
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from multiprocessing.util import Finalize
from typing import TypeVar

from parsers.files import LIMITS, Limits
from pipelines.attached_files import AttachedFileReader
from storage.archive import ArchivePlace
from storage.database import Database, open_database

FEW_GROUPS = 8
"""Groups that one process has read before a second has started."""
GROUPS_AHEAD = 4
"""Groups that are read before they are needed, for each process, so that memory stays flat."""

R = TypeVar("R")


class Inputs:
    """What a process reads from."""

    def __init__(self, archive: ArchivePlace, database: Database, limits: Limits = LIMITS) -> None:
        self.archive = archive
        self.database = database
        self.limits = limits
        """Of reading one file."""

    @cached_property
    def files(self) -> AttachedFileReader:
        """The reader of files, with a sandbox of this process."""
        return AttachedFileReader(self.limits)

    def close(self) -> None:
        """Ends the sandbox, if one was begun. The database stays open."""
        if reader := self.__dict__.pop("files", None):
            reader.close()


def read_groups(
    read: Callable[[Inputs, Sequence[int]], R], inputs: Inputs, groups: Sequence[Sequence[int]], count: int | None
) -> Iterator[R]:
    """What `read`, a function of a module, gives for each group of ids, in order.

    `count`: processes, by default one for each core. With one, or for a few groups, this process reads.
    """
    count = count or os.cpu_count() or 1
    if count == 1 or len(groups) < FEW_GROUPS:
        with closing(inputs):
            yield from (read(inputs, group) for group in groups)
        return
    url = inputs.database.engine.url.render_as_string(hide_password=False)
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")  # not a database's fork
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["pipelines.reparse.reparse"])  # one import for all of them
    pool, waiting = (
        ProcessPoolExecutor(count, context, _begin, (inputs.archive, url, inputs.limits)),
        deque[Future[R]](),
    )
    try:
        for group in groups:
            waiting.append(pool.submit(_read, read, group))
            if len(waiting) > GROUPS_AHEAD * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


_inputs: Inputs
"""Of a process that was started here."""


def _begin(archive: ArchivePlace, url: str, limits: Limits) -> None:
    global _inputs
    _inputs = Inputs(archive, open_database(url, upgrade=False), limits)
    Finalize(None, _inputs.close, exitpriority=1)  # such a process ends without `atexit`
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the one that began it is killed: it would wait for work for ever."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _read(read: Callable[[Inputs, Sequence[int]], R], group: Sequence[int]) -> R:
    return read(_inputs, group)
