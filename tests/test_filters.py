"""Every filter is known wherever filters are: a half-made one would be ignored in silence."""

import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from configuration.watches import read_watches
from outputs.search.filter_values import read_filters
from outputs.syndication import entries
from outputs.watches.selection import select
from storage.database import Database
from storage.documents import queries
from storage.documents.filter_fields import FILTERS, FilterField
from storage.documents.filters import Filters
from storage.search.document_sets import DocumentSets
from tests.outputs.holding import hold, invented
from web import words
from web.api.parameters import FilterParams, ResultsPage
from web.pages.rendering.links import Links
from web.pages.results import watch_section
from web.searching.set_searcher import MatchCache, SetSearcher

VALUES = {
    "issuer": "cac",
    "source": "cac",
    "type": "条例",
    "stage": "draft",
    "status": "repealed",
    "from": "2030-01-01",
    "to": "1999-12-31",
    "topic": "没有的主题",
    "tag": "没有的标签",
    "keyword": "没有的关键词",
}
"""For each filter a value that the document of the tests does not have."""

EVERY = pytest.mark.parametrize("row", FILTERS.values(), ids=list(FILTERS))


def given(row: FilterField) -> dict[str, Any]:
    """The filter as an address or a command gives it."""
    return {row.name: [VALUES[row.name]] if row.is_repeatable else VALUES[row.name]}


def filters(row: FilterField) -> Filters:
    return read_filters(given(row), ["cac"])


def test_the_table_has_every_filter() -> None:
    assert sorted(row.field for row in FILTERS.values()) == sorted(field.name for field in fields(Filters))
    assert sorted(VALUES) == sorted(FILTERS)


@EVERY
def test_a_filter_is_read(row: FilterField) -> None:
    assert getattr(filters(row), row.field)
    assert replace(filters(row), **{row.field: getattr(Filters(), row.field)}) == Filters()


@pytest.fixture(scope="module")
def shelf(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(database, invented(title="关于闸板的通知", topic="水利"))
    return database


@EVERY
def test_a_filter_leaves_out_what_does_not_pass_in_statements_and_in_sets(shelf: Database, row: FilterField) -> None:
    with shelf.read() as connection:
        sets = SetSearcher(connection, DocumentSets(connection), MatchCache())
        assert (queries.count(connection), sets.count(None, Filters())) == (1, 1)
        assert (queries.count(connection, filters(row)), sets.count(None, filters(row))) == (0, 0)


@EVERY
def test_a_filter_is_a_parameter_of_addresses(row: FilterField) -> None:
    assert FilterParams.model_validate(given(row)).filters() == filters(row)


@EVERY
def test_a_filter_stands_in_the_links_of_a_page_and_can_be_taken_away(row: FilterField) -> None:
    links = Links(ResultsPage.model_validate(given(row)), "/")
    assert f"{row.name}=" in links.url()
    assert [(kind, url) for kind, _, url in links.chosen()] == [(row.name, "/?")]


@EVERY
def test_a_filter_tells_one_feed_from_another(row: FilterField) -> None:
    assert entries.title_of(filters(row)) != entries.title_of(Filters())
    assert entries.feed_id(filters(row)) != entries.feed_id(Filters())


@EVERY
def test_a_filter_of_a_search_is_one_of_a_watch_or_named_as_left_out(row: FilterField) -> None:
    text, without = watch_section(ResultsPage.model_validate(given(row)))
    assert not row.is_watched or f"\n{row.name} = " in text
    assert without == ([] if row.is_watched else [row.name])
    if row.is_watched:
        (watch,) = read_watches(tomllib.loads(text)["watch"])
        assert select(watch, ["cac"]).filters == filters(row)


@EVERY
def test_a_filter_has_a_label_in_both_languages(row: FilterField) -> None:
    assert words.table()[row.name] == row.label
    assert all(row.label)
