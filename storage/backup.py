"""A copy of an SQLite database, made while others read and write it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

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
        with closing(database.writer.raw_connection()) as writer:
            writer.cursor().execute("VACUUM INTO ?", (str(part),))
        with closing(sqlite3.connect(part)) as copied:
            [result] = copied.execute("PRAGMA quick_check").fetchone()
        if result != "ok":
            raise sqlite3.DatabaseError(f"the copy is not whole: {result}")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{file}: the backup could not be made ({error})") from error
