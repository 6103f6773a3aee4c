"""www.ndrc.gov.cn is read as it prints: lists, the library's answers, orders, notices, articles of 意见征求."""

from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Field, Listing, Notice
from parsers.page import Page
from parsers.sites.ndrc import SITE, article_address
from tests.parsers.sites.saved import printed, saved
from tests.tables import from_table

LIST_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/index.html"
ORDER_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"
NOTICE_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202509/t20250904_0000001.html"
SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"
ARTICLE_URL = f"{SERVICE}/column/getArticleDetail?articleId=2c97d16b-9ff0098a-01a0-6c3a23f0-0013"
ORDER_TITLE = "《电力重大事故隐患判定标准及治理监督管理规定》 2026年第41号令"


def listing(name: str, url: str = LIST_URL) -> Listing:
    return SITE.read_listing(saved(f"ndrc/{name}", url))


def order() -> Notice:
    return SITE.read_notice(saved("ndrc/order.html", ORDER_URL))


def article() -> Notice:
    return SITE.read_notice(saved("ndrc/article.json", ARTICLE_URL))


# Lists


def test_a_list_gives_its_documents_and_not_the_interpretations_that_hang_in_their_rows() -> None:
    assert [(entry.url.rsplit("/", 1)[1], entry.published_on) for entry in listing("list.html").entries] == [
        ("t20260409_1404577.html", date(2026, 4, 9)),
        ("t20260211_1403694.html", date(2026, 2, 11)),
        ("t20240510_1377245.html", date(2024, 5, 14)),  # the list's date, not that of the address
    ]


def test_a_row_gives_its_interpretations_as_related_pages() -> None:
    first, second, _ = listing("list.html").entries
    assert [(link.title, link.url) for link in first.related] == [
        (
            "《电力重大事故隐患判定标准及治理监督管理规定》解读",
            "https://www.ndrc.gov.cn/xxgk/jd/jd/202604/t20260424_1404868.html",
        )
    ]
    assert second.related == ()


def test_a_list_gives_its_number_of_pages() -> None:
    assert listing("list.html").pages == 9


def test_a_title_that_ends_with_its_number_keeps_it_and_gives_it_as_a_finding() -> None:
    notice, catalogue = listing("notices.html").entries
    assert notice.title == "关于印发《电力现货连续运行地区市场建设指引》的通知(发改能源〔2025〕1171号)"
    assert printed(notice, "document_number") == [("listing", "发改能源〔2025〕1171号")]
    assert printed(catalogue, "document_number") == []  # (2024年本) and (修订) are no numbers


def test_a_consultation_row_loses_its_state_and_is_a_draft() -> None:
    running, closed = listing("yjzq.html", "https://www.ndrc.gov.cn/hdjl/yjzq/").entries
    assert running.title == "国家发展改革委关于向社会公开征求《售电公司管理办法（公开征求意见稿）》意见的公告"
    assert closed.title == "国家发展改革委关于向社会公开征求《电网公平开放监管办法》（公开征求意见稿）意见的公告"
    assert (running.stage, closed.stage) == ("draft", "draft")


def test_a_consultation_row_keeps_the_key_that_stands_behind_the_hash() -> None:
    running, _ = listing("yjzq.html", "https://www.ndrc.gov.cn/hdjl/yjzq/").entries
    assert running.url == "https://yyglxxbsgw.ndrc.gov.cn/sa.html#/sdgsglbf"


def test_an_emptied_list_is_empty_and_a_list_of_other_rows_is_a_redesign() -> None:
    html = saved("ndrc/list.html", LIST_URL).text
    start, end = html.index('<ul class="u-list">') + len('<ul class="u-list">'), html.index('<div class="page">')
    assert SITE.read_listing(Page(LIST_URL, f"{html[:start]}</ul>{html[end:]}".encode())).entries == ()
    cards = '<ul class="u-list"><li><div><h3>一个标题</h3></div></li></ul>'
    with pytest.raises(UnknownTemplate, match="li > a"):
        SITE.read_listing(Page(LIST_URL, cards.encode()))
    with pytest.raises(UnknownTemplate, match="u-list"):
        SITE.read_listing(Page(LIST_URL, html.replace("u-list", "v-list").encode()))


# Orders


@pytest.mark.parametrize(
    ("field", "findings"),
    [
        ("title", [("heading", ORDER_TITLE), ("meta", ORDER_TITLE), ("meta", ORDER_TITLE)]),
        ("published_on", [("line", "2026/04/09"), ("meta", "2026-04-09 09:39:08")]),
        ("issuing_bodies", []),  # 来源 国家能源局 drafted it
        ("document_number", []),
        ("written_on", []),
    ],
)
def test_an_order_gives_what_its_page_prints_outside_the_text(field: Field, findings: list[tuple[str, str]]) -> None:
    assert printed(order(), field) == findings


