"""Every filter of the table is known to commands, addresses, links, watches, feeds and the sets in memory."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
import sqlalchemy as sa

from scrapers import spiders
from storage.database import Database, open_database
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.schema import documents
from tests.conftest import Sample
from zhengce.cli.program import program
from zhengce.feeds.entries import feed_id, title_of
from zhengce.search.filter_values import read_filters
from zhengce.watches import state
from zhengce.watches.watch import WATCH_KEYS, Watch
from zhengce.web.api.parameters import FilterParams, ResultsPage
from zhengce.web.pages.rendering.links import Links
from zhengce.web.pages.results import watch_settings
from zhengce.web.words import word

VALUES = {
    "issuer": "miit",
    "source": "miit",
    "type": "通知",
    "stage": "draft",
    "status": "in_force",
    "on": "2022-01-01",
    "from": "2021-11-10",
    "to": "2021-11-10",
    "topic": "科技",
    "tag": "telecom",
    "keyword": "数据安全",
}
"""A value of each filter."""

WATCHED = [name for name, row in FILTERS.items() if row.is_watched]


def given(name: str) -> dict[str, str | list[str]]:
    """A filter with its value, as commands and addresses give it."""
    return {name: [VALUES[name]] if FILTERS[name].is_repeatable else VALUES[name]}


def filters_with(name: str) -> Filters:
    return read_filters(given(name), spiders.names())


def test_the_table_has_a_row_for_each_attribute_of_the_filters() -> None:
    assert [row.field for row in FILTERS.values()] != []
    assert {row.field for row in FILTERS.values()} == {field.name for field in fields(Filters)}
    assert VALUES.keys() == FILTERS.keys()


@pytest.fixture(scope="module")
def database(sample: Sample) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_narrows_a_query(name: str, database: Database) -> None:
    filters = filters_with(name)
    every = sa.select(documents.c.id)
    with database.read() as connection:
        narrowed = set(connection.execute(every.where(*filters.conditions())).scalars())
        unfiltered = set(connection.execute(every.where(*Filters().conditions())).scalars())
    assert narrowed != unfiltered


@pytest.mark.parametrize("name", FILTERS)
def test_a_feed_has_an_id_and_a_title_of_its_own_for_each_filter(name: str) -> None:
    filters = filters_with(name)
    assert feed_id(filters) != feed_id(Filters())
    assert VALUES[name] in title_of(filters)


@pytest.mark.parametrize("command", ["list", "search", "targets", "export", "brief", "feed"])
def test_a_command_that_filters_takes_every_filter(command: str) -> None:
    found = program.get_command(click.Context(program), command)
    assert found is not None
    options = {option for parameter in found.params for option in parameter.opts}
    assert {f"--{name}" for name in FILTERS} - options == set()


def test_addresses_take_every_filter_and_hand_it_to_the_storage() -> None:
    assert FILTERS.keys() - {field.alias or name for name, field in FilterParams.model_fields.items()} == set()
    for name in FILTERS:
        assert FilterParams.model_validate(given(name)).filters() == filters_with(name), name


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_shows_each_filter_that_is_on_with_a_link_that_takes_it_away(name: str) -> None:
    [(kind, value, link)] = Links(ResultsPage.model_validate(given(name)), "/").chosen()
    assert (kind, value) == (name, VALUES[name])
    assert f"{name}=" not in link


@pytest.mark.parametrize("name", FILTERS)
def test_the_pages_have_a_word_for_each_filter(name: str) -> None:
    assert word(name)


@pytest.mark.parametrize("name", FILTERS)
def test_a_search_saved_as_a_watch_has_each_filter_or_says_that_it_is_left_out(name: str) -> None:
    settings, left_out = watch_settings(ResultsPage.model_validate(given(name)))
    assert (VALUES[name] in str(settings.get(name))) == FILTERS[name].is_watched
    assert left_out == ([] if FILTERS[name].is_watched else [name])


def test_a_watch_takes_every_filter_that_watches_have() -> None:
    assert set(WATCHED) - WATCH_KEYS.keys() == set()


@pytest.mark.parametrize("name", WATCHED)
def test_the_list_of_watches_shows_each_filter(name: str) -> None:
    value = WATCH_KEYS[name](VALUES[name])
    watch = Watch("drafts", (), **{{"from": "from_"}.get(name, name): value})
    assert list(state.criteria(watch)) == [f"{name} {VALUES[name]}"]


@pytest.mark.parametrize("page", ["api.md", "watches.md"])
def test_the_documentation_names_every_filter(page: str) -> None:
    text = (Path(__file__).parent.parent / "docs" / page).read_text(encoding="utf-8")
    names = WATCHED if page == "watches.md" else FILTERS
    assert [name for name in names if f"`{name}`" not in text and f"--{name} " not in text] == []
