"""Small databases for tests of what is handed out: real titles, numbers and dates; invented texts."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from parsers.record import PolicyDocument
from storage.archive import Location
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents.writing.revisions import RevisionKind
from storage.documents.writing.saving import save
from storage.schema import metadata
from tests.storage.making import BODIES, document

NOON = datetime(2021, 11, 24, 4, 0, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32


_offsets = count(1000)


def capture(when: datetime = NOON) -> CaptureFacts:
    """One more answer that the archive keeps."""
    location = Location("zhengce-20211124.warc.gz", next(_offsets), DIGEST, 500)
    return CaptureFacts(location, 200, None, None, "text/html", when)


def keep(
    database: Database, *records: PolicyDocument, when: datetime = NOON, kind: RevisionKind = "crawled"
) -> list[int]:
    """Stores records as a crawl does; gives their documents' ids.

    In an empty SQLite file the same records are stored once for all tests of this process, and then copied.
    """
    key = (*map(repr, (*records, when, kind)), _state(database)) if database.dialect == "sqlite" else ()
    if key in _stored:
        source, ids = _stored[key]
        with closing(database.writer.raw_connection()) as target:
            source.backup(target.driver_connection)  # type: ignore[arg-type]
        return list(ids)
    with database.write() as connection:
        ids = [save(connection, record, capture(when), None, when, kind=kind).document_id for record in records]
    if key and key[-1] is not None:
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(database.writer.raw_connection()) as filled:
            filled.driver_connection.backup(memory)  # type: ignore[union-attr]
        _stored[key] = memory, ids
    return list(ids)


_stored: dict[tuple[Any, ...], tuple[sqlite3.Connection, list[int]]] = {}
"""What was kept -> the database in memory, and the ids."""
_others = [f"EXISTS (SELECT 1 FROM {table.name})" for table in metadata.sorted_tables if table.name != "agencies"]


def _state(database: Database) -> int | None:
    """How many agencies an SQLite database has, where it has nothing else; else None."""
    with database.read() as connection:
        number, is_used = connection.exec_driver_sql(
            f"SELECT (SELECT count(*) FROM agencies), {' OR '.join(_others)}"
        ).one()
    return None if is_used else int(number)


def policy(title: str, url: str, **values: Any) -> PolicyDocument:
    """A document of MIIT of its own, published on 2021-11-16, without a number."""
    facts: dict[str, Any] = {
        "issued_title": None,
        "subject": None,
        "document_type": "通知",
        "document_number": None,
        "document_number_as_printed": None,
        "written_on": None,
        "published_at": None,
        "topic": None,
        "body": f"现将《{title}》有关事项通知如下。",
        "attachments": (),
        "cites": (),
    }
    return document(title=title, url=url, **(facts | values))


def revised(record: PolicyDocument, sentence: str = "另行补充一项要求。") -> PolicyDocument:
    """The same page after the ministry added a sentence."""
    return replace(record, body=f"{record.body}\n{sentence}")


IPR_PLAN = policy(
    "国务院关于印发“十四五”国家知识产权保护和运用规划的通知",
    "https://www.gov.cn/zhengce/zhengceku/2021-10/28/content_5647274.htm",
    source="state_council",
    issued_title="“十四五”国家知识产权保护和运用规划",
    document_number="国发〔2021〕20号",
    issuing_bodies=(BODIES["state_council"],),
    written_on=date(2021, 10, 9),
    published_on=date(2021, 10, 28),
    topic="科技、教育\\知识产权",
    body="现将规划印发给你们。\n到2025年，有关指标提高到12件。",
)
DATA_DRAFT = policy(
    "国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知",
    "https://www.cac.gov.cn/2021-10/29/c_1637102874600858.htm",
    source="cac",
    stage="draft",
    issued_title="数据出境安全评估办法（征求意见稿）",
    issuing_bodies=(BODIES["cac"],),
    published_on=date(2021, 10, 29),
    comments_due_on=date(2021, 11, 28),
)
ICT_PLAN = document()


def titles(items: Iterable[Any]) -> list[str]:
    """The titles of items, in order."""
    return [item.record.title for item in items]
