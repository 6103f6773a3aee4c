"""www.gov.cn is read as it prints: feeds, search answers, the channel page, the gazette, templates G1 to G6."""

import json
from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Listing, Notice
from parsers.page import Page
from parsers.sites.state_council import SITE
from tests.saved_pages import printed, saved
from tests.tables import from_table

G1_URL = "https://www.gov.cn/zhengce/zhengceku/202409/content_6977767.htm"
G4_URL = "https://www.gov.cn/gongbao/content/2007/content_711039.htm"


def notice(name: str, url: str) -> Notice:
    return SITE.read_notice(saved(f"state_council/{name}.html", url))


def feed() -> Listing:
    return SITE.read_listing(saved("state_council/feed.json", "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json"))


# G1: a document of the State Council, behind the premature </html>


def test_a_document_page_without_its_table_is_a_redesign() -> None:
    html = saved("state_council/g1.html", G1_URL).text.replace('class="bd1"', 'class="bd2"')
    with pytest.raises(UnknownTemplate, match="disclosure table"):
        SITE.read_notice(Page(G1_URL, html.encode()))


# G3 and G6: articles


@from_table
def test_column_and_address_tell_an_articles_stage(url: str, column: str, stage: str | None) -> None:
    html = saved("state_council/g3.html", url).text.replace('content="最新政策"', f'content="{column}"')
    assert SITE.read_notice(Page(url, html.encode())).stage == stage


# G4: a gazette item


def test_a_gazette_title_keeps_a_blank_that_parts_order_and_rule() -> None:
    html = saved("state_council/g4.html", G4_URL).text
    start, end = html.index("<title>"), html.index("</title>")
    title = "国家广播电视总局令（第16号） 微短剧发展管理办法__2026年第26号国务院公报_中国政府网"
    html = f"{html[:start]}<title>{title}{html[end:]}"
    read = SITE.read_notice(Page(G4_URL, html.encode()))
    assert printed(read, "title") == [("meta", "国家广播电视总局令（第16号） 微短剧发展管理办法")]


def test_a_gazette_title_ends_before_that_of_the_plan_which_it_issues() -> None:
    html = saved("state_council/g4.html", G4_URL).text
    start, end = html.index("<title>"), html.index("</title>")
    notice_title = "国务院关于印发“十四五”国家知识产权保护和运用规划的通知"
    run_on = f"{notice_title}　　“十四五”国家知识产权保护和运用规划__2021年第32号国务院公报_中国政府网"
    html = f"{html[:start]}<title>{run_on}{html[end:]}"
    assert printed(SITE.read_notice(Page(G4_URL, html.encode())), "title") == [("meta", notice_title)]


# Pages that are none of these


@pytest.mark.parametrize("name", ["shell", "channel"])
def test_a_page_without_a_text_is_not_a_notice(name: str) -> None:
    with pytest.raises(UnknownTemplate, match="UCAP-CONTENT"):
        notice(name, "https://www.gov.cn/zhengce/zuixin/")


# Traps of encoding and tags


def test_a_gb18030_page_under_a_wrong_header_is_read_like_any_other() -> None:
    body = saved("state_council/g1.html", G1_URL).text.replace("charset=utf-8", "charset=gb2312").encode("gb18030")
    read = SITE.read_notice(Page(G1_URL, body, content_type="text/html; charset=ISO-8859-1"))
    assert printed(read, "topic") == [("table", "工业、交通\\信息产业（含电信）")]


def test_a_page_pasted_into_another_is_read_to_its_end() -> None:
    html = saved("state_council/g1.html", G1_URL).text
    nested = html.replace("<p>第790号</p>", "<html><body><p>第790号</p></body></html>")
    assert "附件：网络数据目录样式" in SITE.read_notice(Page(G1_URL, nested.encode())).body


# Listings


def test_a_feed_with_a_byte_order_mark_is_read() -> None:
    page = saved("state_council/feed.json", "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json")
    assert SITE.read_listing(Page(page.url, b"\xef\xbb\xbf" + page.body)) == SITE.read_listing(page)


def test_an_empty_feed_is_an_empty_listing_and_a_feed_with_other_fields_is_a_redesign() -> None:
    url = "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json"
    assert SITE.read_listing(Page(url, b"[]")).entries == ()
    with pytest.raises(UnknownTemplate, match="TITLE and URL"):
        SITE.read_listing(Page(url, b'[{"title": "x", "url": "https://www.gov.cn/a.htm"}]'))
    with pytest.raises(UnknownTemplate, match="TITLE and URL"):
        SITE.read_listing(Page(url, b'["x", null]'))


def test_a_cut_feed_is_not_read_in_part() -> None:
    page = saved("state_council/feed.json", "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json")
    with pytest.raises(UnknownTemplate, match="broken JSON"):
        SITE.read_listing(Page(page.url, page.body[:300]))


def test_a_column_page_whose_rows_a_script_writes_is_not_an_empty_column() -> None:
    with pytest.raises(UnknownTemplate, match="column feed"):
        SITE.read_listing(saved("state_council/shell.html", "https://www.gov.cn/zhengce/zuixin/"))


def test_the_gazettes_index_gives_its_issues_newest_first() -> None:
    listing = SITE.read_listing(saved("state_council/gbgl.json", "https://www.gov.cn/gongbao/gbgl.json"))
    assert [entry.title for entry in listing.entries] == [
        "国务院公报2026年第26号",
        "国务院公报2026年第25号",
        "国务院公报2025年第36号",
    ]
    assert listing.entries[0].url == "https://www.gov.cn/gongbao/2026/issue_13006/"


@from_table
def test_an_issue_of_the_gazette_is_of_the_10th_the_20th_or_the_30th(year: str, number: str, day: date | None) -> None:
    issue = {"gname": "/gongbao/201701/issue_1250/"}
    page = Page("https://www.gov.cn/gongbao/gbgl.json", json.dumps([{"values": {year: {number: issue}}}]).encode())
    [entry] = SITE.read_listing(page).entries
    assert (entry.published_on, entry.url) == (day, "https://www.gov.cn/gongbao/201701/issue_1250/")


def test_an_issue_is_read_whatever_its_address_below_the_gazette() -> None:
    page = saved("state_council/issue.html", "https://www.gov.cn/gongbao/currentissue.htm")
    assert [entry.published_on for entry in SITE.read_listing(page).entries] == [None, None]


def test_a_blank_in_a_gazette_title_stays_where_the_text_prints_it_too() -> None:
    html = saved("state_council/g4.html", G4_URL).text.replace(
        "调整2007年末国债余额限额的决议", "调整2007 年末国债余额限额的决议"
    )
    title = printed(SITE.read_notice(Page(G4_URL, html.encode())), "title")[0][1]
    assert "2007 年末" in title