def test_an_order_gives_its_head_line_by_line() -> None:
    assert order().body == (
        "中华人民共和国国家发展和改革委员会令",
        "第41号",
        "现予公布此测试用文，自2026年7月1日起施行。",
        "主任：郑栅洁",
        "2026年3月18日",
    )


def test_an_order_gives_both_twins_of_its_attachment_and_its_interpretation() -> None:
    base = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/"
    assert [(file.url, file.media_type) for file in order().attachments] == [
        (f"{base}P020260409348498606128.pdf", "application/pdf"),
        (f"{base}P020260409348498936344.ofd", "application/ofd"),
    ]
    assert [link.url for link in order().related] == [
        "https://www.ndrc.gov.cn/xxgk/jd/jd/202604/t20260424_1404868.html"
    ]
    assert order().stage is None


# Notices: another class beside article_con, no heading outside the text


def test_a_notice_without_a_heading_takes_its_title_from_the_page_title() -> None:
    read = SITE.read_notice(saved("ndrc/notice.html", NOTICE_URL))
    assert printed(read, "title") == [
        ("meta", "关于印发《电力现货连续运行地区市场建设指引》的通知(发改能源〔2025〕1171号)")
    ]
    assert printed(read, "published_on") == [("line", "2025/09/05"), ("meta", "2025-09-05 10:00:00")]


def test_a_notice_keeps_the_lines_of_its_own_heading_and_the_file_in_its_text() -> None:
    read = SITE.read_notice(saved("ndrc/notice.html", NOTICE_URL))
    assert read.body[:3] == (
        "国家发展改革委 国家能源局关于",
        "印发《电力现货连续运行地区市场建设指引》的通知",
        "发改能源〔2025〕1171号",
    )
    assert [file.title for file in read.attachments] == ["指引"]


@from_table
def test_the_column_in_the_address_tells_the_stage(column: str, stage: str | None) -> None:
    page = saved("ndrc/notice.html", f"https://www.ndrc.gov.cn/{column}/202509/t20250904_0000001.html")
    assert SITE.read_notice(page).stage == stage


# Replies, the disclosure host, the site before 2019


def test_a_reply_gives_heading_and_day_and_keeps_both_out_of_its_text() -> None:
    read = SITE.read_notice(
        saved("ndrc/reply.html", "https://www.ndrc.gov.cn/xxgk/jianyitianfuwen/qgrddbjyfwgk/t1.html")
    )
    assert printed(read, "title")[0] == ("heading", "对十四届全国人大某次会议某号建议的答复")
    assert printed(read, "published_on") == [("line", "2025/08/20")]
    assert read.body == ("代表您好：", "此段为测试所编，所指为2025年8月1日的来函。")


def test_a_page_of_the_disclosure_host_gives_title_text_and_file() -> None:
    read = SITE.read_notice(saved("ndrc/zfxxgk.html", "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id=20455"))
    assert printed(read, "title")[0] == ("heading", "关于某一测试事项的通知")
    assert read.body == ("此段为测试所编。",)
    assert [file.url for file in read.attachments] == ["https://zfxxgk.ndrc.gov.cn/upload/P1.pdf"]


def test_a_gb18030_page_of_the_old_site_is_read_under_a_wrong_header() -> None:
    url = "http://www.ndrc.gov.cn/zcfb/zcfbtz/201503/t20150302_665000.html"
    body = saved("ndrc/old.html", url).text.encode("gb18030")
    read = SITE.read_notice(Page(url, body, content_type="text/html; charset=utf-8"))
    assert printed(read, "title") == [("meta", "关于某一测试事项的通知")]
    assert printed(read, "published_on") == [("meta", "2015-03-02 09:00")]
    assert read.body == ("发改某某〔2015〕1号", "此段为测试所编。")


# 意见征求


def test_a_consultation_article_gives_its_title_without_the_line_break() -> None:
    assert printed(article(), "title") == [
        ("api", "国家发展改革委关于向社会公开征求《售电公司管理办法（公开征求意见稿）》意见的公告")
    ]


def test_a_consultation_article_gives_day_text_and_file_and_is_a_draft() -> None:
    read = article()
    assert printed(read, "published_on") == [("api", "2026-09-04")]
    assert read.body == (
        "此段为测试所编。",
        "附件：售电公司管理办法（公开征求意见稿）",
        "国家发展改革委",
        "2026年9月4日",
    )
    assert [file.url for file in read.attachments] == [
        "https://yyglxxbs.ndrc.gov.cn/file-submission/20260904195539493697.docx"
    ]
    assert read.stage == "draft"


def test_a_consultation_article_has_the_address_that_its_list_row_has() -> None:
    assert article().url == "https://yyglxxbsgw.ndrc.gov.cn/sa.html#/sdgsglbf"


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
