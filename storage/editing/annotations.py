"""An editor's note, tags and links of a document: stored beside it, never touched by a crawl or a reparse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.schema import annotations, documents, links, notes, picks, tags
from storage.statements import of_documents

OWN = 0
"""`from_id` of what was given to the document itself, and not to one that was found to be it."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address beside a document: coverage, a translation."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """What an editor wrote of a document."""

    note: str | None = None
    """Where documents with notes were merged: each note, a blank line between them."""
    tags: tuple[str, ...] = ()
    """In alphabetical order."""
    links: tuple[Link, ...] = ()
    """In the order in which they were given."""


NOTHING = Annotations()

_notes = of_documents(notes, notes.c.document_id, notes.c.from_id)
_tags = of_documents(tags, tags.c.document_id, tags.c.tag)
_links = of_documents(links, links.c.document_id, links.c.annotated_at, links.c.url)


def annotations_of(connection: Connection, ids: Sequence[int]) -> dict[int, Annotations]:
    """What editors wrote of these documents; those without anything are left out."""
    params = {"ids": list(ids)}
    found_notes: dict[int, list[str]] = {}
    found_tags: dict[int, list[str]] = {}
    found_links: dict[int, list[Link]] = {}
    for row in connection.execute(_notes, params):
        found_notes.setdefault(row.document_id, []).append(row.note)
    for row in connection.execute(_tags, params):
        found_tags.setdefault(row.document_id, []).append(row.tag)
    for row in connection.execute(_links, params):
        found_links.setdefault(row.document_id, []).append(Link(row.url, row.title))
    return {
        number: Annotations(
            note="\n\n".join(found_notes[number]) if number in found_notes else None,
            tags=tuple(found_tags.get(number, ())),
            links=tuple(found_links.get(number, ())),
        )
        for number in {*found_notes, *found_tags, *found_links}
    }


def all_notes(connection: Connection, filters: Filters) -> list[tuple[int, str]]:
    """Id and note of every document that has one and passes the filters, the newest note first."""
    query = (
        sa.select(notes.c.document_id, notes.c.note)
        .join(documents, documents.c.id == notes.c.document_id)
        .where(*filters.conditions())
        .order_by(notes.c.annotated_at.desc(), notes.c.document_id.desc(), notes.c.from_id)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(row.note)
    return [(number, "\n\n".join(several)) for number, several in found.items()]


def set_note(connection: Connection, document_id: int, note: str | None, now: datetime) -> None:
    """Stores a note in place of every earlier one, or removes it (None)."""
    connection.execute(sa.delete(notes).where(notes.c.document_id == document_id))
    if note:
        values = {"document_id": document_id, "from_id": OWN, "note": note, "annotated_at": now}
        connection.execute(sa.insert(notes).values(values))


def add_tag(connection: Connection, document_id: int, tag: str, now: datetime) -> None:
    """Gives a document a tag; one that it has from a merged document becomes its own."""
    remove_tag(connection, document_id, tag)
    values = {"document_id": document_id, "tag": tag, "from_id": OWN, "annotated_at": now}
    connection.execute(sa.insert(tags).values(values))


def remove_tag(connection: Connection, document_id: int, tag: str) -> bool:
    """Takes a tag away; False where the document has none of this name."""
    gone = sa.delete(tags).where(tags.c.document_id == document_id, tags.c.tag == tag)
    return connection.execute(gone).rowcount > 0


def add_link(connection: Connection, document_id: int, link: Link, now: datetime) -> None:
    """Gives a document a link; the same address again has the newer title."""
    remove_link(connection, document_id, link.url)
    values = {"document_id": document_id, "url": link.url, "title": link.title, "from_id": OWN, "annotated_at": now}
    connection.execute(sa.insert(links).values(values))


def remove_link(connection: Connection, document_id: int, url: str) -> bool:
    """Takes a link away; False where the document has none to this address."""
    gone = sa.delete(links).where(links.c.document_id == document_id, links.c.url == url)
    return connection.execute(gone).rowcount > 0


def share(connection: Connection, lost: int, survivor: int) -> None:
    """Gives a document what was written of one that was found to be it, its pick too, and remembers whose it was."""
    if lost == survivor:
        return
    for table, key in ((notes, None), (tags, "tag"), (links, "url"), (picks, None)):
        held = connection.execute(sa.select(table).where(table.c.document_id == survivor)).mappings().all()
        has = {_key(row, key) for row in held}
        rows = connection.execute(sa.select(table).where(table.c.document_id == lost)).mappings().all()
        given = [{**row, "document_id": survivor, "from_id": row["from_id"] or lost} for row in rows]
        if new := [row for row in given if _key(row, key) not in has]:
            connection.execute(sa.insert(table), new)


def take_back(connection: Connection, former: int) -> None:
    """Takes from every other document what was written of this one before it was merged."""
    for table in (notes, tags, links, picks):
        connection.execute(sa.delete(table).where(table.c.from_id == former, table.c.document_id != former))


def _key(row: Any, key: str | None) -> Any:
    return row[key] if key else row["from_id"]


def last_annotated(connection: Connection) -> datetime | None:
    """When an editor last wrote anything."""
    moments: Iterable[datetime | None] = (
        connection.execute(sa.select(sa.func.max(column))).scalar()
        for column in (*(table.c.annotated_at for table in (annotations, notes, tags, links)), picks.c.picked_at)
    )
    return max((moment for moment in moments if moment), default=None, key=lambda moment: moment.astimezone(UTC))


_version = sa.select(
    *(
        sa.select(column).select_from(table).scalar_subquery()
        for table in (annotations, notes, tags, links)
        for column in (sa.func.count(), sa.func.max(table.c.annotated_at))
    )
)


def version(connection: Connection) -> str:
    """A text that changes whenever an editor writes or takes away anything."""
    return " ".join(map(str, connection.execute(_version).one()))
