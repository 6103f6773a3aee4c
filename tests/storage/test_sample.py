"""The sample's pages, saved in any order, are the documents that a reader counts."""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import zhengce.sample as samples
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.extraction import Entry
from parsers.page import Page
from parsers.record import PolicyDocument
from parsers.sites import site_of
from scrapers.run.process import sources
from storage.archive import exchanges
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import saving
from storage.schema import pages
from tests.samples.model import load
from tests.storage.making import NOON


@cache
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(samples.EXPECTED.read_text())
    return found


@cache
def sample() -> Sequence[tuple[PolicyDocument, Entry]]:
    """Every notice of the sample with the row that leads to it."""
    answers: dict[str, Page] = {}
    rows: dict[str, Entry] = {}
    for _, one in exchanges(samples.SAMPLE):
        kind = dict(one.headers).get("Content-Type")
        answers[one.url] = Page(one.url, one.body, content_type=kind, fetched_at=one.fetched_at)
        if one.url not in expected()["pages"]:
            try:
                listed = site_of(one.url).read_listing(answers[one.url]).entries
            except (NotReadable, ValueError):
                continue
            for entry in listed:
                rows.setdefault(entry.url, entry)
    stages = {source.name: {column.name: column.stage for column in source.columns} for source in sources()}
    read = []
    for page in load():
        row = rows[page.url]
        stage = row.stage or stages[page.site][page.columns[0]]
        answer = next(
            found
            for url, found in answers.items()
            if (page.article in url and "getArticleDetail" in url if page.article else url == page.url)
        )
        read.append((replace(parse(answer, replace(row, stage=stage), stage), url=page.url), row))
    return read


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
def listed(make_database: Callable[[], Database]) -> tuple[Database, list[Any]]:
    """A database, not to be changed, with the pages as the lists have them, and what it holds."""
    database = make_database()
    return database, saved(database, sample())


def test_the_samples_double_documents_are_one_each(listed: tuple[Database, list[Any]]) -> None:
    database, found = listed
    assert [urls for urls, *_ in found] == sorted(sorted(urls) for urls in expected()["documents"])
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM policies")).scalar() == expected()["policies"]
        assert connection.execute(sa.select(sa.func.count()).select_from(pages)).scalar() == len(sample())


def test_reading_the_sample_again_changes_nothing(listed: tuple[Database, list[Any]]) -> None:
    database, found = listed
    for record, row in sample():
        with database.write() as connection:
            assert saving.save(connection, record, None, row, NOON, kind="reparsed").kind == "unchanged"
    assert held(database) == found


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> list[Any]:
    """What an SQLite database holds where the pages come in another order."""
    read = list(sample())
    random.Random(1).shuffle(read)
    database = open_database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('shuffled') / 'a.db')}")
    found = saved(database, read)
    database.close()
    return found


def test_neither_the_order_in_which_pages_come_nor_the_database_matters(
    listed: tuple[Database, list[Any]], shuffled: list[Any]
) -> None:
    assert listed[1] == shuffled
