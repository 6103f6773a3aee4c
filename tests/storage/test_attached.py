"""What a crawl knows of attached files, and what their text does to the documents that link to them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.files.text import FilePage, FileText
from parsers.record import Attachment, Citation, Evidence, PolicyDocument
from storage import changes
from storage.archive import Location
from storage.attachments import saving as attached
from storage.crawl import files
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import saving
from storage.documents.writing.completing import carried_by, complete_from
from storage.schema import documents
from tests.storage.making import BODIES, document, moment

PLAN = document()
URL = "https://www.miit.gov.cn/a.pdf"
TEXT = FileText(
    "ok", "application/pdf", "pdf 1", (FilePage(1, ("“十四五”信息通信行业发展规划",)), FilePage(2, ("指标\t2025年",)))
)


def save(database: Database, record: PolicyDocument = PLAN, day: float = 0) -> int:
    with database.write() as connection:
        return saving.save(connection, record, None, None, moment(day)).document_id


def due(database: Database, day: float = 0) -> list[files.PendingFile]:
    with database.read() as connection:
        return files.due(connection, "miit", moment(day), 100)


def answer(digest: str = "a", day: float = 0) -> CaptureFacts:
    where = Location("miit.warc.gz", int(day * 1000), f"sha256:{digest}", 10)
    return CaptureFacts(where, 200, f'"{digest}"', None, "application/pdf", moment(day))


def fetch(
    database: Database, digest: str = "a", day: float = 0, text: FileText = TEXT, reading: PolicyDocument | None = None
) -> attached.FileOutcome:
    [file] = [file for file in due(database, 9999) if file.url == URL]
    with database.write() as connection:
        return attached.save(connection, file.file_id, text, reading, answer(digest, day), URL, 1000, moment(day))


def told(database: Database) -> list[tuple[str, dict[str, object]]]:
    with database.read() as connection:
        return [(change.kind, dict(change.fields or {})) for change in changes.after(connection, 0)]


def record_of(database: Database, document_id: int) -> PolicyDocument:
    with database.read() as connection:
        return queries.record(connection, document_id)


def test_the_files_of_a_document_are_due_when_it_is_saved(database: Database) -> None:
    save(database)
    [file] = due(database)
    assert (file.url, file.page_url, file.title, file.reason) == (URL, PLAN.url, "规划.pdf", "new")


def test_a_file_that_was_never_requested_is_due_whatever_the_clock_says(database: Database) -> None:
    """A crawl that was killed before it came to the file; the next, of a recording, begins at an earlier moment."""
    save(database, day=2)
    assert [file.url for file in due(database, 1)] == [URL]


def test_the_files_of_news_are_not_fetched(database: Database) -> None:
    save(database, replace(PLAN, stage="news"))
    assert due(database) == []


def test_a_file_that_two_documents_link_to_is_one_file(database: Database) -> None:
    save(database)
    other = document(
        url=PLAN.url.replace("3a0b", "4b1c"),
        title="工业和信息化部办公厅关于开展工业互联网试点示范的通知",
        issued_title=None,
        document_number="工信厅规函〔2021〕9号",
        body="各单位要按期提交材料。",
    )
    ids = {1, save(database, other)}
    assert len(due(database)) == 1
    fetch(database)
    assert [record_of(database, number).attachments[0].sha256 for number in sorted(ids)] == ["a", "a"]


@pytest.mark.both_engines
def test_a_file_that_was_read_is_known_by_state_pages_and_digest(database: Database) -> None:
    number = save(database)
    assert fetch(database) == "new"
    [file] = record_of(database, number).attachments
    assert (file.state, file.pages, file.sha256) == ("ok", 2, "a")
    with database.read() as connection:
        assert attached.text_of(connection, 1) == [
            (1, None, "“十四五”信息通信行业发展规划"),
            (2, None, "指标\t2025年"),
        ]


def test_the_first_text_of_a_file_is_told_and_is_no_edit_of_the_ministry(database: Database) -> None:
    number = save(database)
    fetch(database)
    assert [kind for kind, _ in told(database)] == ["new", "read"]
    with database.read() as connection:
        assert connection.execute(sa.select(documents.c.revised_at).where(documents.c.id == number)).scalar() is None


def test_a_file_that_stands_as_it_stood_changes_nothing(database: Database) -> None:
    save(database)
    fetch(database)
    assert fetch(database, day=2) == "unchanged"
    assert [kind for kind, _ in told(database)] == ["new", "read"]


def test_another_content_at_one_address_revises_the_document(database: Database) -> None:
    number = save(database)
    fetch(database)
    assert fetch(database, "b", day=2) == "revised"
    kind, fields = told(database)[-1]
    assert (kind, list(fields)) == ("revised", ["attachments"])
    with database.read() as connection:
        held = queries.by_id(connection, number)
    assert held is not None
    assert held.revised_at == moment(2)
    pair: Any = fields["attachments"]
    old, new = ([file["sha256"] for file in pair[side]] for side in ("old", "new"))
    assert (old, new, held.record.attachments[0].sha256) == (["a"], ["b"], "b")


def test_a_file_that_vanished_is_kept_and_its_document_revised_once(database: Database) -> None:
    number = save(database)
    fetch(database)
    for day in (2, 3):
        with database.write() as connection:
            attached.gone(connection, 1, "404", moment(day))
    [file] = record_of(database, number).attachments
    assert (file.gone_at, file.state) == (moment(2), "ok")
    assert [kind for kind, _ in told(database)] == ["new", "read", "revised"]
    assert fetch(database, day=5) == "returned"
    assert record_of(database, number).attachments[0].gone_at is None


def test_a_file_that_is_left_alone_is_not_due_until_the_reason_is_gone(database: Database) -> None:
    save(database)
    for reason, count in (("at the host of another body", 0), (None, 1)):
        with database.write() as connection:
            skipped = files.files_to_skip(connection, "miit", lambda url, why=reason: why)  # type: ignore[misc]
            files.record_skipped_files(connection, "state_council", skipped)
        assert len(due(database)) == 1 - count
        with database.write() as connection:
            files.record_skipped_files(connection, "miit", skipped)
        assert len(due(database)) == count


def test_a_document_that_is_saved_again_keeps_what_is_known_of_its_files(database: Database) -> None:
    number = save(database)
    fetch(database)
    save(database, replace(PLAN, topic="电信"), day=2)
    assert record_of(database, number).attachments[0].sha256 == "a"
    assert told(database)[-1] == ("revised", {"topic": {"old": "规划", "new": "电信"}})


# What a file gives to its document

LINK = document(
    title="中国人民银行关于规范支付创新业务的通知",
    issued_title=None,
    subject="规范支付创新业务",
    document_number=None,
    document_number_as_printed=None,
    issuing_bodies=(),
    written_on=None,
    effective_on=None,
    addressed_to=None,
    cites=(),
    body="",
    attachments=(Attachment("关于规范支付创新业务的通知.pdf", URL, "application/pdf"),),
    evidence={"title": Evidence("heading", "中国人民银行关于规范支付创新业务的通知")},
)
READING = replace(
    LINK,
    url=URL,
    document_number="银发〔2017〕281号",
    document_number_as_printed="银发〔2017〕281号",
    issuing_bodies=(replace(BODIES["miit"], id="pboc", name="中国人民银行", as_printed="中国人民银行"),),
    written_on=date(2017, 12, 13),
    cites=(Citation("银发〔2016〕261号", None),),
    evidence={"document_number": Evidence("head", "银发〔2017〕281号", "page 1")},
)


def test_a_file_that_is_the_document_gives_what_its_page_does_not_print(database: Database) -> None:
    number = save(database, LINK)
    fetch(database, reading=READING)
    held = record_of(database, number)
    assert (held.document_number, held.written_on) == ("银发〔2017〕281号", date(2017, 12, 13))
    assert held.cites == (Citation("银发〔2016〕261号", None),)
    assert held.evidence["document_number"].place == "attachment 1, page 1"
    assert held.attachments[0].carries == LINK.title


def test_what_the_page_prints_wins_over_the_file(database: Database) -> None:
    number = save(database, replace(LINK, document_number="银发〔2017〕1号"))
    fetch(database, reading=READING)
    assert record_of(database, number).document_number == "银发〔2017〕1号"


def test_a_value_of_a_file_goes_with_the_text_that_gave_it(database: Database) -> None:
    number = save(database, LINK)
    fetch(database, reading=READING)
    save(database, replace(LINK, topic="支付"), day=1)
    assert record_of(database, number).document_number == "银发〔2017〕281号"
    fetch(database, "b", day=2, reading=replace(READING, document_number="银发〔2017〕282号"))
    assert record_of(database, number).document_number == "银发〔2017〕282号"


def test_a_plan_gives_its_notice_the_day_on_which_it_takes_effect_and_no_number(database: Database) -> None:
    plan = document(effective_on=None, document_number=None, document_number_as_printed=None)
    number = save(database, plan)
    reading = replace(READING, title="“十四五”信息通信行业发展规划", effective_on=date(2022, 1, 1))
    fetch(database, reading=reading)
    held = record_of(database, number)
    assert (held.effective_on, held.document_number) == (date(2022, 1, 1), None)
    assert held.attachments[0].carries == "“十四五”信息通信行业发展规划"


# Which document a file holds, and what it gives to a document whose page prints less


NOTICE = document(cites=())
ITSELF, ISSUED = NOTICE.title, NOTICE.issued_title


def reading(title: str | None, **values: Any) -> PolicyDocument:
    """What a file says of itself; without a title it has that of its link."""
    absent: dict[str, Any] = dict.fromkeys(("document_number", "written_on", "effective_on", "addressed_to", "topic"))
    rule = "heading: head of the file" if title else "listing: link to the file"
    evidence = {"title": Evidence(rule, title or "附件", "page 1")}
    values = absent | {"issuing_bodies": (), "cites": (), "attachments": (), "issued_title": None} | values
    return document(title=title or "附件", url=URL, evidence=evidence, **values)


OF_MIIT, OF_NDRC = (BODIES["miit"],), (BODIES["ndrc"],)

# words of the link, what the file says of itself (None: not read), what it holds
CASES: list[tuple[str, PolicyDocument | None, str | None]] = [
    ("附件1：“十四五”信息通信行业发展规划.pdf", None, ISSUED),
    ("附件一 “十四五”信息通信行业发展规划（全文）.docx", None, ISSUED),
    ("“十四五”信息通信行业发展规划（2021—2025年）", None, ISSUED),
    ("“十四五”信息通信行业发展规划编制说明.pdf", None, None),
    ("“十四五”信息通信行业发展规划重点任务分工.pdf", None, None),
    ("关于印发“十四五”信息通信行业发展规划的通知.pdf", None, ITSELF),
    ("工业和信息化部关于印发“十四五”信息通信行业发展规划的通知", None, ITSELF),
    ("附件.pdf", None, None),
    ("规划.pdf", reading(None), ISSUED),
    ("申报表.pdf", reading(None), None),
    ("下载", reading(None), None),
    ("P020211116.pdf", reading(None), None),
    ("附件.pdf", reading(None), ISSUED),
    ("附件.pdf", reading("“十四五”信息通信行业发展规划"), ISSUED),
    ("附件.pdf", reading("“十四五”样例产业规划"), None),
    ("“十四五”信息通信行业发展规划.pdf", reading("样例申报办法"), None),
    ("“十四五”信息通信行业发展规划.pdf", reading("信息通信行业发展规划"), ISSUED),
    ("P020211116.pdf", reading("关于印发“十四五”信息通信行业发展规划的通知"), ITSELF),
    ("P020211116.pdf", reading("关于印发“十四五”信息通信行业发展规划的通知", issuing_bodies=OF_MIIT), ITSELF),
    ("P020211116.pdf", reading("关于印发“十四五”信息通信行业发展规划的通知", issuing_bodies=OF_NDRC), None),
    ("P020211116.pdf", reading(ITSELF, document_number="工信部规〔2019〕1号"), None),
    ("P020211116.pdf", reading("关于印发规划的通知", document_number="工信部规[2021]０164号"), ITSELF),
]


@pytest.mark.parametrize(("words", "of_file", "expected"), CASES)
def test_a_file_is_joined_to_the_document_that_it_holds(
    words: str, of_file: PolicyDocument | None, expected: str | None
) -> None:
    item = Attachment(words, URL)
    assert carried_by(item, of_file, replace(NOTICE, attachments=(item,))) == expected


def test_one_of_several_files_is_not_told_by_a_word_alone() -> None:
    item = Attachment("附件1", URL)
    assert carried_by(item, reading(None), replace(NOTICE, attachments=(item, Attachment("附件2", URL + "2")))) is None


def test_a_page_that_prints_what_it_issues_has_it_not_in_its_only_file() -> None:
    item = Attachment("附件", URL)
    record = replace(NOTICE, attachments=(item,), body=f"{NOTICE.body}\n{ISSUED}\n一、现状。")
    assert carried_by(item, reading(None), record) is None


def completed(record: PolicyDocument, of_file: PolicyDocument) -> PolicyDocument:
    return complete_from(record, {}, {URL: of_file})[0]


def test_bodies_that_a_title_counts_and_the_file_names_are_complete() -> None:
    record = replace(NOTICE, issuing_bodies=OF_MIIT, issuing_bodies_complete=False)
    signed = reading(ITSELF, issuing_bodies=(*OF_MIIT, *OF_NDRC))
    found = completed(record, signed)
    assert (found.issuing_bodies, found.issuing_bodies_complete) == ((*OF_MIIT, *OF_NDRC), True)
    others = completed(replace(record, document_number=None), reading(ITSELF, issuing_bodies=(*OF_NDRC, BODIES["mee"])))
    assert (others.issuing_bodies, others.issuing_bodies_complete) == (OF_MIIT, False)


def test_number_and_sign_off_of_a_plan_are_not_those_of_its_notice() -> None:
    plan = reading(
        ISSUED, document_number="工信部规〔2021〕9号", written_on=date(2021, 1, 1), effective_on=date(2022, 1, 1)
    )
    found = completed(replace(NOTICE, document_number=None, written_on=None, effective_on=None), plan)
    assert (found.document_number, found.written_on, found.effective_on) == (None, None, date(2022, 1, 1))


def test_what_page_and_file_both_cite_is_cited_once_and_the_document_not_at_all() -> None:
    record = replace(NOTICE, cites=(Citation("国发〔2016〕73号", "“十三五”国家信息化规划"),))
    cites = (
        Citation("国发[2016]73号", None),
        Citation(None, "“十三五”国家信息化规划"),
        Citation(None, ISSUED),
        Citation(NOTICE.document_number, None),
        Citation(None, "样例办法"),
    )
    assert completed(record, reading(None, cites=cites)).cites == (*record.cites, Citation(None, "样例办法"))


def test_a_page_without_citations_says_from_which_file_they_are() -> None:
    of_file = reading(None, cites=(Citation(None, "样例办法"),))
    of_file = replace(
        of_file, evidence={**of_file.evidence, "cites": Evidence("named in the text", "样例办法", "page 3")}
    )
    assert completed(NOTICE, of_file).evidence["cites"].place == "attachment 1, page 3"
