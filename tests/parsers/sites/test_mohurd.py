"""The lists of www.mohurd.gov.cn are those of all jpaas sites; its notices have files and titles of their own form."""

from datetime import date
from typing import Any

import pytest

from parsers.page import Page
from parsers.sites import mohurd
from scrapers.base_spiders.jpaas import UnitColumn, unit_url
from scrapers.spiders.mohurd import Mohurd
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of

SITE = "https://www.mohurd.gov.cn"
UNIT = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
COLUMNS = {column.name: column for column in Mohurd.columns}


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("documents_unit.json", [date(2026, 9, 2), date(2022, 1, 24)]),
        ("list_unit.json", [date(2026, 9, 3), date(2026, 9, 1)]),
        ("drafts_unit.json", [None]),
    ],
)
def test_a_unit_gives_whole_titles_and_the_days_of_publication(name: str, days: list[date | None]) -> None:
    rows = mohurd.SITE.read_listing(saved(f"mohurd/{name}", UNIT)).entries
    assert [row.published_on for row in rows] == days
    assert all(Mohurd.notice.fullmatch(row.url) for row in rows)
    assert all(row.title.endswith(("公告", "通知")) for row in rows)


def test_a_deadline_in_a_row_is_the_end_of_the_consultation() -> None:
    [row] = mohurd.SITE.read_listing(saved("mohurd/drafts_unit.json", UNIT)).entries
    assert [text for _, text in printed(row, "comments_due_on")] == ["2026-10-17"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>甲部关于《便携式管线要求》的通知_文件库</title>", "甲部关于《便携式管线要求》的通知"),
        ("<title>甲部关于《便携式 管线要求》的通知_文件库</title>", "甲部关于《便携式管线要求》的通知"),
        ("<title>住房城乡建设部</title>", "甲部关于《便携式管线要求》的通知"),
    ],
)
def test_a_line_break_of_the_meta_stands_in_no_word_of_the_title(head: str, title: str) -> None:
    meta = "<meta name=ArticleTitle content='甲部关于《便携式\n管线要求》的通知'>"
    html = f"{head}{meta}<div class=editor-content><p>样例</p></div>"
    notice = mohurd.SITE.read_notice(Page(f"{SITE}/gongkai/zc/wjk/art/2026/art_{'0' * 32}.html", html.encode()))
    assert printed(notice, "title")[0] == ("heading", title)


def test_pages_of_a_unit_are_asked_by_number_in_its_parameter() -> None:
    column = COLUMNS["征求意见"]
    assert isinstance(column, UnitColumn)
    assert "tagId=%E5%86%85%E5%AE%B91" in unit_url(column, column.known, 1)  # UTF-8: GBK is refused
    assert unit_url(column, column.known, 2).endswith("&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A20%7D")


@pytest.mark.parametrize("row", captured_of(("mohurd",), "listing", "api"))
def test_a_real_list_gives_the_rows_that_a_reader_finds(row: dict[str, Any]) -> None:
    found, expected = mohurd.SITE.read_listing(page_of(row)).entries, row["expected"]
    assert len(found) == expected.get("rows", len(found))
    assert expected.get("first_title") in (None, found[0].title)
    assert [entry.published_on for entry in found] == [None] * len(found)
