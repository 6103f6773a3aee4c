"""Runs are recorded, a source is crawled by one at a time, filters mean the same on both databases."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from pipelines import agencies
from storage import schema
from storage.crawl import leases, runs
from storage.crawl.runs import RunFacts
from storage.crawl.stop_reason import StopReason
from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import saving
from tests.storage.making import BODIES, NOON, moment, plain_document


def test_a_run_is_read_back_as_it_was_finished(database: Database) -> None:
    facts = RunFacts(
        reason="finished",
        stop=StopReason.FINISHED,
        requests=9,
        listings=2,
        fetched=6,
        new=3,
        revised=1,
        unchanged=2,
        failed=1,
        statuses={"200": 8, "404": 1},
        columns={"通知": {"pages": 2, "owes": []}},
        messages=("404: https://www.miit.gov.cn/lost.html",),
    )
    with database.write() as connection:
        number = runs.begin(connection, "miit", since=date(2021, 11, 1), full=True, now=NOON)
        runs.note(connection, number, {"通知": {"pages": 1}})
    with database.read() as connection:
        (running,) = runs.latest(connection)
    assert (running.finished_at, running.reason, running.columns) == (None, None, {"通知": {"pages": 1}})
    with database.write() as connection:
        runs.finish(connection, number, facts, moment(0.01))
    with database.read() as connection:
        (run,) = runs.latest(connection)
    for name in RunFacts.__dataclass_fields__:
        assert getattr(run, name) == getattr(facts, name), name
    assert (run.source, run.since, run.full, run.started_at) == ("miit", date(2021, 11, 1), True, NOON)


def test_the_newest_runs_come_first_of_one_source_or_of_all(database: Database) -> None:
    with database.write() as connection:
        for day, source in enumerate(["miit", "ndrc", "miit"]):
            runs.begin(connection, source, now=moment(day))
    with database.read() as connection:
        assert [run.source for run in runs.latest(connection)] == ["miit", "ndrc", "miit"]
        assert [run.started_at for run in runs.latest(connection, source="miit")] == [moment(2), moment(0)]
        assert len(runs.latest(connection, limit=1)) == 1


def test_the_state_of_a_column_is_that_of_the_last_run_that_began_it(database: Database) -> None:
    with database.write() as connection:
        for owed in ("2026-01-01", None):
            number = runs.begin(connection, "miit", now=NOON)
            runs.note(connection, number, {"政策 “解读”": {"resume_from": owed}, "": {}})
        for day in range(30):  # a month in which the site let us see nothing
            runs.finish(
                connection,
                runs.begin(connection, "miit", now=moment(day)),
                RunFacts("stopped", StopReason.FAILED),
                moment(day),
            )
        runs.note(connection, runs.begin(connection, "ndrc", now=NOON), {"公告": {"resume_from": None}})
    with database.read() as connection:
        assert runs.column_state(connection, "miit", "政策 “解读”") == {"resume_from": None}
        assert runs.column_state(connection, "miit", "政策 “解读”", without=number) == {"resume_from": "2026-01-01"}
        assert runs.column_state(connection, "miit", "公告") == {}


def test_what_a_recording_showed_of_a_column_is_apart_from_what_the_site_showed(database: Database) -> None:
    with database.write() as connection:
        for pages, seen in ((9, {"rows": 3}), (2, {"rows": 3, "recorded": True}), (7, {})):
            state = {"通知": {"pages": pages, "seen": seen}} if seen else {}
            runs.note(connection, runs.begin(connection, "miit", now=NOON), state)
    with database.read() as connection:
        assert runs.column_state(connection, "miit", "通知")["pages"] == 9
        assert runs.column_state(connection, "miit", "通知", recorded=True)["pages"] == 2


def take(database: Database, holder: str, day: float = 0) -> str | None:
    with database.write() as connection:
        other = leases.take(connection, "crawl:miit", holder, moment(day))
    return other.holder if other else None


ALIVE = "another-machine:1:aaaa"


@pytest.mark.both_engines
def test_the_second_crawl_of_a_source_is_told_who_is_at_it(database: Database) -> None:
    assert take(database, ALIVE) is None
    assert take(database, leases.holder_name()) == ALIVE
    with database.write() as connection:
        assert leases.take(connection, "crawl:ndrc", "somebody:1:b", NOON) is None


def test_a_lease_is_free_when_it_was_given_back(database: Database) -> None:
    take(database, ALIVE)
    with database.write() as connection:
        leases.give_back(connection, "crawl:miit", "somebody:1:else")
    assert take(database, leases.holder_name()) == ALIVE
    with database.write() as connection:
        leases.give_back(connection, "crawl:miit", ALIVE)
    assert take(database, leases.holder_name()) is None


def test_a_lease_lives_by_its_heartbeat(database: Database) -> None:
    silent = leases.DEAD_AFTER.total_seconds() / 86400 + 0.0001
    take(database, ALIVE)
    with database.write() as connection:
        assert leases.beat(connection, "crawl:miit", ALIVE, moment(silent))
    assert take(database, "next:1:b", silent * 1.5) == ALIVE
    assert take(database, "next:1:b", silent * 2.1) is None
    with database.write() as connection:
        assert not leases.beat(connection, "crawl:miit", ALIVE, moment(silent * 2.2))
        assert leases.beat(connection, "crawl:miit", "next:1:b", moment(silent * 2.2))


def test_a_holder_on_this_machine_that_runs_is_alive(database: Database) -> None:
    mine = leases.holder_name()
    take(database, mine)
    assert take(database, leases.holder_name()) == mine
    assert take(database, mine) is None  # its own lease again


def test_a_process_number_of_another_machine_says_nothing_here(database: Database) -> None:
    far = f"another-machine:{2**22 + 1}:aaaa"  # no process of Linux has this number
    take(database, far)
    assert take(database, leases.holder_name()) == far


def test_a_holder_that_takes_its_lease_again_has_held_it_since_it_first_did(database: Database) -> None:
    take(database, ALIVE)
    later = moment(60 / 86400)
    with database.write() as connection:
        assert leases.take(connection, "crawl:miit", ALIVE, later) is None
        held = leases.take(connection, "crawl:miit", leases.holder_name(), later)
    assert held == leases.Lease("crawl:miit", ALIVE, NOON, later)


FILTERS: dict[str, tuple[Filters, Sequence[int]]] = {
    "everything but news": (Filters(), [1, 2, 3, 4]),
    "an issuer, also as the second": (Filters(issuers=("miit",)), [1, 2]),
    "any of several issuers": (Filters(issuers=("ndrc", "mot")), [2, 3]),
    "a site on which it stands too": (Filters(sources=("state_council",)), [1]),
    "a type": (Filters(types=("公告",)), [4]),
    "a stage": (Filters(stages=("draft", "news")), [3, 5]),
    "from a day": (Filters(date_from=date(2021, 11, 17)), [2, 3]),
    "to a day, included": (Filters(date_to=date(2021, 11, 16)), [1, 4]),
    "a part of the topic": (Filters(topic="交通\\"), [3]),
    "a topic with a sign of LIKE": (Filters(topic="100%"), [4]),
    "several at once": (Filters(issuers=("miit",), date_from=date(2021, 11, 17)), [2]),
    "nothing": (Filters(issuers=("none",)), []),
}


def fill(database: Database) -> None:
    records = [
        plain_document(1),
        plain_document(2, issuing_bodies=(BODIES["ndrc"], BODIES["miit"]), published_on=date(2021, 11, 17)),
        plain_document(
            3, issuing_bodies=(BODIES["mot"],), stage="draft", published_on=date(2021, 11, 18), topic="工业、交通\\其他"
        ),
        plain_document(
            4,
            issuing_bodies=(),
            document_type="公告",
            published_on=None,
            published_at=None,
            written_on=date(2021, 1, 1),
            topic="100% 绿电",
        ),
        plain_document(5, stage="news"),
        replace(plain_document(1), source="state_council", url="https://www.gov.cn/1.htm"),
    ]
    for record in records:
        with database.write() as connection:
            saving.save(connection, record, None, None, NOON)


@pytest.fixture(scope="module")
def filled(make_database: Callable[[], Database]) -> Database:
    """Not to be written."""
    database = make_database()
    fill(database)
    return database


@pytest.mark.both_engines
@pytest.mark.parametrize("name", FILTERS)
def test_filters_mean_what_they_say(filled: Database, name: str) -> None:
    filters, expected = FILTERS[name]
    with filled.read() as connection:
        found = queries.select(connection, filters, order="id")
        assert [int(one.record.url.split("/")[-1][0]) for one in found] == expected
        assert queries.count(connection, filters) == len(expected)
        assert list(queries.each(connection, filters, "id")) == found


@pytest.mark.both_engines
def test_the_newest_come_first_and_those_without_a_day_last(database: Database) -> None:
    fill(database)
    with database.write() as connection:
        undated: dict[str, Any] = {"published_on": None, "published_at": None, "written_on": None}
        saving.save(connection, plain_document(6, **undated), None, None, NOON)
    with database.read() as connection:
        numbers = [one.record.url.split("/")[-1][0] for one in queries.select(connection)]
        assert numbers == ["3", "2", "1", "4", "6"]
        assert [one.record.url.split("/")[-1][0] for one in queries.select(connection, limit=2, offset=1)] == [
            "2",
            "1",
        ]
        oldest = queries.select(connection, order="oldest")
        assert [one.record.url.split("/")[-1][0] for one in oldest] == ["4", "1", "2", "3", "6"]


def test_the_agencies_are_those_that_the_parsers_know(database: Database, open_another: Callable[[], Database]) -> None:
    blank = dict.fromkeys(agencies.COLUMNS, "")
    rows = [
        blank | {"id": "miit", "name_full": "中华人民共和国工业和信息化部", "name": "工业和信息化部"},
        blank | {"id": "mot", "name_full": "中华人民共和国交通运输部", "name": "交通运输部"},
    ]
    assert agencies.bring_up_to_date(database, rows, NOON)
    assert not agencies.bring_up_to_date(database, rows, NOON)
    assert agencies.bring_up_to_date(database, rows[:1], NOON)
    with open_another().read() as connection:
        assert connection.execute(sa.select(schema.agencies.c.name)).scalars().all() == ["工业和信息化部"]
