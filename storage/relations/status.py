"""Whether a document is in force on a day: from its own days and from what ended it, alike on both databases.

The first that holds: a draft is `draft`; what another document repealed or replaced, or whose
measures it stopped, from that day on is so; what
outlived its own last day is `expired`; what its site's own table calls repealed or expired is so on every day, because
the table does not say since when; before its first day it is `not_yet_in_force`; on the days for which another document
suspends the whole of it, `suspended`; from its first day on, or where the table says so, `in_force`. Where nothing says
from when it is in force, the status is null. Interpretations and news have none. Whether its page is gone does not
matter. The last day is the one to which another document extended it, the first day the one to which another document
postponed it, where there is such a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from storage.relations.days import EXTENDING, Suspension, done_by_others, later, read_suspensions
from storage.schema import documents, evidence, relations, suspensions

Status = Literal[
    "draft", "not_yet_in_force", "in_force", "suspended", "partly_suspended", "expired", "repealed", "replaced",
    "stopped",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)

ENDING = ("repeals", "replaces", "ends_early")
"""Kinds of relations that end the whole of a document."""

ENDED, VALID = ("repealed", "expired"), ("in_force", "amended")
"""What a site's own table says of a document (`validity`)."""


def china_day(moment: datetime) -> date:
    """The day that a moment has in China."""
    return moment.astimezone(CHINA).date()


def today() -> date:
    """Today in China."""
    return china_day(datetime.now(UTC))


FIRST_DAY = (documents.c.postponed_to, documents.c.effective_on)
LAST_DAY = (documents.c.extended_until, documents.c.repealed_on)
"""The first and the last day in force: that to which another document moved it, else its own."""


def expression(day: date | sa.ColumnElement[Any], table: Any = documents) -> sa.Case[Any]:
    """The status on a day, as an expression over `documents`."""
    columns = table.c
    last = sa.func.coalesce(columns.extended_until, columns.repealed_on)
    first = sa.func.coalesce(columns.postponed_to, columns.effective_on)
    until = suspensions.c.suspended_until
    partly = sa.select(suspensions.c.document_id).where(
        suspensions.c.suspended_on <= day, sa.or_(until.is_(None), until >= day)
    )
    suspended = partly.where(suspensions.c.part == "")
    return sa.case(
        (columns.stage == "draft", "draft"),
        (columns.stage != "final", sa.null()),
        (columns.ended_on <= day, columns.ended_as),
        (last < day, "expired"),
        (columns.validity.in_(ENDED), columns.validity),
        (first > day, "not_yet_in_force"),
        (columns.id.in_(suspended), "suspended"),
        (columns.id.in_(partly), "partly_suspended"),
        (sa.or_(first <= day, columns.validity.in_(VALID)), "in_force"),
        else_=sa.null(),
    )


TODAY = {"sqlite": "date('now', '+8 hours')", "postgresql": "(now() AT TIME ZONE 'Asia/Shanghai')::date"}


def in_view(dialect: str) -> str:
    """The same, today, in the view `policies` on `sqlite` or `postgresql`, where `d` is the document."""
    today = sa.literal_column(TODAY[dialect], sa.Date)
    sqlcompiler = expression(today, documents.alias("d")).compile(
        dialect=sa.make_url(f"{dialect}://").get_dialect()(), compile_kwargs={"literal_binds": True}
    )
    return f"CAST({sqlcompiler} AS TEXT) AS status"


