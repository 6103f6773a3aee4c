"""SQLite: how connections to a database file are made, and what its errors mean.

Readers and the writer have engines of their own: switching a connection makes SQLite compile all statements again.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StorageError

PRAGMAS = ("foreign_keys = ON",)
WRITER_PRAGMAS = (
    "journal_mode = WAL",
    # FULL, not NORMAL: in WAL mode NORMAL never damages the file, but a power cut may take back commits that a reader
    # of `changes` has already seen, and their numbers would be given a second time to other changes.
    "synchronous = FULL",
)


def file_of(url: sa.URL) -> Path | None:
    """The file of a database; None for a `file:` URI, whose meaning only SQLite knows. Raises StorageError."""
    name = url.database or ""
    if name in ("", ":memory:"):
        raise StorageError("an SQLite database in memory is gone with its connection; name a file: sqlite:///FILE")
    return None if name.startswith("file:") else Path(name)


def make_engine(url: sa.URL, *, writes: bool, wait_seconds: float, **options: Any) -> Engine:
    """Connections that can write, or that cannot. They wait so long for another writer; `options` are SQLAlchemy's."""
    engine = sa.create_engine(url, connect_args={"timeout": wait_seconds}, **options)
    if not writes:
        _read_where_nothing_can_be_written(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver begins transactions by itself, too late and never for reading; we say BEGIN ourselves.
        connection.isolation_level = None
        for pragma in (*PRAGMAS, *(WRITER_PRAGMAS if writes else ("query_only = ON",))):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def truncate_log(engine: Engine) -> bool:
    """Fold the write-ahead log into the file and empty it, without waiting for readers that still need it.

    Else it stays as large as it ever was, as long as a server reads. True if it is empty.
    """
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        [before] = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            [is_busy, *_] = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:  # another process does the same, or the disk is full: the next one does it
            return False
        finally:
            driver.execute(f"PRAGMA busy_timeout = {before}")
        return not is_busy
    finally:
        connection.close()


def explain(message: str, path: Path, wait_seconds: float) -> str:
    """What an error of SQLite means, and what to do about it."""
    is_in_read_only_folder = path.is_file() and os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK)
    if "unable to open" in message and is_in_read_only_folder:
        if _has_log(path):
            return f"commits wait in {path.name}-wal, which can be read only where the folder can be written"
        return "the database cannot be written: its folder is read-only"
    for word, meaning in (
        ("locked", f"another process has been writing for {wait_seconds} seconds; try again when it is done"),
        ("not a database", "this file is not an SQLite database"),
        ("malformed", "the database file is damaged; restore it from a backup"),
        ("disk is full", "the disk is full; what was being written is not stored, all else is"),
        ("readonly", "the database cannot be written; look at its permissions"),
        ("unable to open", "the database cannot be opened; look at the path and its permissions"),
        ("disk I/O", f"the disk does not read or write (full, over quota, or failing) ({message})"),
    ):
        if word in message:
            return meaning
    if not os.access(path.parent, os.W_OK):
        return f"the folder cannot be written ({message})"
    return message


class _StillFile(sqlite3.Connection):
    """A connection on which SQLite takes no locks and reads no log: we check that no process writes to the file."""

    path: Path
    state: tuple[int, int, int]

    def has_moved(self) -> bool:
        """True if the file was written since the connection was made: what was read may be of two moments."""
        return _state(self.path) != self.state or _has_log(self.path)


_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_WRITE")
"""What SQLite says where it finds no room for the index of its log."""


def _state(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _has_log(path: Path) -> bool:
    """Whether commits stand in the write-ahead log that are not in the file."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _read_where_nothing_can_be_written(engine: Engine) -> None:
    """Lets an engine read a database in a read-only folder or on a full disk, where SQLite cannot make the files of its
    write-ahead log.

    Only where no commits stand in a log, and only while no process writes.
    """

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: sa.Dialect, record: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(*arguments, **options)
        try:
            connection.execute("PRAGMA schema_version")  # opens the log
        except sqlite3.OperationalError as error:
            connection.close()
            path = Path(arguments[0])
            can_be_written = os.access(path.parent, os.W_OK) and error.sqlite_errorname not in _FULL
            if options.get("uri") or not path.exists() or can_be_written or _has_log(path):
                raise
            state = _state(path)
            still: _StillFile = sqlite3.connect(
                f"{path.absolute().as_uri()}?immutable=1", **{**options, "uri": True, "factory": _StillFile}
            )
            still.path, still.state = path, state
            return still
        return connection

    @event.listens_for(engine, "checkout")
    def checkout(connection: sqlite3.Connection, record: ConnectionPoolEntry, proxy: Any) -> None:
        if isinstance(connection, _StillFile) and connection.has_moved():
            raise exc.DisconnectionError

    @event.listens_for(engine, "commit")
    def commit(connection: Connection) -> None:
        held = connection.connection.driver_connection
        if isinstance(held, _StillFile) and held.has_moved():
            raise StorageError(f"{held.path}: it was written to while it was read; try again")
