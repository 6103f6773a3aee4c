"""The migrations make what the code declares, on both engines."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.database import MIGRATIONS, Database, open_database
from storage.migrations import HEAD
from storage.schema import metadata
from storage.search import fts5
from storage.search.expression import Term
from storage.search.postgresql import index as postgresql_index
from storage.search.searcher import Searcher
from storage.views import policies_view, search_indexes
from tests.postgres import Server
from tests.storage.keeping import save
from tests.storage.making import document

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


@pytest.mark.usefixtures("by_migrations")
def test_the_migrations_make_all_that_the_code_declares(empty: sa.Engine) -> None:
    dialect = empty.dialect.name
    statements = fts5.TABLES if dialect == "sqlite" else postgresql_index.STATEMENTS
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


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (reflected and kind in ("table", "index") and (name or "").startswith("search_"))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_revision_that_the_code_expects_is_the_newest() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
