"""The queue of the workers: procrastinate's tables, in the PostgreSQL of the documents.

They stand in a schema of their own for each version of the tables, so that nothing has to be upgraded: the queue can be
made again from the table `schedule`, and workers of two versions are kept apart by it and by the leases.
"""

from hashlib import sha256
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo

from storage.database import parse_url, place, shown
from storage.errors import ServerAway, StorageError

SCHEMA = f"procrastinate_{sha256(SchemaManager.get_schema().encode()).hexdigest()[:8]}"
SETTING_UP = 0x7A686571756575  # "zhequeu": the advisory lock under which one worker makes the tables

WAIT_FOR_SERVER = 300.0
"""Seconds to wait for a connection; after that the worker begins a new session."""


def connection_info(database_url: str) -> str:
    """The libpq form of an SQLAlchemy URL of PostgreSQL, with the queue's schema before all others.

    Raises StorageError for any other database.
    """
    url = parse_url(database_url)
    if url.get_backend_name() != "postgresql":
        raise StorageError(
            f"{shown(url)}: workers on several machines share a PostgreSQL database; name one by --database, "
            "or let cron call `zhengce crawl` on this machine"
        )
    given: dict[str, Any] = {**url.query, **url.translate_connect_args(username="user", database="dbname")}
    given["options"] = f"{given.get('options', '')} -c search_path={SCHEMA}".strip()
    return make_conninfo("", **given)


def connector(database_url: str) -> PsycopgConnector:
    """The connector of procrastinate; waits up to `WAIT_FOR_SERVER` for the server."""
    return PsycopgConnector(
        conninfo=connection_info(database_url),
        min_size=1,
        max_size=3,
        timeout=WAIT_FOR_SERVER,
        kwargs={"connect_timeout": 10, "application_name": "zhengce worker"},
    )


def set_up(database_url: str) -> None:
    """Makes the queue's tables where they are not there yet. Raises StorageError where the database cannot be used."""
    try:
        with psycopg.connect(connection_info(database_url), connect_timeout=10) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SETTING_UP,))
            if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
                connection.execute(f"CREATE SCHEMA {SCHEMA}")
                connection.execute(SchemaManager.get_schema())
    except psycopg.Error as error:
        message = " ".join(str(error).split()) or type(error).__name__
        is_away = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        raise (ServerAway if is_away else StorageError)(
            f"{place(database_url)}: the queue cannot be used ({message})"
        ) from error
