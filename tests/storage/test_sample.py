"""The sample's pages, saved in any order, are the documents that a reader counts."""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import zhengce.sample as samples
from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.listing_entries import entry_from_json
from storage.database import Database, open_database
from storage.documents import queries, record_json
from storage.documents.filters import Filters
from storage.documents.writing import saving
from storage.schema import pages
from tests.conftest import Sample
from tests.storage.making import NOON


@pytest.fixture(scope="module")
def read(sample: Sample) -> Sequence[tuple[PolicyDocument, Entry]]:
    """What every page of the sample gave, with the row that led to it."""
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}", upgrade=False)
    with database.read() as connection:
        rows = connection.execute(sa.select(pages.c.record, pages.c.entry).order_by(pages.c.id)).all()
    database.close()
    return [(record_json.from_json(row.record), entry_from_json(row.entry)) for row in rows]


def saved(database: Database, read: Sequence[tuple[PolicyDocument, Entry]]) -> list[Any]:
    """What the documents are, and where they stand, after these pages were saved in this order."""
    for record, row in read:
        with database.write() as connection:
            saving.save(connection, record, None, row, NOON)
    return held(database)


def held(database: Database) -> list[Any]:
    """What the documents are, and where they stand."""
    every = Filters(stages=("draft", "final", "interpretation", "news"))
    with database.read() as connection:
        documents = list(queries.each(connection, every))
    urls = {one.id: sorted(page.url for page in one.pages) for one in documents}
    found = []
    for one in documents:
        related = [urls.get(item.document_id or 0) for item in one.record.relations]
        relations = tuple(replace(item, document_id=None) for item in one.record.relations)
        evidence = dict(sorted(one.record.evidence.items()))
        final = urls.get(one.final_id or 0)
        found.append((urls[one.id], replace(one.record, evidence=evidence, relations=relations), related, final))
    return sorted(found, key=lambda document: document[0])


@pytest.fixture(scope="module")
def listed(
    make_database: Callable[[], Database], read: Sequence[tuple[PolicyDocument, Entry]]
) -> tuple[Database, list[Any]]:
    """A database, not to be changed, with the pages as the lists have them, and what it holds."""
    database = make_database()
    return database, saved(database, read)


def test_the_samples_double_documents_are_one_each(listed: tuple[Database, list[Any]]) -> None:
    expected = json.loads(samples.EXPECTED.read_text())
    database, found = listed
    assert [urls for urls, *_ in found] == sorted(sorted(urls) for urls in expected["documents"])
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM policies")).scalar() == expected["policies"]
        assert connection.execute(sa.select(sa.func.count()).select_from(pages)).scalar() == len(expected["pages"])


def test_reading_the_sample_again_changes_nothing(
    listed: tuple[Database, list[Any]], read: Sequence[tuple[PolicyDocument, Entry]]
) -> None:
    database, found = listed
    for record, row in read:
        with database.write() as connection:
            assert saving.save(connection, record, None, row, NOON, kind="reparsed").kind == "unchanged"
    assert held(database) == found


@pytest.fixture(scope="module")
def shuffled(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, read: Sequence[tuple[PolicyDocument, Entry]]
) -> list[Any]:
    """What an SQLite database holds where the pages come in another order."""
    read = random.Random(1).sample(read, len(read))
    database = open_database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('shuffled') / 'a.db')}")
    found = saved(database, read)
    database.close()
    return found


@pytest.mark.both_engines
def test_neither_the_order_in_which_pages_come_nor_the_database_matters(
    listed: tuple[Database, list[Any]], shuffled: list[Any]
) -> None:
    assert listed[1] == shuffled
