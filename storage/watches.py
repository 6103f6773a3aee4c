"""How far each channel of each watch is in the changes, and the message that is on its way to it.

A message is written before it is sent, with its id and its events, and stays the same until it was taken: an attempt
that was cut short is repeated under the same id. One of a watch and channel waits at a time, so the order of the
changes is stored. All functions that write need a `write()` connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import watch_cursors


@dataclass(frozen=True, slots=True)
class Event:
    """What a watch reports: a change of a document, or, without a number, that a day of it is near."""

    number: int | None
    """Of the change."""
    document_id: int
    kinds: tuple[str, ...]
    """Why it counts."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that was not taken yet."""

    id: str
    number: int
    """The change up to which it tells."""
    days_to: date
    """The day up to which it reminds."""
    events: tuple[Event, ...]
    planned_at: datetime
    attempts: int = 0
    failed_why: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a channel of a watch is."""

    watch: str
    channel: str
    shown: str
    number: int
    days_to: date
    told_at: datetime
    sent_at: datetime | None
    message: Outgoing | None


def register(
    connection: Connection, watch: str, channels: Mapping[str, str], number: int, days_to: date, now: datetime
) -> None:
    """Begins the channels of a watch that have no cursor yet, at a change and a day; forgets those no longer set.

    `channels`: key -> for people. One that takes the place of another goes on where that one was.
    """
    known = {cursor.channel: cursor for cursor in cursors(connection, watch)}
    replaced = [cursor for key, cursor in known.items() if key not in channels]
    values = {
        "watch": watch,
        "number": min([number, *(cursor.number for cursor in replaced)]),
        "days_to": min([days_to, *(cursor.days_to for cursor in replaced)]),
        "told_at": now,
    }
    for key, label in channels.items():
        if key not in known:
            connection.execute(sa.insert(watch_cursors).values(values | {"channel": key, "shown": label}))
    for cursor in replaced:
        forget(connection, watch, cursor.channel)


def forget(connection: Connection, watch: str, channel: str) -> None:
    """Removes a channel's cursor, with the message that waits for it."""
    connection.execute(sa.delete(watch_cursors).where(*_at(watch, channel)))


def cursors(connection: Connection, watch: str) -> list[Cursor]:
    """The cursors of a watch."""
    query = sa.select(watch_cursors).where(watch_cursors.c.watch == watch).order_by(watch_cursors.c.channel)
    rows = (row._mapping for row in connection.execute(query))
    return [Cursor(**{**row, "message": msgspec.convert(row["message"], Outgoing | None)}) for row in rows]


def cursor(connection: Connection, watch: str, channel: str) -> Cursor | None:
    """The cursor of a channel; None before it was registered."""
    return next((cursor for cursor in cursors(connection, watch) if cursor.channel == channel), None)


def plan(
    connection: Connection, cursor: Cursor, number: int, days_to: date, events: Sequence[Event], now: datetime
) -> Outgoing:
    """Writes the next message of a channel, which waits from then on."""
    message = Outgoing(f"msg_{uuid4().hex}", number, days_to, tuple(events), now)
    _write(connection, cursor, message=msgspec.to_builtins(message))
    return message


def note_failure(connection: Connection, cursor: Cursor, message: Outgoing, why: str) -> None:
    """Stores why an attempt failed."""
    failed = replace(message, attempts=message.attempts + 1, failed_why=why)
    _write(connection, cursor, message=msgspec.to_builtins(failed))


def note_sent(connection: Connection, cursor: Cursor, message: Outgoing, now: datetime) -> None:
    """Stores that a message was taken, and moves the cursor behind it, never back."""
    _write(connection, cursor, number=message.number, days_to=message.days_to, message=None, sent_at=now)


def note_told(connection: Connection, cursor: Cursor, number: int, days_to: date, now: datetime) -> None:
    """Stores that a channel is up to date with a change and a day: nothing more is to be told."""
    _write(connection, cursor, number=number, days_to=days_to, told_at=now)


def _write(connection: Connection, cursor: Cursor, **values: Any) -> None:
    behind = watch_cursors.c.number <= values.get("number", cursor.number)
    at = _at(cursor.watch, cursor.channel)
    connection.execute(sa.update(watch_cursors).where(*at, behind).values(**values))


def _at(watch: str, channel: str) -> tuple[sa.ColumnElement[bool], ...]:
    return watch_cursors.c.watch == watch, watch_cursors.c.channel == channel
