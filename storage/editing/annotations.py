"""An editor's English title, note, tags and links of a document: stored beside it, never touched by a crawl or a
reparse. Each is written with an edit."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Editor, of_document
from storage.schema import annotations, links, notes, tags
from storage.statements import of_documents

T = TypeVar("T")

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
    found_notes = _by_document(connection, _notes, ids, lambda row: row.note)
    found_tags = _by_document(connection, _tags, ids, lambda row: row.tag)
    found_links = _by_document(connection, _links, ids, lambda row: Link(row.url, row.title))
    return {
        number: Annotations(
            note="\n\n".join(found_notes[number]) if number in found_notes else None,
            tags=tuple(found_tags.get(number, ())),
            links=tuple(found_links.get(number, ())),
        )
        for number in {*found_notes, *found_tags, *found_links}
    }


def of_one(connection: Connection, document_id: int) -> Annotations:
    """What editors wrote of one document."""
    return annotations_of(connection, [document_id]).get(document_id, NOTHING)


def _by_document(
    connection: Connection, query: sa.Select[Any], ids: Sequence[int], value: Callable[[sa.Row[Any]], T]
) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in connection.execute(query, {"ids": list(ids)}):
        found.setdefault(row.document_id, []).append(value(row))
    return found


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
    before = of_one(connection, document_id).note
    connection.execute(sa.delete(notes).where(notes.c.document_id == document_id))
    if note:
        values = {"document_id": document_id, "from_id": OWN, "note": note, "annotated_at": editor.now}
        connection.execute(sa.insert(notes).values(values))
    edits.record(connection, editor, of_document(document_id), "note", before, note or None)


def set_tag(connection: Connection, document_id: int, tag: str, editor: Editor, *, given: bool = True) -> bool:
    """Gives a document a tag, or takes it away; False where there was none of this name to take.

    One that it has from a merged document becomes its own.
    """
    gone = sa.delete(tags).where(tags.c.document_id == document_id, tags.c.tag == tag)
    before, after = tag if connection.execute(gone).rowcount else None, tag if given else None
    if given:
        values = {"document_id": document_id, "tag": tag, "from_id": OWN, "annotated_at": editor.now}
        connection.execute(sa.insert(tags).values(values))
    edits.record(connection, editor, of_document(document_id), "tag", before, after)
    return bool(before or after)


def set_link(connection: Connection, document_id: int, link: Link, editor: Editor, *, given: bool = True) -> bool:
    """Gives a document a link in the place of one to the same address, or takes that away; False where none was."""
    before, after = link_to(connection, document_id, link.url), asdict(link) if given else None
    connection.execute(sa.delete(links).where(links.c.document_id == document_id, links.c.url == link.url))
    if after:
        values = {"document_id": document_id, "from_id": OWN, "annotated_at": editor.now, **after}
        connection.execute(sa.insert(links).values(values))
    edits.record(connection, editor, of_document(document_id), "link", before, after)
    return bool(before or after)


def link_to(connection: Connection, document_id: int, url: str) -> dict[str, Any] | None:
    """A document's link to an address, as its edits hold it."""
    found = [link for link in of_one(connection, document_id).links if link.url == url]
    return asdict(found[0]) if found else None


def share(connection: Connection, lost: int, survivor: int) -> None:
    """Gives a document what was written of one that was found to be it, and remembers whose it was.

    The English title only where it has none of its own.
    """
    if lost == survivor:
        return
    for table, key in ((notes, None), (tags, "tag"), (links, "url")):
        row_mappings = connection.execute(sa.select(table).where(table.c.document_id == survivor)).mappings().all()
        has = {_key(row, key) for row in row_mappings}
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
