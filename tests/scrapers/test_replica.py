"""Every source, on a loopback replica of its site, beside all others: once, again, and when it has published more.

What holds for one source holds for all that `scrapers.spiders` has, those that are added later among them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from parsers.addresses import comparable
from scrapers.run import process
from scrapers.run.stats import RunSummary
from scrapers.walk.column import Column
from storage.archive import Archive, Location
from storage.database import open_database
from storage.schema import captures, documents, pages
from tests.scrapers.replica import Key
from tests.scrapers.replica_server import Replica

SOURCES = process.sources()


def some_of(columns: Sequence[Column]) -> tuple[Column, ...]:
    """One of each form that is requested in its way, on two hosts at most."""
    forms: dict[tuple[object, ...], dict[str, Column]] = {}
    for column in columns:
        form = type(column), column.form is not None, column.index is not None, column.has_one_page
        forms.setdefault(form, {}).setdefault(urlsplit(column.home).netloc, column)
    return tuple(column for hosts in forms.values() for column in [*hosts.values()][:2])


@dataclass
class Crawl:
    """What one crawl of all sources said, requested and left behind."""

    said: dict[str, RunSummary]
    requested: list[Key]
    held: dict[str, dict[str, str]]
    """By source: address of each page with a document -> title of the document."""
    damaged: list[str]
    """Archived answers that cannot be read."""


@dataclass
class Story:
    """Three crawls."""

    replica: Replica
    first: Crawl
    again: Crawl
    later: Crawl


def crawled(replica: Replica, folder: Path) -> Crawl:
    said = replica.crawl(folder, anyway=True)
    held: dict[str, dict[str, str]] = {source.name: {} for source in SOURCES}
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    with database.read() as connection:
        query = sa.select(pages.c.source, pages.c.url, documents.c.title)
        for row in connection.execute(query.join(documents, documents.c.id == pages.c.document_id)):
            held[row.source][comparable(row.url)] = row.title
        places = connection.execute(sa.select(captures)).all()
    database.close()
    archive = Archive(folder / "archive")
    read = {row.id: archive.read(Location(row.file, row.offset, row.digest, row.length)).status for row in places}
    archive.close()
    return Crawl(
        said,
        list(replica.requested),
        held,
        [str(row) for row, status in read.items() if status != 200],
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """All sources are crawled, crawled again, and crawled when they have published more."""
    with pytest.MonkeyPatch.context() as patch:
        for source in SOURCES:
            patch.setattr(source, "columns", some_of(source.columns))
        folder, replica = tmp_path_factory.mktemp("replica"), Replica(SOURCES)
        replica.turn(0)
        first, again = crawled(replica, folder), crawled(replica, folder)
        replica.turn(1)
        yield Story(replica, first, again, crawled(replica, folder))
        replica.close()


def test_a_first_crawl_holds_every_notice_of_every_source(story: Story) -> None:
    assert {name: said.messages for name, said in story.first.said.items() if not said.ok} == {}
    assert story.first.held == story.replica.titles(0)


def test_a_crawl_of_unchanged_sites_asks_for_the_first_page_of_each_list_and_for_nothing_else(story: Story) -> None:
    published = story.replica.published[0]
    requested = Counter(story.again.requested)
    for source in SOURCES:
        own = {key: number for key, number in requested.items() if urlsplit(key[1]).netloc in source.allowed_domains}
        assert own.keys() <= published[source.name].first
        assert set(own.values()) == {1}
        # A source that asks a column's page where its list stands asks for both again.
        assert len(own) == published[source.name].least or any(column.shell for column in source.columns)
    assert {name: said.fetched for name, said in story.again.said.items() if said.fetched or not said.ok} == {}


def test_what_is_published_later_is_held_beside_what_was(story: Story) -> None:
    assert {name: said.messages for name, said in story.later.said.items() if not said.ok} == {}
    assert story.later.held == story.replica.titles(0, 1)
    assert story.later.damaged == []


def test_no_host_is_ever_requested_two_things_at_once(story: Story) -> None:
    hosts = {host for source in SOURCES for host in source.allowed_domains}
    assert set(story.replica.most_at_once) <= hosts
    assert set(story.replica.most_at_once.values()) == {1}
