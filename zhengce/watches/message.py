"""What a watch tells: the changes that count and the days that are near, as one message in all its forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.position import Position
from parsers.record import Target
from storage import changes as log
from storage.changes import Change
from storage.documents import queries
from storage.documents.deserialize import targets_of
from storage.relations.life import told_in
from storage.relations.status import FIRST_DAY, LAST_DAY, china_day
from storage.schema import changes as change_table
from storage.schema import documents, suspensions
from storage.watches import Event
from zhengce.brief import blocks, items, parts
from zhengce.brief.items import Item
from zhengce.documents import life
from zhengce.documents.phrases import counted, phrase, short_day
from zhengce.documents.view import moment
from zhengce.newsletter import render_html, render_text
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.rich_text import Span
from zhengce.notifications.outgoing import Message
from zhengce.tables.sanitize import printable
from zhengce.watches.watch import BATCH, KINDS, EventKind, Watch

DAYS_AHEAD = timedelta(days=7)
"""How long before a day it is near."""
DAYS = frozenset(
    "stage comments_due_on effective_on repealed_on suspensions suspended_until extended_until postponed_to".split()
)
"""Fields that set a day of a document: what else changes reminds nobody again."""
SCHEMA = "zhengce-watch-2"


# What counts


def kinds_of(change: Change, targets: Sequence[Target] = (), *, is_near: bool = False) -> set[EventKind]:
    """What a change of a document is to watches; `targets`: the document's now; `is_near`: whether a day of it is."""
    new = {name: values.get("new") for name, values in (change.fields or {}).items()}
    found: set[EventKind] = set()
    match change.kind:
        case "new":
            found = {"new", "targets"} if targets else {"new"}
        case "revised":
            found = {"revised", "targets"} if new.get("targets") else {"revised"}
        case "withdrawn" | "returned":
            found = {"withdrawn"}
        case "read":  # of a file, for the first time; `reparsed`: a better parser would tell of all documents at once
            found = {"files", "targets"} if any(_is_in_file(target.place) for target in targets) else {"files"}
        case "related":
            is_ended = new.get("status") in ("repealed", "replaced", "stopped")
            if is_ended or new.get("final_id") is not None or any(one.change for one in told_in(change.fields)):
                found = {"status"}
    sets_day = change.kind == "new" or not DAYS.isdisjoint(new)
    return found | {"due"} if sets_day and is_near else found


def _is_in_file(place: str | None) -> bool:
    position = Position.parse(place)
    return position is not None and position.attachment is not None


def find(
    connection: Connection, watch: Watch, after: int, upto: int, most: int, today: date
) -> tuple[list[Event], int]:
    """At most `most` events among the changes after a number, in their order, and the number up to which these go."""
    found: list[Event] = []
    while after < upto:
        changes = [change for change in log.after(connection, after, BATCH) if change.number <= upto]
        if not changes:
            break
        for event in _among(connection, watch, changes, today):
            if len(found) == most:
                return found, found[-1].number or after
            found.append(event)
        after = changes[-1].number
    return found, upto


def _among(connection: Connection, watch: Watch, changes: Sequence[Change], today: date) -> Iterator[Event]:
    matching = watch.matching(connection, [change.document_id for change in changes])
    targets: Mapping[int, Sequence[Target]] = {}
    if "targets" in watch.on:
        targets = targets_of(connection, sorted(matching))
    near = set(_near(connection, watch, today, today + DAYS_AHEAD)) if "due" in watch.on else set()
    for change in changes:
        number = change.document_id
        kinds = kinds_of(change, targets.get(number, ()), is_near=number in near)
        if number in matching and (counting := tuple(kind for kind in watch.on if kind in kinds)):
            yield Event(change.number, number, counting)


def find_days(connection: Connection, watch: Watch, after: date, today: date, told: Sequence[Event]) -> list[Event]:
    """Documents with a day after another one that has come near, but those of which these events remind already."""
    if "due" not in watch.on:
        return []
    known = {event.document_id for event in told if "due" in event.kinds}
    near = _near(connection, watch, max(after + timedelta(days=1), today), today + DAYS_AHEAD)
    return [Event(None, number, ("due",)) for number in near if number not in known]


