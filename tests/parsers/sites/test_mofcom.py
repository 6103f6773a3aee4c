"""The lists of www.mofcom.gov.cn are read by what all jpaas sites share: the ministry needs no reader of its own."""

import json
from datetime import date
from typing import Any

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Listing
from parsers.page import Page
from parsers.platforms.jpaas import unit_parameters
from parsers.sites import site_of
from scrapers.base_spiders.jpaas import UnitColumn, unit_url
from scrapers.spiders.mofcom import Mofcom
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of

SITE = "https://www.mofcom.gov.cn"
UNIT = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
PAGE_53 = "art_36f85c3deac44d2a82cd351d7e849950.html"
COLUMNS = {column.name: column for column in Mofcom.columns}


def listing(name: str, url: str = UNIT) -> Listing:
    return site_of(url).read_listing(saved(f"mofcom/{name}", url))


def test_a_unit_gives_title_address_and_day_of_each_row() -> None:
    first, *_, last = listing("unit.json").entries
    assert (first.url, first.published_on) == (f"{SITE}/zcfb/gpmy/art/2025/{PAGE_53}", date(2025, 9, 25))
    assert first.title == "商务部公告2025年第53号 公布对墨西哥相关涉华限制措施进行贸易投资壁垒调查"
    assert (last.title, last.published_on) == ("中华人民共和国商务部公告（2025年第49号）", date(2025, 9, 17))


def test_a_unit_says_how_many_pages_and_rows_there_are() -> None:
    assert (listing("unit.json").pages, listing("unit.json").total) == (153, 2285)


def test_rules_stand_in_a_table_whose_notes_are_no_days_of_publication() -> None:
    rows = listing("rules_unit.json").entries
    assert [(row.title, row.published_on) for row in rows] == [
        ("餐饮业促进和经营管理办法", None),
        ("一部测试用的管理办法", date(2022, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("beside", "published", "due"),
    [
        ("<span>[2026-09-01]</span>", date(2026, 9, 1), []),
        ("<span>截止日期：2026-10-01</span>", None, ["2026-10-01"]),
        ("<span>[2026-09-01]</span><span>反馈截止时间 2026-10-01</span>", date(2026, 9, 1), ["2026-10-01"]),
        ("<span>2026-09-01至2026-10-01</span>", date(2026, 9, 1), ["2026-10-01"]),
    ],
)
def test_a_deadline_is_no_day_of_publication(beside: str, published: date | None, due: list[str]) -> None:
    html = f"<ul><li><a href='/zqyj/art/2026/art_1.html'>关于样例办法公开征求意见的通知</a>{beside}</li></ul>"
    answer = json.dumps({"success": True, "code": "200", "data": {"html": html}})
    [row] = site_of(UNIT).read_listing(Page(UNIT, answer.encode())).entries
    assert (row.published_on, [text for _, text in printed(row, "comments_due_on")]) == (published, due)


def test_the_channel_page_gives_the_newest_documents_and_no_interpretations() -> None:
    rows = listing("channel.html", f"{SITE}/zcfb/index.html").entries
    assert [row.url.rsplit("/", 1)[1] for row in rows] == [PAGE_53, "art_06cdc5cb2d574cb8bd13f3c46ea9d032.html"]


def test_a_shell_names_its_unit_and_the_rows_of_its_side_column_are_not_its_own() -> None:
    shell = saved("mofcom/shell.html", f"{SITE}/zcfb/blgg/index.html")
    column = COLUMNS["部令公告"]
    assert isinstance(column, UnitColumn)
    assert unit_parameters(shell, column.tag) == column.known
    with pytest.raises(UnknownTemplate):
        site_of(shell.url).read_listing(shell)


def test_the_first_page_of_a_unit_is_asked_as_the_shell_prints_it_and_further_ones_by_number() -> None:
    column = COLUMNS["政策发布"]
    assert isinstance(column, UnitColumn)
    assert "paramJson" not in unit_url(column, column.known, 1)
    assert unit_url(column, column.known, 2).endswith("&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D")


@pytest.mark.parametrize("row", captured_of(("mofcom",), "listing"))
def test_a_real_list_gives_the_rows_that_a_reader_finds(row: dict[str, Any]) -> None:
    expected = row.get("expected", {}).get("rows")
    try:
        rows = site_of(row["url"]).read_listing(page_of(row)).entries
    except UnknownTemplate:
        assert expected == 0
    else:
        assert rows
        assert expected in (None, len(rows))
        assert all(Mofcom.notice.fullmatch(row.url) and row.published_on for row in rows)
