"""The schedule: how often workers crawl each source, and when next; one table for all machines.

One worker alone takes a due source (`take`), says while it crawls that it is at it (`hold`), and then how it ended
(`succeeded`, `failed`). Where it dies meanwhile, the source is due again after `TAKEN_FOR`. All functions but `all_of`,
`cadences` and `due` need a `write()` connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import schedule

DEFAULT_EVERY = timedelta(hours=6)
"""Ministries publish on working days, mostly in the afternoon; what is new is with us on the same day."""

TAKEN_FOR = timedelta(minutes=2)
"""After which a source is due again whose worker does not say that it crawls it."""

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=2)
"""After a crawl that broke down: the first wait, doubled each time, and the longest. Never later than the next slot."""

PAUSED = timedelta(days=36500)
"""What `cadences` gives for a source that no schedule names."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """One source's row."""

    source: str
    every: timedelta
    paused: bool
    next_at: datetime
    failures: int
    """Crawls in a row that broke down: killed, no database, not even begun. What a site refuses is not counted here."""
    failed_at: datetime | None
    failed_why: str | None


def all_of(connection: Connection) -> list[Cadence]:
    """Every source that has a cadence, by name."""
    # Sorted here: a database sorts texts by its own locale.
    return sorted(map(_cadence, connection.execute(sa.select(schedule))), key=lambda row: row.source)


def cadences(connection: Connection) -> dict[str, timedelta]:
    """How often each source of the table is to be crawled, for `storage.health`; a paused one hardly ever."""
    return {row.source: PAUSED if row.paused else row.every for row in all_of(connection)}


def add_missing(connection: Connection, cadences: Mapping[str, timedelta], now: datetime) -> list[str]:
    """Gives every source that has no row yet its cadence, due now. What the table already says stays. Gives the new
    ones."""
    known = set(connection.execute(sa.select(schedule.c.source)).scalars())
    new = [source for source in cadences if source not in known]
    for source in new:
        row = {"source": source, "every": _seconds(cadences[source]), "next_at": now, "paused": False, "failures": 0}
        connection.execute(sa.insert(schedule).values(row))
    return new


def change(
    connection: Connection, source: str, now: datetime, *, every: timedelta | None = None, paused: bool | None = None
) -> bool:
    """Changes a source's cadence, or pauses it, or lets it go on. False where it has no row.

    A new cadence counts from now: a source that waited for a far slot does not go on waiting for it.
    """
    values: dict[str, object] = {}
    if every is not None:
        row = connection.execute(sa.select(schedule).where(schedule.c.source == source)).first()
        values["every"] = _seconds(every)
        if row is not None and row.next_at > now + every:
            values["next_at"] = now + every
    if paused is not None:
        values["paused"] = paused
    return _update(connection, source, values)


def hasten(connection: Connection, source: str, now: datetime) -> bool:
    """Makes a source due now: on a person's wish, or because the worker that crawled it died. False without a row."""
    return _update(connection, source, {"next_at": now})


def due(connection: Connection, sources: Sequence[str], now: datetime) -> list[Cadence]:
    """Those of the sources that are to be crawled now, the longest due first.

    A next moment that lies further ahead than the cadence was written by a clock that was wrong: it is due.
    """
    rows = connection.execute(sa.select(schedule).where(schedule.c.source.in_(sources), schedule.c.paused.is_(False)))
    found = sorted(map(_cadence, rows), key=lambda row: (row.next_at, row.source))
    return [row for row in found if row.next_at <= now or row.next_at > now + max(row.every, TAKEN_FOR)]


def take(connection: Connection, sources: Sequence[str], now: datetime) -> list[Cadence]:
    """Takes what is due, for the caller alone, as long as it holds it."""
    taken = due(connection, sources, now)
    for row in taken:
        hold(connection, row.source, now)
    return taken


def hold(connection: Connection, source: str, now: datetime) -> None:
    """Notes that a source that was taken is being crawled."""
    _update(connection, source, {"next_at": now + TAKEN_FOR})


def succeeded(connection: Connection, taken: Cadence, now: datetime) -> None:
    """Notes that a crawl ran to its own end, whatever the site answered."""
    values = {"failures": 0, "failed_at": None, "failed_why": None, "next_at": _next_slot(connection, taken, now)}
    _update(connection, taken.source, values)


def failed(connection: Connection, taken: Cadence, why: str, now: datetime) -> datetime:
    """Notes that a crawl broke down; gives when it is tried again."""
    wait = min(FIRST_RETRY * 2 ** min(taken.failures, 30), LONGEST_RETRY)
    again: datetime = min(_next_slot(connection, taken, now), now + wait)
    values = {"failures": taken.failures + 1, "failed_at": now, "failed_why": why, "next_at": again}
    _update(connection, taken.source, values)
    return again


def _next_slot(connection: Connection, taken: Cadence, now: datetime) -> datetime:
    """The first moment after now in the source's own rhythm, as it is now."""
    every = next((row.every for row in all_of(connection) if row.source == taken.source), taken.every)
    slot: datetime = min(taken.next_at, now)
    return slot + ((now - slot) // every + 1) * every


def show_every(every: timedelta) -> str:
    """A cadence for people: `6h`, `90m`, `45s`."""
    seconds = _seconds(every)
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _seconds(every: timedelta) -> int:
    return max(1, round(every.total_seconds()))


def _update(connection: Connection, source: str, values: Mapping[str, object]) -> bool:
    if not values:
        return connection.execute(sa.select(schedule.c.source).where(schedule.c.source == source)).first() is not None
    statement = sa.update(schedule).where(schedule.c.source == source).values(values)
    return connection.execute(statement).rowcount == 1


def _cadence(row: sa.Row[tuple[object, ...]]) -> Cadence:
    values = row._asdict()
    return Cadence(**{**values, "every": timedelta(seconds=values["every"])})
