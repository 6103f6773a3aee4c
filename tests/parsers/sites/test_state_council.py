"""www.gov.cn is read as it prints: feeds, search answers, the channel page, the gazette, templates G1 to G6."""

import json
from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Field, Listing, Notice
from parsers.page import Page
from parsers.sites.state_council import SITE
from tests.parsers.sites.saved import printed, saved
from tests.tables import from_table

G1_URL = "https://www.gov.cn/zhengce/zhengceku/202409/content_6977767.htm"
G2_URL = "https://www.gov.cn/zhengce/zhengceku/202609/content_7082302.htm"
G3_URL = "https://www.gov.cn/zhengce/202607/content_7076433.htm"
G4_URL = "https://www.gov.cn/gongbao/content/2007/content_711039.htm"
G5_URL = "http://www.gov.cn/zhengce/content/2018-12/24/content_5351718.htm"
G6_URL = "http://www.gov.cn/guowuyuan/2021-08/01/content_5628785.htm"

EIGHT = "中国人民银行 金融监管总局 中国证监会 国家发展改革委 工业和信息化部 财政部 商务部 文化和旅游部"


def notice(name: str, url: str) -> Notice:
    return SITE.read_notice(saved(f"state_council/{name}.html", url))


def feed() -> Listing:
    return SITE.read_listing(saved("state_council/feed.json", "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json"))


# G1: a document of the State Council, behind the premature </html>


@pytest.mark.parametrize(
    ("field", "findings"),
    [
        ("title", [("table", "网络数据安全管理条例"), ("meta", "网络数据安全管理条例")]),
        ("issuing_bodies", [("table", "国务院")]),
        ("document_number", [("table", "国令第790号")]),
        ("index_number", [("table", "000014349/2024-00078")]),
        ("topic", [("table", "工业、交通\\信息产业（含电信）")]),
        ("written_on", [("table", "2024年09月24日")]),
        ("published_on", [("table", "2024年09月30日"), ("meta", "2024-09-30-17:00:00")]),
        ("document_type", []),
    ],
)
def test_a_state_council_document_gives_the_cells_of_its_table_by_their_padded_labels(
    field: Field, findings: list[tuple[str, str]]
) -> None:
    assert printed(notice("g1", G1_URL), field) == findings


def test_a_state_council_document_gives_its_text_attachments_and_interpretations() -> None:
    read = notice("g1", G1_URL)
    assert read.body[:3] == (
        "中华人民共和国国务院令",
        "第790号",
        "《网络数据安全管理条例》为测试而写的一句话，自2025年1月1日起施行。",
    )
    assert "总理　　李强" in read.body  # the blanks inside a line are printed, those at its end are layout
    assert [file.url for file in read.attachments] == [
        "https://www.gov.cn/zhengce/zhengceku/202409/P020240930123456789012.pdf"
    ]
    assert [link.url for link in read.related] == ["https://www.gov.cn/zhengce/202409/content_6977830.htm"]
    assert (read.source, read.url, read.stage) == ("state_council", G1_URL, None)


def test_a_document_page_without_its_table_is_a_redesign() -> None:
    html = saved("state_council/g1.html", G1_URL).text.replace('class="bd1"', 'class="bd2"')
    with pytest.raises(UnknownTemplate, match="disclosure table"):
        SITE.read_notice(Page(G1_URL, html.encode()))


# G2: a document of a department; table and body are printed twice


@pytest.mark.parametrize(
    ("field", "findings"),
    [
        ("issuing_bodies", [("table", EIGHT)]),
        ("document_number", []),  # an empty cell is no number, and the next label is none either
        ("topic", [("table", "财政、金融、审计\\其他")]),
        ("document_type", [("table", "意见")]),
        ("written_on", [("table", "2026年09月25日")]),
        ("published_on", [("meta", "2026-09-28-21:50:00")]),
        ("index_number", []),
    ],
)
def test_a_department_document_gives_the_cells_that_its_table_has(
    field: Field, findings: list[tuple[str, str]]
) -> None:
    assert printed(notice("g2", G2_URL), field) == findings


def test_a_body_that_is_printed_for_screen_and_telephone_is_read_once() -> None:
    assert notice("g2", G2_URL).body == ("第一段为测试所编。", "中国人民银行", "金融监管总局", "2026年9月25日")


# G3 and G6: articles


def test_an_article_of_today_gives_its_heading_without_the_line_break() -> None:
    title = "中共中央 国务院印发《关于加强新时代社会工作的意见》"
    assert printed(notice("g3", G3_URL), "title") == [("heading", title), ("meta", title)]


def test_an_article_of_today_gives_the_time_of_its_line_and_leaves_its_stage_open() -> None:
    read = notice("g3", G3_URL)
    assert printed(read, "published_on") == [("line", "2026-07-23 18:00"), ("meta", "2026-07-23-18:00:12")]
    assert read.stage is None
    assert printed(read, "issuing_bodies") == []  # 来源 is never an issuer


@pytest.mark.parametrize(
    ("url", "column", "stage"),
    [
        (G3_URL, "政策解读", "interpretation"),
        ("https://www.gov.cn/zhengce/jiedu/tujie/202607/content_7076700.htm", "图解政策", "interpretation"),
        ("https://www.gov.cn/yaowen/liebiao/202607/content_7076701.htm", "要闻", "news"),
        ("https://www.gov.cn/lianbo/bumen/202607/content_7076702.htm", "部门", "news"),
        ("https://www.gov.cn/zhengce/202607/content_7076433.htm", "最新政策", None),
    ],
)
def test_column_and_address_tell_an_articles_stage(url: str, column: str, stage: str | None) -> None:
    html = saved("state_council/g3.html", url).text.replace('content="最新政策"', f'content="{column}"')
    assert SITE.read_notice(Page(url, html.encode())).stage == stage


