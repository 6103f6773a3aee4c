"""Sites of the TRS family: their pages, lists and columns.

The pages are not part of the project; without the folder beside it these tests are skipped.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Field, Listing, Notice
from parsers.page import Page
from parsers.platforms.trs import further_pages
from parsers.sites import mee, site_of
from parsers.sites.ndrc import article_address
from parsers.text import read_day
from scrapers.network.page_request import Answer
from scrapers.spiders.mee import Mee
from scrapers.spiders.mof import Mof
from scrapers.spiders.most import Most
from scrapers.walk.row_classifier import classify_rows
from tests.saved_pages import printed, saved
from tests.scrapers.loopback import asking
from tests.shared import SHARED
from tests.tables import from_table

# Real pages of www.gov.cn and www.ndrc.gov.cn are read to what a reader finds on them


CAPTURES, TRUTH = SHARED / "captures", SHARED / "truth"
SITES = ("state_council", "ndrc", "cac", "mot")
PRINTED: tuple[Field, ...] = ("title", "document_number", "document_type", "index_number", "topic")
DAYS: tuple[Field, ...] = ("written_on", "published_on")

pytestmark = pytest.mark.needs_shared("captures")


@cache
def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []


def captured(*kinds: str) -> list[Any]:
    return captured_of(SITES, *kinds)


def captured_of(sites: tuple[str, ...], *kinds: str) -> list[Any]:
    """The captures of these sites and kinds, as parameters of a test."""
    found = [row for row in rows(CAPTURES / "manifest.jsonl") if row["kind"] in kinds and "/search_" not in row["file"]]
    return [pytest.param(row, id=row["file"]) for row in found if row["file"].split("/")[0] in sites]


def page_of(row: dict[str, Any]) -> Page:
    return Page(row["url"], (CAPTURES / row["file"]).read_bytes())


def listing_of(row: dict[str, Any]) -> Listing:
    return site_of(row["url"]).read_listing(page_of(row))


def first_day(notice: Notice, field: Field) -> date | None:
    findings = printed(notice, field)
    return read_day(findings[0][1]) if findings else None


@pytest.mark.parametrize("row", captured("notice", "news"))
def test_a_real_page_gives_title_and_day_of_publication(row: dict[str, Any]) -> None:
    notice, expected = site_of(row["url"]).read_notice(page_of(row)), row["expected"]
    assert printed(notice, "title")[0][1] == expected["title"]
    assert first_day(notice, "published_on") == date.fromisoformat(expected["published_on"])
    assert notice.body
    assert (notice.stage == "news") == (row["kind"] == "news")


@pytest.mark.parametrize("row", captured("notice", "news"))
def test_a_real_page_gives_nothing_that_a_reader_does_not_find(row: dict[str, Any]) -> None:
    notice, expected = site_of(row["url"]).read_notice(page_of(row)), row["expected"]
    for field in PRINTED:
        assert {text for _, text in printed(notice, field)} <= {expected.get(field)}, field
    for field in DAYS:
        assert first_day(notice, field) in (None, read_day(expected.get(field))), field
    bodies = " ".join(expected["issuing_bodies"] or ())
    assert printed(notice, "issuing_bodies") in ([], [("table", bodies)], [("meta", bodies)])


@pytest.mark.parametrize("row", captured("notice"))
def test_a_real_page_gives_its_attachments(row: dict[str, Any]) -> None:
    notice = site_of(row["url"]).read_notice(page_of(row))
    expected = row["expected"].get("attachments")
    names = [file.url.rsplit("/", 1)[1] for file in notice.attachments]
    assert expected is None or expected in (names, len(names))


@pytest.mark.parametrize("row", [row for row in captured("notice") if "index_number" in row.values[0]["expected"]])
def test_a_real_state_council_document_gives_every_cell_of_its_table(row: dict[str, Any]) -> None:
    notice = site_of(row["url"]).read_notice(page_of(row))
    for field in PRINTED:
        if row["expected"].get(field):
            assert ("table", row["expected"][field]) in printed(notice, field)
    assert first_day(notice, "written_on") == read_day(row["expected"]["written_on"])


@pytest.mark.parametrize("row", captured("listing"))
def test_a_real_listing_gives_the_rows_that_a_reader_counts(row: dict[str, Any]) -> None:
    listing, expected = listing_of(row), row.get("expected", {})
    if "rows" in expected:
        assert len(listing.entries) == expected["rows"]
    assert listing.pages == expected.get("pages", listing.pages)
    for name, place in (("first", 0), ("last", -1)):
        if wanted := expected.get(name):
            entry = listing.entries[place]
            assert (entry.title, entry.url, str(entry.published_on)) == tuple(
                wanted[key] for key in ("title", "url", "published_on")
            )


@pytest.mark.parametrize("row", captured("listing"))
def test_a_real_listings_rows_are_documents_with_title_and_day(row: dict[str, Any]) -> None:
    entries = listing_of(row).entries
    related = {link.url for entry in entries for link in entry.related}
    assert not related & {entry.url for entry in entries}
    assert all(entry.title and "<" not in entry.title and "【" not in entry.title for entry in entries)
    if row.get("expected", {}).get("first_date", True) is not None:  # a home page prints none
        assert all(entry.published_on for entry in entries)


@pytest.mark.parametrize("row", [row for row in captured("listing") if row.id == "state_council/ZUIXINZHENGCE.json"])
def test_the_real_feed_gives_each_of_its_rows(row: dict[str, Any]) -> None:
    raw = json.loads((CAPTURES / row["file"]).read_bytes())
    assert [(e.title, e.url, str(e.published_on)) for e in listing_of(row).entries] == [
        (item["TITLE"], item["URL"], item["DOCRELPUBTIME"]) for item in raw
    ]


@pytest.mark.parametrize("row", [row for row in captured("api") if "access-url" in str(row.id)])
def test_the_real_answer_for_a_short_key_leads_to_its_article(row: dict[str, Any]) -> None:
    details = [detail for detail in rows(CAPTURES / "manifest.jsonl") if "getArticleDetail_sdgsglbf" in detail["file"]]
    assert [article_address(page_of(row))] == [detail["url"] for detail in details]


def truth() -> list[Any]:
    found = [row for row in rows(TRUTH / "documents.jsonl") if row["origin"] == "gov.cn-page"]
    return [pytest.param(row, id=row["page"]) for row in found]


@pytest.mark.parametrize("row", truth())
def test_a_real_state_council_document_of_2018_gives_its_whole_table(row: dict[str, Any]) -> None:
    notice = site_of(row["url"]).read_notice(Page(row["url"], (TRUTH / row["page"]).read_bytes()))
    wanted = {field: row[field] for field in ("title", "document_number", "index_number", "topic")}
    assert {field: printed(notice, field)[0][1] for field in PRINTED if field in wanted} == wanted
    assert printed(notice, "issuing_bodies") == [("table", row["issuing_bodies_raw"])]
    assert [str(first_day(notice, field)) for field in DAYS] == [row["written_on"], row["published_on"]]
    assert notice.body
    assert notice.stage is None


# The lists of www.mof.gov.cn lead to departments' hosts, whose notices have day and files under their text


LIST = "http://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/"


def listing(name: str, url: str) -> Listing:
    return site_of(url).read_listing(saved(f"mof/{name}", url))


def test_every_row_is_a_notice_of_the_source_and_is_asked_with_https() -> None:
    spider = Mof()
    rows = listing("list.html", LIST).entries
    assert all(spider.is_notice(row) for row in rows)
    assert {spider.secure(row.url)[:8] for row in rows} == {"https://"}


@pytest.mark.parametrize("row", captured_of(("mof",), "listing"))
def test_a_real_list_gives_its_rows(row: dict[str, Any]) -> None:
    entries, expected = site_of(row["url"]).read_listing(page_of(row)).entries, row["expected"]
    assert (len(entries), entries[0].title) == (expected["rows"], expected["first_title"])
    assert str(entries[0].published_on) == expected["first_date"]
    assert all(entry.published_on for entry in entries)


# The lists of www.most.gov.cn are read by what all government sites share: the ministry needs no reader of its own


COLUMNS = {column.name: column for column in Most.columns}


def rows_of_most(name: str, column: str) -> tuple[Entry, ...]:
    home = COLUMNS[column].home
    return site_of(home).read_listing(saved(f"most/{name}", home)).entries


def test_the_list_of_documents_gives_whole_titles_and_the_day_of_each_row() -> None:
    first, second = rows_of_most("documents.html", "规范性文件")
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


# www.mee.gov.cn: its block of metadata, and how a column names its further pages


SITE = "https://www.mee.gov.cn"
COLUMNS_OF_MEE = {column.name: column for column in Mee.columns}
STATE_COUNCIL = COLUMNS_OF_MEE["国务院有关文件"]


@pytest.mark.parametrize(
    ("name", "column", "days"),
    [
        ("column.html", "国务院有关文件", [date(2026, 9, 14), date(2026, 9, 10)]),
        ("drafts.html", "意见征集", [date(2026, 9, 12), date(2026, 9, 11)]),
        ("notices.html", "公示公告", [date(2026, 9, 13), date(2026, 9, 9)]),
    ],
)
def test_a_list_gives_its_dated_rows_whatever_stands_around_them(name: str, column: str, days: list[date]) -> None:
    home = COLUMNS_OF_MEE[column].home
    rows = classify_rows(COLUMNS_OF_MEE[column], Mee.notice, 1, mee.SITE.read_listing(saved(f"mee/{name}", home)))
    assert [row.published_on for row in rows.notices] == days
    assert rows.strangers == []


@from_table
def test_a_pager_names_the_further_pages_of_its_own_column(pager: str, name: str | None) -> None:
    assert further_pages(Page(STATE_COUNCIL.home, pager.encode())) == name


def test_the_second_page_is_requested_under_the_name_that_the_pager_gives() -> None:
    spider = asking(Mee())
    first = spider.listing(STATE_COUNCIL, 1)
    assert first.send(None).url == f"{SITE}/zcwj/gwywj/index.shtml"
    with pytest.raises(StopIteration) as end:
        first.send(Answer(saved("mee/column.html", STATE_COUNCIL.home), None))
    assert (len(end.value.value.entries), end.value.value.pages) == (3, 3)
    assert spider.listing(STATE_COUNCIL, 2).send(None).url == f"{SITE}/zcwj/gwywj/index_8597_1.shtml"


@pytest.mark.parametrize("row", captured_of(("mee",), "notice", "news"))
def test_a_real_page_gives_title_and_day(row: dict[str, Any]) -> None:
    notice, expected = mee.SITE.read_notice(page_of(row)), row["expected"]
    assert printed(notice, "title")[0][1] == expected["title"]
    assert first_day(notice, "published_on") == date.fromisoformat(expected["published_on"])
    assert len(notice.attachments) == expected["attachments"]


@pytest.mark.parametrize("row", captured_of(("mee",), "listing"))
def test_a_real_error_page_is_no_list(row: dict[str, Any]) -> None:
    with pytest.raises(UnknownTemplate):
        mee.SITE.read_listing(page_of(row))
