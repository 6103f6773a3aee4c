"""What each watch has sent to each of its channels: cursors over the changes, deliveries and reminders.

A delivery is written before it is sent, with its events, and stays the same until it was taken: an
attempt that was cut short is repeated under the same id. One of a watch and channel waits at a time, so the order of
the changes is stored. All functions that write need a `write()` connection.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import watch_cursors, watch_deliveries, watch_reminders


@dataclass(frozen=True, slots=True)
class Event:
    """What a watch reports: a change of a document, or, without a number, that a day of it is near."""

    number: int | None
    """Of the change."""
    document_id: int
    kinds: tuple[str, ...]
    """Why it counts."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a channel of a watch is."""

    watch: str
    channel: str
    shown: str
    number: int
    notified_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of a watch to a channel."""

    id: str
    watch: str
    channel: str
    last_number: int
    events: tuple[Event, ...]
    planned_at: datetime
    attempts: int
    failed_at: datetime | None
    failed_why: str | None
    sent_at: datetime | None


def register(connection: Connection, watch: str, channels: Mapping[str, str], number: int, now: datetime) -> None:
    """Begins the channels of a watch that have no cursor yet, at a change; forgets those that are no longer set.

    `channels`: key -> for people. One that takes the place of another goes on where that one was.
    """
    known = {cursor.channel: cursor for cursor in cursors(connection, watch)}
    replaced = [cursor.number for key, cursor in known.items() if key not in channels]
    for key, shown in channels.items():
        if key not in known:
            values = {"watch": watch, "channel": key, "shown": shown, "notified_at": now}
            connection.execute(sa.insert(watch_cursors).values(values | {"number": min([number, *replaced])}))
    for key in known.keys() - channels.keys():
        forget(connection, watch, key)


def forget(connection: Connection, watch: str, channel: str) -> None:
    """Removes a channel's cursor, and the delivery that waits for it."""
    for table in (watch_cursors, watch_reminders):
        connection.execute(sa.delete(table).where(table.c.watch == watch, table.c.channel == channel))
    connection.execute(sa.delete(watch_deliveries).where(*_waiting_for(watch, channel)))


def cursors(connection: Connection, watch: str) -> list[Cursor]:
    """The cursors of a watch."""
    query = sa.select(watch_cursors).where(watch_cursors.c.watch == watch).order_by(watch_cursors.c.channel)
    return [Cursor(**row._mapping) for row in connection.execute(query)]


def cursor(connection: Connection, watch: str, channel: str) -> Cursor | None:
    """The cursor of a channel; None before it was registered."""
    return next((one for one in cursors(connection, watch) if one.channel == channel), None)


def waiting(connection: Connection, watch: str, channel: str) -> Delivery | None:
    """The delivery that was written and not yet taken."""
    row = connection.execute(sa.select(watch_deliveries).where(*_waiting_for(watch, channel))).first()
    return _delivery(row) if row else None


def last_sent(connection: Connection, watch: str, channel: str) -> Delivery | None:
    """The delivery that was taken last."""
    table = watch_deliveries.c
    query = sa.select(watch_deliveries).where(
        table.watch == watch, table.channel == channel, table.sent_at.is_not(None)
    )
    row = connection.execute(query.order_by(table.last_number.desc(), table.sent_at.desc()).limit(1)).first()
    return _delivery(row) if row else None


def plan(connection: Connection, cursor: Cursor, last_number: int, events: Sequence[Event], now: datetime) -> Delivery:
    """Writes the next delivery of a channel, which waits from then on."""
    delivery = Delivery(
        f"msg_{uuid4().hex}", *(cursor.watch, cursor.channel, last_number, tuple(events), now), *(0, None, None, None)
    )
    values = {name: getattr(delivery, name) for name in delivery.__slots__}
    values["events"] = [[event.number, event.document_id, list(event.kinds)] for event in events]
    connection.execute(sa.insert(watch_deliveries).values(values))
    return delivery


def note_failure(connection: Connection, delivery: Delivery, why: str, now: datetime) -> None:
    """Stores why an attempt failed."""
    table = watch_deliveries
    values: dict[str, Any] = {"attempts": table.c.attempts + 1, "failed_at": now, "failed_why": why}
    connection.execute(sa.update(table).where(table.c.id == delivery.id).values(values))


def note_sent(
    connection: Connection, delivery: Delivery, reminded: Collection[tuple[int, date]], now: datetime
) -> None:
    """Stores that a delivery was taken, and moves the cursor behind it, in one transaction.

    `reminded`: the documents and days of which it reminded.
    """
    table = watch_deliveries
    values: dict[str, Any] = {"attempts": table.c.attempts + 1, "sent_at": now}
    connection.execute(sa.update(table).where(table.c.id == delivery.id).values(values))
    move(connection, delivery.watch, delivery.channel, delivery.last_number)
    place = {"watch": delivery.watch, "channel": delivery.channel}
    for document_id, due_on in reminded:
        new = not_reminded_of(delivery.watch, delivery.channel)(document_id, due_on)
        if connection.execute(sa.select(new)).scalar():  # not by the document that this one was merged with
            values = {**place, "document_id": document_id, "due_on": due_on}
            connection.execute(sa.insert(watch_reminders).values(values))


def move(connection: Connection, watch: str, channel: str, number: int, notified_at: datetime | None = None) -> None:
    """Moves a cursor to a change, never back; `notified_at`: the channel is up to date."""
    at = (watch_cursors.c.watch == watch, watch_cursors.c.channel == channel)
    connection.execute(sa.update(watch_cursors).where(*at, watch_cursors.c.number < number).values(number=number))
    if notified_at is not None:
        connection.execute(sa.update(watch_cursors).where(*at).values(notified_at=notified_at))


def not_reminded_of(watch: str, channel: str) -> Callable[[Any, Any], sa.ColumnElement[bool]]:
    """Of a document and a day, as a condition: the channel was not reminded of that day of it."""
    table = watch_reminders.c

    def condition(document_id: Any, due_on: Any) -> sa.ColumnElement[bool]:
        at = (table.watch == watch, table.channel == channel, table.document_id == document_id, table.due_on == due_on)
        return ~sa.exists().where(*at)

    return condition


def _waiting_for(watch: str, channel: str) -> tuple[sa.ColumnElement[bool], ...]:
    table = watch_deliveries.c
    return table.watch == watch, table.channel == channel, table.sent_at.is_(None)


def _delivery(row: sa.Row[Any]) -> Delivery:
    events = tuple(Event(number, document, tuple(kinds)) for number, document, kinds in row.events)
    return Delivery(**{**row._mapping, "events": events})
