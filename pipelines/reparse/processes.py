"""Work on the archive by one process for each core, its results in the order of the work.

Each process reads the archive and the database by itself; only the one that began them writes.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property, partial
from itertools import chain, islice
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize
from types import TracebackType
from typing import TypeVar

from parsers.files import LIMITS, Limits
from pipelines.attached_files import AttachedFileReader
from storage.archive import ArchivePlace
from storage.database import Database, open_database

FIRST_GROUPS = 20
"""Groups that one process has read before a second has started."""
GROUPS_AHEAD = 4
"""Groups that are read before they are needed, for each process."""

T = TypeVar("T")
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


class Processes:
    """So many processes, started for the first work that is long enough. A context manager.

    `count`: default as many as there are cores; with one, this process does the work.
    """

    def __init__(
        self, archive: ArchivePlace, database: Database, count: int | None = None, limits: Limits = LIMITS
    ) -> None:
        self._inputs = Inputs(archive, database, limits)
        self._count = count or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self, work: Callable[[Inputs, Sequence[T]], R], groups: Iterable[Sequence[T]], few: int | None = None
    ) -> Iterator[R]:
        """What `work`, a function of a module, gives for each group, in order.

        Only a few groups are worked on before they are needed, so that memory stays flat. `few`: fewer groups than
        these do not start processes.
        """
        remaining, least = iter(groups), few or FIRST_GROUPS
        first = list(islice(remaining, least)) if self._count > 1 and self._pool is None else []
        remaining = chain(first, remaining)
        if self._count == 1 or (self._pool is None and len(first) < least):
            yield from (work(self._inputs, group) for group in remaining)
            return
        if self._pool is None:
            url = self._inputs.database.engine.url.render_as_string(hide_password=False)
            self._pool = pool_of(self._count, self._inputs.archive, url, self._inputs.limits)
        pool = self._pool
        waiting: deque[Future[R]] = deque()
        try:
            while True:
                for group in islice(remaining, GROUPS_AHEAD * self._count - len(waiting)):
                    waiting.append(pool.submit(partial(_work, work), group))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def __enter__(self) -> "Processes":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._inputs.close()


_inputs: Inputs | None = None
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


def pool_of(count: int, archive: ArchivePlace, url: str, limits: Limits) -> ProcessPoolExecutor:
    """So many processes, each with `inputs` of its own."""
    given = (archive, url, limits)
    return ProcessPoolExecutor(count, mp_context=_context(), initializer=_begin, initargs=given)


def inputs() -> Inputs:
    """What this process, one of a pool, reads from."""
    assert _inputs is not None
    return _inputs


def _work(work: Callable[[Inputs, Sequence[T]], R], group: Sequence[T]) -> R:
    return work(inputs(), group)


def _context() -> BaseContext:
    """How processes are started: not forked from this one, which has a database open."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.reparse.reparse"])  # one import for all of them
    return context