def status_of(
    stage: str | None,
    effective_on: date | None,
    repealed_on: date | None,
    ended_on: date | None,
    ended_as: str | None,
    validity: str | None,
    day: date,
    suspended: Sequence[Suspension] = (),
) -> str | None:
    """The same in Python."""
    if stage != "final":
        return "draft" if stage == "draft" else None
    if ended_on and ended_on <= day:
        return ended_as
    if repealed_on and repealed_on < day:
        return "expired"
    if validity in ENDED:
        return validity
    if effective_on and effective_on > day:
        return "not_yet_in_force"
    if holding := [suspension for suspension in suspended if suspension.holds_on(day)]:
        return "suspended" if any(not suspension.part for suspension in holding) else "partly_suspended"
    return "in_force" if effective_on or validity in VALID else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of a document on a day and the words that made it."""

    status: Status | None
    since: date | None
    """The day from which it holds, where one is known; of `not_yet_in_force`, the day on which that ends."""
    words: str | None = None
    rule: str | None = None
    """By which rule a day was read, or what another document does."""
    document_id: int | None = None
    """The other document that made it."""
    until: date | None = None
    """Of `suspended` and `partly_suspended`: the last day, as far as it was known on that day."""
    part: str | None = None
    """Of `partly_suspended`: what of it."""


def standing(connection: Connection, document_id: int, day: date) -> Standing:
    """The status of a held document on a day, with its words. Raises LookupError where there is none of this id."""
    row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).first()
    if row is None:
        raise LookupError(f"there is no document {document_id}")
    if row.stage != "final":
        return Standing("draft" if row.stage == "draft" else None, None)
    suspended = [
        suspension
        for suspension in read_suspensions(connection, [document_id]).get(document_id, ())
        if suspension.holds_on(day)
    ]
    first, last = row.postponed_to or row.effective_on, row.extended_until or row.repealed_on
    days = (first, last, row.ended_on)
    status = cast(Status | None, status_of(row.stage, *days, row.ended_as, row.validity, day, suspended))
    if row.ended_on and row.ended_on <= day:
        return _by_another(connection, row, status, row.ended_on, row.ended_by, ENDING)
    if status in ("suspended", "partly_suspended"):
        return _suspended(connection, row, status, min(suspended, key=lambda one: (one.part != "", one.part)), day)
    if last and last < day:
        since = last + timedelta(days=1)
        if row.extended_until:
            return _by_another(connection, row, status, since, row.extended_by, EXTENDING)
        return _own(connection, row, status, "repealed_on", since)
    if row.validity in ENDED or (row.validity in VALID and row.effective_on is None):
        return _own(connection, row, status, "validity", None)
    if row.postponed_to:
        return _by_another(connection, row, status, row.postponed_to, row.postponed_by, ("postpones",))
    return _own(connection, row, status, "effective_on", row.effective_on)


def _suspended(connection: Connection, row: sa.Row[Any], status: Status, own: Suspension, day: date) -> Standing:
    """The suspension of a document by the last act that said so by then: a later one can have made it longer."""
    acts = connection.execute(done_by_others(("suspends",)), {"ids": [row.id]}).all()
    last = max(
        (act for act in acts if act.day and act.day <= day and (act.part or "") == own.part),
        key=lambda act: (act.day, act.document_id),
    )
    by = _by_another(connection, row, status, own.suspended_on, last.document_id, ("suspends",), own.part or None)
    return replace(by, until=last.until or later(last.day, last.duration), part=own.part or None)


def _own(connection: Connection, row: sa.Row[Any], status: Status | None, field: str, since: date | None) -> Standing:
    where = sa.and_(evidence.c.document_id == row.id, evidence.c.field == field)
    proof = connection.execute(sa.select(evidence.c.text, evidence.c.rule).where(where)).first()
    return Standing(status, since, proof.text if proof else None, proof.rule if proof else None)


def _by_another(
    connection: Connection,
    row: sa.Row[Any],
    status: Status | None,
    since: date,
    by: int,
    kinds: Sequence[str],
    part: str | None = None,
) -> Standing:
    """The status that another document made, with its words."""
    query = sa.select(relations.c.words, relations.c.kind).where(
        relations.c.document_id == by,
        relations.c.related_id == row.id,
        relations.c.kind.in_(kinds),
        relations.c.part.is_(None) if part is None else relations.c.part == part,
    )
    relation = connection.execute(query.order_by(relations.c.position)).first()
    return Standing(status, since, relation.words if relation else None, relation.kind if relation else None, by)
