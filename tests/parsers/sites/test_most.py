"""The lists of www.most.gov.cn are read by what all government sites share: the ministry needs no reader of its own."""

from datetime import date
from typing import Any

import pytest

from parsers.extraction import Entry
from parsers.sites import site_of
from scrapers.spiders.most import Most
from scrapers.walk.row_classifier import classify_rows
from tests.parsers.sites.saved import saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, listing_of

COLUMNS = {column.name: column for column in Most.columns}


def rows(name: str, column: str) -> tuple[Entry, ...]:
    home = COLUMNS[column].home
    return site_of(home).read_listing(saved(f"most/{name}", home)).entries


def test_the_list_of_documents_gives_whole_titles_and_the_day_of_each_row() -> None:
    first, second = rows("documents.html", "规范性文件")
    assert first.title.startswith("科技部 金融监管总局")
    assert first.title.endswith("若干意见》的通知")
    assert first.url == f"{COLUMNS['规范性文件'].home}gfxwj2026/202602/t20260228_195992.html"
    assert (first.published_on, second.published_on) == (date(2026, 3, 2), date(2026, 1, 16))


def test_the_script_of_a_list_says_how_many_pages_there_are() -> None:
    home = COLUMNS["规范性文件"].home
    assert site_of(home).read_listing(saved("most/documents.html", home)).pages == 2


def test_every_row_of_the_notices_is_a_notice_even_with_a_broken_key() -> None:
    column = COLUMNS["通知通告"]
    listing = site_of(column.home).read_listing(saved("most/notices.html", column.home))
    found = classify_rows(column, Most.notice, 1, listing)
    assert [(row.published_on, row.stage) for row in found.notices] == [
        (date(2026, 9, 3), None),
        (date(2026, 9, 2), None),
    ]
    assert found.strangers == []


@pytest.mark.parametrize("row", captured_of(("most",), "listing"))
def test_a_real_list_gives_the_rows_that_a_reader_finds(row: dict[str, Any]) -> None:
    found, expected = listing_of(row).entries, row.get("expected", {})
    assert found
    assert expected.get("rows") in (None, len(found))
    assert expected.get("first_title") in (None, found[0].title)
    assert all(Most.notice.fullmatch(entry.url) and entry.published_on for entry in found)
