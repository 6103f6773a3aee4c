"""Every answer that the archive keeps of a document: of its pages and of the files that they link to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.archive import Location
from storage.schema import attachments, captures, file_captures, files, pages


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """One answer of a page or a file."""

    url: str
    """The address that answered."""
    fetched_at: datetime
    location: Location
    title: str | None
    """The words of the link to a file; None for a page."""


def answers_of(connection: Connection, document_id: int) -> list[ArchivedAnswer]:
    """The answers of a document's pages and then those of its files, the oldest first; each once."""
    of_pages = (
        sa.select(captures, sa.null().label("title"))
        .join(pages, pages.c.id == captures.c.page_id)
        .where(pages.c.document_id == document_id)
        .order_by(captures.c.fetched_at, captures.c.id)
    )
    of_files = (
        sa.select(file_captures, attachments.c.title)
        .join(files, files.c.id == file_captures.c.file_id)
        .join(attachments, attachments.c.file_id == files.c.id)
        .where(attachments.c.document_id == document_id)
        .order_by(attachments.c.position, file_captures.c.fetched_at, file_captures.c.id)
    )
    found: dict[tuple[str, int], ArchivedAnswer] = {}
    for query in (of_pages, of_files):
        for row in connection.execute(query):
            found.setdefault((row.file, row.offset), _answer(row))
    return list(found.values())


def _answer(row: Any) -> ArchivedAnswer:
    return ArchivedAnswer(row.url, row.fetched_at, Location(row.file, row.offset, row.digest, row.length), row.title)
