"""Versions of documents: what a feed has entries of, those that changed last first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage.relations.life import LIFE_CHANGES, Event, told_in
from storage.schema import changes, documents
from zhengce.brief import items
from zhengce.brief.items import Item
from zhengce.english.titles.shown import printed_title

FIRES = ("new", "revised", "withdrawn", "returned", "related")
"""Kinds of change that make a new version for readers."""

MARKS = {"revised": "Revised", "withdrawn": "Withdrawn", "returned": "Returned"}

UPDATES = (*FIRES, "read")
"""Kinds of change at which an entry is updated: a text that was read for the first time makes no new version."""


@dataclass(frozen=True, slots=True)
class Version:
    """A document and the change that made its present version."""

    item: Item
    number: int
    kind: str
    changed_at: datetime
    """When it became what it is, or when the text of an attached file was read."""
    events: tuple[Event, ...] = ()
    """What other documents did to it by that change."""

    @property
    def id(self) -> str:
        """urn:uuid:… of this version: the same wherever and however often it is shown."""
        seen = format_moment(self.item.first_seen_at)
        return uuid5(NAMESPACE_URL, f"zhengce:document:{self.item.id}:{seen}:change:{self.number}").urn

    @property
    def title(self) -> str:
        """The English title, else the Chinese one; before it what happened, unless the document is new."""
        mark = self._of_another() if self.kind == "related" else MARKS.get(self.kind)
        title = printed_title(self.item) or self.item.record.title
        return f"[{mark}] {title}" if mark else title

    def _of_another(self) -> str | None:
        """What another document did to it; None where that was taken back."""
        if self.item.final_id:
            return "Became final"
        if self.item.ended_as:
            return self.item.ended_as.capitalize()
        done = [change for change in LIFE_CHANGES if change in self.done]
        is_part = all(event.part for event in self.events)
        return f"{done[0].capitalize()}{' in part' if is_part else ''}" if done else None

    @property
    def done(self) -> list[str]:
        """What other documents did to it, as watches name it: suspended, amended."""
        return list(dict.fromkeys(event.change for event in self.events if event.change))


def load(connection: Connection, conditions: Sequence[sa.ColumnElement[bool]], limit: int) -> Sequence[Version]:
    """The present versions of the documents that meet these conditions on the table `documents`."""
    chosen = sa.select(documents.c.id).where(*conditions)
    number = changes.c.number
    touched = connection.execute(_last(UPDATES, changes.c.document_id.in_(chosen)).limit(limit)).all()
    fired = _last(FIRES, changes.c.document_id.in_([row.document_id for row in touched]))
    made = {row.document_id: row.number for row in connection.execute(fired)}
    numbers = {*made.values(), *(row.number for row in touched)}
    query = sa.select(number, changes.c.kind, changes.c.changed_at).where(number.in_(numbers))
    found = {row.number: row for row in connection.execute(query)}
    by_others = sa.select(number, changes.c.fields).where(number.in_(made.values()), changes.c.kind == "related")
    done = {row.number: told_in(row.fields) for row in connection.execute(by_others)}
    held = {item.id: item for item in items.load(connection, list(made))}
    shown = ((held[row.document_id], made[row.document_id], row.number) for row in touched if row.document_id in made)
    return [
        Version(item, version, found[version].kind, found[update].changed_at, done.get(version, ()))
        for item, version, update in shown
    ]


def _last(kinds: Sequence[str], *conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[int, int]]:
    """The last change of these kinds of each document that has one, the newest first."""
    last = sa.func.max(changes.c.number)
    query = sa.select(changes.c.document_id, last.label("number")).where(changes.c.kind.in_(kinds), *conditions)
    return query.group_by(changes.c.document_id).order_by(last.desc())
