"""PostgreSQL: how connections to a server are made, and what its errors mean."""

import os
import socket
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine

from storage.errors import StorageError

WRITER_LOCK = 0x7A68656E676365
"""The advisory lock ("zhengce") that the one writer holds until its transaction ends."""

WRITER_IDLE = "90s"
"""A writer that does nothing for so long, as one whose machine was stopped, loses its transaction and the lock."""

_wait = sa.text(
    "SELECT set_config('idle_in_transaction_session_timeout', :idle, true),"
    " CAST(pg_advisory_xact_lock(CAST(:lock AS bigint)) AS text)"
)

PLANS = {
    # To compile a statement takes longer than a search; the costs of `search_keys` would have it done for each.
    "jit": "off",
    # Memory and disks of today read anywhere as fast: at 4, a page of changes reads all captures.
    "random_page_cost": "1.1",
}
"""How the server plans statements, unless the URL of the database says otherwise."""


def make_engine(url: sa.URL, *, wait_seconds: float, **options: Any) -> Engine:
    """Connections that wait so long for a lock; `options` are SQLAlchemy's. Raises StorageError without psycopg."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StorageError("PostgreSQL needs the driver psycopg: pip install 'zhengce[postgres]'") from error
    settings = {
        "timezone": "UTC",
        "lock_timeout": f"{wait_seconds}s",
        # A reader that vanished with its machine must not keep the server from cleaning up; see WRITER_IDLE.
        "idle_in_transaction_session_timeout": "10min",
    }
    given = url.query.get("options", "")
    plans, ours = (" ".join(f"-c {name}={value}" for name, value in made.items()) for made in (PLANS, settings))
    return sa.create_engine(
        url.update_query_dict({"options": f"{plans} {given} {ours}"}).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # finds out that the server was restarted
        connect_args={
            "connect_timeout": 10,
            "fallback_application_name": f"zhengce@{socket.gethostname()[:40]}:{os.getpid()}",
        },
        **options,
    )


def wait_for_writer(connection: Connection) -> None:
    """Takes the writer's lock, however long another has it."""
    connection.execute(_wait, {"idle": WRITER_IDLE, "lock": WRITER_LOCK})


def is_away(error: exc.DBAPIError) -> bool:
    """True if the server does not answer, or answers that it is starting or stopping."""
    message = str(error.orig)
    if error.connection_invalidated:
        return True
    is_refusal = "FATAL: " in message and "the database system is" not in message
    return isinstance(error, exc.OperationalError) and getattr(error.orig, "sqlstate", None) is None and not is_refusal


def explain(error: exc.DBAPIError, message: str, wait_seconds: float) -> str:
    """What an error of the server means, and what to do about it."""
    match getattr(error.orig, "sqlstate", None):
        case "55P03":
            return f"another session has held a lock for {wait_seconds} seconds; try again when it is done"
        case "42501":
            return f"this role lacks a right ({message}); grant it, or name another role"
        case "53100":
            return "the disk of the database server is full"
    if "FATAL: " in message and not error.connection_invalidated:
        return f"the database server refuses ({message})"
    if error.connection_invalidated or isinstance(error, exc.OperationalError):
        return f"the database server does not answer ({message})"
    return message
