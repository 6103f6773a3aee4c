"""A machine whose clock ran years ahead for a while: what it wrote hides nothing once the clock is right again."""

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

import pytest

from storage import clock
from storage.crawl import leases, pages, runs
from storage.database import Database
from storage.documents.writing import saving
from tests.storage.making import entry, moment, plain_document

RECORD = plain_document(1)
ROW = entry(RECORD)
AHEAD = 4000
"""Days."""


def read_ahead(database: Database) -> None:
    with database.write() as connection:
        pages.pages_to_fetch(connection, "miit", [ROW], moment(AHEAD))
        saving.save(connection, RECORD, None, ROW, moment(AHEAD))


def test_a_page_that_was_put_off_for_years_is_due(database: Database) -> None:
    read_ahead(database)
    with database.read() as connection:
        assert [wanted.entry.url for wanted in pages.due(connection, "miit", moment(1))] == [ROW.url]


def test_a_page_that_was_never_read_and_was_put_off_for_years_is_wanted(database: Database) -> None:
    with database.write() as connection:
        pages.pages_to_fetch(connection, "miit", [ROW], moment(AHEAD))
        assert [page.reason for page in pages.pages_to_fetch(connection, "miit", [ROW], moment(1))] == ["new"]


def test_a_page_within_the_longest_interval_is_not_due(database: Database) -> None:
    with database.write() as connection:
        saving.save(connection, RECORD, None, ROW, moment(0))
    with database.read() as connection:
        assert pages.due(connection, "miit", moment(-89)) == []


def test_a_title_that_changes_in_the_listing_is_seen(database: Database) -> None:
    read_ahead(database)
    with database.write() as connection:
        changed = replace(ROW, title=f"{ROW.title}（修订）")
        assert [page.reason for page in pages.pages_to_fetch(connection, "miit", [changed], moment(1))] == ["changed"]


def test_a_dead_holders_lease_does_not_block_its_source_for_years(database: Database) -> None:
    with database.write() as connection:
        leases.take(connection, "crawl:miit", "elsewhere:1:a", moment(AHEAD))
        assert leases.take(connection, "crawl:miit", "elsewhere:2:b", moment(1)) is None


def test_later_runs_come_before_those_of_the_future(database: Database) -> None:
    with database.write() as connection:
        runs.begin(connection, "miit", now=moment(AHEAD))
        later = runs.begin(connection, "miit", now=moment(1))
        assert next(iter(runs.latest(connection, 1, "miit"))).id == later


def test_machines_that_share_a_server_go_by_its_clock(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ahead:
        @staticmethod
        def now(zone: tzinfo | None = None) -> datetime:
            return datetime(2046, 1, 1, tzinfo=zone)

    monkeypatch.setattr(clock, "datetime", Ahead)
    with database.read() as connection:
        found = clock.moment(connection)
    assert (found.year == 2046) == (database.dialect == "sqlite")
    assert found.utcoffset() == timedelta(0)
