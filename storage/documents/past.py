"""Documents as they were at the end of a day in China: what is held today, walked back by what is kept of every change.

`changes` say which documents there were, when each was first seen, edited and gone, and what other documents did to it;
`revisions` what it said; `former_documents` what those were that are no more. So a day that is over is answered alike
for ever. What has no history is not told of: evidence, today's parser, what reading attached files gave, which held
document a relation means, English, keywords, and what editors write.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.moments import CHINA
from parsers.record import Attachment, PolicyDocument
from storage.documents import deserialize
from storage.documents.queries import StoredDocument
from storage.documents.writing import serialize
from storage.editing.annotations import NOTHING
from storage.relations.days import Suspension, read_suspensions
from storage.relations.status import china_day, today
from storage.schema import changes, former_documents, revisions
from storage.translations.queries import HeldTitle
from storage.translations.texts import name_of


class NoPast(ValueError):
    """A day of which nothing is known, or not all yet."""


@dataclass(slots=True)
class Held:
    """What the changes up to the end of a day say of a document."""

    first_seen_at: datetime
    source: str
    url: str
    """The page that made it a document, as addresses are compared (`pages.url`)."""
    revised_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The end of a day."""

    day: date
    until: datetime
    """The first moment that is not of it."""
    last_change: int
    """The number of the last change up to then."""
    held: Mapping[int, Held] = field(default_factory=dict)
    """The documents of that time, by id."""
    merged: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    """Id of a document that was no more -> the one that it was found to be, and when."""


def end_of(connection: Connection, day: date) -> Past:
    """The end of a day in China (24:00, 16:00 UTC). Raises NoPast for a day that is not over or before all changes."""
    if day >= today():
        raise NoPast(f"the day is not over in China; the last one that is: {today() - timedelta(days=1)}")
    until = datetime.combine(day + timedelta(days=1), time(), CHINA)
    moment, number = changes.c.changed_at, changes.c.number
    first = connection.execute(sa.select(sa.func.min(moment, type_=moment.type))).scalar()
    if first is None or first >= until:
        raise NoPast(f"the database begins on {china_day(first)}" if first else "the database holds no document yet")
    after = connection.execute(sa.select(sa.func.min(number)).where(moment >= until)).scalar()
    last = after - 1 if after else connection.execute(sa.select(sa.func.max(number))).scalar_one()
    return Past(day, until, last, *_held(connection, last))


def _held(connection: Connection, last: int) -> tuple[dict[int, Held], dict[int, tuple[int, datetime]]]:
    """The documents after a change, and where those that were merged by then had gone."""
    found: dict[int, Held] = {}
    merged: dict[int, tuple[int, datetime]] = {}
    names = ("number", "kind", "document_id", "changed_at", "source", "url", "other_id")
    parted = connection.execute(_new_and_gone)
    gone = {row.number: datetime.fromisoformat(row.fields["gone_at"]["new"]) for row in parted}
    query = sa.select(*(changes.c[name] for name in names)).where(changes.c.number <= last).order_by(changes.c.number)
    for number, kind, one, at, source, url, other in connection.execute(query):
        if kind == "new":
            merged.pop(one, None)
            before = found.get(one)  # parted again, it is the document that it was
            first_seen_at, revised_at = (before.first_seen_at, before.revised_at) if before else (at, None)
            found[one] = Held(first_seen_at, source, url, revised_at, gone.get(number))
        elif kind == "revised":
            found[one].revised_at = at
        elif kind in ("withdrawn", "returned"):
            found[one].gone_at = at if kind == "withdrawn" else None
        elif kind == "merged" and other is not None:
            merged[other] = one, at
    return {number: held for number, held in sorted(found.items()) if number not in merged}, merged


