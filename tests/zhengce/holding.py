"""Databases of invented documents for tests of search, export and the web."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.files.text import FilePage, FileText
from parsers.record import PolicyDocument
from storage.archive import Location
from storage.attachments import saving as file_saving
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents.writing import saving, serialize
from storage.editing.edits import Editor
from storage.schema import documents as table
from storage.schema import files
from storage.search import engine as search

NOW = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
EDITOR = Editor("mei", NOW)


def invented(**values: Any) -> PolicyDocument:
    """One document whose text says nothing, with what the test wants of it."""
    title = values.get("title", "关于搭建试验台架的通知")
    facts: dict[str, Any] = {
        "source": "miit",
        "url": f"https://www.miit.gov.cn/{abs(hash(title)) % 10**9}.html",
        "title": title,
        "stage": "final",
        "document_type": "通知",
        "published_on": date(2024, 5, 6),
        "body": "各台架按期搭建。",
        "parser_version": "1",
        "fetched_at": NOW,
    }
    return PolicyDocument(**(facts | values))


def hold(database: Database, *records: PolicyDocument, now: datetime = NOW) -> list[int]:
    """Saves documents as a crawl does; gives their ids."""
    with database.write() as connection:
        return [saving.save(connection, record, None, None, now).document_id for record in records]


def pour(database: Database, records: Iterable[PolicyDocument]) -> None:
    """Writes many documents at once, past recognition and pages, and indexes them."""
    made = list(records)
    with database.write() as connection:
        query = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = connection.execute(
            query, [serialize.document_row(record) | {"first_seen_at": NOW} for record in made]
        ).scalars()
        for number, record in zip(ids.all(), made, strict=True):
            serialize.insert_parts(connection, number, replace(record, evidence={}), {}, NOW)
            search.index(connection, number, record)
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def plain(text: str) -> str:
    """A text for the scan: letters and digits in one case and width, all else as it is."""
    return re.sub(r"[A-Z０-９Ａ-Ｚａ-ｚ]", lambda found: unicodedata.normalize("NFKC", found[0]).lower(), text)


def texts(connection: Connection) -> dict[int, str]:
    """Title, issued title and body of every document but news, for the scan."""
    query = sa.select(table.c.id, table.c.title, table.c.issued_title, table.c.body).where(table.c.stage != "news")
    return {row[0]: plain("\n".join((row[1], row[2] or "", row[3]))) for row in connection.execute(query)}


# Puts the text of attached files into a database, past the crawl


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
    file_saving.save(connection, number, text, None, capture, url, 1000, when)
    return number
