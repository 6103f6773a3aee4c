"""The database: how it is opened, upgraded, read and written, on SQLite and PostgreSQL alike.

One writer at a time on both: SQLite by its file lock (BEGIN IMMEDIATE), PostgreSQL by an advisory lock that every
`write()` takes first. So a writer sees all that was committed before it, two crawls never make two documents of one,
and the numbers of `changes` follow the order of commit without gaps. A page takes milliseconds; politeness takes
seconds.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StorageError
from storage.migrations import HEAD

WAIT_SECONDS = 30
"""How long a writer waits for another before it gives up."""

WRITER_LOCK = 0x7A68656E676365  # "zhengce": the advisory lock of the one writer in a PostgreSQL database

MIGRATIONS = Path(__file__).parent / "migrations"

SQLITE_PRAGMAS = (
    f"busy_timeout = {WAIT_SECONDS * 1000}",
    "foreign_keys = ON",
)
WRITER_PRAGMAS = (
    "journal_mode = WAL",
    # FULL, not NORMAL: in WAL mode NORMAL never damages the file, but a power cut may take back commits that a reader
    # of `changes` has already seen, and their numbers would be given a second time to other changes.
    "synchronous = FULL",
)


class Database:
    """An open database. `read()` and `write()` are transactions; both raise StorageError when the database fails."""

    def __init__(self, engine: Engine, writer: Engine | None = None) -> None:
        self.engine = engine
        """The connections for reading."""
        self.writer = writer or engine

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database; nothing can be written."""
        with self._connected(self.engine) as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, with no other writer beside it: all of it is kept, on disk, or nothing."""
        with self._connected(self.writer) as connection, connection.begin():
            if self.dialect == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            yield connection

    @contextmanager
    def write_at_once(self) -> Iterator[Connection]:
        """Every statement is a transaction of its own, beside other writers: PostgreSQL asks it of some statements."""
        with self._connected(self.writer) as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Gives back the connections. On SQLite the last one to close folds the write-ahead log into the file."""
        self.engine.dispose()
        self.writer.dispose()

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.connect() as connection:
                yield connection
        except exc.DBAPIError as error:
            raise StorageError(explain(error, self.engine.url)) from error


def open_database(url: str, *, upgrade: bool = True) -> Database:
    """Opens the database at an SQLAlchemy URL of SQLite or PostgreSQL and brings its schema up to date.

    With `upgrade=False` a schema that is not the newest is an error, and so is an SQLite file that is not there. Raises
    StorageError.
    """
    database = _database(url, create=upgrade)
    try:
        found = revision(database)
        if found != HEAD:
            if found is not None and not _is_known(found):
                newer = f"made by a newer version of zhengce (revision {found})"
                raise StorageError(f"{shown(database.engine.url)}: {newer}; install that version or newer")
            if not upgrade:
                raise StorageError(f"{shown(database.engine.url)}: {_behind(found)}; run `zhengce db upgrade`")
            upgrade_schema(database)
    except BaseException:
        database.close()
        raise
    return database


def revision(database: Database) -> str | None:
    """The revision of the schema that the database has; None for an empty database."""
    with database.read() as connection:
        names = set(sa.inspect(connection).get_table_names())
        if "alembic_version" not in names:
            if "documents" in names:
                raise StorageError(f"{shown(database.engine.url)}: another program's tables are in this database")
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def upgrade_schema(database: Database, to: str = "head") -> None:
    """Runs the migrations up to a revision, in one transaction. Raises StorageError.

    Migrations run no code of today. What only that knows how to make is made after the last of them: the keys of pages
    that were left without, the files of attachments, and the search index.
    """
    from alembic import command

    from storage import search
    from storage.resolution import backfill

    with database.write() as connection:
        command.upgrade(_alembic(connection), to)
        if to in ("head", HEAD):
            backfill.fill(connection)
            backfill.link_files(connection)
            search.catch_up(connection)


def downgrade_schema(database: Database, to: str) -> None:
    """Takes the migrations back to a revision (`base`: to nothing), in one transaction."""
    from alembic import command

    with database.write() as connection:
        command.downgrade(_alembic(connection), to)


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_known(found: str) -> bool:
    """Whether a revision of the schema is one of this version's."""
    return any((MIGRATIONS / "versions").glob(f"{found}_*.py"))


def _behind(found: str | None) -> str:
    return "the database is empty" if found is None else f"the schema is at revision {found}, this version needs {HEAD}"


def shown(url: sa.URL) -> str:
    """A database URL for people: without its password, and without its settings, of which some are passwords."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return url.set(query={}).render_as_string(hide_password=True)


def parse_url(url: str) -> sa.URL:
    """A database URL in its parts. Raises StorageError where it is none, without showing it: it may hold a password."""
    try:
        parsed = sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise StorageError(
            "not a database URL (it is not shown, for it may hold a password); "
            "expected sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise StorageError(f"{backend}: not a database that zhengce knows; use sqlite:///FILE or postgresql://…")
    if "@" in (parsed.host or ""):
        raise StorageError("not a database URL: in a user name or password, write %40 for @, %3A for : and %2F for /")
    if parsed.get_backend_name() == "sqlite" and (parsed.host or parsed.username or parsed.password):
        raise StorageError("not a database URL: an SQLite file has no host; write sqlite:///FILE with three slashes")
    return parsed


def place(url: str) -> str:
    """Where the database of a URL is, for people. Raises StorageError where it is no URL."""
    return shown(parse_url(url))


def _database(url: str, *, create: bool) -> Database:
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, create=create)
    return Database(_postgresql(parsed))


def make_folder(path: Path) -> None:
    """Makes a folder, and those that it lies in, where they are not there yet. Raises StorageError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: the folder cannot be made ({error.strerror or error})") from error