def test_a_news_article_of_2021_is_news() -> None:
    read = notice("g6", G6_URL)
    assert read.stage == "news"
    assert read.url == G6_URL
    assert printed(read, "title")[0] == ("heading", "王勇在河北检查指导防汛减灾工作")


def test_a_news_article_of_2021_gives_the_printed_time_first() -> None:
    read = notice("g6", G6_URL)
    assert printed(read, "published_on") == [("line", "2021-08-01 06:59"), ("meta", "2021-08-01-06:08:00")]
    assert read.body == ("新华社某地7月31日电 此段为测试所编。",)
    assert read.related == ()  # 相关稿件 is other news


# G4: a gazette item


def test_a_gazette_items_title_is_the_page_title_without_column_site_and_layout_blank() -> None:
    assert printed(notice("g4", G4_URL), "title") == [
        (
            "meta",
            "全国人民代表大会常务委员会关于批准财政部发行特别国债购买外汇及调整2007年末国债余额限额的决议",
        )
    ]


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


def test_a_gazette_items_time_is_a_filler_and_its_day_is_not() -> None:
    assert printed(notice("g4", G4_URL), "published_on") == [("meta", "2007-08-20")]


# G5: a document before 2023, known without its head


@from_table
def test_an_older_document_gives_the_cells_of_its_table_and_nothing_else(field: Field, text: str) -> None:
    assert printed(notice("g5", G5_URL), field) == [("table", text)]


def test_an_older_documents_text_stands_in_a_cell_and_keeps_its_own_tables_as_rows() -> None:
    read = notice("g5", G5_URL)
    assert read.body == (
        "国办发〔1996〕25号",
        "各省、自治区、直辖市人民政府：",
        "此段为测试所编。",
        "甲\t乙",
        "国务院办公厅",
    )
    assert read.stage is None


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


def test_a_feed_gives_its_rows_once_without_empty_and_foreign_ones() -> None:
    assert [entry.url for entry in feed().entries] == [
        "https://www.gov.cn/zhengce/202607/content_7076433.htm",
        "https://www.gov.cn/zhengce/content/202607/content_7076684.htm",
        "https://www.gov.cn/zhengce/jiedu/tujie/202607/content_7076700.htm",
    ]


def test_a_feeds_row_gives_headline_day_and_what_its_path_says_of_the_stage() -> None:
    first, second, picture = feed().entries
    assert second.title == "国办印发《关于国务院行政复议案件处理程序的若干规定》的通知"
    assert second.published_on == date(2026, 7, 27)
    assert (first.stage, second.stage, picture.stage) == (None, None, "interpretation")


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


def test_the_channel_page_gives_the_rows_of_its_policy_block_only() -> None:
    listing = SITE.read_listing(saved("state_council/channel.html", "https://www.gov.cn/zhengce/"))
    assert [(entry.title, entry.url, entry.published_on) for entry in listing.entries] == [
        (
            "集成电路布图设计保护条例",
            "https://www.gov.cn/zhengce/content/202608/content_7077398.htm",
            date(2026, 8, 3),
        ),
        (
            "中共中央 国务院转发《中央宣传部、司法部关于开展法治宣传教育的第九个五年规划（2026－2030年）》",
            "https://www.gov.cn/zhengce/202607/content_7076696.htm",
            date(2026, 7, 27),
        ),
    ]


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


@pytest.mark.parametrize(
    ("year", "number", "day"),
    [
        ("y2007", "n23", date(2007, 8, 20)),  # the day of its pages
        ("2021年", "第34号", date(2021, 12, 10)),
        ("2026年", "第6号", date(2026, 2, 28)),
        ("2025年", "第36号", date(2025, 12, 30)),
        ("2025年", "增刊", None),
        ("2025年", "第37号", None),
    ],
)
def test_an_issue_of_the_gazette_is_of_the_10th_the_20th_or_the_30th(year: str, number: str, day: date | None) -> None:
    issue = {"gname": "/gongbao/201701/issue_1250/"}
    page = Page("https://www.gov.cn/gongbao/gbgl.json", json.dumps([{"values": {year: {number: issue}}}]).encode())
    [entry] = SITE.read_listing(page).entries
    assert (entry.published_on, entry.url) == (day, "https://www.gov.cn/gongbao/201701/issue_1250/")


def test_an_issue_is_read_whatever_its_address_below_the_gazette() -> None:
    page = saved("state_council/issue.html", "https://www.gov.cn/gongbao/currentissue.htm")
    assert [entry.published_on for entry in SITE.read_listing(page).entries] == [None, None]


def test_a_gazette_issue_gives_its_items() -> None:
    listing = SITE.read_listing(saved("state_council/issue.html", "https://www.gov.cn/gongbao/2026/issue_13006/"))
    assert [(entry.title, entry.url) for entry in listing.entries] == [
        (
            "国务院办公厅关于加强中小企业回款难问题治理有关工作的通知",
            "https://www.gov.cn/gongbao/2026/issue_13006/202609/content_7082251.html",
        ),
        (
            "国家广播电视总局令（第16号） 微短剧发展管理办法",
            "https://www.gov.cn/gongbao/2026/issue_13006/202609/content_7082247.html",
        ),
    ]


def test_a_blank_in_a_gazette_title_stays_where_the_text_prints_it_too() -> None:
    html = saved("state_council/g4.html", G4_URL).text.replace(
        "调整2007年末国债余额限额的决议", "调整2007 年末国债余额限额的决议"
    )
    title = printed(SITE.read_notice(Page(G4_URL, html.encode())), "title")[0][1]
    assert "2007 年末" in title
