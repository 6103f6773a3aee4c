"""Sends what each watch has to tell: every change once, in order, to each of its channels.

A channel's next message is written to the database before it is sent, and taken away after. A process that is killed
between the two leaves a message of which nobody knows whether it was taken: the next run repeats it, with the same id
and the same events. So each change is delivered at least once, and a receiver that looks at ids has it exactly once. A
channel that fails gets nothing later before it has taken what waits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import watches
from storage.changes import last_number
from storage.database import Database
from storage.health import Health, Problem
from storage.relations.status import china_day
from storage.schema import changes
from storage.watches import Cursor
from zhengce.english.vocabulary import counted
from zhengce.notifications.outgoing import Channel, Message, send_notice, why_not_taken
from zhengce.notifications.turns import turn
from zhengce.watches import message
from zhengce.watches.watch import Watch

LEASE = "tell:watches"

PATIENCE = 60
"""Seconds that a crawl waits at its end for another process that is sending."""
MOST_TRIED = 500
"""Events of a message that is tried."""
TEST = "This message was sent by a click on “Send a test message”. It says nothing of any document.\n"

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Report:
    """What a run did; a line each."""

    sent: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    is_busy: bool = False
    """Another process was sending all the time; the next run tells what this one has not."""


def register(database: Database, found: Sequence[Watch], now: datetime) -> None:
    """Begins the watches that are new: what is held by now is not told, what changes from now on is.

    Nothing begins in an empty database: its first crawl brings documents of years.
    """
    yesterday = china_day(now) - timedelta(days=1)
    with database.write() as connection:
        newest = last_number(connection)
        for watch in found if newest else ():
            shown = {channel.key: channel.shown for channel in watch.channels}
            watches.register(connection, watch.name, shown, newest, yesterday, now)


def run(
    database: Database,
    found: Sequence[Watch],
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
                register(database, found, clock())
                for watch in found:
                    for channel in watch.channels:
                        _serve(database, watch, channel, base, clock, report)
                break
        if left:
            time.sleep(1)
    return report


def _serve(database: Database, watch: Watch, channel: Channel, base: str | None, clock: Clock, report: Report) -> None:
    """Sends what waits and then what is due, until the channel is up to date or fails."""
    with database.read() as connection:
        newest = last_number(connection)
    while True:
        with database.read() as connection:
            cursor = watches.cursor(connection, watch.name, channel.key)
        if cursor is None:
            return
        if cursor.message is None:
            if not watch.is_due(cursor.told_at, clock()) or not _plan(
                database, watch, channel, cursor, newest, clock()
            ):
                return
        elif not _send(database, channel, cursor, cursor.message, base, clock, report):
            return


def _plan(database: Database, watch: Watch, channel: Channel, cursor: Cursor, newest: int, now: datetime) -> bool:
    """Writes the next message of a channel; False where nothing is left to tell."""
    today, days_to = china_day(now), cursor.days_to
    with database.read() as connection:
        events, last = message.find(connection, watch, cursor.number, newest, channel.most, today)
        if last >= newest:
            events += message.find_days(connection, watch, days_to, today, events)
            days_to = today + message.DAYS_AHEAD
    with database.write() as connection:
        if events:
            watches.plan(connection, cursor, last, days_to, events, now)
        else:
            watches.note_told(connection, cursor, max(last, cursor.number), days_to, now)
    return bool(events)


def _send(
    database: Database,
    channel: Channel,
    cursor: Cursor,
    outgoing: watches.Outgoing,
    base: str | None,
    clock: Clock,
    report: Report,
) -> bool:
    with database.read() as connection:
        made = message.compose(connection, cursor.watch, outgoing.events, outgoing.id, outgoing.planned_at, base)
    why = why_not_taken(channel, made, clock())
    place = f"watch {cursor.watch}: {channel.shown}"
    with database.write() as connection:
        if why is None:
            watches.note_sent(connection, cursor, outgoing, clock())
            report.sent.append(f"{place}: {len(outgoing.events)} sent")
        else:
            watches.note_failure(connection, cursor, outgoing, why)
            report.failures.append(f"{place}: {why}")
    return why is None


def try_out(connection: Connection, watch: Watch, days: int, now: datetime, base: str | None) -> Message | None:
    """What a watch would have sent of the last days, and of the days that are near, as one message of now."""
    before = sa.select(sa.func.max(changes.c.number)).where(changes.c.changed_at < now - timedelta(days=days))
    first, today = connection.execute(before).scalar() or 0, china_day(now)
    events, _ = message.find(connection, watch, first, last_number(connection), MOST_TRIED, today)
    events += message.find_days(connection, watch, today - timedelta(days=1), today, events)
    return message.compose(connection, watch.name, events, "msg_try", now, base) if events else None


def send_test(watch: Watch, now: datetime) -> list[tuple[str, str | None]]:
    """Sends a test message to each channel; each with why it was not taken, None where it was."""
    return send_notice(watch.channels, f"[{watch.name}] a test", TEST, now)


def lines(connection: Connection, watch: Watch) -> Iterator[str]:
    """A watch in words: what it looks for, what counts, how often; then a line a channel: how far that is."""
    yield f"{watch.name}: {watch.criteria}"
    for channel in watch.channels:
        cursor = watches.cursor(connection, watch.name, channel.key)
        words = _progress(cursor, last_number(connection)) if cursor else "begins with the next crawl or run"
        yield f"  {channel.shown}: {words}"


def _progress(cursor: Cursor, newest: int) -> str:
    sent = f"last message {cursor.sent_at:%Y-%m-%d %H:%M} UTC" if cursor.sent_at else "no message yet"
    words, waiting = f"{sent}, up to change {cursor.number} of {newest}", cursor.message
    if waiting and waiting.failed_why:
        attempts = counted(waiting.attempts, "attempt")
        words += f"; a message of {len(waiting.events)} waits after {attempts}: {waiting.failed_why}"
    return words


def health(connection: Connection, watch: Watch) -> Health:
    """A watch as `health` judges it: a channel that did not take what waits for it is a problem."""
    problems = []
    for channel in watch.channels:
        cursor = watches.cursor(connection, watch.name, channel.key)
        waiting = cursor.message if cursor else None
        if cursor and waiting and waiting.failed_why:
            behind = counted(last_number(connection) - cursor.number, "change")
            words = f"{channel.shown}: {waiting.failed_why}; {behind} wait since then"
            problems.append(Problem("not delivered", words, waiting.planned_at))
    return Health(f"watch:{watch.name}", tuple(problems), well="every channel took what it was sent")
