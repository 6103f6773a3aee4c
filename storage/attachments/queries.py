"""What is held of the files that a document links to: their text by page, and where they stand in the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.crawl.captures import location_of
from storage.location import Location
from storage.schema import attachment_texts, attachments, captures, files

DOCUMENTS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class HeldFile:
    """An attached file as the database knows it."""

    id: int
    title: str
    """The words of the link."""
    url: str
    """As the page links to it."""
    media_type: str | None
    """By its content."""
    state: str | None
    """Null until it was fetched."""
    reason: str | None
    """Why the state is not ok."""
    pages: int
    """Pages, sheets or members."""
    archived: Location | None
    """Its newest answer in the archive."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page of an attached file."""

    attachment: int
    """The attachment's number in its document, from 1."""
    page: int
    """Page, sheet or member, from 1."""
    name: str | None
    """Of the sheet or member."""
    text: str


def find(connection: Connection, document_id: int, number: int) -> HeldFile | None:
    """The file of a document's attachment, counted from 1; None where it has none of this number."""
    query = (
        sa.select(attachments.c.title, attachments.c.url, files)
        .join(files, files.c.id == attachments.c.file_id, isouter=True)
        .where(attachments.c.document_id == document_id, attachments.c.position == number - 1)
    )
    row: Any = connection.execute(query).first()
    if row is None:
        return None
    of_content = (row.media_type, row.state, row.reason, row.pages or 0)
    return HeldFile(row.id or 0, row.title, row[1], *of_content, _archived(connection, row.id))


def fingerprint(connection: Connection, file_id: int) -> str:
    """Eight characters that differ where a file's text may: another content, or another reader of it."""
    row = connection.execute(sa.select(files.c.sha256, files.c.extractor).where(files.c.id == file_id)).one()
    return sha256(f"{row.sha256} {row.extractor}".encode()).hexdigest()[:8]


def texts(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, PageText]]:
    """The text of every page of every attached file of these documents, with the document's id, in order."""
    query = (
        sa.select(
            *(attachments.c.document_id, attachments.c.position),
            *(attachment_texts.c.page, attachment_texts.c.name, attachment_texts.c.text),
        )
        .join(attachment_texts, attachment_texts.c.file_id == attachments.c.file_id)
        .where(attachments.c.document_id.in_(ids))
        .order_by(attachments.c.document_id, attachments.c.position, attachment_texts.c.page)
    )
    for row in connection.execute(query):
        yield row.document_id, PageText(row.position + 1, row.page, row.name, row.text)


def carrying(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By document: the first file with text that holds what it issues: the attachment's number, and the file's id."""
    carriers: dict[int, tuple[int, int]] = {}
    for start in range(0, len(ids), DOCUMENTS_PER_QUERY):
        query = (
            sa.select(attachments.c.document_id, attachments.c.position, files.c.id)
            .join(files, files.c.id == attachments.c.file_id)
            .where(
                attachments.c.document_id.in_(ids[start : start + DOCUMENTS_PER_QUERY]),
                attachments.c.carries.is_not(None),
                files.c.state.in_(("ok", "partial")),
            )
            .order_by(attachments.c.document_id, attachments.c.position)
        )
        for row in connection.execute(query):
            carriers.setdefault(row.document_id, (row.position + 1, row.id))
    return carriers


def pages(connection: Connection, number: int, file_id: int) -> list[PageText]:
    """The pages of a file that have text, as those of the attachment of this number."""
    query = sa.select(attachment_texts).where(attachment_texts.c.file_id == file_id).order_by(attachment_texts.c.page)
    return [PageText(number, row.page, row.name, row.text) for row in connection.execute(query)]


def _archived(connection: Connection, file_id: int | None) -> Location | None:
    query = sa.select(captures).where(captures.c.file_id == file_id, captures.c.status == 200)
    row = connection.execute(query.order_by(captures.c.id.desc()).limit(1)).first() if file_id else None
    return location_of(row) if row else None
