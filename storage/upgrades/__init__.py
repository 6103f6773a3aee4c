"""Brings a database to this version's schema while others read and write: what changes many rows, step by step.

The revisions of the schema run in one short transaction, which also notes in `upgrade_steps` what they left to do: rows
to fill (`steps`) and indexes to make (`indexes`). A step works a batch a transaction and notes in it how far it came:
a killed upgrade goes on from there, and two processes that upgrade at once share the batches.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.migrations import HEAD
from storage.schema import upgrade_steps

if TYPE_CHECKING:
    from storage.database import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"

HELD = 0.5
"""Seconds after which a transaction takes no further batch."""

PAUSE = 0.11
"""Seconds between two transactions on SQLite. A writer that waits for the lock looks every 0.1 s whether it is free."""

INDEX_LOCK = 0x7A68656E6769
"""The advisory lock of the one who makes indexes on PostgreSQL."""

logger = logging.getLogger(__name__)

_columns = upgrade_steps.c
_left = sa.select(upgrade_steps).order_by(_columns.position)
_one = sa.select(upgrade_steps).where(_columns.name == sa.bindparam("step"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is."""

    step: str
    done: int
    """By ids; of an index 0, and 1 at the end."""
    total: int


Told = Callable[[Progress], None]


def migrate(database: "Database", to: str = "head") -> None:
    """Runs the revisions up to one, in one transaction, and notes what they left to do. Raises StorageError."""
    from alembic import command

    from storage.upgrades import indexes

    with database.write() as connection:
        found = _revision(connection)
        if found == HEAD:  # another process was first
            return
        config = alembic_config(connection)
        put_off: list[tuple[str, str]] = []
        if to in ("head", HEAD):
            config.attributes[indexes.PUT_OFF] = put_off
        command.upgrade(config, to)
        if to in ("head", HEAD) and found is not None:
            _note_what_is_left(connection, found, put_off)


def left(connection: Connection) -> list[str]:
    """The names of the steps that are left to do."""
    return [row.name for row in connection.execute(_left)]


def finish(database: "Database", told: Told | None = None) -> None:
    """Does what is left to do, to its end, while others read and write. `told` is given each step's progress.

    Raises StorageError. May be killed: the next call goes on.
    """
    told = told or _log()
    while row := _first(database):
        for progress in _index(database, row) if row.statement else _fill(database, row.name):
            told(progress)


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration, on a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _note_what_is_left(connection: Connection, found: str, put_off: list[tuple[str, str]]) -> None:
    from storage.upgrades.steps import STEPS

    needed: list[tuple[str, str | None]] = [(step.name, None) for step in STEPS if step.is_needed(connection, found)]
    # A newer version may need once more what an older one has not finished: then it begins anew.
    connection.execute(sa.delete(upgrade_steps).where(_columns.name.in_([name for name, _ in needed])))
    last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(_columns.position), 0))).scalar_one()
    for position, (name, statement) in enumerate([*needed, *put_off], last + 1):
        values = {"position": position, "name": name, "last_id": 0, "statement": statement}
        connection.execute(sa.insert(upgrade_steps).values(values))


def _first(database: "Database") -> sa.Row[Any] | None:
    with database.read() as connection:
        return connection.execute(_left.limit(1)).first()


def _forget(connection: Connection, name: str) -> None:
    connection.execute(sa.delete(upgrade_steps).where(_columns.name == name))


# ------------------------------------------------------------------ rows


def _fill(database: "Database", name: str) -> Iterator[Progress]:
    """Fills the rows of a step; gives how far it is, before the first transaction and after each."""
    from storage.upgrades.steps import BY_NAME

    step = BY_NAME[name]
    with database.read() as connection:
        total = connection.execute(sa.select(sa.func.coalesce(sa.func.max(step.table.c.id), 0))).scalar_one()
        row = connection.execute(_one, {"step": name}).first()
    yield Progress(name, row.last_id if row else total, total)
    while (last := _advance(database, name, step.fill)) is not None:
        yield Progress(name, min(last, total), total)
        if database.dialect == "sqlite":  # PostgreSQL lets whoever waits go first
            time.sleep(PAUSE)
    yield Progress(name, total, total)


def _advance(database: "Database", name: str, fill: Callable[[Connection, int], int | None]) -> int | None:
    """One transaction; gives the last id that is done, None where the step is."""
    with database.write() as connection:
        row = connection.execute(_one, {"step": name}).first()
        if row is None:  # another process did the last of it
            return None
        end, last = time.monotonic() + HELD, row.last_id
        while (done := fill(connection, last)) is not None:
            last = done
            if time.monotonic() >= end:
                values = {"last_id": last}
                connection.execute(sa.update(upgrade_steps).where(_columns.name == name).values(values))
                return int(last)
        _forget(connection, name)
    return None


# ------------------------------------------------------------------ indexes


def _index(database: "Database", row: sa.Row[Any]) -> Iterator[Progress]:
    yield Progress(f"index {row.name}", 0, 1)
    if database.dialect == "sqlite":
        _index_locked(database, row)
        time.sleep(PAUSE)
    else:
        _index_concurrently(database, row)
    yield Progress(f"index {row.name}", 1, 1)


def _index_locked(database: "Database", row: sa.Row[Any]) -> None:
    from storage.upgrades import indexes

    with database.write() as connection:
        if not indexes.exists(connection, row.name):
            connection.exec_driver_sql(row.statement)
        _forget(connection, row.name)


def _index_concurrently(database: "Database", row: sa.Row[Any]) -> None:
    from storage.upgrades import indexes

    with database.write_at_once() as connection:
        # Not waited for: an index is made only once all transactions have ended that began before, one that waits too.
        while not connection.execute(sa.select(sa.func.pg_try_advisory_lock(INDEX_LOCK))).scalar():
            time.sleep(PAUSE)
        try:
            if connection.execute(_one, {"step": row.name}).first():
                indexes.create_concurrently(connection, row.name, row.statement)
        finally:
            if not connection.invalidated:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(INDEX_LOCK)))
    with database.write() as connection:
        _forget(connection, row.name)


# ------------------------------------------------------------------ the log


def _log() -> Told:
    """Writes every step to the log, and a long one at each tenth."""
    tenths: dict[str, int] = {}

    def told(progress: Progress) -> None:
        tenth = 10 * progress.done // max(progress.total, 1)
        if tenths.get(progress.step) != tenth:
            tenths[progress.step] = tenth
            logger.info("upgrading the database: %s, %d of %d", progress.step, progress.done, progress.total)

    return told
