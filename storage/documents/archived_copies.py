"""Archived answers of a document: the newest one, all of them, and the one that a text was read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable, same_page
from storage.crawl.captures import location_of
from storage.location import Location
from storage.schema import attachments, captures, pages

if TYPE_CHECKING:
    from storage.documents.writing.revisions import Revision


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """The newest answer of a page in the archive."""

    id: int
    url: str
    """The address that answered."""
    fetched_at: datetime
    digest: str
    """sha256: of the body as served."""
    file: str
    """WARC file in the archive folder."""
    offset: int


NEWEST_CAPTURE = (
    sa.select(sa.func.max(captures.c.id)).where(captures.c.page_id == pages.c.id).correlate(pages).scalar_subquery()
)
"""As a column beside `pages`: the newest archived answer of a page."""


def choose_copy(copies: Sequence[tuple[str, ArchivedCopy | None]], url: str) -> ArchivedCopy | None:
    """Of the newest copies of a document's pages, by address, that of the page it is cited from; else any other."""
    archived = [(address, copy) for address, copy in copies if copy]
    return next((copy for address, copy in archived if same_page(address, url)), archived[0][1] if archived else None)


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
        sa.select(captures, attachments.c.title)
        .join(attachments, attachments.c.file_id == captures.c.file_id)
        .where(attachments.c.document_id == document_id)
        .order_by(attachments.c.position, captures.c.fetched_at, captures.c.id)
    )
    answers: dict[tuple[str, int], ArchivedAnswer] = {}
    for query in (of_pages, of_files):
        for row in connection.execute(query):
            answer = ArchivedAnswer(row.url, row.fetched_at, location_of(row), row.title)
            answers.setdefault((row.file, row.offset), answer)
    return list(answers.values())


def _copy(row: Any) -> ArchivedCopy:
    return ArchivedCopy(row.id, row.url, row.fetched_at, row.digest, row.file, row.offset)


def newest_of_file(connection: Connection, file_id: int) -> ArchivedCopy | None:
    """The newest good answer of an attached file."""
    query = sa.select(captures).where(captures.c.file_id == file_id, captures.c.status == 200)
    row = connection.execute(query.order_by(captures.c.id.desc()).limit(1)).first()
    return _copy(row) if row else None


def before_revision(connection: Connection, revision: "Revision") -> ArchivedCopy | None:
    """The answer that held a document's text up to a revision; None where the archive does not show it.

    An edited page was captured with its new text when the revision was written, and before that with the old one. A
    newer parser read one and the same answer. Other kinds of revisions bring the text of another page.
    """
    if revision.kind not in ("crawled", "reparsed"):
        return None
    query = (
        sa.select(captures)
        .join(pages, pages.c.id == captures.c.page_id)
        .where(pages.c.url == comparable(revision.page_url), captures.c.fetched_at <= revision.revised_at)
        .order_by(captures.c.id.desc())
        .offset(1 if revision.kind == "crawled" else 0)
        .limit(1)
    )
    row = connection.execute(query).first()
    return _copy(row) if row else None
