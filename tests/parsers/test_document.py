"""Which of the places that say something of a document is believed, and that every value has its evidence.

Titles, numbers, names and dates are real where such a document is named; texts are invented.
"""

import contextlib
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import parse, understand
from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Entry, Facts, Field, Finding, Notice, Place
from parsers.grammar.news import LONGEST_REPORT
from parsers.page import Page
from parsers.record import Attachment, PolicyDocument, Stage
from parsers.sites import site_of
from parsers.time_limit import read_in_time
from tests.characters import ANY
from tests.tables import from_table

URL = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2023/art_1.html"
FETCHED = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)


def facts(**places: Any) -> Facts:
    """`title=[("table", "…")]` and so on as findings."""
    return {
        cast(Field, field): tuple(Finding(text, Place(place), "label") for place, text in values)
        for field, values in places.items()
    }


def understood(*body: str, stage: Stage | None = None, **places: Any) -> PolicyDocument:
    places.setdefault("title", [("heading", "关于样例的通知")])
    return understand(Notice("miit", URL, facts(**places), body, stage=stage, fetched_at=FETCHED))


def ids(document: PolicyDocument) -> list[str | None]:
    return [body.id for body in document.issuing_bodies]


SIGNED_BY_TEN = (
    "现将样例方案印发给你们，请认真贯彻执行。",
    "国家发展改革委",
    "生 态 环 境 部",
    "工业和信息化部",
    "科  技  部",
    "财　政　部",
    "住房城乡建设部",
    "交通运输部",
    "农业农村部",
    "商　务　部",
    "市场监管总局",
    "2021年10月29日",
)


def shown(document: PolicyDocument, name: str) -> Any:
    """A value of a record as the table writes it."""
    if name == "ids":
        return ids(document)
    if name == "as_printed":
        return [body.as_printed for body in document.issuing_bodies]
    if name == "units":
        return [body.unit for body in document.issuing_bodies]
    if name.startswith("rule of "):
        return document.evidence[name.removeprefix("rule of ")].rule
    value = getattr(document, name)
    return value.isoformat() if isinstance(value, date) else value


@from_table
def test_of_all_places_the_right_one_is_believed(
    body: list[str], stage: Stage | None, places: dict[str, Any], expected: dict[str, Any]
) -> None:
    document = understood(*body, stage=stage, **places)
    assert {name: shown(document, name) for name in expected} == expected


def test_a_page_without_a_title_is_not_readable() -> None:
    with pytest.raises(NotReadable):
        understood(title=[])


@pytest.mark.parametrize(
    ("signed", "expected", "rule"),
    [
        (("公安部", "教育部"), ["ndrc"], "table: label"),
        (("国家发展改革委",), ["ndrc"], "table: label"),
        (("国家发展改革委", "样例协调委员会"), ["ndrc", None], "sign-off"),
    ],
)
def test_a_sign_off_completes_a_table_only_with_more_than_it_names(
    signed: tuple[str, ...], expected: list[str | None], rule: str
) -> None:
    text = ("现将样例印发给你们，请认真执行。", *signed, "2025年3月1日")
    document = understood(*text, issuing_bodies=[("table", "国家发展改革委")])
    assert (ids(document), document.evidence["issuing_bodies"].rule) == (expected, rule)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("国家发展改革委", "主任 样二 2021年10月29日"), ["ndrc"]),
        (("国家发展改革委主任 样二 2021年10月29日",), ["ndrc"]),
        (("主任 样二 2021年10月29日",), []),
        (("截止时间 2021年12月31日", "国家发展改革委", "2021年10月29日"), ["ndrc"]),
    ],
)
def test_who_signs_on_the_line_of_the_day_is_no_body(lines: tuple[str, ...], expected: list[str]) -> None:
    document = understood("现将样例印发给你们，请认真执行。", *lines)
    assert (ids(document), str(document.written_on)) == (expected, "2021-10-29")


