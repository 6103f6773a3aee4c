"""Real pages of www.gov.cn and www.ndrc.gov.cn are read to what a reader finds on them.

The pages are not part of the project; without the folder beside it these tests are skipped.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.extraction import Field, Listing, Notice
from parsers.page import Page
from parsers.sites import site_of
from parsers.sites.ndrc import article_address
from parsers.text import read_day
from tests.parsers.sites.saved import printed
from tests.shared import SHARED

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