def documents_of(connection: Connection, past: Past, ids: Sequence[int]) -> Iterator[StoredDocument]:
    """Documents of that time, by id, in this order. One that was merged since, when the database did not keep yet what
    such documents said, is left out."""
    ends: dict[int, list[Any]] = {}
    for merge in connection.execute(_merged_since, {"ids": list(ids), "last": past.last_change}):
        ends.setdefault(merge.other_id, []).append(merge)
    state = _formers(connection, ends)
    suspended = read_suspensions(connection, ids)
    for row, record in deserialize.rows_and_records(connection, [number for number in ids if number not in ends]):
        state[row.id] = record.to_dict(), serialize.by_others(row, suspended.get(row.id, ()))
    for edit in connection.execute(_revised_since, {"ids": list(state), "until": past.until}):
        if edit.document_id not in ends or edit.revised_at <= ends[edit.document_id][0].changed_at:
            state[edit.document_id][0].update((name, pair["old"]) for name, pair in edit.fields.items())
    for change in connection.execute(_changed_since, {"ids": list(state), "last": past.last_change}):
        if change.fields and (change.document_id not in ends or change.number < ends[change.document_id][0].number):
            _undo(state[change.document_id][1], change.fields)
    for number in ids:
        if number in state:
            yield _document(number, past.held[number], *state[number])


_new_and_gone = sa.select(changes.c.number, changes.c.fields).where(
    changes.c.kind == "new", changes.c.fields.is_not(None)
)
"""Documents that were parted from others, whose pages were gone."""
_ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_merged_since = (
    sa.select(changes.c.other_id, changes.c.number, changes.c.changed_at)
    .where(changes.c.kind == "merged", changes.c.other_id.in_(_ids), changes.c.number > sa.bindparam("last"))
    .order_by(changes.c.number)
)
_revised_since = (
    sa.select(revisions.c.document_id, revisions.c.revised_at, revisions.c.fields)
    .where(revisions.c.document_id.in_(_ids), revisions.c.revised_at >= sa.bindparam("until"))
    .order_by(revisions.c.id.desc())
)
_changed_since = (
    sa.select(changes.c.document_id, changes.c.number, changes.c.fields)
    .where(
        changes.c.document_id.in_(_ids),
        changes.c.number > sa.bindparam("last"),
        changes.c.kind.in_(("related", "reparsed")),  # as `storage.relations.linking` writes them
    )
    .order_by(changes.c.number.desc())
)
_formers_of = sa.select(former_documents).where(former_documents.c.document_id.in_(_ids)).order_by("id")


def _formers(
    connection: Connection, ends: Mapping[int, Sequence[Any]]
) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """What documents were when each was merged for the first time since, given all these merges."""
    formers: dict[int, list[Any]] = {}
    for row in connection.execute(_formers_of, {"ids": list(ends)}):
        formers.setdefault(row.document_id, []).append(row)
    firsts = {number: rows[-len(ends[number])] for number, rows in formers.items() if len(rows) >= len(ends[number])}
    return {
        number: (json.loads(row.record), {"suspensions": _last_suspension(row.by_others), **row.by_others})
        for number, row in firsts.items()
    }


def _undo(by_others: dict[str, Any], fields: Mapping[str, Any]) -> None:
    """Takes back what a change says that other documents did."""
    by_others.update((name, pair["old"]) for name, pair in fields.items() if name in by_others)
    if "suspensions" not in fields and fields.keys() & set(Suspension.__slots__):  # there was one at most
        by_others["suspensions"] = _last_suspension(by_others)
    if "ended_on" in fields:  # whose change is told as that of the status
        by_others["ended_as"] = fields["status"]["old"] if fields["ended_on"]["old"] else None


def _last_suspension(by_others: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The one that the columns of a document tell, if any."""
    return [{name: by_others[name] for name in Suspension.__slots__}] if by_others["suspended_on"] else []


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _document(number: int, held: Held, values: dict[str, Any], by_others: Mapping[str, Any]) -> StoredDocument:
    record = PolicyDocument.from_dict(values | {"source": held.source, "url": held.url})
    linked = (Attachment(one.title, comparable(one.url), one.media_type) for one in record.attachments)
    days = {name: _day(by_others[name]) for name in ("ended_on", "postponed_to", "extended_until")}
    return StoredDocument(
        id=number,
        record=replace(record, attachments=tuple(linked)),
        first_seen_at=held.first_seen_at,
        revised_at=held.revised_at,
        gone_at=held.gone_at,
        pages=(),
        title_en=None,
        keywords=(),
        annotations=NOTHING,
        pick=None,
        ended_on=days["ended_on"],
        ended_by=by_others["ended_by"],
        ended_as=by_others["ended_as"],
        moved=(days["postponed_to"], days["extended_until"]),
        suspensions=msgspec.convert(by_others["suspensions"], tuple[Suspension, ...]),
        final_id=by_others["final_id"],
        english=HeldTitle(name_of(record.title, record.issued_title, record.subject)),
        texts={},
    )
