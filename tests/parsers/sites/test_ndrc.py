"""www.ndrc.gov.cn is read as it prints: lists, the library's answers, orders, notices, articles of 意见征求."""

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Notice
from parsers.page import Page
from parsers.sites.ndrc import SITE, article_address
from tests.parsers.sites.saved import printed, saved
from tests.tables import from_table

LIST_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/index.html"
ORDER_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"
SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"
ARTICLE_URL = f"{SERVICE}/column/getArticleDetail?articleId=2c97d16b-9ff0098a-01a0-6c3a23f0-0013"


def order() -> Notice:
    return SITE.read_notice(saved("ndrc/order.html", ORDER_URL))


def article() -> Notice:
    return SITE.read_notice(saved("ndrc/article.json", ARTICLE_URL))


# Lists


def test_an_emptied_list_is_empty_and_a_list_of_other_rows_is_a_redesign() -> None:
    html = saved("ndrc/list.html", LIST_URL).text
    start, end = html.index('<ul class="u-list">') + len('<ul class="u-list">'), html.index('<div class="page">')
    assert SITE.read_listing(Page(LIST_URL, f"{html[:start]}</ul>{html[end:]}".encode())).entries == ()
    cards = '<ul class="u-list"><li><div><h3>一个标题</h3></div></li></ul>'
    with pytest.raises(UnknownTemplate, match="li > a"):
        SITE.read_listing(Page(LIST_URL, cards.encode()))
    with pytest.raises(UnknownTemplate, match="u-list"):
        SITE.read_listing(Page(LIST_URL, html.replace("u-list", "v-list").encode()))


# Notices: another class beside article_con, no heading outside the text


@from_table
def test_the_column_in_the_address_tells_the_stage(column: str, stage: str | None) -> None:
    page = saved("ndrc/notice.html", f"https://www.ndrc.gov.cn/{column}/202509/t20250904_0000001.html")
    assert SITE.read_notice(page).stage == stage


# Replies, the disclosure host, the site before 2019


def test_a_gb18030_page_of_the_old_site_is_read_under_a_wrong_header() -> None:
    url = "http://www.ndrc.gov.cn/zcfb/zcfbtz/201503/t20150302_665000.html"
    body = saved("ndrc/old.html", url).text.encode("gb18030")
    read = SITE.read_notice(Page(url, body, content_type="text/html; charset=utf-8"))
    assert printed(read, "title") == [("meta", "关于某一测试事项的通知")]
    assert printed(read, "published_on") == [("meta", "2015-03-02 09:00")]
    assert read.body == ("发改某某〔2015〕1号", "此段为测试所编。")


# 意见征求


def test_a_short_key_leads_to_its_article() -> None:
    page = saved("ndrc/access_url.json", f"{SERVICE}/article/access-url?shortKey=sdgsglbf")
    assert article_address(page) == ARTICLE_URL


@pytest.mark.parametrize(
    "answer", ['{"status": 0, "message": "失败", "data": null}', '{"data": "https://x.cn/"}', "[]"]
)
def test_an_answer_that_names_no_article_is_not_read(answer: str) -> None:
    page = Page(f"{SERVICE}/article/access-url?shortKey=x", answer.encode())
    with pytest.raises(UnknownTemplate):
        article_address(page)
    with pytest.raises(UnknownTemplate):
        SITE.read_notice(page)
    with pytest.raises(UnknownTemplate):
        SITE.read_listing(page)


def test_an_empty_front_end_page_is_not_a_notice() -> None:
    page = Page(f"{SERVICE}/htmls/article/article.html", b"<html><body><div id=app></div></body></html>")
    with pytest.raises(UnknownTemplate, match="article_con"):
        SITE.read_notice(page)
