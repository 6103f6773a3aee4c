"""The index is made anew while crawls write; a run that is killed, or met by another, leaves an index that works."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, open_database
from storage.errors import StorageError
from storage.schema import documents as table
from storage.search import engine as search
from storage.search import fts_segments, reindex
from storage.search.expression import Term
from storage.search.postgresql import index as postgresql_index
from storage.search.searcher import Searcher
from tests.processes import FORKS
from tests.storage.keeping import ON_GOV, save
from tests.storage.making import document, plain_document

MANY = 12


def found(database: Database, text: str) -> list[int]:
    with database.read() as connection:
        return [hit.document_id for hit in Searcher(connection).hits(Term((text,)), limit=1000)]


def scanned(database: Database, text: str) -> list[int]:
    stands = table.c.title.contains(text) | table.c.body.contains(text)
    query = sa.select(table.c.id).where(stands).order_by(table.c.published_on.desc(), table.c.id.desc())
    with database.read() as connection:
        return list(connection.execute(query).scalars())


def leftovers(database: Database) -> set[str]:
    """Tables and indexes that only a run has that is not done."""
    with database.read() as connection:
        if database.dialect == "sqlite":
            names = connection.execute(sa.text("SELECT name FROM sqlite_master")).scalars()
        else:
            names = connection.execute(sa.text("SELECT relname FROM pg_class")).scalars()
        return {name for name in names if "_new" in name or "_ccnew" in name or name == "search_building"}


def fill(database: Database) -> None:
    for number in range(1, MANY + 1):
        save(database, plain_document(number))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """An SQLite file with the documents."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("filled") / "zhengce.db"))
    database = open_database(f"sqlite:///{path}")
    fill(database)
    database.close()
    return path


