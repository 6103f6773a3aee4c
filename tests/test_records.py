"""Every saved page gives, field by field, the record that lies beside it; every source has a notice and a list."""

from typing import Any

import pytest

from parsers.platforms.trs import further_pages
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from tests.saved_pages import (
    FIELDS,
    RECORDS,
    NewRecord,
    addresses,
    expected,
    listing_record,
    page_of,
    record_of,
    without_absent,
)

NOTICES, LISTS = addresses("notices"), addresses("lists")
SOURCES = {source.name: source for source in process.sources()}


def beside(kind: Any, name: str) -> dict[str, Any]:
    try:
        return expected(kind, name)
    except NewRecord as why:
        pytest.fail(str(why))


@pytest.mark.parametrize("name", NOTICES)
def test_a_saved_page_gives_the_record_beside_it(name: str) -> None:
    read, held = without_absent(record_of(name)), beside("notices", name)
    assert {field: (read.get(field), held.get(field)) for field in FIELDS if read.get(field) != held.get(field)} == {}


@pytest.mark.parametrize("name", NOTICES)
def test_the_reader_finds_on_a_saved_page_what_stands_beside_it(name: str) -> None:
    assert RECORDS["readings"][1](name) == beside("readings", name)


@pytest.mark.parametrize("name", LISTS)
def test_a_saved_list_gives_the_rows_beside_it(name: str) -> None:
    assert listing_record(name) == beside("lists", name)


def test_every_value_of_a_record_has_its_evidence() -> None:
    without = {"source", "url", "body", "issuing_bodies_complete", "attachments"}
    without |= {"document_number_as_printed", "published_at"}  # told by the evidence of number and published_on
    for name in NOTICES:
        record = record_of(name)
        found = {field for field in FIELDS if record[field] not in (None, [], "")}
        assert found - without <= set(record["evidence"]), name


def test_no_source_without_a_saved_notice() -> None:
    missing = SOURCES.keys() - {name.partition("/")[0] for name in NOTICES}
    assert not missing, "name a notice in tests/pages/SOURCE/pages.toml, under [notices]"


def test_a_page_of_a_source_bears_its_name() -> None:
    found = {name: record_of(name)["source"] for name in NOTICES if name.partition("/")[0] in SOURCES}
    assert found == {name: name.partition("/")[0] for name in found}


@pytest.mark.parametrize("name", LISTS)
def test_page_two_of_a_saved_list_is_requested_where_its_pager_says(name: str) -> None:
    source: SourceSpider = SOURCES[name.partition("/")[0]]()
    page = page_of(name, LISTS[name])
    for column in source.columns:
        stem = column.home.rpartition("/")[2].partition(".")[0] or "index"
        if column.home in (page.url, page.url.removesuffix("index.html")) and (printed := further_pages(page, stem)):
            source.read_listing(page, column)
            second = column.page_request(2, source.pagers.get(column.name))
            assert second is not None
            assert second.url == page.absolute(printed.replace("{index}", "1"))
