"""The database, the page archive and the reader of attached files, opened from the settings of a crawl.

Sources that are crawled in one process share them: one archive file a day, and one thread that alone waits for a disk,
another process's lock or a database server.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from scrapy.settings import BaseSettings
from sqlalchemy.engine import Connection

from parsers.files import with_memory
from pipelines import agencies
from pipelines.attached_files import AttachedFileReader
from storage.archive import Archive, ArchiveFiles, Exchange, Location, describe
from storage.crawl import captures, runs
from storage.database import Database, make_folder, open_database
from storage.errors import StorageError

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Shared:
    """What sources that are crawled in one process share."""

    database: Database
    archive: Archive
    files: AttachedFileReader = field(default_factory=AttachedFileReader)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="storage"))
    place: tuple[str, str] = ("", "")
    """URL and folder by which others find it."""
    users: int = 1

    def close(self) -> None:
        """Closes all of it, once what was to be written is written."""
        self.files.close()
        self.thread.shutdown()
        self.archive.close()
        self.database.close()


@dataclass(slots=True)
class StorageSession:
    """An open database and archive, as one spider uses them."""

    shared: Shared
    run_id: int | None = None
    """The current run; None before it is begun."""
    recording: str | None = None
    """What the recording that answers this run says of itself; None where the site answers."""
    _open: ClassVar[dict[tuple[str, str], Shared]] = {}

    @classmethod
    def open(cls, settings: BaseSettings) -> Self:
        """As `ZHENGCE_DATABASE` and `ZHENGCE_DATA` say. Raises StorageError where either cannot be opened."""
        folder = Path(settings["ZHENGCE_DATA"])
        make_folder(folder)
        place = (settings["ZHENGCE_DATABASE"] or f"sqlite:///{folder / 'zhengce.db'}", str(folder.resolve()))
        shared = cls._open.get(place)
        if shared is None:
            database = open_database(place[0])
            try:
                agencies.fill(database)
            except StorageError:
                database.close()
                raise
            archive_files = ArchiveFiles(folder / "archive", settings["ZHENGCE_ARCHIVE"])
            archive = Archive(archive_files, captures.seen(database), captures.known_end(database))
            files = AttachedFileReader(with_memory(settings.getint("ZHENGCE_FILE_MEMORY")))
            shared = cls._open[place] = Shared(database, archive, files, place=place)
        else:
            shared.users += 1
        recording = settings["ZHENGCE_REPLAY"] and describe(Path(settings["ZHENGCE_REPLAY"]))
        return cls(shared, recording=recording)

    @property
    def database(self) -> Database:
        """The open database."""
        return self.shared.database

    @property
    def files(self) -> AttachedFileReader:
        """The reader of attached files."""
        return self.shared.files

    @property
    def recorded(self) -> bool:
        """True where a recording answers this run, not the site."""
        return self.recording is not None

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **options: P.kwargs) -> T:
        """What a function of the storage returns that is called in a transaction of its own, off the event loop.

        Transactions follow one another in the order of the calls. Raises StorageError where the database fails.
        """

        def work() -> T:
            with self.database.write() as connection:
                return function(connection, *args, **options)

        return await self._in_thread(work)

    async def archive(self, exchange: Exchange) -> Location:
        """Writes an answer to the archive; it is on disk when this returns. Raises ArchiveError."""
        return await self._in_thread(lambda: self.shared.archive.write(exchange))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self.shared.users == 0:
            raise StorageError("not written: the crawl has ended")
        return await asyncio.get_running_loop().run_in_executor(self.shared.thread, work)

    async def column_state(self, source: str, column: str) -> dict[str, Any]:
        """What the last earlier run that began this column stored of it; empty for a column never begun.

        Replays and live runs are apart.
        """
        return await asyncio.to_thread(self._column_state, source, column)

    def _column_state(self, source: str, column: str) -> dict[str, Any]:
        with self.database.read() as connection:
            return runs.column_state(connection, source, column, recorded=self.recorded, without=self.run_id)

    async def note(self, columns: Mapping[str, Mapping[str, Any]]) -> None:
        """Stores the states of the columns with the current run."""
        run_id, known = self.run_id, deepcopy(dict(columns))
        if run_id is not None:
            await self.write(runs.note, run_id, known)

    @property
    def archive_warnings(self) -> Sequence[str]:
        """What is wrong with archive files that this process was to append to."""
        return self.shared.archive.warnings

    async def close(self) -> None:
        """Closes the shared database and archive with their last user."""
        self.shared.users -= 1
        if self.shared.users == 0:
            self._open.pop(self.shared.place, None)
            await asyncio.to_thread(self.shared.close)
