"""A document saved, found and read back by tests of storage."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.record import Evidence, PolicyDocument
from storage import changes
from storage.archive import Location
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import revisions, saving
from storage.documents.writing.visit import Outcome
from tests.storage.making import NOON, document, moment

ON_GOV = document(
    source="state_council",
    url="https://www.gov.cn/zhengce/zhengceku/2021-11/16/content_5651262.htm",
    published_on=date(2021, 11, 17),
    published_at=None,
    index_number="000014349/2021-00164",
    body="正文见附件。",
    evidence={
        "title": Evidence("heading", "工业和信息化部关于印发…"),
        "index_number": Evidence("table: 索引号", "000014349/2021-00164"),
    },
)


def capture(number: int = 1, **values: str) -> CaptureFacts:
    location = Location("zhengce-20211120-abcdef-00.warc.gz", number * 1000, f"sha256:{number:064}", 900)
    return CaptureFacts(location, 200, values.get("etag"), values.get("last_modified"), "text/html", NOON)


def save(
    database: Database,
    record: PolicyDocument,
    day: float = 0,
    *,
    facts: CaptureFacts | None = None,
    row: Entry | None = None,
    kind: revisions.RevisionKind = "crawled",
) -> Outcome:
    with database.write() as connection:
        return saving.save(connection, record, facts, row, moment(day), kind=kind)


def kinds(database: Database) -> list[str]:
    with database.read() as connection:
        return [change.kind for change in changes.after(connection, 0)]


def held(database: Database) -> list[queries.StoredDocument]:
    with database.read() as connection:
        return queries.select(connection, order="id")


def current_captures(connection: Connection, sources: Sequence[str] = ()) -> list[queries.CurrentCapture]:
    """The newest good answer of every page that is held, of these sources or of all."""
    return list(queries.captures_of(connection, queries.captured_pages(connection, sources)))


def counted(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
