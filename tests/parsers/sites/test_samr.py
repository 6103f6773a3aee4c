"""The lists and pages of www.samr.gov.cn are read by what all jpaas and all government sites share."""

from datetime import date
from typing import Any

import pytest

from parsers.document import parse
from parsers.extraction import Listing
from parsers.platforms.jpaas import unit_parameters
from parsers.sites import site_of
from scrapers.base_spiders.jpaas import UnitColumn, unit_url
from scrapers.spiders.samr import Samr
from scrapers.walk.row_classifier import classify_rows
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of

SITE = "https://www.samr.gov.cn"
UNIT = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
COLUMNS = {column.name: column for column in Samr.columns}


def listing(name: str) -> Listing:
    return site_of(UNIT).read_listing(saved(f"samr/{name}", UNIT))


def test_the_day_of_a_document_stands_in_the_next_item_and_its_title_has_no_breaks() -> None:
    read = listing("documents_unit.json")
    assert [(row.title, row.published_on) for row in read.entries] == [
        ("互联网广告管理办法", date(2023, 3, 24)),
        ("一部测试用的管理办法（修订）", date(2023, 3, 10)),
        ("国务院办公厅关于样例的意见", date(2023, 3, 1)),
    ]
    assert (read.pages, read.total) == (103, 2043)


def test_a_document_of_the_state_council_is_known_to_be_none_of_this_site() -> None:
    rows = classify_rows(COLUMNS["总局文件"], Samr.notice, 1, listing("documents_unit.json"))
    assert (len(rows.notices), len(rows.ignored), rows.strangers) == (2, 1, [])


def test_a_shell_names_the_unit_of_its_rows_among_its_menus() -> None:
    column = COLUMNS["总局文件"]
    assert isinstance(column, UnitColumn)
    assert unit_parameters(saved("samr/shell.html", column.home), column.tag) == column.known


def test_the_first_page_of_a_unit_is_bare_and_further_ones_are_asked_by_number() -> None:
    column = COLUMNS["征集调查"]
    assert isinstance(column, UnitColumn)
    assert "paramJson" not in unit_url(column, column.known, 1)
    assert unit_url(column, column.known, 3).endswith("&paramJson=%7B%22pageNo%22%3A3%2C%22pageSize%22%3A20%7D")


@pytest.mark.parametrize("row", captured_of(("samr",), "api"))
def test_a_real_list_of_drafts_gives_its_rows(row: dict[str, Any]) -> None:
    expected, entries = row["expected"], site_of(row["url"]).read_listing(page_of(row)).entries
    assert len(entries) == expected["rows"]
    assert (entries[0].title, str(entries[0].published_on)) == (expected["first_title"], expected["first_date"])
    assert all(Samr.notice.fullmatch(entry.url) and printed(entry, "comments_due_on") for entry in entries)


@pytest.mark.parametrize("row", captured_of(("samr",), "notice"))
def test_a_real_draft_gives_what_a_reader_finds(row: dict[str, Any]) -> None:
    document, expected = parse(page_of(row)).to_dict(), row["expected"]
    for field in ("title", "document_number", "written_on", "published_on", "stage"):
        assert document[field] == expected[field], field
    assert [body["as_printed"] for body in document["issuing_bodies"]] == expected["issuing_bodies"]
    assert len(document["attachments"]) == expected["attachments"]