def _near(connection: Connection, watch: Watch, first: date, last: date) -> Sequence[int]:
    """Documents of which a day between two changes the status: as `life.days_ahead` finds it in one."""
    document, suspension = documents.c, suspensions.c

    def is_ahead(day: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        return day.between(first, last) & sa.or_(document.ended_on.is_(None), document.ended_on > day)

    ends = sa.exists().where(suspension.document_id == document.id, is_ahead(suspension.suspended_until))
    draft = (document.stage == "draft") & document.gone_at.is_(None) & is_ahead(document.comments_due_on)
    begins_or_ends = sa.or_(is_ahead(sa.func.coalesce(*FIRST_DAY)), is_ahead(sa.func.coalesce(*LAST_DAY)), ends)
    where = sa.or_(draft, (document.stage == "final") & begins_or_ends)
    query = sa.select(document.id).where(where, *watch.conditions(connection)).order_by(document.id)
    return connection.execute(query).scalars().all()


# How it is told


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, why it is told, in the order of `EventKind`, and what happened to it, a line each."""

    item: Item
    kinds: tuple[EventKind, ...]
    happened: list[str]


def compose(
    connection: Connection, name: str, events: Sequence[Event], message_id: str, now: datetime, base: str | None
) -> Message:
    """The message of these events of a watch; the documents are as they stand now.

    `base`: where `zhengce serve` answers.
    """
    numbers = [event.number for event in events if event.number is not None]
    query = sa.select(change_table).where(change_table.c.number.in_(numbers))
    changes = {row.number: Change(**row._mapping) for row in connection.execute(query)}
    held = _items(connection, list(dict.fromkeys(event.document_id for event in events)))
    entries = _entries(events, changes, held, china_day(now))
    subject = f"[{name}] {_subject(entries)}"
    span = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}" if numbers else ""
    words = counted("watch.changes", len(numbers), span=span) if numbers else ""
    summary = counted("watch.summary", len(entries), day=short_day(china_day(now)), changes=words)
    short = printable(render_text.render(_in_short(entries, summary)))
    footer = phrase("watch.footer", name=name, id=message_id)
    text, page = (_blocks(subject, summary, entries, footer, base, is_full=is_full) for is_full in (False, True))
    payload = {
        "schema": SCHEMA,
        "id": message_id,
        "watch": name,
        "subject": subject,
        "text": short,
        "events": [_event_as_json(event, changes, held, base) for event in events],
    }
    html = "".join(render_html.pieces(subject, page))
    return Message(message_id, printable(subject), printable(render_text.render(text)), short, payload, printable(html))


def _items(connection: Connection, ids: Sequence[int]) -> dict[int, Item]:
    """Documents by the id that an event names; that of one which was found to be another one leads to that one."""
    found = {item.id: item for item in items.load(connection, ids)}
    merged = {number: queries.by_id(connection, number) for number in ids if number not in found}
    survivors = {number: document.id for number, document in merged.items() if document is not None}
    others = {item.id: item for item in items.load(connection, sorted(set(survivors.values())))}
    return found | {number: others[survivor] for number, survivor in survivors.items()}


def _entries(
    events: Sequence[Event], changes: Mapping[int, Change], held: Mapping[int, Item], today: date
) -> list[Entry]:
    """The documents of the events, each once: by kind, the weightiest first."""
    by_document: dict[int, list[Event]] = {}
    for event in events:
        if event.document_id in held:
            by_document.setdefault(held[event.document_id].id, []).append(event)
    entries = []
    for of_it in by_document.values():
        item, named = held[of_it[0].document_id], {kind for event in of_it for kind in event.kinds}
        kinds = tuple(kind for kind in KINDS if kind in named)
        happened = [_line(change) for event in of_it if (change := changes.get(event.number or 0))]
        ahead = life.days_ahead(item, today, today + DAYS_AHEAD) if "due" in kinds else ()
        happened += [phrase(f"life.ahead.{kind}", day=short_day(on)) for kind, on in ahead]
        entries.append(Entry(item, kinds, [line for line in happened if line]))
    return sorted(entries, key=lambda entry: (KINDS.index(entry.kinds[0]), -entry.item.weight, entry.item.id))


def _line(change: Change) -> str:
    """What happened by a change; nothing where the document is new and no more."""
    if change.kind == "new":
        return ""
    if done := told_in(change.fields):
        return "; ".join(life.lines(done))
    words, status = blocks.event(change), (change.fields or {}).get("status")
    if status is None:
        return words
    return phrase("watch.event.status", event=words, old=status.get("old") or "?", new=status.get("new") or "?")


def _by_kind(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The parts of a message by their headings: New, Revised."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(phrase(f"watch.{entry.kinds[0]}"), []).append(entry)
    return found


def _subject(entries: Sequence[Entry]) -> str:
    """New: TITLE, of one document; 3 new · 1 revised, of several."""
    by_kind = _by_kind(entries)
    if len(entries) == 1:
        return phrase("watch.subject", heading=next(iter(by_kind)), title=parts.row(entries[0].item).titles()[0])
    counts = (phrase("watch.subject_part", count=len(of_it), heading=kind.lower()) for kind, of_it in by_kind.items())
    return " · ".join(counts)


def _blocks(
    subject: str, summary: str, entries: Sequence[Entry], footer: str, base: str | None, *, is_full: bool
) -> Iterator[Block]:
    """What a mail prints: the documents by what happened to them, as a brief prints them; its plain text in short."""
    yield heading(subject, 1)
    yield paragraph(Span(summary, is_soft=True))
    for kind, of_it in _by_kind(entries).items():
        yield heading(f"{kind} ({len(of_it)})", 2)
        for number, entry in enumerate(of_it, 1):
            yield from blocks.document(entry.item, entry.happened, base, number, is_full=is_full)
    yield paragraph(Span(footer, is_soft=True))


def _in_short(entries: Sequence[Entry], summary: str) -> Iterator[Block]:
    """What a chat gets, a few lines a document: title, who issued it and when, what happened, address."""
    if is_several := len(entries) != 1:
        yield paragraph(Span(summary))
    for kind, of_it in _by_kind(entries).items():
        if is_several:
            yield paragraph(Span(kind))
        for entry in of_it:
            row = parts.row(entry.item)
            lines = (*row.titles(), " · ".join(row.facts()), *entry.happened, entry.item.record.url)
            yield Block("paragraph", [(Span(line),) for line in lines])


def _event_as_json(
    event: Event, changes: Mapping[int, Change], held: Mapping[int, Item], base: str | None
) -> dict[str, Any]:
    """An event with its document as it stands now."""
    change, item = changes.get(event.number or 0), held.get(event.document_id)
    return {
        "number": event.number,
        "kinds": list(event.kinds),
        "change": change.kind if change else None,
        "changed_at": moment(change.changed_at) if change else None,
        "fields": change.fields if change else None,
        "document_id": event.document_id,
        "document": item.to_dict(base) if item else None,
    }
