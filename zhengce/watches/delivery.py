"""Sends what each watch has to tell: every change once, in order, to each of its channels.

A channel's next message is written to the database before it is sent, and marked after. A process that is killed
between the two leaves a message of which nobody knows whether it was taken: the next run repeats it, with the same id
and the same events. So each change is delivered at least once, and a receiver that looks at ids has it exactly once. A
channel that fails gets nothing later before it has taken what waits.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from parsers.moments import CHINA
from storage import watches
from storage.changes import last_number
from storage.database import Database
from storage.watches import Delivery
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
                for watch in prepared:
                    for channel in watch.channels:
                        _Sender(database, watch, channel, base, clock, report).serve()
                break
        if left:
            time.sleep(1)
    return report


@dataclass(frozen=True, slots=True)
class _Sender:
    """Sends the messages of a watch to one of its channels."""

    database: Database
    prepared: Prepared
    channel: Channel
    base: str | None
    clock: Clock
    report: Report

    def serve(self) -> None:
        """Sends what waits and then what is due, until the channel is up to date or fails."""
        with self.database.read() as connection:
            cursor = watches.cursor(connection, self.prepared.name, self.channel.key)
            waiting = watches.waiting(connection, self.prepared.name, self.channel.key)
            newest = last_number(connection)
        if cursor is None or (waiting and not self._send(waiting)):
            return
        now, every = self.clock(), self.prepared.watch.every
        if every.at is not None and cursor.notified_at >= every.last_slot(now):
            return
        while planned := self._plan(newest):
            if not self._send(planned):
                return
        with self.database.write() as connection:
            watches.move(connection, cursor.watch, cursor.channel, newest, notified_at=now)

    def _plan(self, upto: int) -> Delivery | None:
        """Writes the next message, once the one before was taken; None where nothing is left to tell."""
        with self.database.read() as connection:
            cursor = watches.cursor(connection, self.prepared.name, self.channel.key)
            if cursor is None:
                return None
            found, last = events.find(connection, self.prepared, cursor.number, upto, self.channel.most)
            room = self.channel.most - len(found)
            if last >= upto and room:
                today = self.clock().astimezone(CHINA).date()
                found += events.find_reminders(connection, self.prepared, self.channel.key, today, room)
        if not found:
            return None
        with self.database.write() as connection:
            return watches.plan(connection, cursor, last, found, self.clock())

    def _send(self, delivery: Delivery) -> bool:
        with self.database.read() as connection:
            made = digest.load(
                *(connection, self.prepared.watch, delivery.events, delivery.id, delivery.planned_at, self.base)
            )
        why = why_not_taken(self.channel, render.message(made), self.clock())
        place = f"watch {self.prepared.name}: {self.channel.shown}"
        with self.database.write() as connection:
            if why is not None:
                watches.note_failure(connection, delivery, why, self.clock())
                self.report.failures.append(f"{place}: {why}")
            else:
                watches.note_sent(connection, delivery, _reminded(made), self.clock())
                self.report.sent.append(f"{place}: {len(made.events)} sent")
        return why is None


def _reminded(made: digest.Digest) -> set[tuple[int, date]]:
    """The documents and days of which the last message reminds."""
    ids = [event.document_id for event in made.events if event.number is None]
    items = (made.documents[number] for number in ids if number in made.documents)
    return {(item.id, day) for item in items for _, day in made.days_ahead(item)}
