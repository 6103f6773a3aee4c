"""Which changes count for a watch: one function a kind of event, and what they find after a number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.position import Position
from parsers.record import Target
from storage import changes as log
from storage import watches
from storage.changes import Change
from storage.documents.deserialize import targets_of
from storage.relations.life import LifeChange, told_in
from storage.relations.status import FIRST_DAY, LAST_DAY
from storage.schema import documents, suspensions
from storage.watches import Event
from zhengce.watches.saved import Prepared
from zhengce.watches.watch import EventKind

BATCH = 500
"""Changes that are looked at together."""

REPEALED = ("repealed", "replaced", "stopped")
"""Values of `status` of a document that another one ended."""


def _sets_targets(change: Change, targets: Sequence[Target]) -> bool:
    """A new document with targets; targets of a file that was read for the first time; targets that were edited.

    Not `reparsed`: a better parser would tell of all documents at once.
    """
    if change.kind == "new":
        return bool(targets)
    if change.kind == "read" and any(_is_in_file(target.place) for target in targets):
        return True
    return change.kind == "revised" and bool(_new_value(change, "targets"))


def _is_repealed(change: Change, targets: Sequence[Target]) -> bool:
    is_ended = change.kind == "related" and _new_value(change, "status") in REPEALED
    return is_ended or _is_done("repealed", change, targets)


def _is_done(what: LifeChange, change: Change, targets: Sequence[Target]) -> bool:
    """Whether another document does this to the document of the change, or to a part of it."""
    return any(event.change == what for event in told_in(change.fields))


EVENTS: Mapping[EventKind, Callable[[Change, Sequence[Target]], bool]] = {
    "new": lambda change, targets: change.kind == "new",
    "revised": lambda change, targets: change.kind == "revised",
    "withdrawn": lambda change, targets: change.kind in ("withdrawn", "returned"),
    "files": lambda change, targets: change.kind == "read",
    "targets": _sets_targets,
    "repealed": _is_repealed,
    **{what: partial(_is_done, what) for what in ("suspended", "resumed", "extended", "postponed", "amended")},
    # The draft's own change: a held document was found to be its final.
    "became_final": lambda change, targets: change.kind == "related" and _new_value(change, "final_id") is not None,
}
"""Kind of event -> whether a change of a document, whose targets these are now, is one."""

_SUSPENDED_UNTIL = (
    sa.select(sa.func.min(suspensions.c.suspended_until))
    .where(suspensions.c.document_id == documents.c.id, suspensions.c.suspended_until >= sa.bindparam("first"))
    .scalar_subquery()
)
"""The last day of its first suspension that ends on `first` or later."""

_DRAFT = sa.and_(documents.c.stage == "draft", documents.c.gone_at.is_(None))
REMINDERS: Mapping[EventKind, tuple[sa.ColumnElement[bool], Sequence[sa.ColumnElement[Any]]]] = {
    "comments_due": (_DRAFT, (documents.c.comments_due_on,)),
    "status_due": (
        documents.c.stage == "final",
        (sa.func.coalesce(*FIRST_DAY), sa.func.coalesce(*LAST_DAY), _SUSPENDED_UNTIL),
    ),
}
"""What is no change and comes with a day (`find_reminders`) -> of which documents, and their days."""

_QUOTED = ("new", "read")
"""Kinds of change for which the document's targets have to be known."""


def find(connection: Connection, prepared: Prepared, after: int, upto: int, most: int) -> tuple[tuple[Event, ...], int]:
    """At most `most` events among the changes after a number, in their order, and the number up to which these go."""
    found: list[Event] = []
    while after < upto:
        changes = [change for change in log.after(connection, after, BATCH) if change.number <= upto]
        if not changes:
            break
        for event in _among(connection, prepared, changes):
            if len(found) == most:
                return tuple(found), found[-1].number or after
            found.append(event)
        after = changes[-1].number
    return tuple(found), upto


def find_reminders(
    connection: Connection, prepared: Prepared, channel: str, today: date, most: int
) -> tuple[Event, ...]:
    """Documents with a day that is near, and of which the channel of the watch was not reminded yet."""
    watch, last = prepared.watch, today + timedelta(days=prepared.watch.days)
    is_open = watches.not_reminded_of(watch.name, channel)
    found = [
        (min(day for day in days if day and today <= day <= last), number, kind)
        for kind in REMINDERS
        if kind in watch.on
        for number, *days in _due(connection, prepared, kind, today, last, is_open)
    ]
    return tuple(Event(None, number, (kind,)) for _, number, kind in sorted(found)[:most])


def _due(
    connection: Connection,
    prepared: Prepared,
    kind: EventKind,
    first: date,
    last: date,
    is_open: Callable[[Any, Any], sa.ColumnElement[bool]],
) -> Sequence[tuple[Any, ...]]:
    """Id and days of the documents of which one day is in these; `is_open`: whether a day of a document counts."""
    table, (stage, days) = documents.c, REMINDERS[kind]
    near = [
        sa.and_(
            day.between(first, last), sa.or_(table.ended_on.is_(None), table.ended_on > day), is_open(table.id, day)
        )
        for day in days
    ]
    query = sa.select(table.id, *days).where(stage, sa.or_(*near), *prepared.conditions(connection))
    return [tuple(row) for row in connection.execute(query, {"first": first})]


def _among(connection: Connection, prepared: Prepared, changes: Sequence[Change]) -> list[Event]:
    held = prepared.matching(connection, [change.document_id for change in changes])
    here = [change for change in changes if change.document_id in held]
    wanted = [kind for kind in prepared.watch.on if kind in EVENTS]
    set_by: Mapping[int, Sequence[Target]] = {}
    if "targets" in wanted:
        ids = sorted({change.document_id for change in here if change.kind in _QUOTED})
        set_by = targets_of(connection, ids)
    events = []
    for change in here:
        targets = set_by.get(change.document_id, ())
        if kinds := tuple(kind for kind in wanted if EVENTS[kind](change, targets)):
            events.append(Event(change.number, change.document_id, kinds))
    return events


def _new_value(change: Change, field: str) -> object:
    return (change.fields or {}).get(field, {}).get("new")


def _is_in_file(place: str | None) -> bool:
    position = Position.parse(place)
    return position is not None and position.attachment is not None