def test_a_number_in_the_text_is_cited_and_never_the_documents_own() -> None:
    document = understood("根据《样例管理办法》（工信部科〔2025〕261号）和国发〔2021〕20号文件，开展样例。")
    assert document.document_number is None
    assert [citation.document_number for citation in document.cites] == [
        "工信部科〔2025〕261号",
        "国发〔2021〕20号",
    ]


@pytest.mark.parametrize("day", ["1949-09-30", "2026-10-11"])
def test_a_day_that_no_document_can_have_is_passed_over(day: str) -> None:
    document = understood(published_on=[("table", day), ("line", "2021-11-07")], written_on=[("table", day)])
    assert (document.published_on, document.written_on) == (date(2021, 11, 7), None)


def test_what_only_the_list_knew_reaches_the_record_with_that_as_its_evidence() -> None:
    entry = Entry(
        URL,
        "关于样例的通知",
        published_on=date(2021, 11, 9),
        facts=facts(
            document_number=[("api", "工信厅联科函〔2021〕247号")], issuing_bodies=[("api", "工业和信息化部办公厅")]
        ),
    )
    html = (
        "<html><body><h1 id='con_title'>关于样例的通知</h1><div id='con_con'><p>样例</p></div></body></html>".encode()
    )
    document = parse(Page(URL, html), entry, "final")
    assert document.document_number == "工信厅联科函〔2021〕247号"
    assert document.published_on == date(2021, 11, 9)
    assert document.evidence["document_number"].rule == "api: label"
    assert document.evidence["published_on"].rule == "listing: row"


def test_files_whose_links_say_nothing_take_the_titles_of_the_list_of_attachments() -> None:
    files = (
        Attachment("附件1", "https://www.miit.gov.cn/a.pdf"),
        Attachment("样例汇总表.docx", "https://www.miit.gov.cn/b.docx"),
    )
    body = ("现将样例印发给你们。", "附件：1.样例申报书", "2.样例汇总表", "工业和信息化部", "2021年10月29日")
    document = understand(Notice("miit", URL, facts(title=[("heading", "关于样例的通知")]), body, files))
    assert [file.title for file in document.attachments] == ["样例申报书", "样例汇总表.docx"]


def test_every_value_has_its_evidence() -> None:
    document = understood(
        "发改环资〔2021〕1524号",
        "各省、自治区、直辖市发展改革委：",
        *SIGNED_BY_TEN,
        "本方案自2022年1月1日起施行，有效期5年。依据《样例管理条例》制定。",
        title=[("heading", "国家发展改革委等部门关于印发《样例方案》的通知")],
        published_on=[("line", "2021-11-09 10:00")],
        index_number=[("table", "000014349/2021-00001")],
        topic=[("table", "城乡建设、环境保护\\其他")],
    )
    record = document.to_dict()
    expected = (
        "title issued_title subject document_type document_number issuing_bodies written_on published_on published_at "
        "effective_on repealed_on index_number topic addressed_to cites stage"
    ).split()
    assert [name for name in expected if not record[name]] == []
    assert [name for name in expected if name not in document.evidence] == []
    assert all(evidence.rule and evidence.text for evidence in document.evidence.values())


def test_a_value_that_is_absent_has_no_evidence() -> None:
    document = understood("样例正文。")
    absent = {
        "document_number",
        "issuing_bodies",
        "written_on",
        "published_on",
        "effective_on",
        "topic",
        "addressed_to",
    }
    assert not absent & document.evidence.keys()


def test_a_record_survives_being_written_down() -> None:
    document = understood(*SIGNED_BY_TEN, published_on=[("line", "2021-11-09 10:00")])
    assert PolicyDocument.from_dict(document.to_dict()) == document


