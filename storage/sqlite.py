"""SQLite: how connections to a database file are made, and what its errors mean.

Readers and the writer have engines of their own: switching a connection makes SQLite compile all statements again.
"""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StorageError

PRAGMAS = ("foreign_keys = ON",)
WRITER_PRAGMAS = (
    # FULL, not NORMAL: in WAL mode NORMAL never damages the file, but a power cut may take back commits that a reader
    # of `changes` has already seen, and their numbers would be given a second time to other changes.
    "synchronous = FULL",
    # What the write-ahead log grows to while a server reads is given back.
    "journal_size_limit = 33554432",
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

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver begins transactions by itself, too late and never for reading; we say BEGIN ourselves.
        connection.isolation_level = None
        if writes:
            _keep_a_log(connection, wait_seconds)
        for pragma in (*PRAGMAS, *(WRITER_PRAGMAS if writes else ("query_only = ON",))):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _keep_a_log(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Set the journal mode WAL. While another process writes into a new file, SQLite refuses it without waiting."""
    end = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def explain(message: str, path: Path, wait_seconds: float) -> str:
    """What an error of SQLite means, and what to do about it."""
    is_in_read_only_folder = path.is_file() and os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK)
    if is_in_read_only_folder and ("unable to open" in message or "readonly" in message):
        return "its folder is read-only, and SQLite needs a file beside it; copy it into a folder that can be written"
    for word, meaning in (
        ("locked", f"another process has been writing for {wait_seconds} seconds; try again when it is done"),
        ("not a database", "this file is not an SQLite database"),
        ("malformed", "the database file is damaged; restore it from a backup"),
        (
            "disk is full",
            "the disk is full; what was being written is not stored, all else is: make room, or read a copy elsewhere",
        ),
        ("readonly", "the database cannot be written; look at its permissions"),
        ("unable to open", "the database cannot be opened; look at the path and its permissions"),
        ("disk I/O", f"the disk does not read or write (full, over quota, or failing) ({message})"),
    ):
        if word in message:
            return meaning
    if not os.access(path.parent, os.W_OK):
        return f"the folder cannot be written ({message})"
    return message
