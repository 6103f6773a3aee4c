"""The tax library: one call lists every column, with what its own pages print of each document."""

from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.sites import sta
from scrapers.network.download import request_for
from scrapers.spiders.sta import Sta
from tests.parsers.sites.saved import printed, saved

CALL = "https://www.chinatax.gov.cn/getFileListByCodeId"


def test_a_row_gives_the_notice_where_it_stands_and_what_is_printed_of_it() -> None:
    first, second = (listing := sta.read_listing(saved("sta/list.json", CALL))).entries
    assert listing.total == 1925
    assert first.title == "国家税务总局关于一件测试事项的公告"
    assert first.url == "https://fgk.chinatax.gov.cn/zcfgk/c100012/c5252176/content.html"
    assert first.published_on == date(2026, 9, 4)
    assert printed(first, "document_number") == [("api", "国家税务总局公告2026年第19号")]
    assert printed(first, "issuing_bodies") == [("api", "国家税务总局")]
    assert printed(first, "repealed_on") == []
    assert (second.published_on, printed(second, "document_number")) == (None, [])
    assert all(Sta.notice.fullmatch(entry.url) for entry in (first, second))


@pytest.mark.parametrize(
    "answer", ['{"code": 500, "err": {}}', '{"results": {"data": {"results": {}}}}', '{"results": []}', "[]"]
)
def test_an_answer_without_rows_is_no_list(answer: str) -> None:
    with pytest.raises(UnknownTemplate):
        sta.read_listing(Page(CALL, answer.encode()))


def test_an_address_outside_of_the_library_stays_as_it_is() -> None:
    row = '{"title": "一份测试用的通知", "url": "http://szs.mof.gov.cn/a/t20260101_1.htm"}'
    [entry] = sta.read_listing(Page(CALL, f'{{"results": {{"data": {{"results": [{row}]}}}}}}'.encode())).entries
    assert entry.url == "http://szs.mof.gov.cn/a/t20260101_1.htm"


def test_a_page_of_a_column_is_asked_with_its_channel_and_number() -> None:
    ask = Sta.columns[0].page_request(2)
    assert ask is not None
    request = request_for(ask)
    assert (request.method, request.url) == ("POST", CALL)
    assert request.body == b"codeId=&channelId=470b437b304f434396500a1e2edc7f28&page=2&size=100"


def test_the_notes_below_a_text_are_not_part_of_it() -> None:
    notice = sta.SITE.read_notice(
        saved("sta/notice.html", "https://fgk.chinatax.gov.cn/zcfgk/c100012/c5170000/content.html")
    )
    assert notice.body[0] == "样例正文，现公告如下："
    assert notice.body[-1] == "2021年10月29日"
    assert printed(notice, "written_on") == [("table", "2021-10-29")]


def test_a_list_says_whether_a_document_is_in_force() -> None:
    first, second = sta.read_listing(saved("sta/list.json", CALL)).entries
    assert [finding.text for finding in first.facts["validity"]] == ["尚未生效"]
    assert "validity" not in second.facts


def test_the_class_tells_the_mark_of_validity_among_others() -> None:
    marks = '<span class="date">成文日期：2021-10-29</span><span class="xg">全文废止</span>'
    text = f'<div class="arctips"><p>{marks}</p></div><div class="arc_cont"><p>样例。</p></div>'
    html = f'<meta name="ArticleTitle" content="关于样例的公告">{text}'
    notice = sta.SITE.read_notice(Page("https://fgk.chinatax.gov.cn/zcfgk/c1/c1/content.html", html.encode()))
    assert printed(notice, "validity") == [("table", "全文废止")]