HOSTS = (
    "https://www.gov.cn/zhengce/content/202608/content_7077398.htm",
    "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2023/art_1.html",
    "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202509/t20250923_1400000.html",
    "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm",
    "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html",
    "https://www.mofcom.gov.cn/zcfb/a.html",
    "not an address",
)
PIECES = [
    *"<html> </html> <head> <body> </body> <frameset> <noscript> <table class=bd1> <td> <h1> <p> </p> </div>".split(
        " "
    ),
    *"<!-- ]]> { [] \x00 \ufeff &#x0;".split(" "),
    *(f"<div id={name}>" for name in ("con_con", "con_title", "UCAP-CONTENT", "Zoom", "BodyLabel")),
    *(f"<div class={name}>" for name in ("article_con", "article_title", "main-title", "policyLibraryOverview_header")),
    "<title>关于样例的通知</title>",
    "<tr><td><b>标题：</b></td><td>国务院令</td>",
    "<span id=pubtime>2026年01月23日 17:00</span>",
    '{"data":{"articleTitle":"关于样例的通知",',
    *"2021年10月29日 国务院 国发〔2021〕20号 各省： 令 第41号 主任：郑栅洁".split(" "),
]


@given(
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PIECES) | st.text(ANY, max_size=8), max_size=40),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_any_page_is_a_record_or_not_readable(url: str, pieces: list[str], charset: str) -> None:
    with contextlib.suppress(NotReadable):
        assert parse(Page(url, "".join(pieces).encode(charset, "replace"), fetched_at=FETCHED)).title


@given(st.sampled_from(HOSTS), st.binary(max_size=200))
def test_any_bytes_are_a_record_or_not_readable(url: str, body: bytes) -> None:
    with contextlib.suppress(NotReadable):
        assert parse(Page(url, body, fetched_at=FETCHED)).title


REPORT_TITLE = "国家互联网信息办公室、公安部联合公布《样例安全管理办法》"
REPORT_OPENING = "近日，国家互联网信息办公室、公安部联合公布《样例安全管理办法》（以下简称《办法》）。"


@pytest.mark.parametrize(
    "rest", ["样例安全管理办法", "《样例安全管理办法》", "附件：样例安全管理办法", "现将全文公布如下。"]
)
def test_a_headline_over_the_document_itself_is_the_document(rest: str) -> None:
    assert understood(REPORT_OPENING, rest, title=[("heading", REPORT_TITLE)]).stage == "final"


def test_a_text_that_is_longer_than_a_report_is_the_document() -> None:
    long = "样例" * (LONGEST_REPORT // 2)
    assert understood(REPORT_OPENING, long, title=[("heading", REPORT_TITLE)]).stage == "final"
    assert 1_000 <= LONGEST_REPORT <= 10_000
    short = "样例" * (LONGEST_REPORT // 2 - 100)
    assert understood(REPORT_OPENING, short, title=[("heading", REPORT_TITLE)]).stage == "news"


def test_a_headline_with_a_file_carries_the_document() -> None:
    file = Attachment("样例.pdf", "https://www.cac.gov.cn/1.pdf", "application/pdf")
    notice = Notice("cac", URL, facts(title=[("heading", REPORT_TITLE)]), (REPORT_OPENING,), (file,))
    assert understand(notice).stage == "final"


@pytest.mark.parametrize("answer", ["[" * 100_000, '{"a":' * 100_000], ids=["lists", "objects"])
def test_an_answer_that_is_nested_without_end_is_a_template_that_is_not_known(answer: str) -> None:
    page = Page("https://www.mofcom.gov.cn/zcfb/a.html", answer.encode())
    with pytest.raises(UnknownTemplate, match="nested too deeply"):
        parse(page)
    with pytest.raises(UnknownTemplate, match="nested too deeply"):
        read_in_time(page.url, lambda: site_of(page.url).read_listing(page))


@from_table
def test_an_order_without_a_year_has_the_names_of_the_day_of_writing(day: str, number: str) -> None:
    document = understood("样例正文。", document_number=[("table", "国家药监局令第28号")], written_on=[("table", day)])
    assert document.document_number == number
