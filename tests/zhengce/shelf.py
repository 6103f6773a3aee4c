"""Small databases for tests of what is handed out: real titles, numbers and dates; invented texts."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from parsers.record import IssuingBody, PolicyDocument
from storage.archive import Location
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents.archived_copies import ArchivedCopy
from storage.documents.queries import HeldPage, StoredDocument
from storage.documents.writing.revisions import RevisionKind
from storage.documents.writing.saving import save
from storage.editing.annotations import Annotations
from storage.schema import metadata
from storage.translations.queries import HeldTitle
from storage.translations.texts import name_of
from tests.storage.making import BODIES, document
from zhengce.citations import cite_facts
from zhengce.citations.facts import CitationFacts

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


# Documents of six kinds to cite: real titles, numbers, days and addresses


NPC = IssuingBody(
    "npcsc",
    "全国人大常委会",
    "全国人民代表大会常务委员会",
    "Standing Committee of the National People's Congress",
    "NPCSC",
)
ORDER = policy(
    "数据出境安全评估办法",
    "https://www.cac.gov.cn/2022-07/07/c_1658811536396503.htm",
    source="cac",
    document_type="办法",
    document_number="国家互联网信息办公室令第11号",
    issuing_bodies=(BODIES["cac"],),
    written_on=date(2022, 7, 7),
    published_on=date(2022, 7, 7),
    effective_on=date(2022, 9, 1),
)
ANNOUNCEMENT = policy(
    "工业和信息化部关于发布车辆购置税减免车型目录的公告",
    "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2021/art_f0c1f4b1d2b94d6c9a5a3c0d6b7e8f90.html",
    document_type="公告",
    document_number="工业和信息化部公告2021年第30号",
)
LAW = policy(
    "中华人民共和国数据安全法",
    "https://www.gov.cn/xinwen/2021-06/11/content_5616919.htm",
    source="state_council",
    document_type="法",
    document_number="主席令第八十四号",
    issuing_bodies=(NPC,),
    written_on=date(2021, 6, 10),
    published_on=date(2021, 6, 11),
    effective_on=date(2021, 9, 1),
)
JOINT_PLAN = replace(
    ICT_PLAN,
    title="国家发展改革委等部门关于印发《“十四五”现代流通体系建设规划》的通知",
    document_number="发改经贸〔2022〕78号",
    issuing_bodies=(replace(BODIES["ndrc"], unit="办公厅"), BODIES["mee"], BODIES["miit"], BODIES["mot"]),
    issuing_bodies_complete=False,
    published_on=date(2022, 1, 24),
    url="https://www.ndrc.gov.cn/xxgk/zcfb/ghwb/202201/t20220124_1312755.html",
)

KINDS: dict[str, PolicyDocument] = {
    "notice": ICT_PLAN,
    "order": ORDER,
    "announcement": ANNOUNCEMENT,
    "draft": DATA_DRAFT,
    "law": LAW,
    "joint plan": JOINT_PLAN,
}
"""The kinds of documents that are cited, each with one of it."""


def cite(document: StoredDocument, style: str) -> str:
    """The citation of a document."""
    return cite_facts([CitationFacts(document)], style)


def stored(record: PolicyDocument, title_en: str | None = None, *, is_archived: bool = True) -> StoredDocument:
    """Document 7 as the database would give it, with an archived copy of its page."""
    copy = ArchivedCopy(3, record.url, NOON, DIGEST, "zhengce-20211124-abcdef-00.warc.gz", 1000)
    page = HeldPage(
        record.url, record.source, record.published_on, NOON, NOON, None, None, copy if is_archived else None
    )
    english = HeldTitle(name_of(record.title, record.issued_title, record.subject))
    nothing = (None, None, None, (None, None), (), None)
    return StoredDocument(7, record, NOON, None, None, (page,), Annotations(title_en=title_en), *nothing, english, {})
