"""xxgk.mot.gov.cn and www.mot.gov.cn are read by the forms that are known of them, and by no other."""

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Notice
from parsers.page import Page
from parsers.sites.mot import SITE
from tests.parsers.sites.saved import printed, saved
from tests.tables import from_table

LIST_URL = "https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html"
TABS_URL = "https://www.mot.gov.cn/gongkai/zcjd/"
DOCUMENT_URL = "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html"
ARTICLE_URL = "https://www.mot.gov.cn/gongkai/zcjd/202512/t20251226_4191175.html"


def document() -> Notice:
    return SITE.read_notice(saved("mot/document.html", DOCUMENT_URL))


@from_table
def test_a_list_of_a_form_that_nobody_has_seen_is_reported(url: str, html: str, named: str) -> None:
    with pytest.raises(UnknownTemplate, match=named):
        SITE.read_listing(Page(url, html.encode()))


def test_an_emptied_disclosure_list_is_empty() -> None:
    html = '<table><tbody id="xxgkzn_list_tbody_ID"></tbody></table>'
    assert SITE.read_listing(Page(LIST_URL, html.encode())).entries == ()


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