@pytest.fixture
def held(database: Database, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(reindex, "DOCUMENTS_PER_TRANSACTION", 3)
    monkeypatch.setattr(fts_segments, "PAUSE_SECONDS", 0)
    if database.dialect == "sqlite":
        assert database.engine.url.database
        database.close()
        shutil.copy(filled, database.engine.url.database)
    else:
        fill(database)
    return database


def check(database: Database) -> None:
    for word in ("口岸", "埽工", "髹漆", "信息通信", "第2号"):
        assert found(database, word) == scanned(database, word), word


def crawl(database: Database, step: int) -> None:
    """What crawls do meanwhile: new documents, revisions, and two documents that are found to be one."""
    if step == 0:
        save(database, document(document_number=None))
        save(
            database, replace(ON_GOV, title="关于信息通信的公告", body="无。", document_number=None, issued_title=None)
        )
    elif step == 1:
        save(database, ON_GOV, 1)
        save(database, document(), 1)
    save(database, plain_document(100 + step, body="埽工。"))
    save(database, replace(plain_document(1 + step), body=f"髹漆{step}。"), 2)


def test_what_is_saved_meanwhile_is_in_the_new_index(held: Database) -> None:
    troubles: list[BaseException] = []
    if held.dialect == "sqlite":
        for step, _ in enumerate(reindex.rebuild(held)):
            crawl(held, min(step, 5))
            check(held)
    else:
        done = threading.Event()

        def writing() -> None:
            try:
                for step in range(10**6):
                    if step >= 8 and done.is_set():
                        break
                    crawl(held, step % 11)
            except BaseException as error:
                troubles.append(error)

        writer = threading.Thread(target=writing)
        writer.start()
        list(reindex.rebuild(held))
        done.set()
        writer.join()
    assert troubles == []
    check(held)
    assert len(found(held, "埽工")) > 3
    assert leftovers(held) == set()
    save(held, plain_document(200, body="埽工。"))
    check(held)


def test_a_document_that_goes_meanwhile_is_not_in_the_new_index(held: Database) -> None:
    first = save(held, document(document_number=None, title="关于缂丝的通知", body="甲。", issued_title=None))
    running = reindex.rebuild(held)
    for _ in range(6):
        next(running, None)
    with held.write() as connection:
        search.forget(connection, first.document_id)
        connection.execute(sa.text("DELETE FROM pages WHERE document_id = :id"), {"id": first.document_id})
        connection.execute(sa.delete(table).where(table.c.id == first.document_id))
    list(running)
    assert found(held, "缂丝") == []
    check(held)
    if held.dialect == "sqlite":  # no row of the new index is left to who takes the id next
        with held.read() as connection:
            owners = "SELECT count(*) FROM search_rows WHERE document_id NOT IN (SELECT id FROM documents)"
            assert connection.exec_driver_sql(owners).scalar() == 0


def test_all_indexes_of_a_server_are_made_anew(held: Database) -> None:
    if held.dialect == "sqlite":
        pytest.skip("PostgreSQL's indexes")

    def files() -> dict[str, int]:
        query = "SELECT relname, relfilenode FROM pg_class WHERE relname ~ '^search_(texts|titles|pages)_keys$'"
        with held.read() as connection:
            return {row.relname: row.relfilenode for row in connection.execute(sa.text(query))}

    before = files()
    list(reindex.rebuild(held))
    assert files().keys() == before.keys() == set(postgresql_index.INDEXES)
    assert not set(files().values()) & set(before.values())


def test_texts_that_went_astray_on_a_server_are_corrected(held: Database) -> None:
    if held.dialect == "sqlite":
        pytest.skip("PostgreSQL's table")
    rows = "SELECT * FROM search_texts ORDER BY document_id"
    with held.write() as connection:
        before = connection.exec_driver_sql(rows).all()
        connection.exec_driver_sql("UPDATE search_texts SET text = '鼋', titles = '鼋', day = 7 WHERE document_id > 4")
        connection.exec_driver_sql("DELETE FROM search_texts WHERE document_id IN (2, 9)")
    list(reindex.rebuild(held))
    with held.read() as connection:
        assert connection.exec_driver_sql(rows).all() == before
    check(held)


@pytest.mark.parametrize("merged", [fts_segments.PAGES_PER_MERGE, 1], ids=["at once", "a page at a time"])
def test_the_new_index_is_in_one_piece_and_holds_nothing_given_up(
    held: Database, merged: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if held.dialect != "sqlite":
        pytest.skip("SQLite's tables")
    monkeypatch.setattr(fts_segments, "PAGES_PER_MERGE", merged)
    for day in range(1, 6):
        save(held, replace(plain_document(1), body=f"髹漆{day}。"), day)
    list(reindex.rebuild(held))
    with held.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM search_rows")).scalar() == MANY
        for name in ("search_texts", "search_titles"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {name}_docsize")).scalar() == MANY
            assert connection.execute(sa.text(f"SELECT count(DISTINCT segid) FROM {name}_idx")).scalar() == 1


def test_a_run_that_stops_half_way_leaves_the_old_index_and_the_next_one_completes_it(held: Database) -> None:
    if held.dialect != "sqlite":
        pytest.skip("SQLite's tables")
    running = reindex.rebuild(held)
    for _ in range(3):
        next(running)
    running.close()  # type: ignore[attr-defined]
    check(held)
    crawl(held, 0)
    check(held)
    assert leftovers(held)
    assert next(iter(reindex.rebuild(held))) == 6  # two batches of three are not done again
    save(held, replace(plain_document(2), body="髹漆。"), 3)
    list(reindex.rebuild(held))
    check(held)
    assert leftovers(held) == set()


def test_what_a_run_of_an_older_schema_left_is_removed(held: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if held.dialect != "sqlite":
        pytest.skip("SQLite's tables")
    monkeypatch.setattr(reindex, "HEAD", "0000")
    running = reindex.rebuild(held)
    for _ in range(3):
        next(running)
    monkeypatch.undo()
    assert next(iter(reindex.rebuild(held))) == 0
    list(reindex.rebuild(held))
    check(held)
    assert leftovers(held) == set()


def rebuild_slowly(url: str, tells: Connection) -> None:
    """What a process does that is killed."""
    reindex.DOCUMENTS_PER_TRANSACTION, fts_segments.PAUSE_SECONDS = 1, 0.2
    for done in reindex.rebuild(open_database(url)):
        tells.send(done)


def test_a_process_that_is_killed_half_way_leaves_the_old_index(held: Database, database_url: str) -> None:
    if held.dialect != "sqlite":
        pytest.skip("the server's work, tested below")
    told, tells = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=rebuild_slowly, args=(database_url, tells))
    process.start()
    while told.recv() < 3:
        pass
    process.kill()
    process.join()
    assert leftovers(held)
    check(held)
    crawl(held, 0)
    list(reindex.rebuild(held))
    check(held)
    assert leftovers(held) == set()


@pytest.fixture
def long_report(held: Database) -> Iterator[Callable[[], None]]:
    """A transaction that began before; ends when called."""
    stack = ExitStack()
    stack.enter_context(held.read()).execute(sa.select(table.c.id)).all()
    yield stack.close
    stack.close()


def test_a_server_that_ends_the_work_half_way_keeps_the_old_index(
    held: Database, long_report: Callable[[], None]
) -> None:
    if held.dialect == "sqlite":
        long_report()
        pytest.skip("PostgreSQL's work")
    troubles: list[BaseException] = []

    def rebuilding() -> None:
        try:
            list(reindex.rebuild(held))
        except StorageError as error:
            troubles.append(error)

    runner = threading.Thread(target=rebuilding)
    runner.start()
    while runner.is_alive() and not leftovers(held):
        time.sleep(0.02)
    save(held, plain_document(300, body="埽工。"))  # writers do not wait for it
    ending = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE query LIKE 'REINDEX%' AND datname = current_database()
    """
    with held.read() as connection:
        connection.execute(sa.text(ending))
    runner.join()
    assert len(troubles) == 1
    assert leftovers(held)
    check(held)
    long_report()
    list(reindex.rebuild(held))
    assert leftovers(held) == set()
    check(held)


def test_of_two_runs_at_once_one_says_that_the_other_does_it(held: Database) -> None:
    if held.dialect == "sqlite":
        first = reindex.rebuild(held)
        next(first)
        next(first)
        second = reindex.rebuild(held)
        next(second)
        with pytest.raises(StorageError, match="another process began to make the search index anew"):
            list(first)
        list(second)
    else:
        with held.engine.connect() as other:
            other.execute(sa.select(sa.func.pg_advisory_lock(reindex.REINDEX_LOCK)))
            with pytest.raises(StorageError, match="another process is making the search index anew"):
                list(reindex.rebuild(held))
            other.execute(sa.select(sa.func.pg_advisory_unlock(reindex.REINDEX_LOCK)))
        list(reindex.rebuild(held))
    check(held)
    assert leftovers(held) == set()


def test_a_run_that_was_overtaken_while_it_merged_leaves_the_exchange_to_the_other(
    held: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if held.dialect != "sqlite":
        pytest.skip("SQLite's tables")
    merge, others = reindex._merge, list[Iterator[int]]()

    def overtake(database: Database, token: str, table: str) -> None:
        merge(database, token, table)
        if table == reindex.BESIDE.titles.name and not others:
            others.append(reindex.rebuild(held))
            next(others[0])

    monkeypatch.setattr(reindex, "_merge", overtake)
    with pytest.raises(StorageError, match="another process began to make the search index anew"):
        list(reindex.rebuild(held))
    check(held)
    list(others[0])
    check(held)
    assert leftovers(held) == set()


def test_a_writer_that_comes_after_an_exchange_waits_no_longer_for_locks(held: Database) -> None:
    if held.dialect == "sqlite":
        pytest.skip("PostgreSQL's setting")
    list(reindex.rebuild(held))
    with held.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"
