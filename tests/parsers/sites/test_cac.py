"""www.cac.gov.cn is read as it prints: JsonList answers, the first page of a column, one template of page."""

from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Field, Notice
from parsers.page import Page
from parsers.sites.cac import SITE
from tests.parsers.sites.saved import printed, saved

JSON_URL = "https://www.cac.gov.cn/cms/JsonList"
LIST_URL = "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"
NOTICE_URL = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
REPOST_URL = "https://www.cac.gov.cn/2025-12/26/c_1768474105949185.htm"
TITLE = "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知"


def notice() -> Notice:
    return SITE.read_notice(saved("cac/notice.html", NOTICE_URL))


def test_a_jsonlist_answer_gives_titles_without_tags_and_whole_addresses() -> None:
    rows = SITE.read_listing(saved("cac/jsonlist.json", JSON_URL)).entries
    assert rows[0].title == "国家互联网信息办公室关于《网络数据安全管理条例（征求意见稿）》公开征求意见的通知"
    assert [row.url for row in rows] == [
        "https://www.cac.gov.cn/2021-11/14/c_1638501991577898.htm",
        "https://www.cac.gov.cn/2021-10/29/c_1637102874600858.htm",
        "http://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm",
    ]
    assert [row.published_on for row in rows] == [date(2021, 11, 14), date(2021, 10, 29), date(2025, 3, 14)]


@pytest.mark.parametrize("total", ['"38"', "38"])
def test_the_total_of_a_jsonlist_answer_may_be_a_number_or_a_string(total: str) -> None:
    assert SITE.read_listing(Page(JSON_URL, f'{{"list": [], "totalRec": {total}}}'.encode())).total == 38


def test_a_jsonlist_answer_behind_the_last_page_is_empty_and_another_answer_is_a_redesign() -> None:
    assert SITE.read_listing(Page(JSON_URL, b'{"list": [], "totalRec": 38}')).entries == ()
    with pytest.raises(UnknownTemplate, match="rows of a list"):
        SITE.read_listing(Page(JSON_URL, b'{"rows": []}'))
    with pytest.raises(UnknownTemplate, match="topic and infourl"):
        SITE.read_listing(Page(JSON_URL, b'{"list": [{"title": "x", "url": "/x.htm"}]}'))


def test_the_first_page_of_a_column_is_read_with_its_unquoted_addresses_and_cut_texts() -> None:
    listing = SITE.read_listing(saved("cac/list.html", LIST_URL))
    assert [(row.title, row.url, row.published_on) for row in listing.entries] == [
        (
            "国家互联网信息办公室关于《网络数据安全管理条例（征求意见稿）》公开征求意见的通知",
            "https://www.cac.gov.cn/2021-11/14/c_1638501991577898.htm",
            date(2021, 11, 14),
        ),
        (
            "国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知",
            "https://www.cac.gov.cn/2021-10/29/c_1637102874600858.htm",
            date(2021, 10, 29),
        ),
    ]
    assert listing.total == 400


def test_a_column_of_2016_is_read() -> None:
    (row,) = SITE.read_listing(saved("cac/old_list.html", "http://www.cac.gov.cn/wlaqgl.htm")).entries
    assert (row.title, row.published_on) == ("中华人民共和国网络安全法", date(2016, 11, 7))
    assert row.url == "http://www.cac.gov.cn/2016-11/07/c_1119867116.htm"


def test_a_page_without_a_list_is_not_an_empty_column() -> None:
    with pytest.raises(UnknownTemplate, match="loadingInfoPage"):
        SITE.read_listing(saved("cac/notice.html", LIST_URL))


@pytest.mark.parametrize(
    ("field", "findings"),
    [
        ("title", [("heading", TITLE), ("meta", TITLE)]),
        ("published_on", [("line", "2026年01月23日 17:00"), ("address", "2026-01-23")]),  # never the footer's date
        ("issuing_bodies", []),
        ("document_number", []),
    ],
)
def test_a_page_gives_what_it_prints_outside_the_text(field: Field, findings: list[tuple[str, str]]) -> None:
    assert printed(notice(), field) == findings


def test_a_page_gives_its_text_without_the_script_at_its_end() -> None:
    assert notice().body == (
        TITLE,
        "国信办通字〔2025〕5号",
        "此段为测试所编。",
        "国家互联网信息办公室",
        "国家新闻出版署",
        "2025年12月26日",
        "附件：分类办法",
    )
    assert notice().stage is None


def test_a_file_behind_the_download_page_has_its_own_name_and_a_viewer_gives_way_to_its_file() -> None:
    assert [(file.title, file.url, file.media_type) for file in notice().attachments] == [
        (
            "分类办法",
            "https://www.cac.gov.cn/cms/pub/interact/downloadfile.jsp?filepath=AbCd12&fText=分类办法.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "1770728781.pdf",
            "https://www.cac.gov.cn/rootimages/uploadimg/1770728781/1770728781.pdf",
            "application/pdf",
        ),
    ]


def test_another_ministrys_document_is_read_without_an_issuer_from_its_source() -> None:
    read = SITE.read_notice(saved("cac/repost.html", REPOST_URL))
    assert printed(read, "issuing_bodies") == []
    assert printed(read, "published_on") == [("line", "2025年12月26日 09:00"), ("address", "2025-12-26")]
    assert printed(read, "title")[0][1].startswith("市场监管总局等部门关于印发")


def test_the_second_part_of_a_law_is_read_and_other_content_is_not() -> None:
    part = SITE.read_notice(saved("cac/part.html", "https://www.cac.gov.cn/2016-11/07/c_1119867116_2.htm"))
    assert part.body == ("第三十条　此条文字为测试所编。",)
    assert printed(part, "published_on") == [("address", "2016-11-07")]
    with pytest.raises(UnknownTemplate, match="BodyLabel"):
        SITE.read_notice(saved("cac/part.html", "https://www.cac.gov.cn/index.htm"))


def test_a_gbk_page_that_calls_itself_utf8_is_read() -> None:
    body = saved("cac/notice.html", NOTICE_URL).text.encode("gb18030")
    read = SITE.read_notice(Page(NOTICE_URL, body, content_type="text/html; charset=utf-8"))
    assert printed(read, "title")[0] == ("heading", TITLE)


def test_a_notice_that_was_emptied_has_no_text() -> None:
    body = '<h1 class="title">关于某事的通知</h1><div id="BodyLabel"> </div>'.encode()
    assert SITE.read_notice(Page(NOTICE_URL, body)).body == ()
