"""The database, the page archive, their writer and the reader of attached files, opened from the settings of a crawl.

Sources that are crawled in one process share them: one archive file a day, one writer that commits in groups.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from pipelines.writer import Writer
from storage.archive import Archive, ArchiveFiles, describe
from storage.crawl import captures, runs
from storage.database import Database, make_folder, open_database
from storage.documents.writing import unchanged
from storage.documents.writing.unchanged import Look
from storage.errors import StorageError

P = ParamSpec("P")
T = TypeVar("T")

LOOKS_PER_TRANSACTION = 50
"""Looks at unchanged pages that are stored in one transaction."""


@dataclass(slots=True)
class _Shared:
    database: Database
    archive: Archive
    writer: Writer
    files: AttachedFileReader
    users: int = 0

    def close(self) -> None:
        self.files.close()
        self.writer.close()
        self.archive.close()
        self.database.truncate_log()
        self.database.close()


@dataclass(slots=True)
class StorageSession:
    """An open database and archive, as one spider uses them."""

    database: Database
    writer: Writer
    files: AttachedFileReader = field(default_factory=AttachedFileReader)
    run_id: int | None = None
    """The current run; None before it is begun."""
    looks: list[Look] = field(default_factory=list)
    """Unchanged pages that are not stored yet."""
    recording: str | None = None
    """What the recording that answers this run says of itself; None where the site answers."""
    _place: tuple[str, str] = ("", "")
    _open: ClassVar[dict[tuple[str, str], _Shared]] = {}

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
            shared = cls._open[place] = _Shared(database, archive, Writer(database, archive), files)
        shared.users += 1
        recording = settings["ZHENGCE_REPLAY"] and describe(Path(settings["ZHENGCE_REPLAY"]))
        return cls(shared.database, shared.writer, shared.files, recording=recording, _place=place)

    @property
    def recorded(self) -> bool:
        """True where a recording answers this run, not the site."""
        return self.recording is not None

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **options: P.kwargs) -> T:
        """What a function of the storage returns that is called in a transaction of the writer."""
        return await self.writer.write(lambda connection: function(connection, *args, **options))

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

    async def looked(self, look: Look) -> None:
        """Adds a look at an unchanged page; stores all of them at LOOKS_PER_TRANSACTION."""
        self.looks.append(look)
        if len(self.looks) >= LOOKS_PER_TRANSACTION:
            await self.note_looks()

    async def note_looks(self) -> None:
        """Stores the pending looks. Where that fails they are lost, and the pages are requested once more."""
        looks, self.looks = self.looks, []
        if looks:
            await self.writer.write(lambda connection: unchanged.note(connection, looks), names_archive=True)

    @property
    def archive_warnings(self) -> Sequence[str]:
        """What is wrong with archive files that this process was to append to."""
        shared = self._open.get(self._place)
        return shared.archive.warnings if shared else ()

    async def close(self) -> None:
        """Closes the shared database and archive with their last user."""
        shared = self._open.get(self._place)
        if shared is None:
            return
        shared.users -= 1
        if shared.users == 0:
            del self._open[self._place]
            await asyncio.to_thread(shared.close)
