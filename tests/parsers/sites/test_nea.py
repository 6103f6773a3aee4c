"""The lists of www.nea.gov.cn are JSON files that its column pages name; notices print title and day in one block."""

from collections.abc import Coroutine
from datetime import date
from typing import Any

import pytest

from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.sites import site_of
from parsers.sites.nea import list_file
from scrapers.exceptions import NotFound
from scrapers.network.page_request import Answer, PageRequest
from scrapers.spiders.nea import Nea
from scrapers.walk.column import Column
from tests.parsers.sites.saved import printed, saved
from tests.scrapers.asking import asking

POLICY = "https://www.nea.gov.cn/policy"
FILE = f"{POLICY}/ds_40d365c13659452aa06cdb7268d6192e.json"
HOME = f"{POLICY}/zxwj.htm"
NOTICE = "https://www.nea.gov.cn/20260909/22d62e1a042a420c846f7598589136e2/c.html"
LATEST, *_, EXPLAINED = Nea.columns


def test_a_file_gives_title_address_and_day_of_each_row() -> None:
    listing = site_of(FILE).read_listing(saved("nea/list.json", FILE))
    assert [(row.title, row.url, row.published_on) for row in listing.entries] == [
        ("国家能源局关于测试用样例事项的通知", NOTICE, date(2026, 9, 9)),
        (
            "国家能源局公告 2026年第3号",
            "http://www.nea.gov.cn/20260904/324fdc3e4908431392b82d19ab10de6b/c.html",
            date(2026, 9, 4),
        ),
        (
            "国家发展改革委 国家能源局 关于印发样例规则的通知",
            "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202608/t20260801_0000001.html",
            date(2026, 8, 1),
        ),
        ("国家能源局关于另一样例事项的通知", "http://zfxxgk.nea.gov.cn/2023-09/15/c_1310741234.htm", date(2023, 9, 20)),
    ]
    assert listing.pages == 1


def test_rows_are_notices_but_for_those_that_lead_to_another_site() -> None:
    rows = site_of(FILE).read_listing(saved("nea/list.json", FILE)).entries
    assert [Nea().is_notice(row) for row in rows] == [True, True, False, True]
    assert Nea().secure(rows[1].url).startswith("https:")


@pytest.mark.parametrize("answer", ['{"datasource": {}}', '{"data": []}', '{"datasource": [{"title": "样例"}]}', "[]"])
def test_an_answer_of_another_form_is_told(answer: str) -> None:
    with pytest.raises(UnknownTemplate):
        site_of(FILE).read_listing(Page(FILE, answer.encode()))


def test_a_column_page_names_its_file_and_has_no_rows() -> None:
    shell = saved("nea/shell.html", HOME)
    assert f"{POLICY}/{list_file(shell)}" == FILE
    with pytest.raises(UnknownTemplate):
        site_of(HOME).read_listing(shell)
    with pytest.raises(UnknownTemplate, match="#showData0"):
        list_file(Page(HOME, b"<html><body><ul id='list'></ul></body></html>"))


class Remembering(Nea):
    """A spider without a run: what it would remember and note is dropped."""

    def remember(self, column: Column, what: dict[str, str]) -> None: ...

    def note(self, message: str) -> None: ...


def follow(steps: Coroutine[PageRequest, Any, object], *answers: Page | Exception) -> str:
    """The address that is asked after these answers."""
    ask = steps.send(None)
    for answer in answers:
        ask = steps.throw(answer) if isinstance(answer, Exception) else steps.send(Answer(answer, None))
    return ask.url


def test_the_rows_are_asked_where_the_column_page_says_else_where_they_were_last() -> None:
    other = saved("nea/shell.html", HOME).text.replace("40d365c1", "00000000")
    spider = asking(Remembering())
    assert follow(spider.listing(LATEST, 1)) == HOME
    assert follow(spider.listing(LATEST, 1), Page(HOME, other.encode())) == FILE.replace("40d365c1", "00000000")
    assert follow(spider.listing(LATEST, 1), NotFound("404")) == FILE
    with pytest.raises(NotFound):
        follow(spider.listing(EXPLAINED, 1), NotFound("404"))


def test_the_title_of_a_notice_is_printed_without_its_day_and_source() -> None:
    notice = site_of(NOTICE).read_notice(saved("nea/notice.html", NOTICE))
    assert printed(notice, "title")[0] == ("heading", "国家能源局关于测试用样例事项的通知")
    assert all("发布时间" not in text for _, text in printed(notice, "title"))
    assert printed(notice, "published_on")[0] == ("line", "2026-09-09")
    assert [file.title for file in notice.attachments] == ["测试用样例清单"]


def test_an_older_page_has_its_text_in_a_cell() -> None:
    html = (
        "<html><head><title>国家能源局关于测试用样例事项的通知</title></head><body><h1>国家能源局关于测试用样例事项的通知</h1>"
        "<table><tr><td>索 引 号：000019705/2018-00001</td><td>主办单位：国家能源局综合司</td>"
        "<td>制发日期：2018-02-13</td></tr>"
        '<tr><td class="detail" colspan="3"><p>现将样例事项通知如下。</p></td></tr></table></body></html>'
    )
    url = "http://zfxxgk.nea.gov.cn/auto83/201802/t20180213_3125.htm"
    notice = site_of(url).read_notice(Page(url, html.encode()))
    assert notice.body == ("现将样例事项通知如下。",)
    assert printed(notice, "index_number") == [("table", "000019705/2018-00001")]
    assert (printed(notice, "written_on"), printed(notice, "issuing_bodies")) == ([("table", "2018-02-13")], [])
