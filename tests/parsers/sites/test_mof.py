"""The lists of www.mof.gov.cn lead to departments' hosts, whose notices have day and files under their text."""

from datetime import date
from typing import Any

import pytest

from parsers.extraction import Listing
from parsers.sites import site_of
from scrapers.spiders.mof import Mof
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of

LIST = "http://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/"
NOTICE = "https://zhs.mof.gov.cn/zhengcefabu/202608/t20260814_3995456.htm"


def listing(name: str, url: str) -> Listing:
    return site_of(url).read_listing(saved(f"mof/{name}", url))


def test_a_list_gives_the_day_beside_its_rows_with_a_span_or_without_and_not_that_in_their_addresses() -> None:
    rows = listing("list.html", LIST).entries
    assert [row.published_on for row in rows] == [
        date(2026, 7, 3),
        date(2026, 7, 1),
        date(2026, 3, 5),  # t20260203
        date(2019, 12, 10),
    ]
    assert rows[0].title == "财政部 税务总局 工业和信息化部关于调整节能汽车、新能源汽车车船税优惠政策的公告"
    assert listing("list.html", LIST).pages == 20


def test_orders_and_departments_have_lists_of_their_own() -> None:
    orders = listing("orders.html", "https://www.mof.gov.cn/gkml/bulinggonggao/czbl/")
    assert (len(orders.entries), orders.pages) == (2, 4)
    assert orders.entries[0].title == "中华人民共和国财政部令第101号——政府采购信息发布管理办法"
    rows = listing("department.html", "https://zhs.mof.gov.cn/zhengcefabu/").entries
    assert [(row.url, row.published_on) for row in rows][1] == (NOTICE, date(2026, 8, 14))


def test_every_row_is_a_notice_of_the_source_and_is_asked_with_https() -> None:
    spider = Mof()
    rows = listing("list.html", LIST).entries
    assert all(spider.is_notice(row) for row in rows)
    assert {spider.secure(row.url)[:8] for row in rows} == {"https://"}


def test_a_notice_gives_the_day_in_words_and_the_files_both_in_and_under_its_text() -> None:
    notice = site_of(NOTICE).read_notice(saved("mof/notice.html", NOTICE))
    assert printed(notice, "published_on") == [("line", "2026年08月14日"), ("meta", "2026-08-14 15:32:00")]
    assert [file.title for file in notice.attachments] == ["样例表", "彩票市场调控资金管理办法.pdf"]
    assert [link.title for link in notice.related] == ["财政部有关司负责人就样例办法答记者问"]


@pytest.mark.parametrize("row", captured_of(("mof",), "listing"))
def test_a_real_list_gives_its_rows(row: dict[str, Any]) -> None:
    entries, expected = site_of(row["url"]).read_listing(page_of(row)).entries, row["expected"]
    assert (len(entries), entries[0].title) == (expected["rows"], expected["first_title"])
    assert str(entries[0].published_on) == expected["first_date"]
    assert all(entry.published_on for entry in entries)
