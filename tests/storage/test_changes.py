"""Changes: each once, in order of commit, beside several writers, by the clock that machines share."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

import pytest

from parsers.record import PolicyDocument
from storage import changes, clock
from storage.changes import Change
from storage.crawl import leases, runs
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from tests.processes import FORKS
from tests.storage.making import NOON, document, moment, plain_document

# Changes come in the order of commit, without gaps, whoever writes and whenever one reads


WRITERS, EACH = 3, 20


def _write(url: str, writer: int) -> None:
    """Saves documents, edits some, and gives up every fourth transaction."""
    database = open_database(url)
    chance = random.Random(writer)
    for number in range(EACH):
        record = plain_document(1000 * writer + number)
        try:
            with database.write() as connection:
                saving.save(connection, record, None, None, NOON)
                saving.save(connection, replace(record, topic="改"), None, None, NOON)
                time.sleep(chance.random() / 200)
                if number % 4 == 3:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    database.close()


@pytest.mark.both_engines
def test_a_reader_beside_several_writers_sees_every_change_once_in_order(
    database: Database, database_url: str, open_another: Callable[[], Database]
) -> None:
    processes = [FORKS.Process(target=_write, args=(database_url, writer)) for writer in range(WRITERS)]
    for process in processes:
        process.start()
    seen: list[Change] = []
    reader = open_another()
    chance = random.Random(1)
    alive = True
    while alive:
        alive = any(process.is_alive() for process in processes)
        with reader.read() as connection:
            seen += changes.after(connection, seen[-1].number if seen else 0, chance.randrange(1, 20))
        time.sleep(0.003)  # a reader that never waits keeps the writers from their turn
        if chance.random() < 0.1:  # the consumer is stopped, and resumes from the number it stored
            reader.close()
            reader = open_another()
    with reader.read() as connection:
        seen += changes.after(connection, seen[-1].number)
        last = changes.last_number(connection)
    assert all(process.exitcode == 0 for process in processes)
    kept = WRITERS * sum(number % 4 != 3 for number in range(EACH))
    assert [change.number for change in seen] == list(range(1, 2 * kept + 1))
    assert last == 2 * kept
    by_document: dict[int, list[str]] = {}
    for change in seen:
        by_document.setdefault(change.document_id, []).append(change.kind)
    assert list(by_document.values()) == [["new", "revised"]] * kept


def _write_the_same(url: str, site: str) -> None:
    database = open_database(url)
    for number in range(20):
        record = plain_document(number)
        with database.write() as connection:
            saving.save(connection, replace(record, url=f"https://{site}/{number}"), None, None, NOON)
    database.close()


@pytest.mark.both_engines
def test_crawls_that_find_the_same_documents_at_once_make_one_of_each(database: Database, database_url: str) -> None:
    sites = ("www.miit.gov.cn", "www.gov.cn", "wap.miit.gov.cn")
    processes = [FORKS.Process(target=_write_the_same, args=(database_url, site)) for site in sites]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with database.read() as connection:
        assert queries.count(connection) == 20
        assert all(len(one.pages) == 3 for one in queries.select(connection))
        kinds = [change.kind for change in changes.after(connection, 0)]
    assert (kinds.count("new"), kinds.count("merged")) == (20, 40)


@pytest.mark.both_engines
def test_a_number_that_was_not_committed_is_given_again(database: Database) -> None:
    def given_up() -> None:
        with database.write() as connection:
            saving.save(connection, document(), None, None, NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        given_up()
    with database.write() as connection:
        saving.save(connection, document(), None, None, NOON)
    with database.read() as connection:
        assert [change.number for change in changes.after(connection, 0)] == [1]


@pytest.mark.both_engines
def test_a_reader_of_one_view_does_not_see_what_comes_meanwhile(database: Database) -> None:
    with database.write() as connection:
        saving.save(connection, plain_document(1), None, None, NOON)
    with database.read() as connection:
        assert changes.last_number(connection) == 1
        with database.write() as writing:
            saving.save(writing, plain_document(2), None, None, NOON)
        assert changes.last_number(connection) == 1
        assert queries.count(connection) == 1


def test_a_change_says_what_brought_it(database: Database) -> None:
    with database.write() as connection:
        number = saving.save(connection, document(), None, None, NOON).document_id
    edited: PolicyDocument = document(topic="新")
    with database.write() as connection:
        saving.save(connection, edited, None, None, moment(1))
    with database.read() as connection:
        new, revised = changes.after(connection, 0)
    assert new == Change(1, "new", number, NOON, "miit", document().url, None, None)
    fields = {"topic": {"old": "规划", "new": "新"}}
    assert revised == Change(2, "revised", number, moment(1), "miit", document().url, fields, None)
    with database.read() as connection:
        assert changes.after(connection, 0, limit=1) == [new]
        assert changes.after(connection, 2) == []


# A machine whose clock ran years ahead for a while: what it wrote hides nothing once the clock is right again


RECORD = plain_document(1)
AHEAD = 4000
"""Days."""


def test_a_dead_holders_lease_does_not_block_its_source_for_years(database: Database) -> None:
    with database.write() as connection:
        leases.take(connection, "crawl:miit", "elsewhere:1:a", moment(AHEAD))
        assert leases.take(connection, "crawl:miit", "elsewhere:2:b", moment(1)) is None


def test_later_runs_come_before_those_of_the_future(database: Database) -> None:
    with database.write() as connection:
        runs.begin(connection, "miit", now=moment(AHEAD))
        later = runs.begin(connection, "miit", now=moment(1))
        assert next(iter(runs.latest(connection, 1, "miit"))).id == later


@pytest.mark.both_engines
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
