"""The database: how it is made, opened, read and written, on SQLite and PostgreSQL alike.

There is one writer at a time: SQLite's file lock (BEGIN IMMEDIATE), on PostgreSQL an advisory lock. So a writer sees
all that was committed before, two crawls never make two documents of one, and `changes` are numbered in order of
commit.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine

from storage import postgresql, sqlite
from storage.errors import ServerAway, StorageError
from storage.migrations import HEAD

WAIT_SECONDS = 30
"""How long a writer waits for another before it gives up."""

MIGRATIONS = Path(__file__).parent / "migrations"

_REVISION = "SELECT version_num FROM alembic_version"


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
        """One transaction, with no other writer beside it: all is stored, on disk, or nothing."""
        with self._connected(self.writer) as connection, connection.begin():
            if self.dialect == "postgresql":
                postgresql.wait_for_writer(connection)
            yield connection

    def close(self) -> None:
        """Gives back the connections. On SQLite the last one to close folds the write-ahead log into the file."""
        self.engine.dispose()
        self.writer.dispose()

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        pool = engine.pool
        try:
            with engine.connect() as connection:
                try:
                    yield connection
                finally:
                    if engine.pool is not pool and not connection.invalidated:  # it was closed meanwhile
                        connection.detach()  # else it would stay open
        except exc.DBAPIError as error:
            is_away = self.dialect == "postgresql" and postgresql.is_away(error)
            raise (ServerAway if is_away else StorageError)(explain(error, self.engine.url)) from error


def open_database(url: str, *, upgrade: bool = True) -> Database:
    """Opens the database at an SQLAlchemy URL of SQLite or PostgreSQL; makes the schema of an empty one.

    With `upgrade=False` an empty database, or an SQLite file that does not exist, is an error. So is the schema of
    another version. Raises StorageError.
    """
    database = _connect(url, create=upgrade)
    try:
        made_by = revision(database)
        if made_by is None:
            if not upgrade:
                raise StorageError(f"{shown(database.engine.url)}: the database is empty; run `zhengce db upgrade`")
            upgrade_schema(database)
        elif made_by != HEAD:
            _refuse_schema(database, made_by)
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
        return connection.execute(sa.text(_REVISION)).scalar()


def upgrade_schema(database: Database) -> None:
    """Makes the schema of an empty database in one transaction. Raises StorageError."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_schema(database: Database, made_by: str) -> NoReturn:
    """Raises StorageError that says how to carry on with a database of another version."""
    age, fix = "a newer", "install that version or newer"
    if made_by < HEAD:
        age = "an older"
        fix = "carry on in a new one, made of its archive: `zhengce --data NEW crawl --replay OLD/archive/….warc.gz`"
    raise StorageError(f"{shown(database.engine.url)}: made by {age} version of zhengce (revision {made_by}); {fix}")


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


def make_folder(path: Path) -> None:
    """Makes a folder and its parents where they do not exist. Raises StorageError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: the folder cannot be made ({error.strerror or error})") from error


def explain(error: exc.DBAPIError, url: sa.URL) -> str:
    """One line for a person: which database, what is wrong, what to do about it."""
    name, message = shown(url), str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if url.get_backend_name() == "sqlite":
        return f"{name}: {sqlite.explain(message, Path(name), WAIT_SECONDS)}"
    return f"{name}: {postgresql.explain(error, message, WAIT_SECONDS)}"


def _connect(url: str, *, create: bool) -> Database:
    parsed = parse_url(url)
    options = {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))}
    if parsed.get_backend_name() != "sqlite":
        return Database(postgresql.make_engine(parsed, wait_seconds=WAIT_SECONDS, **options))
    path = sqlite.file_of(parsed)
    if path is not None and not path.exists():
        if not create:
            raise StorageError(f"{path}: no such database; `zhengce crawl` makes one")
        make_folder(path.parent)
    reader, writer = (
        sqlite.make_engine(parsed, writes=writes, wait_seconds=WAIT_SECONDS, **options) for writes in (False, True)
    )
    return Database(reader, writer)
