"""Which archived answer a text was read from."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from storage.documents.queries import ArchivedCopy
from storage.documents.writing.revisions import Revision
from storage.schema import captures, file_captures, pages


def of_file(connection: Connection, file_id: int) -> ArchivedCopy | None:
    """The newest good answer of an attached file. Its `id` is one of `file_captures`."""
    query = sa.select(file_captures).where(file_captures.c.file_id == file_id, file_captures.c.status == 200)
    row = connection.execute(query.order_by(file_captures.c.id.desc()).limit(1)).first()
    return ArchivedCopy(row.id, row.url, row.fetched_at, row.digest, row.file, row.offset) if row else None


def before(connection: Connection, revision: Revision) -> ArchivedCopy | None:
    """The answer that held a document's text up to a revision; None where the archive does not tell.

    An edited page was captured with its new text when the revision was written, and before that with the old one. A
    newer parser read one and the same answer. Other kinds of revisions bring the text of another page.
    """
    if revision.kind not in ("crawled", "reparsed"):
        return None
    found = _of_page(connection, revision.page_url, revision.revised_at)
    nth = 1 if revision.kind == "crawled" else 0
    return found[nth] if len(found) > nth else None


def _of_page(connection: Connection, url: str, until: datetime) -> list[ArchivedCopy]:
    """The last two answers of a page up to a moment, the newest first."""
    query = (
        sa.select(captures)
        .join(pages, pages.c.id == captures.c.page_id)
        .where(pages.c.url == comparable(url), captures.c.fetched_at <= until)
        .order_by(captures.c.id.desc())
        .limit(2)
    )
    rows = connection.execute(query)
    return [ArchivedCopy(row.id, row.url, row.fetched_at, row.digest, row.file, row.offset) for row in rows]
