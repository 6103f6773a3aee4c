"""What a watch would have sent in the last days, by its plan, without sending it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from storage import changes as log
from storage.schema import changes
from storage.watches import Event
from zhengce.watches import digest, events
from zhengce.watches.digest import Digest
from zhengce.watches.selection import Selection
from zhengce.watches.watch import Every

MOST = 50
"""Documents of one message."""

ID = "msg_try"


def digests(
    connection: Connection, selection: Selection, days: int, now: datetime, base: str | None
) -> Iterator[tuple[datetime, Digest]]:
    """Each message and when it would have been sent, the earliest first; the last may still be to come.

    A watch that tells at once tells after each crawl; here the changes of a day stand together.
    """
    since = now - timedelta(days=days)
    found = [*_changed(connection, selection, since), *_reminders(connection, selection, since, now)]
    by_slot: dict[datetime, list[Event]] = {}
    for moment, event in sorted(found, key=lambda one: one[0]):
        by_slot.setdefault(_slot(selection.watch.every, moment), []).append(event)
    for slot, of_it in sorted(by_slot.items()):
        for start in range(0, len(of_it), MOST):
            made = digest.load(connection, selection.watch, of_it[start : start + MOST], ID, slot, base)
            yield slot, made


def _changed(connection: Connection, selection: Selection, since: datetime) -> Iterator[tuple[datetime, Event]]:
    before = sa.select(sa.func.max(changes.c.number)).where(changes.c.changed_at < since)
    after, upto = connection.execute(before).scalar() or 0, log.last_number(connection)
    while after < upto:
        found, last = events.find(connection, selection, after, upto, events.BATCH)
        numbers = [event.number for event in found]
        query = sa.select(changes.c.number, changes.c.changed_at).where(changes.c.number.in_(numbers))
        moments = {row.number: row.changed_at for row in connection.execute(query)}
        yield from ((moments[event.number], event) for event in found if event.number in moments)
        after = last


def _reminders(
    connection: Connection, selection: Selection, since: datetime, now: datetime
) -> Iterator[tuple[datetime, Event]]:
    """Documents, at the beginning of the day on which their reminder was due, or when they were first seen."""
    watch = selection.watch
    first, last = (moment.astimezone(CHINA).date() for moment in (since, now + timedelta(days=watch.days)))
    for kind in (kind for kind in events.REMINDERS if kind in watch.on):
        for number, seen, *days in events.due(connection, selection, kind, first, last):
            for day in (day for day in days if day and first <= day <= last):
                moment = max(datetime.combine(day - timedelta(days=watch.days), time(), CHINA), seen)
                if since <= moment <= now and moment.astimezone(CHINA).date() <= day:
                    yield moment, Event(None, number, (kind,))


def _slot(every: Every, moment: datetime) -> datetime:
    """When a watch tells of what happened at a moment; of one that tells at once the end of the day."""
    zone = ZoneInfo(every.zone)
    if every.at is None:
        return datetime.combine(moment.astimezone(zone).date(), time.max, zone).replace(microsecond=0)
    last = every.last_slot(moment)
    return last + timedelta(days=1 if every.weekday is None else 7)
