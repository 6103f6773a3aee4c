"""The index of an SQLite database stays in few pieces, and searches find the same before, meanwhile and after."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, open_database
from storage.search import fts5, fts_segments
from storage.search.expression import Term
from storage.search.searcher import Searcher
from tests.storage.keeping import save
from tests.storage.making import plain_document
from zhengce.cli.ops.indexes import refresh_indexes

MANY = 12


@pytest.fixture
def held(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "zhengce.db")
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    for number in range(1, MANY + 1):
        save(database, plain_document(number))
    yield database
    database.close()


def number_of(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(DISTINCT segid) FROM {table}_idx").scalar_one())


def found(database: Database) -> list[list[int]]:
    words = (Term(("关于",)), Term((plain_document(3).title,)))
    with database.read() as connection:
        return [[hit.document_id for hit in Searcher(connection).hits(word, limit=1000)] for word in words]


def test_what_each_transaction_wrote_is_merged_and_nothing_else_changes(held: Database) -> None:
    before = found(held)
    assert len(before[0]) == MANY
    assert number_of(held, fts5.texts.name) > 2
    fts_segments.merge_alike(held)
    assert [number_of(held, table.name) for table in (fts5.texts, fts5.titles)] == [1, 1]
    assert found(held) == before
    with held.read() as connection:
        state = sa.text("SELECT sum(length(block)) FROM search_texts_data")
        size = connection.execute(state).scalar()
    assert fts_segments.merge_alike(held) == 2  # a look at each table
    with held.read() as connection:
        assert connection.execute(state).scalar() == size


def test_a_crawl_merges_at_its_end(held: Database) -> None:
    refresh_indexes(str(held.engine.url))
    assert number_of(held, fts5.texts.name) == 1


def test_the_next_run_goes_on_where_one_ended(held: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fts_segments, "PAGES_PER_MERGE", 1)
    before, runs = found(held), 0
    while fts_segments.merge_alike(held, most=3) == 3:
        runs += 1
        assert found(held) == before
        save(held, plain_document(1))
    assert runs > 1
    assert number_of(held, fts5.texts.name) == 1
