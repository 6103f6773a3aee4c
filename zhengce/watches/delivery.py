"""Sends what each watch has to tell: every change once, in order, to each of its channels.

A channel's next message is written to the database before it is sent, and marked after. A process that is killed
between the two leaves a message of which nobody knows whether it was taken: the next run repeats it, with the same id
and the same events. So each change is delivered at least once, and a receiver that looks at ids has it exactly once. A
channel that fails gets nothing later before it has taken what waits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from parsers.moments import CHINA
from storage import watches
from storage.changes import last_number
from storage.database import Database
from storage.watches import Cursor, Delivery
from zhengce.notifications.outgoing import Channel, why_not_taken
from zhengce.notifications.turns import turn
from zhengce.watches import digest, events, render
from zhengce.watches.saved import Prepared

LEASE = "tell:watches"

PATIENCE = 60
"""Seconds that a crawl waits at its end for another process that is sending."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Report:
    """What a run did; a line each."""

    sent: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    is_busy: bool = False
    """Another process was sending all the time; the next run tells what this one has not."""


def register(database: Database, prepared: Sequence[Prepared], now: datetime) -> None:
    """Begins the watches that are new: what is held by now is not reported, what changes from now on is.

    Nothing begins in an empty database: its first crawl brings documents of years.
    """
    with database.write() as connection:
        newest = last_number(connection)
        for one in prepared if newest else ():
            shown = {channel.key: channel.shown for channel in one.channels}
            watches.register(connection, one.name, shown, newest, now)


def run(
    database: Database,
    prepared: Sequence[Prepared],
    base: str | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    patience: int = PATIENCE,
) -> Report:
    """Sends what is due by now. One process at a time sends, on whatever machine; others wait for so many seconds."""
    report = Report()
    for left in range(patience, -1, -1):
        with turn(database, LEASE, clock()) as is_ours:
            report.is_busy = not is_ours
            if is_ours:
                register(database, prepared, clock())
                for one in prepared:
                    for channel in one.channels:
                        _serve(database, one, channel, base, clock, report)
                break
        if left:
            time.sleep(1)
    return report


def _serve(
    database: Database, prepared: Prepared, channel: Channel, base: str | None, clock: Clock, report: Report
) -> None:
    """Sends a channel what waits for it and then what is due, until it is up to date or fails."""
    with database.read() as connection:
        cursor = watches.cursor(connection, prepared.name, channel.key)
        waiting = watches.waiting(connection, prepared.name, channel.key)
        newest = last_number(connection)
    if cursor is None:
        return
    if waiting and not _send(database, prepared, channel, waiting, base, clock, report):
        return
    now = clock()
    every = prepared.watch.every
    if every.at is not None and cursor.notified_at >= every.last_slot(now):
        return
    for planned in _plans(database, prepared, channel, newest, clock):
        if not _send(database, prepared, channel, planned, base, clock, report):
            return
    with database.write() as connection:
        watches.move(connection, prepared.name, channel.key, newest, notified_at=now)


def _plans(database: Database, prepared: Prepared, channel: Channel, upto: int, clock: Clock) -> Iterator[Delivery]:
    """Writes one message after the other, each when the one before was taken."""
    name = prepared.name
    while cursor := _cursor(database, name, channel.key):
        with database.read() as connection:
            found, last = events.find(connection, prepared, cursor.number, upto, channel.most)
            if last >= upto:
                today = clock().astimezone(CHINA).date()
                room = channel.most - len(found)
                found += events.find_reminders(connection, prepared, channel.key, today, room) if room else ()
        if not found:
            return
        with database.write() as connection:
            planned = watches.plan(connection, cursor, last, found, clock())
        yield planned


def _cursor(database: Database, watch: str, channel: str) -> Cursor | None:
    with database.read() as connection:
        return watches.cursor(connection, watch, channel)


def _send(
    database: Database,
    prepared: Prepared,
    channel: Channel,
    delivery: Delivery,
    base: str | None,
    clock: Clock,
    report: Report,
) -> bool:
    with database.read() as connection:
        watch = prepared.watch
        made = digest.load(connection, watch, delivery.events, delivery.id, delivery.planned_at, base)
    why = why_not_taken(channel, render.message(made), clock())
    place = f"watch {prepared.name}: {channel.shown}"
    with database.write() as connection:
        if why is not None:
            watches.note_failure(connection, delivery, why, clock())
        else:
            watches.note_sent(connection, delivery, _reminded(made), clock())
    if why is not None:
        report.failures.append(f"{place}: {why}")
    else:
        report.sent.append(f"{place}: {len(made.events)} sent")
    return why is None


def _reminded(made: digest.Digest) -> set[tuple[int, date]]:
    """The documents and days of which the last message reminds."""
    ids = [event.document_id for event in made.events if event.number is None]
    items = (made.documents[number] for number in ids if number in made.documents)
    return {(item.id, day) for item in items for _, day in made.days_ahead(item)}
