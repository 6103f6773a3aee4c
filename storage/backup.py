"""A copy of an SQLite database, made while others read and write it."""

import os
import sqlite3
from pathlib import Path
from typing import cast

from storage.database import Database
from storage.errors import StorageError


def copy(database: Database, file: Path) -> None:
    """Copies the database as it stands at one moment, checks the copy and forces it to disk.

    Raises StorageError where it is not SQLite, the file exists, or the copy is not whole; no such copy is left behind.
    """
    if database.dialect != "sqlite":
        raise StorageError("this is no SQLite database; pg_dump backs up PostgreSQL (see docs/operations.md)")
    if file.exists():
        raise StorageError(f"{file}: there is a file of this name already; a backup overwrites nothing")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        _copy(database, part)
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        part.rename(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{file}: the backup could not be made ({error})") from error


def _copy(database: Database, target: Path) -> None:
    copied = sqlite3.connect(target)
    try:
        with database.read() as connection:
            held = cast(sqlite3.Connection, connection.connection.driver_connection)
            held.backup(copied)  # in one go: a writer beside it would make a copy in portions begin again and again
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        [result] = copied.execute("PRAGMA quick_check").fetchone()
        if result != "ok":
            raise sqlite3.DatabaseError(f"the copy is not whole: {result}")
    finally:
        copied.close()
