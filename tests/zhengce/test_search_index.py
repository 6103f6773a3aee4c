"""The search index follows the documents: written with them, rolled back with them, revised and merged with them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.errors import StorageError
from storage.schema import documents as table
from storage.schema import pages
from storage.search import fts5 as characters
from storage.search import postgresql, reindex
from storage.search import searcher as search
from storage.search.expression import All, Not, Term, fold
from storage.search.searcher import Searcher
from tests.characters import ANY
from tests.postgres import Server
from tests.zhengce.holding import NOW, hold, invented


def found(database: Database, text: str) -> int:
    with database.read() as connection:
        return len(Searcher(connection).hits(Term((text,)), limit=100))


@pytest.mark.both_engines
def test_a_document_is_found_as_soon_as_it_is_saved(database: Database) -> None:
    hold(database, invented(body="鼋在埽工下。"))
    assert found(database, "鼋") == 1


@pytest.mark.both_engines
def test_what_was_rolled_back_is_not_found(database: Database) -> None:
    def half_way() -> None:
        with database.write() as connection:
            saving.save(connection, invented(body="鼋在埽工下。"), None, None, NOW)
            assert len(Searcher(connection).hits(Term(("鼋",)))) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert found(database, "鼋") == 0


@pytest.mark.both_engines
def test_a_revision_is_found_by_its_new_words_only(database: Database) -> None:
    old = invented(body="鼋在埽工下。")
    hold(database, old)
    hold(database, replace(old, body="筇竹在山上。"))
    assert (found(database, "鼋"), found(database, "筇竹"), found(database, old.title)) == (0, 1, 1)


def test_an_index_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, invented(body="鼋在埽工下。"))
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_texts_data WHERE id > 10")
    with pytest.raises(StorageError, match="damaged"):
        found(database, "鼋")
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_writes_a_document_on_a_server_writes_its_texts(database: Database) -> None:
    [number] = hold(database, invented(body="鼋在埽工下。", published_on=date(2024, 1, 1)))
    row = sa.text("SELECT ctid, xmin, day, stage, text FROM search_texts")

    def edit(**values: object) -> sa.Row[Any]:
        with database.write() as connection:
            connection.execute(sa.update(table).where(table.c.id == number).values(values))
            return connection.execute(row).one()

    with database.read() as connection:
        first = connection.execute(row).one()
    assert edit(ended_by=number, final_id=number, topic="乙", title=invented().title, body="鼋在埽工下。") == first
    assert edit(body="ＡＢＣ在山上。").text.endswith("abc在山上。")
    assert (found(database, "埽工"), found(database, "abc在山上")) == (0, 1)
    moved = edit(published_on=None, written_on=date(2025, 3, 2), stage="news")
    assert (moved.day, moved.stage) == (date(2025, 3, 2).toordinal(), "news")
    assert found(database, "abc在山上") == 0
    with database.write() as connection:
        connection.execute(sa.delete(pages))
        connection.execute(sa.delete(table).where(table.c.id == number))
        assert connection.execute(row).all() == []


def test_a_revision_of_what_nobody_searches_leaves_the_index_as_it_is(database: Database) -> None:
    old = invented(body="鼋在埽工下。", topic="甲")
    hold(database, old)
    hold(database, replace(old, topic="乙"))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM search_rows").scalar() == 1
    hold(database, replace(old, topic="乙", body="筇竹在山上。"))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(document_id) FROM search_rows").one() == (2, 1)


@pytest.mark.both_engines
def test_a_merged_document_is_found_once(database: Database) -> None:
    one = invented(title="关于髹漆工艺传承的通知", document_number="工信部函〔2024〕7号")
    other = replace(one, source="state_council", url="https://www.gov.cn/髹漆.html", document_number=None)
    first, second = hold(database, one, other)
    assert first == second
    assert found(database, "髹漆工艺") == 1


@pytest.mark.both_engines
def test_the_index_can_be_made_anew(database: Database) -> None:
    ids = hold(database, *(invented(title=f"关于第{number}座闸板的通知", body=f"闸板{number}") for number in range(5)))
    progress = list(reindex.rebuild(database))
    assert progress[0] == 0
    assert progress[-1] == len(ids)
    assert found(database, "闸板") == 5


@pytest.mark.both_engines
def test_a_document_without_a_day_comes_last(database: Database) -> None:
    ids = hold(
        database,
        invented(title="关于甲闸板的通知", published_on=None, body="甲"),
        invented(title="关于乙闸板的通知", body="乙"),
    )
    with database.read() as connection:
        assert [hit.document_id for hit in Searcher(connection).hits(Term(("闸板",)))] == ids[::-1]


@pytest.mark.both_engines
def test_places_that_were_never_given_are_refused(database: Database) -> None:
    for place in ("", "x", "3.1.1", "1.1", "1.9999999.1", "1.1.99999999999", "1.-1.1"):
        with database.read() as connection, pytest.raises(search.BadPlace):
            Searcher(connection).hits(Term(("甲",)), after=place)


def test_the_index_asks_no_more_of_sqlite_than_version_3_40_has(database: Database) -> None:
    with database.read() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name LIKE 'search%'").scalars()
        statements = " ".join(filter(None, made))
    assert "contentless_delete" not in statements  # 3.43
    assert "locale" not in statements  # 3.47


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    tokenizer = characters.TOKENIZER
    connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='{tokenizer}')")
    return connection


MIXED = "数据安全，“”《〔 \n\tAaＡ１1é\u0301ßẞΣς\u3000\xa0𠀀😀\ue000x"
PIECES = st.text(alphabet=st.one_of(st.sampled_from(MIXED), ANY))


@settings(max_examples=80, derandomize=True, database=None)
@given(PIECES, PIECES.filter(bool), PIECES)
def test_any_piece_of_any_text_is_found_and_nothing_else(
    index: sqlite3.Connection, before: str, piece: str, after: str
) -> None:
    for text in (before + piece + after, before + after):
        text = text.replace("\x00", "")
        looked_for = piece.replace("\x00", "")
        if not looked_for:
            continue
        index.execute("INSERT INTO texts(texts) VALUES ('delete-all')")
        index.execute("INSERT INTO texts(rowid, body) VALUES (1, ?)", (characters.words(text),))
        hits = index.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (characters.phrase(looked_for),)).fetchall()
        assert bool(hits) == (fold(looked_for) in fold(text)), (text, looked_for)


@pytest.fixture(scope="module")
def server(postgres: Server) -> Iterator[Connection]:
    url = postgres.create()
    database = open_database(url)
    with database.read() as connection:
        yield connection
    database.close()
    postgres.drop(url)


@settings(max_examples=80, derandomize=True, database=None)
@given(PIECES, PIECES.filter(bool), PIECES)
def test_the_keys_of_any_piece_are_those_of_every_text_that_holds_it(
    server: Connection, before: str, piece: str, after: str
) -> None:
    keys = "SELECT search_keys(search_text(:text, NULL, '')) @> CAST(:keys AS bigint[])"
    for text in (before + piece + after, before + after):
        text, looked_for = text.replace("\x00", ""), fold(piece.replace("\x00", ""))
        if not looked_for:
            continue
        has_keys = server.execute(sa.text(keys), {"text": text, "keys": postgresql.keys(looked_for)}).scalar_one()
        stands = looked_for in fold(text) + "\n\n"  # the ends of a title and of an issued title
        assert has_keys if stands else len(looked_for) > postgresql.LONGEST_KEY or not has_keys, (
            text,
            looked_for,
        )


@pytest.mark.both_engines
def test_a_text_that_has_all_parts_of_a_piece_but_not_the_piece_is_not_found(database: Database) -> None:
    words, parts = "埽工髹漆与缂丝", "工髹漆与缂丝、埽工髹漆与缂、埽工髹漆与髹漆与缂丝"
    ids = hold(
        database,
        invented(title="关于甲的通知", body=f"有{words}。", published_on=date(2024, 1, 1)),
        *(invented(title=f"关于{number}的通知", body=f"有{parts}。") for number in range(25)),  # newer
        *(invented(title=f"关于{parts}第{number}号的通知", body="无。") for number in range(3)),
        invented(title=f"关于{words}的通知", body="无。", published_on=date(2023, 1, 1)),
    )
    orders: tuple[search.Order, ...] = ("newest", "best")
    with database.read() as connection:
        found = {
            order: [hit.document_id for hit in Searcher(connection).hits(Term((words,)), order=order)]
            for order in orders
        }
        assert found == {"newest": [ids[0], ids[-1]], "best": [ids[-1], ids[0]]}
        assert sorted(Searcher(connection).texts(Term((words,)))) == [ids[0], ids[-1]]
        others = All((Term((parts[:6],)), Not(Term((words,)))))
        assert {hit.document_id for hit in Searcher(connection).hits(others, limit=100)} == set(ids[1:-1])
        assert set(Searcher(connection).texts(others)) == set(ids[1:-1])


@pytest.mark.both_engines
def test_the_scan_of_the_database_itself_agrees(database: Database) -> None:
    """The same words through SQL alone, for who does not trust our own scan."""
    hold(
        database, *(invented(title=f"关于{word}的通知", body=f"{word}。") for word in ("数据安全", "安全数据", "数据"))
    )
    with database.read() as connection:
        for word in ("数据", "安全", "数据安全", "据安"):
            stands = table.c.title.contains(word) | table.c.body.contains(word)
            scan = set(connection.execute(table.select().where(stands).with_only_columns(table.c.id)).scalars())
            assert {hit.document_id for hit in Searcher(connection).hits(Term((word,)))} == scan
