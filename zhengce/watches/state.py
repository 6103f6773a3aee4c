"""How far the channels of each watch are: in lines for a terminal, and as the health of a source."""

from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from storage import watches
from storage.changes import last_number
from storage.documents.filter_fields import FILTERS
from storage.health import Health, Problem
from zhengce.english import vocabulary
from zhengce.watches.saved import ATTRIBUTES, Prepared
from zhengce.watches.watch import Watch


def lines(connection: Connection, prepared: Sequence[Prepared]) -> Iterator[str]:
    """A line a watch, what it looks for, what counts, how often; below it a line a channel."""
    for one in prepared:
        watch = one.watch
        yield f"{watch.name}: {' · '.join([*criteria(watch), ', '.join(watch.on), str(watch.every)])}"
        for channel in one.channels:
            yield f"  {channel.shown}: {_progress(connection, watch.name, channel.key)}"


def health(connection: Connection, prepared: Sequence[Prepared]) -> list[Health]:
    """Each watch as `health` judges it: a channel that did not take what waits for it is a problem."""
    healths = []
    for one in prepared:
        problems = []
        for channel in one.channels:
            waiting = watches.waiting(connection, one.name, channel.key)
            if waiting and waiting.failed_why:
                cursor = watches.cursor(connection, one.name, channel.key)
                behind = last_number(connection) - cursor.number if cursor else 0
                words = f"{channel.shown}: {waiting.failed_why}; {vocabulary.counted(behind, 'change')} wait since then"
                problems.append(Problem("not delivered", words, waiting.planned_at))
        healths.append(Health(f"watch:{one.name}", tuple(problems), is_watch=True))
    return healths


def criteria(watch: Watch) -> Iterator[str]:
    """The query of a watch, then each filter that it has: `stage draft`."""
    if watch.query:
        yield watch.query
    for name, row in FILTERS.items():
        if row.is_watched and (value := getattr(watch, ATTRIBUTES.get(name, name))):
            yield f"{name} {', '.join(value) if row.is_repeatable else value}"


def _progress(connection: Connection, watch: str, channel: str) -> str:
    cursor = watches.cursor(connection, watch, channel)
    if cursor is None:
        return "begins with the next crawl or run"
    last, waiting = watches.last_sent(connection, watch, channel), watches.waiting(connection, watch, channel)
    sent = f"last message {last.sent_at:%Y-%m-%d %H:%M} UTC" if last and last.sent_at else "no message yet"
    words = f"{sent}, up to change {cursor.number} of {last_number(connection)}"
    if waiting and waiting.failed_why:
        attempts = vocabulary.counted(waiting.attempts, "attempt")
        words += f"; a message of {len(waiting.events)} waits after {attempts}: {waiting.failed_why}"
    return words
