"""The groups of archived pages and files that workers read again: what is left to do, and what came of the rest.

One run at a time. A row is a group: a job of the queue only names it, and is made anew where the queue lost it. All
functions but `waiting` and `status` need a `write()` connection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import reread_groups as groups

Kind = Literal["pages", "files"]

MOST_TRIES = 5
"""Of a group whose worker died each time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages or files, by their ids, that one job reads again."""

    id: int
    kind: Kind
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Status:
    """How far the run is."""

    total: int
    """Pages and files of the run; 0 where none was ever begun."""
    done: int
    changed: int
    """Those that changed a document or a text."""
    problems: Sequence[str]
    """What could not be read, a line each."""
    left: timedelta | None
    """Until the end, at the speed so far; None where nothing was read yet."""


def begin(connection: Connection, kinds: Iterable[tuple[Kind, Sequence[int]]], now: datetime) -> bool:
    """Begins a run of these groups. False, and nothing is changed, where one is not at its end."""
    if waiting(connection, 1):
        return False
    connection.execute(sa.delete(groups))
    rows = [{"kind": kind, "ids": list(ids), "size": len(ids), "tries": 0, "queued_at": now} for kind, ids in kinds]
    if rows:
        connection.execute(sa.insert(groups), rows)
    return True


def waiting(connection: Connection, limit: int) -> list[int]:
    """The first groups that are not at their end."""
    query = sa.select(groups.c.id).where(groups.c.ended_at.is_(None)).order_by(groups.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def take(connection: Connection, group_id: int, now: datetime) -> Group | None:
    """A group to be read now; None where it was read meanwhile, or too many workers died of it."""
    row = connection.execute(sa.select(groups).where(groups.c.id == group_id, groups.c.ended_at.is_(None))).first()
    if row is None:
        return None
    if row.tries == MOST_TRIES:
        given_up = f"{row.kind} {', '.join(map(str, row.ids))}: given up, {MOST_TRIES} workers ended while reading them"
        end(connection, group_id, 0, [given_up], now)
        return None
    change = sa.update(groups).where(groups.c.id == group_id)
    connection.execute(change.values(tries=row.tries + 1, began_at=now))
    return Group(row.id, row.kind, row.ids)


def end(connection: Connection, group_id: int, changed: int, problems: Sequence[str], now: datetime) -> None:
    """Notes what reading a group gave."""
    change = sa.update(groups).where(groups.c.id == group_id)
    connection.execute(change.values(changed=changed, problems="\n".join(problems) or None, ended_at=now))


def status(connection: Connection) -> Status:
    """How far the run is, by one query."""
    is_done = groups.c.ended_at.is_not(None)
    rows = connection.execute(
        sa.select(
            sa.func.sum(groups.c.size).label("size"),
            sa.func.sum(groups.c.changed).label("changed"),
            sa.func.min(groups.c.began_at).label("began"),
            sa.func.max(groups.c.ended_at).label("ended"),
            is_done.label("is_done"),
            groups.c.problems,
        ).group_by(is_done, groups.c.problems)
    ).all()
    done = sum(row.size for row in rows if row.is_done)
    total = sum(row.size for row in rows)
    began = min((row.began for row in rows if row.began), default=None)
    ended = max((row.ended for row in rows if row.ended), default=None)
    left = (ended - began) * (total - done) / done if began and ended and done else None
    problems = [line for row in rows if row.problems for line in row.problems.split("\n")]
    return Status(total, done, sum(row.changed or 0 for row in rows), problems, left)
