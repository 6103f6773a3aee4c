"""The schedule: when the workers crawl each source next; one table for all machines.

How often that is, the workers' configuration says. One worker alone takes a due source (`take`), says while it crawls
that it is at it (`hold`), and then how it ended (`succeeded`, `failed`). Where it dies meanwhile, the source is due
again after `TAKEN_FOR`. All functions but `all_of` and `due` need a `write()` connection.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import schedule

Cadences = Mapping[str, timedelta]
"""Source -> how often it is crawled."""

DEFAULT_EVERY = timedelta(hours=6)
"""Ministries publish on working days, mostly in the afternoon; what is new is with us on the same day."""

TAKEN_FOR = timedelta(minutes=2)
"""After which a source is due again whose worker does not say that it crawls it."""

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=2)
"""After a crawl that broke down: the first wait, doubled each time, and the longest. Never later than the next slot."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One source's row."""

    source: str
    next_at: datetime
    failures: int = 0
    """Crawls in a row that broke down: killed, no database, not even begun. What a site refuses is not counted here."""
    failed_at: datetime | None = None
    failed_why: str | None = None


def all_of(connection: Connection, sources: Collection[str], now: datetime) -> list[Turn]:
    """The turns of these sources, the longest due first; one that was never crawled is due now."""
    turns = {row.source: Turn(**row._mapping) for row in connection.execute(sa.select(schedule))}
    chosen = (turns.get(source, Turn(source, now)) for source in sources)
    return sorted(chosen, key=lambda turn: (turn.next_at, turn.source))


def due(connection: Connection, cadences: Cadences, now: datetime) -> list[Turn]:
    """Those of the sources that are to be crawled now, the longest due first.

    A next moment that lies further ahead than the cadence was written by a clock that was wrong: it is due.
    """
    return [
        turn
        for turn in all_of(connection, cadences, now)
        if turn.next_at <= now or turn.next_at > now + max(cadences[turn.source], TAKEN_FOR)
    ]


def take(connection: Connection, cadences: Cadences, now: datetime) -> list[Turn]:
    """Takes what is due, for the caller alone, as long as it holds it."""
    taken = due(connection, cadences, now)
    for turn in taken:
        hold(connection, turn, now)
    return taken


def hold(connection: Connection, taken: Turn, now: datetime) -> None:
    """Notes that a source that was taken is being crawled."""
    _write(connection, replace(taken, next_at=now + TAKEN_FOR))


def hasten(connection: Connection, taken: Turn, now: datetime) -> None:
    """Makes a source due now, as its worker was stopped."""
    _write(connection, replace(taken, next_at=now))


def succeeded(connection: Connection, taken: Turn, every: timedelta, now: datetime) -> None:
    """Notes that a crawl ran to its own end, whatever the site answered."""
    _write(connection, Turn(taken.source, _next_slot(taken, every, now)))


def failed(connection: Connection, taken: Turn, every: timedelta, why: str, now: datetime) -> datetime:
    """Notes that a crawl broke down; gives when it is tried again."""
    wait = min(FIRST_RETRY * 2 ** min(taken.failures, 30), LONGEST_RETRY)
    again: datetime = min(_next_slot(taken, every, now), now + wait)
    _write(connection, Turn(taken.source, again, taken.failures + 1, now, why))
    return again


def _next_slot(taken: Turn, every: timedelta, now: datetime) -> datetime:
    """The first moment after now in the source's own rhythm."""
    slot: datetime = min(taken.next_at, now)
    return slot + ((now - slot) // every + 1) * every


def show_every(every: timedelta) -> str:
    """A cadence for people: `6h`, `90m`, `1d`."""
    minutes = max(1, round(every.total_seconds() / 60))
    unit, length = next((unit, length) for unit, length in (("d", 1440), ("h", 60), ("m", 1)) if minutes % length == 0)
    return f"{minutes // length}{unit}"


def _write(connection: Connection, turn: Turn) -> None:
    connection.execute(sa.delete(schedule).where(schedule.c.source == turn.source))
    connection.execute(sa.insert(schedule).values(asdict(turn)))
