"""www.cac.gov.cn is read as it prints: JsonList answers, the first page of a column, one template of page."""

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Notice
from parsers.page import Page
from parsers.sites.cac import SITE
from tests.parsers.sites.saved import printed, saved

JSON_URL = "https://www.cac.gov.cn/cms/JsonList"
LIST_URL = "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"
NOTICE_URL = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
TITLE = "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知"


def notice() -> Notice:
    return SITE.read_notice(saved("cac/notice.html", NOTICE_URL))


@pytest.mark.parametrize("total", ['"38"', "38"])
def test_the_total_of_a_jsonlist_answer_may_be_a_number_or_a_string(total: str) -> None:
    assert SITE.read_listing(Page(JSON_URL, f'{{"list": [], "totalRec": {total}}}'.encode())).total == 38


def test_a_jsonlist_answer_behind_the_last_page_is_empty_and_another_answer_is_a_redesign() -> None:
    assert SITE.read_listing(Page(JSON_URL, b'{"list": [], "totalRec": 38}')).entries == ()
    with pytest.raises(UnknownTemplate, match="rows of a list"):
        SITE.read_listing(Page(JSON_URL, b'{"rows": []}'))
    with pytest.raises(UnknownTemplate, match="topic and infourl"):
        SITE.read_listing(Page(JSON_URL, b'{"list": [{"title": "x", "url": "/x.htm"}]}'))


def test_a_page_without_a_list_is_not_an_empty_column() -> None:
    with pytest.raises(UnknownTemplate, match="loadingInfoPage"):
        SITE.read_listing(saved("cac/notice.html", LIST_URL))


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
