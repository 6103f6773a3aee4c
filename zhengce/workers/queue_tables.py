"""The queue of the workers: procrastinate's tables, in a schema of their own in the PostgreSQL of the documents.

The queue can be made again from the table `schedule`, so the tables are recreated for a new version of procrastinate,
once no worker of the old one is alive.
"""

from hashlib import sha256
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo

from storage.database import parse_url, place, shown
from storage.errors import ServerAway, StorageError

SCHEMA = "procrastinate"
SETTING_UP = 0x7A686571756575  # "zhequeu": the advisory lock under which one worker makes the tables

WAIT_FOR_SERVER = 300.0
"""Seconds to wait for a connection; after that the worker begins a new session."""

ALIVE = "30 seconds"
"""A worker whose last heartbeat is older is not alive (procrastinate's own rule)."""


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
    """Makes the queue's tables, anew where they are of another version of procrastinate.

    Raises StorageError where the database cannot be used, or workers of that version are alive.
    """
    wanted = sha256(SchemaManager.get_schema().encode()).hexdigest()[:16]
    try:
        with psycopg.connect(connection_info(database_url), connect_timeout=10) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SETTING_UP,))
            found = connection.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", (SCHEMA,))
            [version] = found.fetchone() or (None,)
            if version == wanted:
                return
            if version is not None and _somebody_is_alive(connection):
                raise StorageError(
                    "workers with another version of procrastinate are running on this database; stop them first, "
                    "then start the new ones"
                )
            connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
            connection.execute(SchemaManager.get_schema())
            connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{wanted}'")
    except psycopg.Error as error:
        message = " ".join(str(error).split()) or type(error).__name__
        is_away = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        raise (ServerAway if is_away else StorageError)(
            f"{place(database_url)}: the queue cannot be used ({message})"
        ) from error


def _somebody_is_alive(connection: psycopg.Connection[Any]) -> bool:
    if connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone() == (None,):
        return False
    query = f"SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '{ALIVE}' LIMIT 1"
    return connection.execute(query).fetchone() is not None
