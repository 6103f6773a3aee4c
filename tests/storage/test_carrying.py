"""Which document a file holds, and what it gives to a document whose page prints less."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parsers.record import Attachment, Citation, Evidence, PolicyDocument
from storage.documents.writing.completing import carried_by, complete_from
from tests.storage.making import BODIES, document

URL = "https://www.miit.gov.cn/a.pdf"
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
