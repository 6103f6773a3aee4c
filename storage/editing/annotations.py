"""An editor's English title, note, tags and links of a document: stored beside it, never touched by a crawl or a
reparse. Each is written with an edit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Editor, of_document
from storage.schema import annotations, links, notes, tags
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


def all_notes(connection: Connection) -> list[tuple[int, str]]:
    """Id and note of every document that has one, the newest note first."""
    query = sa.select(notes.c.document_id, notes.c.note)
    query = query.order_by(notes.c.annotated_at.desc(), notes.c.document_id.desc(), notes.c.from_id)
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(row.note)
    return [(number, "\n\n".join(several)) for number, several in found.items()]


def title_of(connection: Connection, document_id: int) -> str | None:
    """An editor's own English title of a document."""
    query = sa.select(annotations.c.title_en).where(annotations.c.document_id == document_id)
    return connection.execute(query).scalar()


def set_title(connection: Connection, document_id: int, title_en: str | None, editor: Editor) -> None:
    """Stores an editor's own English title of a document, or removes it (None)."""
    before = title_of(connection, document_id)
    connection.execute(sa.delete(annotations).where(annotations.c.document_id == document_id))
    if title_en:
        values = {"document_id": document_id, "from_id": OWN, "title_en": title_en, "annotated_at": editor.now}
        connection.execute(sa.insert(annotations).values(values))
    edits.record(connection, editor, of_document(document_id), "title_en", before, title_en or None)


def set_note(connection: Connection, document_id: int, note: str | None, editor: Editor) -> None:
    """Stores a note in place of every earlier one, or removes it (None)."""
    before = annotations_of(connection, [document_id]).get(document_id, NOTHING).note
    connection.execute(sa.delete(notes).where(notes.c.document_id == document_id))
    if note:
        values = {"document_id": document_id, "from_id": OWN, "note": note, "annotated_at": editor.now}
        connection.execute(sa.insert(notes).values(values))
    edits.record(connection, editor, of_document(document_id), "note", before, note or None)


def add_tag(connection: Connection, document_id: int, tag: str, editor: Editor) -> None:
    """Gives a document a tag; one that it has from a merged document becomes its own."""
    before = tag if _take_tag(connection, document_id, tag) else None
    values = {"document_id": document_id, "tag": tag, "from_id": OWN, "annotated_at": editor.now}
    connection.execute(sa.insert(tags).values(values))
    edits.record(connection, editor, of_document(document_id), "tag", before, tag)


def remove_tag(connection: Connection, document_id: int, tag: str, editor: Editor) -> bool:
    """Takes a tag away; False where the document has none of this name."""
    if not _take_tag(connection, document_id, tag):
        return False
    edits.record(connection, editor, of_document(document_id), "tag", tag, None)
    return True


def add_link(connection: Connection, document_id: int, link: Link, editor: Editor) -> None:
    """Gives a document a link; the same address again has the newer title."""
    before = _take_link(connection, document_id, link.url)
    values = {"document_id": document_id, "url": link.url, "title": link.title}
    connection.execute(sa.insert(links).values(**values, from_id=OWN, annotated_at=editor.now))
    edits.record(connection, editor, of_document(document_id), "link", before and asdict(before), asdict(link))


def remove_link(connection: Connection, document_id: int, url: str, editor: Editor) -> bool:
    """Takes a link away; False where the document has none to this address."""
    before = _take_link(connection, document_id, url)
    if before is None:
        return False
    edits.record(connection, editor, of_document(document_id), "link", asdict(before), None)
    return True


def _take_tag(connection: Connection, document_id: int, tag: str) -> bool:
    gone = sa.delete(tags).where(tags.c.document_id == document_id, tags.c.tag == tag)
    return connection.execute(gone).rowcount > 0


def _take_link(connection: Connection, document_id: int, url: str) -> Link | None:
    """Removes a link, and gives what it was."""
    gone = sa.delete(links).where(links.c.document_id == document_id, links.c.url == url)
    row = connection.execute(gone.returning(links.c.url, links.c.title)).first()
    return Link(row.url, row.title) if row else None


def share(connection: Connection, lost: int, survivor: int) -> None:
    """Gives a document what was written of one that was found to be it, and remembers whose it was.

    The English title only where it has none of its own.
    """
    if lost == survivor:
        return
    for table, key in ((notes, None), (tags, "tag"), (links, "url")):
        held = connection.execute(sa.select(table).where(table.c.document_id == survivor)).mappings().all()
        has = {_key(row, key) for row in held}
        rows = connection.execute(sa.select(table).where(table.c.document_id == lost)).mappings().all()
        given = [{**row, "document_id": survivor, "from_id": row["from_id"] or lost} for row in rows]
        if new := [row for row in given if _key(row, key) not in has]:
            connection.execute(sa.insert(table), new)
    title = connection.execute(sa.select(annotations).where(annotations.c.document_id == lost)).mappings().first()
    if title is not None and title_of(connection, survivor) is None:
        values = {**title, "document_id": survivor, "from_id": title["from_id"] or lost}
        connection.execute(sa.insert(annotations).values(values))


def take_back(connection: Connection, former: int) -> None:
    """Takes from every other document what was written of this one before it was merged."""
    for table in (annotations, notes, tags, links):
        connection.execute(sa.delete(table).where(table.c.from_id == former, table.c.document_id != former))


def _key(row: Any, key: str | None) -> Any:
    return row[key] if key else row["from_id"]
