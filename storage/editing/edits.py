"""The history of what people write: who wrote what, when, over what. Nothing here is ever deleted or changed.

Whatever writes a person's words records an edit in the same transaction, before and after: of a document, of the
judgements on pages. The edits of a document that was found to be another one stay under its id, and are listed with the
other's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import changes, documents, edits, entries, pages


@dataclass(frozen=True, slots=True)
class Editor:
    """Who writes, and when."""

    name: str
    now: datetime
    undoes: int | None = None
    """The edit that is taken back."""


class Subject(NamedTuple):
    """What was edited."""

    kind: str
    """document, pages, text, issue, section, entry, watch."""
    key: str
    """Its id; the addresses of pages with blanks between; the key of a text."""

    @property
    def id(self) -> int:
        """The key as a number, where it is one."""
        return int(self.key)


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one field; before and after are JSON values, None where there is nothing."""

    id: int
    """A later edit has a greater one."""
    edited_at: datetime
    editor: str
    subject: Subject
    field: str
    before: Any
    after: Any
    undoes: int | None
    """The edit that this one took back."""


def of_document(document_id: int) -> Subject:
    """A document, as what is edited."""
    return Subject("document", str(document_id))


def record(connection: Connection, editor: Editor, subject: Subject, field: str, before: Any, after: Any) -> None:
    """Records an edit in the caller's transaction; one that changes nothing is none."""
    if before != after:
        values = {"edited_at": editor.now, "editor": editor.name, "field": field, "undoes": editor.undoes}
        values |= {"subject_kind": subject.kind, "subject": subject.key, "before": before, "after": after}
        connection.execute(sa.insert(edits).values(values))


def find(connection: Connection, number: int) -> Edit | None:
    """The edit of this number."""
    return next(iter(_read(connection, sa.select(edits).where(edits.c.id == number))), None)


def newest(connection: Connection, limit: int, document_id: int | None = None) -> list[Edit]:
    """The newest edits of a document or of all, the newest first.

    With those of documents that were found to be it, of its pages, and of its entries in issues.
    """
    query = sa.select(edits).order_by(edits.c.id.desc()).limit(limit)
    if document_id is not None:
        ids = _with_merged(connection, document_id)
        own = sa.and_(_of_documents, edits.c.subject.in_(map(str, ids)))
        picked = sa.select(sa.cast(entries.c.id, sa.Text)).where(entries.c.document_id.in_(ids))
        of_entries = sa.and_(edits.c.subject_kind == "entry", edits.c.subject.in_(picked))
        query = query.where(sa.or_(own, of_entries, edits.c.id.in_(_of_pages(connection, document_id))))
    return _read(connection, query)


def of_subjects(connection: Connection, subjects: Iterable[Subject], after: int = 0) -> list[Edit]:
    """Every edit of these subjects after that of a number, the oldest first."""
    pairs = [(subject.kind, subject.key) for subject in subjects]
    chosen = sa.tuple_(edits.c.subject_kind, edits.c.subject).in_(pairs)
    return _read(connection, sa.select(edits).where(chosen, edits.c.id > after).order_by(edits.c.id))


def last_of(connection: Connection, subjects: Iterable[Subject]) -> dict[tuple[Subject, str], int]:
    """The number of the last edit of each field of these subjects that was edited."""
    pairs = [(subject.kind, subject.key) for subject in subjects]
    columns = edits.c.subject_kind, edits.c.subject, edits.c.field
    query = sa.select(*columns, sa.func.max(edits.c.id)).where(sa.tuple_(*columns[:2]).in_(pairs)).group_by(*columns)
    return {(Subject(kind, key), field): number for kind, key, field, number in connection.execute(query)}


_of_documents = edits.c.subject_kind == "document"


def _with_merged(connection: Connection, document_id: int) -> list[int]:
    """A document and those that were found to be it."""
    ids = [document_id]
    for number in ids:
        merged = changes.c.kind == "merged", changes.c.document_id == number, changes.c.other_id.is_not(None)
        is_held = sa.exists().where(documents.c.id == changes.c.other_id)
        scalar_result = connection.execute(sa.select(changes.c.other_id).where(*merged, ~is_held)).scalars()
        ids += [other for other in dict.fromkeys(scalar_result) if other not in ids]
    return ids


def _of_pages(connection: Connection, document_id: int) -> list[int]:
    """The edits of the judgements on a document's pages: they are few."""
    urls = set(connection.execute(sa.select(pages.c.url).where(pages.c.document_id == document_id)).scalars())
    judged = connection.execute(sa.select(edits.c.id, edits.c.subject).where(edits.c.subject_kind == "pages"))
    return [row.id for row in judged if not urls.isdisjoint(row.subject.split(" "))]


def _read(connection: Connection, query: sa.Select[Any]) -> list[Edit]:
    edits = []
    for row in connection.execute(query):
        subject = Subject(row.subject_kind, row.subject)
        edits.append(Edit(row.id, row.edited_at, row.editor, subject, row.field, row.before, row.after, row.undoes))
    return edits
