"""The life of a document: its drafts, what explains, changes and ends it, what it is based on, in the order of days.

A draft that became final, an interpretation, the notice that issues a document held on its own, and a document whose
title says that it amends or corrects one other: all of them show the life of the document that they are about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.relations.days import ACTING
from storage.relations.status import ENDING, Standing, standing
from storage.schema import documents, evidence, relations

EventKind = Literal[
    "based_on", "draft", "document", "draft_of", "issues", "issued_by", "forwarded_by", "approved_by", "forwards",
    "approves", "interpretation", "interprets", "takes_effect", "amends", "repeals", "replaces", "corrects",
    "corrected_by", "amended_by", "suspends", "suspended_by", "resumes", "resumed_by", "extends", "extended_by",
    "continues", "continued_by", "postpones", "postponed_by", "ends_early", "ended_early_by", "removes_from",
    "shortened_by", "expires", "repealed_by", "replaced_by",
]  # fmt: skip
"""What happened, as the document is concerned: it amends another one, or is amended by it. In the order of one day."""

BY_OTHERS: dict[str, EventKind] = {
    "draft_of": "draft",
    "issues": "issued_by",
    "forwards": "forwarded_by",
    "approves": "approved_by",
    "interprets": "interpretation",
    "amends": "amended_by",
    "corrects": "corrected_by",
    "repeals": "repealed_by",
    "replaces": "replaced_by",
    "suspends": "suspended_by",
    "resumes": "resumed_by",
    "extends": "extended_by",
    "continues": "continued_by",
    "postpones": "postponed_by",
    "ends_early": "ended_early_by",
    "removes_from": "shortened_by",
}
_ORDER = {kind: place for place, kind in enumerate(EventKind.__args__)}  # type: ignore[attr-defined]
EFFECTS = frozenset(
    ("amends", "corrects", "suspends", "resumes", "extends", "continues", "postpones", "removes_from", *ENDING)
)
"""What only a final document does."""

LifeChange = Literal["suspended", "resumed", "extended", "postponed", "repealed", "amended"]

LIFE_CHANGES: dict[LifeChange, tuple[EventKind, ...]] = {
    "suspended": ("suspended_by",),
    "resumed": ("resumed_by",),
    "extended": ("extended_by", "continued_by"),
    "postponed": ("postponed_by",),
    "repealed": ("repealed_by", "replaced_by", "ended_early_by"),
    "amended": ("amended_by", "corrected_by", "shortened_by"),
}
"""What another document does to one that is held, as watches, feeds and briefs tell it -> its kinds of events."""

LINE: frozenset[EventKind] = frozenset(
    (
        *("draft", "document", "interpretation", "amended_by", "corrected_by", "suspended_by", "resumed_by"),
        *("extended_by", "ended_early_by", "expires", "repealed_by", "replaced_by"),
    )
)
"""The steps of a life in short: draft, final, interpretation, amendment, repeal."""

_WHOLE = ("repealed_by", "replaced_by", "suspended_by", "resumed_by", "ended_early_by")
"""Steps that the life in short leaves out where they concern a part."""

_LONGEST_WAY = 4
"""From the interpretation of a draft to its final, and some more."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a document."""

    kind: EventKind
    day: date | None
    """Of what takes effect, the day from which it holds; else that of the other document; None where none is known."""
    document_id: int | None
    """The document concerned, where it is held; that of the life itself for its own days."""
    title: str | None
    """Its title; as the words have it, where it is not held."""
    document_number: str | None
    part: str | None = None
    """What of the document it concerns: 第三条; None for the whole."""
    words: str | None = None
    """The sentence that says so, as printed."""
    place: str | None = None
    """Where the words stand."""
    said_by: int | None = None
    """The document in which they stand."""
    until: date | None = None
    """The last day of what holds for a time."""
    duration: str | None = None
    """That time, where no last day is printed: 90天."""

    def to_dict(self) -> dict[str, Any]:
        """The event for JSON."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Event":
        """The event of what `to_dict` gave."""
        return msgspec.convert(values, cls)

    @property
    def change(self) -> LifeChange | None:
        """What another document does to this one; None where it is no such event."""
        return next((name for name, kinds in LIFE_CHANGES.items() if self.kind in kinds), None)


def told_in(fields: Mapping[str, Mapping[str, Any]] | None) -> tuple[Event, ...]:
    """What others do to a document, as the fields of a change of it have it (`storage.relations.linking`)."""
    return tuple(Event.from_dict(event) for event in (fields or {}).get("events", {}).get("new") or ())


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a document, and its status on a day."""

    document_id: int
    title: str
    document_number: str | None
    on: date
    standing: Standing
    events: tuple[Event, ...]
    """By day; events without a day come first."""

    def line(self) -> tuple[Event, ...]:
        """The life in short: the steps of LINE, each document once; parts that end are left out."""
        steps: dict[tuple[str, int | None, str | None], Event] = {}
        for event in self.events:
            if event.kind in LINE and not (event.part and event.kind in _WHOLE):
                steps.setdefault((event.kind, event.document_id, event.title), event)
        return tuple(steps.values())

    def to_dict(self) -> dict[str, Any]:
        """The life for JSON."""
        status = self.standing
        return {
            "document_id": self.document_id,
            "title": self.title,
            "document_number": self.document_number,
            "on": self.on.isoformat(),
            "status": status.status,
            "since": _iso(status.since),
            "until": _iso(status.until),
            "part": status.part,
            "status_words": status.words,
            "status_rule": status.rule,
            "status_by": status.document_id,
            "events": [event.to_dict() for event in self.events],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


_FACTS = (
    *(documents.c.id, documents.c.title, documents.c.document_number, documents.c.stage, documents.c.final_id),
    *(documents.c.published_on, documents.c.written_on, documents.c.effective_on, documents.c.repealed_on),
    DAY.label("day"),
)
_ABOUT = sa.or_(
    sa.and_(documents.c.stage == "interpretation", relations.c.kind == "interprets"),
    sa.and_(documents.c.stage == "final", relations.c.kind == "issues"),
    sa.and_(documents.c.stage == "final", relations.c.kind.in_(("amends", "corrects")), relations.c.place == "title"),
)
"""Relations of a document that has no life of its own."""


def read_life(connection: Connection, document_id: int, day: date) -> Life:
    """The life of the document that a held one is about, with its status on a day. Raises LookupError."""
    main = _main(connection, document_id)
    (row,) = _documents(connection, [main]).values()
    drafts = connection.execute(sa.select(documents.c.id).where(documents.c.final_id == main)).scalars().all()
    own_text = ("issues", "draft_of")
    done = [event for event in _by_itself(connection, row) if event.kind not in own_text]
    events = [*_own(connection, row), *_by_others(connection, row, drafts), *done]
    events.sort(key=_in_order)
    return Life(row.id, row.title, row.document_number, day, standing(connection, main, day), tuple(events))


def read_related(connection: Connection, document_id: int) -> tuple[Event, ...]:
    """What a held document does to others and others to it, in the order of kinds and days. Raises LookupError."""
    documents_read = _documents(connection, [document_id])
    if document_id not in documents_read:
        raise LookupError(f"there is no document {document_id}")
    row = documents_read[document_id]
    events = [*_by_others(connection, row, ()), *_by_itself(connection, row)]
    return tuple(sorted(events, key=lambda event: (_ORDER[event.kind], _in_order(event))))


def events_by_others(connection: Connection, document_id: int, owners: Collection[int] = ()) -> list[Event]:
    """What other documents, or these `owners`, do to a held one that moves its status or its text, by day."""
    row = _documents(connection, [document_id])[document_id]
    wanted = [relations.c.kind.in_(EFFECTS), *([relations.c.document_id.in_(owners)] if owners else [])]
    return sorted(_by_others(connection, row, (), *wanted), key=_in_order)


def touched_between(first: date, last: date) -> sa.Select[tuple[int]]:
    """The ids of the documents that others suspend, resume, extend, postpone, amend or repeal in part from a day in
    these on."""
    days = (documents.c.effective_on, documents.c.written_on, documents.c.published_on)
    owners = sa.select(documents.c.id).where(documents.c.stage == "final")
    which = (
        relations.c.related_id.is_not(None),
        relations.c.kind.in_(EFFECTS),
        sa.or_(relations.c.kind.not_in(ENDING), relations.c.part.is_not(None)),
    )
    # The owner is hidden from the planner of SQLite: it would walk the relations of all finals, not those of the days.
    dated = (relations.c.document_id + 0).in_(owners), relations.c.date.between(first, last)
    hidden = sa.select(documents.c.id).where(documents.c.stage + "" == "final", within(days, first, last))
    undated = relations.c.document_id.in_(hidden), relations.c.date.is_(None)
    both = (sa.select(relations.c.related_id).where(*which, *condition) for condition in (dated, undated))
    return sa.select(sa.union(*both).subquery().c.related_id)


def within(columns: Sequence[sa.Column[Any]], first: date, last: date) -> sa.ColumnElement[bool]:
    """Whether the first of these columns that is set is in these days. Each has an index; their coalesce has none."""
    either = (column.between(first, last) for column in columns)
    return sa.and_(sa.or_(*either), sa.func.coalesce(*columns).between(first, last))


def _in_order(event: Event) -> tuple[date, int, int, str]:
    return (event.day or date.min, _ORDER[event.kind], event.document_id or 0, event.title or "")


def _main(connection: Connection, document_id: int) -> int:
    """The document that a document is about: itself, or what it drafts, explains, issues, amends or corrects."""
    seen: list[int] = []
    while document_id not in seen and len(seen) < _LONGEST_WAY:
        seen.append(document_id)
        row = connection.execute(sa.select(documents.c.final_id).where(documents.c.id == document_id)).first()
        if row is None:
            raise LookupError(f"there is no document {document_id}")
        meant = sa.select(relations.c.related_id).distinct().join(documents, documents.c.id == relations.c.document_id)
        meant = meant.where(relations.c.document_id == document_id, relations.c.related_id.is_not(None), _ABOUT)
        finals = [row.final_id] if row.final_id else connection.execute(meant).scalars().all()
        if len(finals) != 1:
            break
        document_id = finals[0]
    return document_id


_facts: sa.Select[Any] = sa.select(*_FACTS).where(documents.c.id.in_(sa.bindparam("ids", expanding=True)))


def _documents(connection: Connection, ids: Collection[int]) -> dict[int, sa.Row[Any]]:
    return {row.id: row for row in connection.execute(_facts, {"ids": list(ids)})} if ids else {}


def _own(connection: Connection, row: sa.Row[Any]) -> Iterator[Event]:
    """The document's publication, its first and its last day in force."""
    facts = (row.id, row.title, row.document_number)
    yield Event("draft" if row.stage == "draft" else "document", row.day, *facts)
    query = sa.select(evidence.c.field, evidence.c.text, evidence.c.place).where(evidence.c.document_id == row.id)
    found_by = {found.field: found for found in connection.execute(query)}
    days: tuple[tuple[EventKind, str], ...] = (("takes_effect", "effective_on"), ("expires", "repealed_on"))
    for kind, field in days:
        if day := getattr(row, field):
            why = found_by.get(field)
            words, place = (why.text, why.place) if why else (None, None)
            yield Event(kind, day, *facts, words=words, place=place, said_by=row.id)


def _by_others(
    connection: Connection, row: sa.Row[Any], drafts: Sequence[int], *wanted: sa.ColumnElement[bool]
) -> Iterator[Event]:
    """What other documents do to this one, and what explains its drafts; `wanted`: only such relations."""
    query = sa.select(relations).where(relations.c.related_id.in_([row.id, *drafts]), *wanted)
    rows = connection.execute(query.order_by(relations.c.document_id, relations.c.position)).all()
    owners = _documents(connection, {item.document_id for item in rows})
    for item in rows:
        owner, kind = owners[item.document_id], BY_OTHERS.get(item.kind)
        if kind is None or (item.related_id != row.id and item.kind != "interprets"):
            continue
        if item.kind in EFFECTS and owner.stage not in ACTING:
            continue
        day = _day_of_effect(item, owner) if item.kind in EFFECTS else owner.day
        facts = (owner.id, owner.title, owner.document_number)
        times = (item.until, item.duration)
        yield Event(kind, day, *facts, item.part, item.words, item.place, owner.id, *times)


def _by_itself(connection: Connection, row: sa.Row[Any]) -> Iterator[Event]:
    """What this document does to others and what it is based on."""
    query = sa.select(relations).where(relations.c.document_id == row.id)
    rows = connection.execute(query.order_by(relations.c.position)).all()
    others = _documents(connection, {item.related_id for item in rows if item.related_id})
    for item in rows:
        other = others.get(item.related_id)
        if item.kind in EFFECTS and row.stage not in ACTING:
            continue
        title, number = (other.title, other.document_number) if other else (item.title, item.document_number)
        if item.kind in EFFECTS:
            day = _day_of_effect(item, row)
        elif item.kind in ("based_on", "draft_of", "interprets"):
            day = other.day if other else None
        else:
            day = row.day
        named = (item.related_id, title, number, item.part)
        yield Event(item.kind, day, *named, item.words, item.place, row.id, item.until, item.duration)


def _day_of_effect(item: sa.Row[Any], owner: sa.Row[Any]) -> date | None:
    """The day from which it holds: that of the words, else that of the document that says so (as for `ended_on`)."""
    day: date | None = item.date or owner.effective_on or owner.written_on or owner.published_on
    return day
