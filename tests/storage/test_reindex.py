"""The index is made anew, and kept in few segments: searches find the same before, meanwhile and after."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.schema import documents as table
from storage.search import fts5, reindex
from storage.search.expression import Term
from storage.search.searcher import Searcher
from tests.storage.keeping import save
from tests.storage.making import plain_document
from zhengce.cli.database import refresh_indexes

MANY = 12
WORDS = ("口岸", "埽工", "髹漆", "关于", "第2号", plain_document(3).title)


@pytest.fixture
def held(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(reindex, "PAUSE_SECONDS", 0)
    for number in range(1, MANY + 1):
        save(database, plain_document(number))
    for day in range(1, 4):
        save(database, replace(plain_document(1), body=f"髹漆{day}。"), day)
    return database


def check(database: Database) -> None:
    """A search equals a scan."""
    with database.read() as connection:
        for word in WORDS:
            stands = table.c.title.contains(word) | table.c.body.contains(word)
            query = sa.select(table.c.id).where(stands).order_by(table.c.published_on.desc(), table.c.id.desc())
            hits = Searcher(connection).hits(Term((word,)), order="newest", limit=1000)
            assert [hit.document_id for hit in hits] == connection.execute(query).scalars().all(), word


def segments(database: Database) -> list[int]:
    with database.read() as connection:
        counted = (f"SELECT count(DISTINCT segid) FROM {one.name}_idx" for one in (fts5.texts, fts5.titles))
        return [int(connection.exec_driver_sql(query).scalar_one()) for query in counted]


def broken(database: Database) -> None:
    """The index as if something had gone astray."""
    with database.write() as connection:
        if database.dialect == "sqlite":
            fts5.empty(connection)
        else:
            connection.exec_driver_sql("UPDATE search_texts SET text = '鼋', titles = '鼋' WHERE document_id > 4")
            connection.exec_driver_sql("DELETE FROM search_texts WHERE document_id IN (2, 9)")


@pytest.mark.both_engines
def test_an_index_that_went_astray_is_made_anew(held: Database) -> None:
    check(held)
    broken(held)
    with pytest.raises(AssertionError):
        check(held)
    assert list(reindex.rebuild(held))[-1] == MANY
    check(held)
    save(held, plain_document(200, body="埽工。"))
    check(held)


@pytest.mark.both_engines
def test_a_run_that_stops_half_way_leaves_the_old_index(held: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "DOCUMENTS_PER_STEP", 3)
    running: Iterator[int] = reindex.rebuild(held)
    for _ in range(2):
        next(running)
    check(held)
    running.close()  # type: ignore[attr-defined]
    check(held)


def test_an_index_made_anew_is_in_one_segment_and_holds_nothing_given_up(database: Database) -> None:
    for number in range(1, MANY + 1):
        save(database, plain_document(number))
    save(database, replace(plain_document(1), body="髹漆。"), 1)
    list(reindex.rebuild(database))
    assert segments(database) == [1, 1]
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(document_id) FROM search_rows").one() == (MANY, MANY)


def test_segments_are_merged_after_a_crawl_or_in_several_runs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, MANY + 1):
        save(database, plain_document(number))
    assert segments(database)[0] > 2
    refresh_indexes(str(database.engine.url))
    assert segments(database) == [1, 1]
    check(database)
    assert reindex.merge_segments(database) == 2  # a look at each table
    monkeypatch.setattr(reindex, "PAGES_PER_MERGE", 1)
    for number in range(20, 20 + MANY):
        save(database, plain_document(number))
    runs = 0
    while reindex.merge_segments(database, most=3) == 3:
        runs += 1
        check(database)
    assert runs > 1
    assert segments(database)[0] == 1
