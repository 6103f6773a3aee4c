"""What a watch would have sent of the last days, without sending it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from storage import changes as log
from storage.schema import changes
from storage.watches import Event
from zhengce.watches import digest, events
from zhengce.watches.digest import Digest
from zhengce.watches.saved import Prepared

MOST = 50
"""Documents of one message."""

ID = "msg_try"


def digests(connection: Connection, prepared: Prepared, days: int, now: datetime, base: str | None) -> Iterator[Digest]:
    """The changes of these days in their order, then the days that are near, as messages of now."""
    since = now - timedelta(days=days)
    before = sa.select(sa.func.max(changes.c.number)).where(changes.c.changed_at < since)
    after, upto = connection.execute(before).scalar() or 0, log.last_number(connection)
    found: list[Event] = []
    while after < upto:
        part, after = events.find(connection, prepared, after, upto, events.BATCH)
        found += part
    found += events.find_reminders(connection, prepared, ID, now.astimezone(CHINA).date(), events.BATCH)
    for start in range(0, len(found), MOST):
        yield digest.load(connection, prepared.watch, found[start : start + MOST], ID, now, base)
