"""What an attached file says of itself: by the forms of GB/T 9704-2012, with the page of each value."""

from datetime import date
from typing import Any

from parsers.document import understand_file
from parsers.files.text import FilePage, FileText
from parsers.record import PolicyDocument
from tests.tables import from_table

PDF = "application/pdf"


def read(*pages: str, link: str = "附件.pdf", media_type: str = PDF, **more: Any) -> PolicyDocument:
    numbered = enumerate(pages, 1)
    texts = tuple(FilePage(number, tuple(page.strip().split("\n")), **more) for number, page in numbered)
    record = understand_file(
        FileText("ok", media_type, "pdf 1", texts), title=link, url="https://www.pbc.gov.cn/a.pdf", source="pboc"
    )
    assert record is not None
    return record


def values(record: PolicyDocument) -> dict[str, Any]:
    """The values that a file gives to its document, without the absent ones."""
    names = ("document_number", "written_on", "addressed_to", "effective_on", "repealed_on", "comments_due_on")
    given = {name: getattr(record, name) for name in names} | {"issued_title": record.issued_title}
    given["issuing_bodies"] = " ".join(body.as_printed for body in record.issuing_bodies)
    return {name: str(value) for name, value in given.items() if value}


NOTICE = """
000012
特急
中国人民银行文件
银发〔2025〕78号
中国人民银行关于印发
《样例支付机构
管理办法》的通知
中国人民银行上海总部，各省、自治区、直辖市分行；各国有商业银行、股份制商业银行：
为规范样例支付，现将《样例支付机构管理办法》印发给你们，请遵照执行。
附件：样例支付机构管理办法
中国人民银行
2025年3月4日
（此件公开发布）
"""
RULE = """
附件
样例支付机构管理办法
第一章总则
第一条根据《中华人民共和国样例银行法》（主席令第12号），制定本办法。
第九条本办法自2025年5月1日起施行。
附件2
样例申报表
申报单位：某某公司
财政部
2024年1月1日
"""
OF_NOTICE = {
    "document_number": "银发〔2025〕78号",
    "written_on": "2025-03-04",
    "addressed_to": "中国人民银行上海总部，各省、自治区、直辖市分行；各国有商业银行、股份制商业银行",
    "issued_title": "样例支付机构管理办法",
    "issuing_bodies": "中国人民银行",
}


@from_table
def test_a_file_gives_what_it_prints_of_itself_and_nothing_of_its_annexes(
    text: str, title: str, expected: dict[str, str]
) -> None:
    record = read(text)
    assert (record.title, values(record)) == (title, expected)
    assert record.body == text.strip()


def test_each_value_names_its_page() -> None:
    record = read(NOTICE, RULE)
    assert {name: found.place for name, found in record.evidence.items()} == dict.fromkeys(
        record.evidence, "page 1"
    ) | {
        "effective_on": "page 2",
        "cites": "page 2",
        "relations": "title",
    }
    assert record.written_on == date(2025, 3, 4)


def test_documents_named_in_annexes_are_cited_and_the_file_itself_is_not() -> None:
    assert [cite.title for cite in read(NOTICE, RULE).cites] == ["中华人民共和国样例银行法"]


def test_a_workbook_gives_title_and_text_alone() -> None:
    record = read(NOTICE, link="附件1：名单", name="Sheet1")
    assert (record.title, values(record), record.body) == ("附件1：名单", {}, NOTICE.strip())


def test_an_archive_of_one_file_is_that_file() -> None:
    assert values(read(NOTICE, media_type="application/zip", name="通知.docx")) == OF_NOTICE


def test_a_file_without_text_has_no_reading() -> None:
    text = FileText("scan", PDF, "pdf 1", reason="pictures of pages")
    assert understand_file(text, title="附件.pdf", url="https://www.pbc.gov.cn/a.pdf", source="pboc") is None
