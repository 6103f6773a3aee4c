"""The database: opened, read and written, one writer at a time; and the revision that makes its schema."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage import database as database_module
from storage.crawl import leases
from storage.database import MIGRATIONS, Database, open_database, revision
from storage.errors import StorageError
from storage.migrations import HEAD
from storage.schema import metadata
from storage.search import fts5, postgresql
from storage.search.expression import Term
from storage.search.searcher import Searcher
from storage.views import policies_view, search_indexes
from tests.postgres import Server
from tests.storage.keeping import save
from tests.storage.making import NOON, document
from tests.tables import from_table

# The database opens, upgrades, and says in one line what is wrong with it


def message(url: str, *, upgrade: bool = True) -> str:
    with pytest.raises(StorageError) as caught:
        open_database(url, upgrade=upgrade).close()
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.both_engines
def test_an_open_database_is_not_upgraded_twice(database: Database, open_another: Callable[[], Database]) -> None:
    assert revision(open_another()) == HEAD


def test_a_new_file_that_another_process_writes_into_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    end = threading.Timer(0.3, other.rollback)
    end.start()
    open_database(f"sqlite:///{path}").close()
    end.join()
    other.close()


@pytest.mark.usefixtures("by_migrations")
def test_two_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    troubles: list[BaseException] = []

    def opening() -> None:
        try:
            open_database(url).close()
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


@pytest.mark.both_engines
def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError), database.read() as connection:
        connection.execute(sa.text("DELETE FROM pages"))


@pytest.mark.both_engines
def test_a_connection_in_use_while_the_database_is_closed_is_closed_after_its_use(database: Database) -> None:
    with database.read() as connection:
        driver: Any = connection.connection.driver_connection
        database.close()
        assert connection.execute(sa.select(1)).scalar() == 1
    with pytest.raises(Exception, match="closed"):
        driver.execute("SELECT 1")


@pytest.mark.both_engines
def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def half_way() -> None:
        with database.write() as connection:
            leases.take(connection, "crawl:miit", "host:1:a", NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM leases")).scalar() == 0


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    message(url)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is no database, only a text that is long enough to look like nothing else" * 30)
    assert message(f"sqlite:///{path}") == f"{path}: this file is not an SQLite database"


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE documents (x)")
    assert "another program's tables" in message(f"sqlite:///{path}")


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in message(f"sqlite:///{tmp_path}")


def test_a_missing_database_is_not_made_where_none_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert "no such database" in message(f"sqlite:///{path}", upgrade=False)
    assert not path.exists()


def test_an_empty_database_names_the_command_that_makes_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    sqlite3.connect(path).close()
    assert "zhengce db upgrade" in message(f"sqlite:///{path}", upgrade=False)


@pytest.mark.both_engines
@from_table
def test_a_schema_of_another_version_is_refused(found: str, line: str, database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    for upgrade in (True, False):
        refused = message(database_url, upgrade=upgrade)
        assert refused.endswith(f": {line}")
        assert "options" not in refused


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "WAIT_SECONDS", 0)
    path = tmp_path / "zhengce.db"
    opened = open_database(f"sqlite:///{path}")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="another process has been writing"), opened.write():
        pass
    holder.close()
    opened.close()


def test_a_table_that_another_session_locks_is_not_called_a_crawl(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "WAIT_SECONDS", 1)
    url = postgres.create()
    one, other = open_database(url), open_database(url)
    with one.write() as connection:
        connection.exec_driver_sql("LOCK TABLE documents IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StorageError, match="another session has held a lock for 1 seconds"), other.read() as reader:
            reader.execute(sa.text("SELECT count(*) FROM documents"))
    one.close()
    other.close()


# On SQLite a process that is stopped inside a transaction holds the file
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_writer_that_stands_still_loses_the_lock_after_ninety_seconds(database: Database) -> None:
    shown = "SHOW idle_in_transaction_session_timeout"
    with database.write() as connection:
        assert connection.exec_driver_sql(shown).scalar() == "90s"
    with database.read() as connection:
        assert connection.exec_driver_sql(shown).scalar() == "10min"


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    text = message("postgresql://someone:secret@127.0.0.1:1/nothing")
    assert text.startswith("postgresql+psycopg://someone:***@127.0.0.1:1/nothing: the database server does not answer")
    assert "secret" not in text


def test_a_server_that_has_no_such_database_refuses_and_is_not_called_silent(postgres: Server) -> None:
    url = sa.make_url(postgres.create())
    text = message(url.set(database="nosuch").render_as_string(hide_password=False))
    assert ": the database server refuses (" in text
    assert 'database "nosuch" does not exist' in text
    postgres.drop(url.render_as_string(hide_password=False))


# The migrations make what the code declares, on both engines


POSTGRESQL_SCHEMA = """
    SELECT table_name || ' ' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'
"""


def schema(connection: Connection) -> dict[str, str]:
    """What the database says of its tables, columns, indexes, constraints, functions, triggers and views, by name."""
    sqlite = connection.dialect.name == "sqlite"
    query = "SELECT name, coalesce(sql, type) FROM sqlite_master" if sqlite else POSTGRESQL_SCHEMA
    found = {name: re.sub(r"\s+", " ", text) for name, text in connection.execute(sa.text(query))}
    return {name: text for name, text in found.items() if "alembic_version" not in name}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """A database without tables."""
    if request.param == "sqlite":
        engine = sa.create_engine(f"sqlite:///{request.getfixturevalue('tmp_path') / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.create(template="template1")
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()
    server.drop(url)


@pytest.mark.both_engines
@pytest.mark.usefixtures("by_migrations")
def test_the_migrations_make_all_that_the_code_declares(empty: sa.Engine) -> None:
    dialect = empty.dialect.name
    statements = fts5.TABLES if dialect == "sqlite" else postgresql.STATEMENTS
    with empty.connect() as connection:  # not committed
        metadata.create_all(connection)
        for statement in (policies_view(dialect), *search_indexes(dialect), *statements):
            connection.exec_driver_sql(statement)
        declared = schema(connection)
        connection.rollback()
        if dialect == "sqlite":  # whose driver commits what makes tables
            connection.exec_driver_sql("DROP VIEW policies")
            for name in ("search_rows", "search_texts", "search_titles"):
                connection.exec_driver_sql(f"DROP TABLE {name}")
            metadata.drop_all(connection)
            connection.commit()
    database = open_database(empty.url.render_as_string(hide_password=False))
    with database.read() as connection:
        assert schema(connection) == declared
    assert save(database, document()).document_id == 1
    with database.read() as connection:  # triggers, on PostgreSQL, have written the index
        assert [hit.document_id for hit in Searcher(connection).hits(Term(("信息通信",)))] == [1]
        assert connection.execute(sa.text("SELECT count(*) FROM policies")).scalar() == 1
    database.close()


@pytest.mark.both_engines
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (reflected and kind in ("table", "index") and (name or "").startswith("search_"))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_revision_that_the_code_expects_is_the_newest() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
