"""An editor's English title, note, tags and links of a document: stored beside it, never touched by a crawl or a
reparse. Each is written with an edit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Editor, of_document
from storage.schema import annotations
from storage.statements import of_documents

OWN = 0
"""`from_id` of what was given to the document itself, and not to one that was found to be it."""

_column = annotations.c


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
    title_en: str | None = None
    """An editor's own English title."""


NOTHING = Annotations()


def annotations_of(connection: Connection, ids: Sequence[int]) -> dict[int, Annotations]:
    """What editors wrote of these documents; those without anything are left out."""
    rows: dict[int, dict[str, list[sa.Row[Any]]]] = {}
    order = (_column.from_id, _column.annotated_at, _column.value)
    for row in connection.execute(of_documents(annotations, *order), {"ids": list(ids)}):
        rows.setdefault(row.document_id, {}).setdefault(row.kind, []).append(row)
    return {
        number: Annotations(
            note="\n\n".join(row.value for row in of_kind.get("note", ())) or None,
            tags=tuple(sorted(row.value for row in of_kind.get("tag", ()))),
            links=tuple(
                Link(row.value, row.title)
                for row in sorted(of_kind.get("link", ()), key=lambda row: (row.annotated_at, row.value))
            ),
            title_en=next((row.value for row in of_kind.get("title_en", ())), None),
        )
        for number, of_kind in rows.items()
    }


def of_one(connection: Connection, document_id: int) -> Annotations:
    """What editors wrote of one document."""
    return annotations_of(connection, [document_id]).get(document_id, NOTHING)


def set_title(connection: Connection, document_id: int, title_en: str | None, editor: Editor) -> None:
    """Stores an editor's own English title of a document, or removes it (None)."""
    before = of_one(connection, document_id).title_en
    _replace(connection, document_id, "title_en", title_en, editor)
    edits.record(connection, editor, of_document(document_id), "title_en", before, title_en or None)


def set_note(connection: Connection, document_id: int, note: str | None, editor: Editor) -> None:
    """Stores a note in place of every earlier one, or removes it (None)."""
    before = of_one(connection, document_id).note
    _replace(connection, document_id, "note", note, editor)
    edits.record(connection, editor, of_document(document_id), "note", before, note or None)


def set_tag(connection: Connection, document_id: int, tag: str, editor: Editor, *, given: bool = True) -> bool:
    """Gives a document a tag, or takes it away; False where there was none of this name to take.

    One that it has from a merged document becomes its own.
    """
    before, after = tag if tag in of_one(connection, document_id).tags else None, tag if given else None
    _replace(connection, document_id, "tag", after, editor, _column.value == tag)
    edits.record(connection, editor, of_document(document_id), "tag", before, after)
    return bool(before or after)


def set_link(connection: Connection, document_id: int, link: Link, editor: Editor, *, given: bool = True) -> bool:
    """Gives a document a link in the place of one to the same address, or takes that away; False where none was."""
    before, after = link_to(connection, document_id, link.url), asdict(link) if given else None
    is_old = _column.value == link.url
    _replace(connection, document_id, "link", link.url if given else None, editor, is_old, title=link.title)
    edits.record(connection, editor, of_document(document_id), "link", before, after)
    return bool(before or after)


def link_to(connection: Connection, document_id: int, url: str) -> dict[str, Any] | None:
    """A document's link to an address, as its edits hold it."""
    return next((asdict(link) for link in of_one(connection, document_id).links if link.url == url), None)


def _replace(
    connection: Connection,
    document_id: int,
    kind: Literal["title_en", "note", "tag", "link"],
    value: str | None,
    editor: Editor,
    *conditions: sa.ColumnElement[bool],
    title: str | None = None,
) -> None:
    """Puts a value in the place of what a document has of a kind and meets these conditions."""
    own = _column.document_id == document_id, _column.kind == kind
    connection.execute(sa.delete(annotations).where(*own, *conditions))
    if value:
        values = {"document_id": document_id, "kind": kind, "value": value, "title": title}
        connection.execute(sa.insert(annotations).values(values | {"from_id": OWN, "annotated_at": editor.now}))


def share(connection: Connection, lost: int, survivor: int) -> None:
    """Gives a document what was written of one that was found to be it, and remembers whose it was.

    The English title only where it has none of its own.
    """
    if lost == survivor:
        return
    names = [column.name for column in annotations.columns if column.name != "id"]
    query = sa.select(*(_column[name] for name in names))
    own, others = (
        [dict(row) for row in connection.execute(query.where(_column.document_id == number)).mappings()]
        for number in (survivor, lost)
    )
    rows = [row | {"document_id": survivor, "from_id": row["from_id"] or lost} for row in others]
    known = set(map(_key, own))
    if new := [row for row in rows if _key(row) not in known]:
        connection.execute(sa.insert(annotations), new)


def take_back(connection: Connection, former: int) -> None:
    """Takes from every other document what was written of this one before it was merged."""
    connection.execute(sa.delete(annotations).where(_column.from_id == former, _column.document_id != former))


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a document has once: an English title, a note of each document that it was, a tag, a link to an address."""
    kind = row["kind"]
    return (kind, {"title_en": None, "note": row["from_id"]}.get(kind, row["value"]))
