"""A database of any age is upgraded to what a fresh one is, with the same answers, and goes back."""

import ast
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage import database as database_module
from storage import search
from storage.database import MIGRATIONS, Database, downgrade_schema, open_database, revision, unfinished, upgrade_schema
from storage.documents import queries
from storage.migrations import HEAD
from storage.schema import metadata
from storage.search import fts5, postgresql_index
from storage.search.expression import All, Not, Term
from storage.upgrades.steps import STEPS
from storage.views import policies_view, search_indexes
from tests.conftest import Server
from tests.storage.keeping import ON_GOV, capture, save
from tests.storage.making import NOON, document, plain_document

REVISIONS = sorted(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
FROZEN = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
QUERIES = (
    Term(("通知",)),
    Term(("信息通信",)),
    Term(("口岸",), issuers=("miit",)),
    Term(numbers=("工信部规〔2021〕164号",)),
    All((Term(("通知",)), Not(Term(("口岸",))))),
)


class Maker:
    """Makes databases of one engine."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder, self._server = folder, server
        self._made: list[Database] = []

    def empty(self) -> Database:
        """A database without any schema."""
        return self._connect(self._server.create(template="template1") if self._server else self._file())

    def copy(self, database: Database) -> Database:
        """A copy of a database."""
        database.close()  # folds an SQLite file, and is no connection to a template of PostgreSQL
        name = str(database.engine.url.database)
        if self._server:
            return self._connect(self._server.create(template=name))
        url = self._file()
        shutil.copy(name, url.removeprefix("sqlite:///"))
        return self._connect(url)

    def close(self) -> None:
        """Removes what was made."""
        for one in self._made:
            one.close()
            if self._server:
                self._server.drop(one.engine.url.render_as_string(hide_password=False))

    def _file(self) -> str:
        return f"sqlite:///{self._folder / f'{len(self._made)}.db'}"

    def _connect(self, url: str) -> Database:
        self._made.append(database_module._connect(url, create=True))
        return self._made[-1]


@dataclass(frozen=True)
class Filled:
    """A database that the migrations made at once and crawls filled, not to be written, and what it says."""

    database: Database
    schema: dict[str, str]
    rows: dict[str, list[Any]]
    hits: list[list[int]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server | None:
    """The server of the databases; None for SQLite."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else None


@pytest.fixture(scope="module")
def filled(server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    maker = Maker(tmp_path_factory.mktemp("filled"), server)
    database = maker.empty()
    upgrade_schema(database)
    fill(database)
    yield Filled(database, schema_of(database), *answers(database))
    maker.close()


Ages = dict[str, dict[str, str]]
"""Revision -> the schema of a database that the migrations made up to there."""


@pytest.fixture(scope="module")
def ages(server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ages]:
    maker = Maker(tmp_path_factory.mktemp("ages"), server)
    database = maker.empty()
    found = {}
    for age in REVISIONS:
        upgrade_schema(database, age)
        found[age] = schema_of(database)
    yield found
    maker.close()


@pytest.fixture
def maker(server: Server | None, tmp_path: Path) -> Iterator[Maker]:
    made = Maker(tmp_path, server)
    yield made
    made.close()


def fill(database: Database) -> None:
    """Documents as crawls leave them: new, revised, reparsed, merged, annotated, gone."""
    save(database, document(), facts=capture(1))
    save(database, ON_GOV, 1, facts=capture(2))  # the same document on another site
    save(database, document(topic="通信"), 2, facts=capture(3))
    for number in range(1, 6):
        save(database, plain_document(number))
    save(database, replace(plain_document(2), body="口岸改造完成。"), 3)
    save(database, replace(plain_document(3), topic="口岸"), 4, kind="reparsed")
    with database.write() as connection:
        queries.annotate(connection, 1, "Plan", NOON)
        connection.execute(sa.text("UPDATE pages SET gone_why = '404' WHERE id = 5"))


def rows(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table, and of the view."""
    found = {}
    for table in metadata.sorted_tables:
        query = sa.select(table).order_by(*table.primary_key.columns)
        found[table.name] = [tuple(row) for row in connection.execute(query)]
    found["policies"] = [tuple(row) for row in connection.execute(sa.text("SELECT * FROM policies ORDER BY id"))]
    return found


def hits(connection: Connection) -> list[list[int]]:
    orders: tuple[search.Order, ...] = ("best", "newest")
    asked = [(query, order) for query in QUERIES for order in orders]
    return [[hit.document_id for hit in search.search(connection, query, order=order)] for query, order in asked]


def answers(database: Database) -> tuple[dict[str, list[Any]], list[list[int]]]:
    with database.read() as connection:
        found = rows(connection), hits(connection)
    assert all(found[1])
    return found


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
    return {name: plain(text) for name, text in connection.execute(sa.text(query))}


def plain(sql: str) -> str:
    """A statement without what means nothing: line breaks, blanks, and the quotes around a table that was renamed."""
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.replace('"', "").split()))


def schema_of(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return schema(connection)


def pour_into(old: Database, full: dict[str, list[Any]], but: Collection[str] = ()) -> set[str]:
    """Writes rows into the tables and columns that an older database has, `but` some; gives the tables' names."""
    poured = set()
    with old.write() as connection:
        inspector = sa.inspect(connection)
        for name, _ in inspector.get_sorted_table_and_fkc_names():
            table = metadata.tables.get(name or "")
            if table is None or not full[table.name] or table.name in but:
                continue
            poured.add(table.name)
            columns = {column["name"] for column in inspector.get_columns(table.name)}
            values = [dict(zip(table.columns.keys(), row, strict=True)) for row in full[table.name]]
            known = [{key: value for key, value in row.items() if key in columns} for row in values]
            connection.execute(sa.insert(table), known)
    return poured


# ------------------------------------------------------------------ frozen


@pytest.mark.parametrize("path", FROZEN, ids=[path.stem for path in FROZEN])
def test_a_revision_runs_no_code_of_today(path: Path) -> None:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            modules.add(node.module or "")
    roots = {module.split(".")[0] for module in modules}
    assert roots <= {"alembic", "sqlalchemy", *sys.stdlib_module_names}


def test_the_revisions_make_the_view_that_the_code_describes(database: Database) -> None:
    made = schema_of(database)
    with database.write() as connection:
        connection.exec_driver_sql("DROP VIEW policies")
        connection.exec_driver_sql(policies_view(database.dialect))
        assert schema(connection)["policies"] == made["policies"]


def test_the_revisions_make_the_indexes_that_the_code_describes(database: Database) -> None:
    made = schema_of(database)
    with database.write() as connection:
        for statement in search_indexes(database.dialect):
            connection.exec_driver_sql(f"DROP INDEX {statement.split()[2]}")
            connection.exec_driver_sql(statement)
        assert schema(connection) == made


def test_the_revisions_make_the_full_text_search_that_the_code_describes(database: Database) -> None:
    made = schema_of(database)
    sqlite = database.dialect == "sqlite"
    with database.write() as connection:
        for name in ("texts", "titles", "rows") if sqlite else ("texts", "pages"):
            connection.exec_driver_sql(f"DROP TABLE search_{name}")
        if not sqlite:
            connection.exec_driver_sql("DROP INDEX search_owners")
            functions = "search_keep_document(), search_keep_page(), search_keys(text), search_lines(text)"
            connection.exec_driver_sql(f"DROP FUNCTION {functions}, search_text(text, text, text) CASCADE")
        for statement in fts5.ASKED.statements if sqlite else postgresql_index.STATEMENTS:
            connection.exec_driver_sql(statement)
        assert schema(connection) == made


# ------------------------------------------------------------------ upgraded


def test_a_database_of_every_age_becomes_what_a_fresh_one_is(maker: Maker, filled: Filled, ages: Ages) -> None:
    aged = maker.empty()
    full: set[str] = set()
    for age in REVISIONS:
        upgrade_schema(aged, age)
        assert schema_of(aged) == ages[age], age
        full |= pour_into(aged, filled.rows, full)
    with aged.write() as connection:  # what an upgrade notes to do after the last revision
        for step in STEPS:
            last: int | None = 0
            while last is not None:
                last = step.fill(connection, last)
    assert revision(aged) == HEAD
    assert schema_of(aged) == filled.schema
    assert answers(aged) == (filled.rows, filled.hits)


@pytest.mark.parametrize("old", [REVISIONS[0], REVISIONS[len(REVISIONS) // 2]])
def test_whoever_opens_an_old_database_upgrades_it(old: str, maker: Maker, filled: Filled) -> None:
    aged = maker.empty()
    upgrade_schema(aged, old)
    pour_into(aged, filled.rows)
    open_database(aged.engine.url.render_as_string(hide_password=False)).close()
    assert (revision(aged), schema_of(aged)) == (HEAD, filled.schema)
    assert unfinished(aged) == []
    if old >= "0009":  # what was poured has no index, which the crawls of that age wrote
        with aged.write() as connection:
            search.catch_up(connection)
    aged_rows, aged_hits = answers(aged)
    assert aged_hits == filled.hits
    later = {"health", "schedule", "keywords"}  # tables that the oldest had not
    assert {name: found for name, found in aged_rows.items() if name not in later} == {
        name: found for name, found in filled.rows.items() if name not in later
    }


def test_a_database_goes_back_through_every_age_and_up_again(maker: Maker, filled: Filled, ages: Ages) -> None:
    held = maker.copy(filled.database)
    assert answers(held) == (filled.rows, filled.hits)
    for age in reversed(REVISIONS[:-1]):
        downgrade_schema(held, age)
        assert schema_of(held) == ages[age], age
    upgrade_schema(held)
    assert schema_of(held) == filled.schema
    assert answers(held) == (filled.rows, filled.hits)
    downgrade_schema(held, "base")
    upgrade_schema(held)
    assert schema_of(held) == filled.schema


def test_what_is_saved_after_an_upgrade_is_found(maker: Maker) -> None:
    aged = maker.empty()
    upgrade_schema(aged, "0001")
    upgrade_schema(aged)
    save(aged, document())
    with aged.read() as connection:
        assert [hit.document_id for hit in search.search(connection, Term(("信息通信",)))] == [1]
