"""What was last reported of each source's health: a message goes out once when that changes, on one machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.health import Health
from storage.schema import health


@dataclass(frozen=True, slots=True)
class HealthChange:
    """A source whose problems are not those that were reported last."""

    now: Health
    over: tuple[str, ...]
    """Kinds of problems that were reported and are no more."""
    is_news: bool = True
    """False for a source that is well and of which nothing was ever reported: to remember, not worth a message."""


def changed(connection: Connection, healths: Sequence[Health]) -> list[HealthChange]:
    """The sources that do otherwise than was reported last, without closed ones and those that a recording answered."""
    reported = {row.source: row.problems for row in connection.execute(sa.select(health))}
    changes = []
    for state in healths:
        if state.is_recorded or state.closed or reported.get(state.source) == _problems(state):
            continue
        before = {kind for kind, _ in reported.get(state.source, [])}
        over = tuple(sorted(before - {problem.kind for problem in state.problems}))
        changes.append(HealthChange(state, over, is_news=bool(state.problems or reported.get(state.source))))
    return changes


def remember(connection: Connection, changes: Sequence[HealthChange], now: datetime) -> None:
    """Notes that these were reported; needs a `write()` connection."""
    for change in changes:
        connection.execute(sa.delete(health).where(health.c.source == change.now.source))
        values = {"source": change.now.source, "problems": _problems(change.now), "notified_at": now}
        connection.execute(sa.insert(health).values(values))


def _problems(state: Health) -> list[list[str | None]]:
    return sorted(([problem.kind, problem.column] for problem in state.problems), key=str)
