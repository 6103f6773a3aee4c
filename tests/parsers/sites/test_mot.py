"""xxgk.mot.gov.cn and www.mot.gov.cn are read by the forms that are known of them, and by no other."""

from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Field, Notice
from parsers.page import Page
from parsers.sites.mot import SITE
from tests.parsers.sites.saved import printed, saved

LIST_URL = "https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html"
IFRAME_URL = "https://xxgk.mot.gov.cn/2020/zhengce/863/868/869/iframe_list_7232.html"
TABS_URL = "https://www.mot.gov.cn/gongkai/zcjd/"
DOCUMENT_URL = "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html"
ARTICLE_URL = "https://www.mot.gov.cn/gongkai/zcjd/202512/t20251226_4191175.html"
TITLE = "交通运输部办公厅关于公布第二批智能交通先导应用试点项目（自动驾驶和智能建造方向）的通知"


def document() -> Notice:
    return SITE.read_notice(saved("mot/document.html", DOCUMENT_URL))


def test_a_disclosure_list_gives_title_address_number_and_day() -> None:
    first, second = SITE.read_listing(saved("mot/disclosure_list.html", LIST_URL)).entries
    assert (first.title, first.published_on) == (TITLE, date(2024, 4, 23))
    assert first.url == DOCUMENT_URL
    assert printed(first, "document_number") == [("listing", "交办科技函〔2024〕756号")]
    assert printed(second, "document_number") == []


def test_a_disclosure_list_gives_its_number_of_pages() -> None:
    assert SITE.read_listing(saved("mot/disclosure_list.html", LIST_URL)).pages == 34


def test_a_list_in_an_iframe_is_read() -> None:
    listing = SITE.read_listing(saved("mot/iframe_list.html", IFRAME_URL))
    (row,) = listing.entries
    assert (row.title, row.published_on, listing.pages) == ("一份测试用的统计公报", date(2026, 1, 15), 12)
    assert row.url == "https://xxgk.mot.gov.cn/2020/jigou/zhghs/202601/t20260115_4200001.html"


def test_a_list_in_tabs_gives_interpretations() -> None:
    rows = SITE.read_listing(saved("mot/tabs.html", TABS_URL)).entries
    assert [(row.title, row.published_on, row.stage) for row in rows] == [
        ("一则测试用的解读", date(2025, 12, 26), "interpretation"),
        ("又一则测试用的解读", date(2025, 11, 3), "interpretation"),
    ]


@pytest.mark.parametrize(
    ("url", "html", "named"),
    [
        (LIST_URL, '<div class="list"><a href="x.html">一个标题</a></div>', "xxgkzn_list_tbody_ID"),
        (TABS_URL, '<div class="tab-pane"><ul><li><a href="x.html">一个标题</a></li></ul></div>', "list-group-item"),
        (LIST_URL, '<table><tbody id="xxgkzn_list_tbody_ID"><tr><td>没有链接</td></tr></tbody></table>', "links"),
    ],
)
def test_a_list_of_a_form_that_nobody_has_seen_is_reported(url: str, html: str, named: str) -> None:
    with pytest.raises(UnknownTemplate, match=named):
        SITE.read_listing(Page(url, html.encode()))


def test_an_emptied_disclosure_list_is_empty() -> None:
    html = '<table><tbody id="xxgkzn_list_tbody_ID"></tbody></table>'
    assert SITE.read_listing(Page(LIST_URL, html.encode())).entries == ()


@pytest.mark.parametrize(
    ("field", "findings"),
    [
        ("title", [("heading", TITLE), ("meta", TITLE), ("meta", TITLE)]),
        ("document_number", [("table", "交办科技函〔2024〕756号")]),
        ("index_number", [("table", "000019713O11/2024-00013")]),
        ("published_on", [("table", "2024年04月23日"), ("meta", "2024-04-23 10:11")]),
        ("topic", [("table", "科技与信息化")]),
        ("issuing_bodies", []),  # 机构分类 is the department in charge
        ("document_type", []),  # 公文类型 部办公厅函 is no 公文种类
        ("written_on", []),
    ],
)
def test_a_disclosed_document_gives_the_labels_of_its_block(field: Field, findings: list[tuple[str, str]]) -> None:
    assert printed(document(), field) == findings


def test_a_disclosed_document_gives_its_text_and_the_files_below_it() -> None:
    assert document().body == ("各省、自治区、直辖市交通运输厅（局、委）：", "此段为测试所编。", "交通运输部办公厅")
    assert [(file.title, file.url) for file in document().attachments] == [
        ("第二批试点项目", "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/P020240423600000000001.pdf")
    ]
    assert document().stage is None


def test_an_article_gives_heading_and_the_time_of_its_meta() -> None:
    read = SITE.read_notice(saved("mot/article.html", ARTICLE_URL))
    assert printed(read, "title")[0] == ("heading", "一则测试用的解读")
    assert printed(read, "published_on") == [("meta", "2025-12-26 15:30")]
    assert printed(read, "issuing_bodies") == []  # ContentSource 公路局


@pytest.mark.parametrize(
    ("url", "stage"),
    [(ARTICLE_URL, "interpretation"), ("https://www.mot.gov.cn/xinwen/jiaotongyaowen/202512/t20251226_1.html", "news")],
)
def test_an_article_has_the_stage_of_its_column(url: str, stage: str) -> None:
    read = SITE.read_notice(saved("mot/article.html", url))
    assert (read.stage, read.body) == (stage, ("此段为测试所编，解读一份样例文件。",))


def test_a_stub_is_not_a_notice() -> None:
    with pytest.raises(UnknownTemplate, match="Zoom"):
        SITE.read_notice(saved("mot/stub.html", "https://xxgk.mot.gov.cn/"))


def test_a_page_behind_a_byte_order_mark_is_read() -> None:
    body = b"\xef\xbb\xbf" + saved("mot/document.html", DOCUMENT_URL).body
    read = SITE.read_notice(Page(DOCUMENT_URL, body, content_type="text/html; charset=ISO-8859-1"))
    assert printed(read, "topic") == [("table", "科技与信息化")]


def test_a_notice_that_was_emptied_has_no_text() -> None:
    body = '<h1 id="ti">关于某事的通知</h1><div id="Zoom"><p> </p></div>'.encode()
    assert SITE.read_notice(Page("https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_1.html", body)).body == ()
