"""A large database is upgraded in steps: others write in between, and a killed upgrade goes on where it was."""

import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex

from storage import search, upgrades
from storage.database import Database, downgrade_schema, open_database, unfinished, upgrade_schema
from storage.errors import StorageError
from storage.migrations import HEAD
from storage.schema import documents, pages, upgrade_steps
from storage.search.expression import Term
from storage.upgrades import Progress, fills
from tests.command_line import zhengce
from tests.processes import FORKS
from tests.storage.keeping import save
from tests.storage.making import plain_document
from tests.storage.test_migrations import answers, fill, schema_of

OLD = "0005"
"""A revision after which every kind of step comes."""


@pytest.fixture
def old(database: Database) -> Database:
    """A database of an old revision, with documents."""
    fill(database)
    downgrade_schema(database, OLD)
    return database


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a transaction."""
    take_small_steps(monkeypatch.setattr)


def take_small_steps(assign: Callable[[Any, str, Any], None]) -> None:
    for module, name, value in (
        (fills, "BATCH", 2),
        (search, "BATCH", 2),
        (upgrades, "HELD", 0),
        (upgrades, "PAUSE", 0.005),
    ):
        assign(module, name, value)


def upgrade(url: str, tell: Callable[[Progress], None]) -> None:
    """What a process does that may be killed."""
    take_small_steps(setattr)
    open_database(url, told=tell).close()


def test_an_upgrade_that_is_killed_again_and_again_ends_as_one_that_is_not(
    database: Database, database_url: str
) -> None:
    fill(database)
    before = answers(database), schema_of(database)
    downgrade_schema(database, OLD)
    chance, kills, told = random.Random(20211116), 0, list[Progress]()
    while True:
        hears, tells = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=upgrade, args=(database_url, tells.send))
        process.start()
        tells.close()
        with hears, suppress(EOFError):  # at the end of the upgrade
            for _ in range(chance.randrange(10, 24)):
                told.append(hears.recv())
            time.sleep(chance.random() / 200)
            process.kill()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
    assert kills >= 3
    assert unfinished(database) == []
    assert (answers(database), schema_of(database)) == before
    begun = [one.step for one in told if one.done == 0 and not one.step.startswith("index ")]
    assert len(begun) < len(set(begun)) + kills  # what was done once is not begun anew


@pytest.mark.usefixtures("small_steps")
def test_others_write_and_read_while_an_upgrade_goes_on(old: Database, database_url: str) -> None:
    saved: list[int] = []
    others: list[Database] = []

    def told(progress: Progress) -> None:
        if not others:
            others.append(open_database(database_url, upgrade=False))
        if len(saved) < 12:
            written = save(others[0], plain_document(100 + len(saved)))
            assert written.document_id
            saved.append(written.document_id)
            assert unfinished(others[0])

    upgrade_schema(old, told=told)
    assert len(saved) == 12
    with old.read() as connection:
        keys = sa.select(documents.c.address_key, documents.c.serial, pages.c.title_key, pages.c.stem_key)
        rows = connection.execute(keys.join(pages, pages.c.document_id == documents.c.id)).all()
        assert len(rows) == 19
        assert all(all(row) for row in rows)
        hits = search.search(connection, Term(("口岸",)), limit=100)
    assert {hit.document_id for hit in hits} >= set(saved)
    others[0].close()


@pytest.mark.usefixtures("small_steps")
def test_an_upgrade_that_another_process_goes_on_with_ends_in_both(old: Database, database_url: str) -> None:
    helped: list[int] = []

    def told(progress: Progress) -> None:
        if progress.done and not helped:
            helped.append(progress.done)
            open_database(database_url).close()  # does all that is left

    upgrade_schema(old, told=told)
    assert helped
    assert unfinished(old) == []


def test_an_index_that_a_killed_server_left_half_made_is_made_anew(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("PostgreSQL's way of making an index")
    index = next(one for one in pages.indexes if one.name == "ix_pages_stem_key")
    statement = str(CreateIndex(index).compile(dialect=database.engine.dialect))
    save(database, plain_document(1))
    before = schema_of(database)
    valid = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_pages_stem_key'::regclass")
    with database.write() as connection:
        connection.execute(
            sa.text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_pages_stem_key'::regclass")
        )
        step = {"position": 1, "name": "ix_pages_stem_key", "last_id": 0, "statement": statement}
        connection.execute(sa.insert(upgrade_steps).values(step))
    upgrades.finish(database)
    with database.read() as connection:
        assert connection.execute(valid).scalar() is True
    assert (schema_of(database), unfinished(database)) == (before, [])


def test_a_writer_that_a_newer_version_overtook_is_refused(
    database: Database, open_another: Callable[[], Database]
) -> None:
    running = open_another()
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"changed the schema meanwhile \(from revision \d+ to 9999\)"):
        save(running, plain_document(1))
    with pytest.raises(StorageError, match="made by a newer version of zhengce"):
        open_another()


@pytest.fixture
def half_upgraded(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose upgrade was killed in the midst of the keys of pages."""
    shutil.copy(sqlite_template, tmp_path / "zhengce.db")
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database)
    downgrade_schema(database, OLD)

    def told(progress: Progress) -> None:
        if progress.step == "keys of pages" and progress.done == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        take_small_steps(patch.setattr)
        with pytest.raises(KeyboardInterrupt):
            upgrade_schema(database, told=told)
    database.close()
    return tmp_path


def test_commands_say_that_an_upgrade_is_not_finished(half_upgraded: Path) -> None:
    listed = zhengce("list", data=half_upgraded)
    assert listed.returncode == 0
    assert listed.stderr.startswith("an upgrade of the database has this left to do: keys of pages, ")
    refused = zhengce("merge", "3", "4", data=half_upgraded)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "let it end (`zhengce db upgrade` goes on with it)" in refused.stderr
    upgraded = zhengce("db", "upgrade", data=half_upgraded)
    assert (upgraded.returncode, upgraded.stdout) == (0, f"{HEAD}\n")
    first, second, *_ = upgraded.stderr.splitlines()
    assert first == "upgrading: keys of pages, from 2 on"
    assert second == "upgrading: instruments of pages"
    assert zhengce("list", data=half_upgraded).stderr == ""
