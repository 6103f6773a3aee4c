"""A digest: the documents that a message of a watch tells of, each once, with what happened to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.changes import Change
from storage.documents import queries
from storage.relations.status import china_day
from storage.schema import changes as table
from storage.watches import Event
from zhengce.brief import items
from zhengce.brief.items import Item
from zhengce.documents.life import DayAhead, days_ahead
from zhengce.watches.watch import KINDS, EventKind, Watch


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, and why it is reported."""

    item: Item
    kinds: tuple[EventKind, ...]
    """In the order of `EventKind`, at least one; the first says in which part of the digest it stands."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one message tells."""

    id: str
    """Of the message."""
    watch: Watch
    events: tuple[Event, ...]
    """In the order of the changes, reminders last."""
    entries: tuple[Entry, ...]
    """By kind, the weightiest document first."""
    changes: Mapping[int, Change]
    """By number."""
    documents: Mapping[int, Item]
    """By the id that an event names; that of a document which was found to be another one leads to that one."""
    made_at: datetime
    base: str | None = None
    """Where `zhengce serve` answers."""

    def days_ahead(self, item: Item) -> Iterator[tuple[DayAhead, date]]:
        """The days of a document of which a reminder tells, made when the digest was."""
        today = china_day(self.made_at)
        return days_ahead(item, today, today + timedelta(days=self.watch.days))

    def by_kind(self) -> dict[EventKind, list[Entry]]:
        """The parts of the digest, each entry in one."""
        parts: dict[EventKind, list[Entry]] = {}
        for entry in self.entries:
            parts.setdefault(entry.kinds[0], []).append(entry)
        return parts


def load(
    connection: Connection, watch: Watch, events: Sequence[Event], message_id: str, now: datetime, base: str | None
) -> Digest:
    """The digest of these events; the documents are as they stand now."""
    query = sa.select(table).where(table.c.number.in_([event.number for event in events if event.number is not None]))
    changes = {row.number: Change(**row._mapping) for row in connection.execute(query)}
    held = _items(connection, list(dict.fromkeys(event.document_id for event in events)))
    by_document: dict[int, list[Event]] = {}
    for event in events:
        if event.document_id in held:
            by_document.setdefault(held[event.document_id].id, []).append(event)
    shown = {item.id: item for item in held.values()}
    entries = [
        Entry(shown[number], _kinds(of_it), tuple(changes[one.number] for one in of_it if one.number in changes))
        for number, of_it in by_document.items()
    ]
    entries.sort(key=lambda entry: (KINDS.index(entry.kinds[0]), -entry.item.weight, entry.item.id))
    return Digest(message_id, watch, tuple(events), tuple(entries), changes, held, now, base)


def _kinds(events: Sequence[Event]) -> tuple[EventKind, ...]:
    kinds = {kind for event in events for kind in event.kinds}
    return tuple(kind for kind in KINDS if kind in kinds)


def _items(connection: Connection, ids: Sequence[int]) -> dict[int, Item]:
    found = {item.id: item for item in items.load(connection, ids)}
    merged = {number: queries.by_id(connection, number) for number in ids if number not in found}
    survivors = {number: document.id for number, document in merged.items() if document is not None}
    others = {item.id: item for item in items.load(connection, sorted(set(survivors.values())))}
    return found | {number: others[survivor] for number, survivor in survivors.items()}