def _options() -> dict[str, Any]:
    return {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))}


def _sqlite(url: sa.URL, *, create: bool) -> Database:
    name = url.database or ""
    if name in ("", ":memory:"):
        raise StorageError("an SQLite database in memory is gone with its connection; name a file: sqlite:///FILE")
    path = Path(name)
    if not name.startswith("file:") and not path.exists():
        if not create:
            raise StorageError(f"{path}: no such database; `zhengce crawl` makes one")
        make_folder(path.parent)
    return Database(_sqlite_engine(url, writes=False), _sqlite_engine(url, writes=True))


def _sqlite_engine(url: sa.URL, *, writes: bool) -> Engine:
    """Connections that can write or cannot. Two kinds, for changing one from page to page costs more than the page:
    SQLite then compiles all its statements anew, those inside the search index, too."""
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_SECONDS}, **_options())
    if not writes:
        _read_where_nothing_can_be_written(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver begins transactions by itself, too late and never for reading; we say BEGIN ourselves.
        connection.isolation_level = None
        for pragma in (*SQLITE_PRAGMAS, *(WRITER_PRAGMAS if writes else ("query_only = ON",))):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class _StillFile(sqlite3.Connection):
    """A connection to a file that stands still: SQLite takes no locks and looks at no log, so we look that it does."""

    path: Path
    state: tuple[int, int, int]

    def has_moved(self) -> bool:
        """Whether somebody has written since the connection was made. What was read then may be of two moments."""
        return _state(self.path) != self.state or _has_log(self.path)


def _state(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _has_log(path: Path) -> bool:
    """Whether commits stand in the write-ahead log that are not in the file."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _read_where_nothing_can_be_written(engine: Engine) -> None:
    """Lets an engine read a database in a folder in which SQLite cannot make the files of the write-ahead log.

    Only where there is no log with commits. A connection is used again, and what it read holds, while nobody writes.
    """

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: sa.Dialect, record: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(*arguments, **options)
        try:
            connection.execute("PRAGMA schema_version")  # opens the log
        except sqlite3.OperationalError:
            connection.close()
            path = Path(arguments[0])
            if options.get("uri") or not path.exists() or os.access(path.parent, os.W_OK) or _has_log(path):
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
            raise StorageError(f"{held.path}: somebody wrote to it while it was read; try again")


def _postgresql(url: sa.URL) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StorageError("PostgreSQL needs the driver psycopg: pip install 'zhengce[postgres]'") from error
    settings = {
        "timezone": "UTC",
        "lock_timeout": f"{WAIT_SECONDS}s",
        # A client that vanished with its machine must not keep the writer's lock.
        "idle_in_transaction_session_timeout": "10min",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    given = url.query.get("options", "")
    url = url.update_query_dict({"options": f"{given} {options}".strip()})
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # a server that was restarted meanwhile is simply met again
        connect_args={"connect_timeout": 10},
        **_options(),
    )


def explain(error: exc.DBAPIError, url: sa.URL) -> str:
    """One line for a person: which database, what is wrong, what mends it."""
    name, said = shown(url), str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if url.get_backend_name() == "sqlite":
        return f"{name}: {_sqlite_trouble(said, name)}"
    if getattr(error.orig, "sqlstate", None) == "55P03":
        return f"{name}: another crawl has been writing for {WAIT_SECONDS} seconds; try again when it is done"
    if getattr(error.orig, "sqlstate", None) == "42501":
        return f"{name}: this role lacks a right ({said}); grant it, or name another role"
    if getattr(error.orig, "sqlstate", None) == "53100":
        return f"{name}: the disk of the database server is full"
    if "FATAL: " in said and not error.connection_invalidated:
        return f"{name}: the database server refuses ({said})"
    if error.connection_invalidated or isinstance(error, exc.OperationalError):
        return f"{name}: the database server does not answer ({said})"
    return f"{name}: {said}"


def _sqlite_trouble(said: str, name: str) -> str:
    path = Path(name)
    if "unable to open" in said and path.is_file() and os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK):
        if _has_log(path):
            return f"commits wait in {path.name}-wal, which can be read only where the folder can be written"
        return "the database cannot be written: its folder is read-only"
    for word, meaning in (
        ("locked", f"another process has been writing for {WAIT_SECONDS} seconds; try again when it is done"),
        ("not a database", "this file is not an SQLite database"),
        ("malformed", "the database file is damaged; restore it from a backup"),
        ("disk is full", "the disk is full; what was being written is not stored, all else is"),
        ("readonly", "the database cannot be written; look at its permissions"),
        ("unable to open", "the database cannot be opened; look at the path and its permissions"),
        ("disk I/O", "the disk does not read or write (full, over quota, or failing)"),
    ):
        if word in said:
            return f"{meaning} ({said})" if word == "disk I/O" else meaning
    if not os.access(Path(name).parent, os.W_OK):
        return f"the folder cannot be written ({said})"
    return said
