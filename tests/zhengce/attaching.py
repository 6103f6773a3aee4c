"""Puts the text of attached files into a database, past the crawl."""

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.files.text import FilePage, FileText
from storage.archive import Location
from storage.attachments import saving
from storage.crawl.captures import CaptureFacts
from storage.schema import files
from tests.zhengce.holding import NOW


def read_file(
    connection: Connection,
    url: str,
    *pages: str,
    state: str = "ok",
    media_type: str = "application/pdf",
    when: datetime = NOW,
) -> int:
    """Saves what fetching and reading the file at an address gave: its pages as text. Gives the file's id."""
    number = int(connection.execute(sa.select(files.c.id).where(files.c.printed_url == url)).scalar_one())
    text = FileText(
        state,  # type: ignore[arg-type]
        media_type,
        "test 1",
        tuple(FilePage(at, tuple(page.split("\n"))) for at, page in enumerate(pages, start=1)),
    )
    digest = sha256("\f".join((url, *pages)).encode()).hexdigest()
    capture = CaptureFacts(
        Location("miit.warc.gz", int(digest[:7], 16), f"sha256:{digest}", 10), 200, None, None, media_type, NOW
    )
    saving.save(connection, number, text, None, capture, url, 1000, when)
    return number
