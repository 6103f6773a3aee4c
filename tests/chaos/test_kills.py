"""Kills, a full disk, two at once, a dead worker: what is kept is whole, and the next crawl goes on.

On both engines; `python -m benchmarks.kills` kills other commands too, more often, and is run here with `-m slow`.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pytest_httpserver import HTTPServer

from storage.archive import exchanges
from storage.crawl import schedule
from storage.database import open_database
from storage.schema import runs
from tests.chaos.ministry import NOTICES, Place, publish
from tests.processes import FORKS
from tests.scrapers.loopback import LISTS, READINGS, Sites
from zhengce.workers.worker import Pace, Worker

KILLS = 4
SECONDS = 180
"""So long what happens at once on an idle machine is waited for."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.fixture(scope="module")
def site() -> Iterator[Sites]:
    """On a server of its own: the shared one is cleared after every test."""
    server = HTTPServer()
    server.start()
    sites = Sites(server)
    publish(sites)
    yield sites
    server.stop()


@pytest.fixture
def place(site: Sites, database_url: str, tmp_path: Path) -> Place:
    site.requested.clear()
    return Place(database_url, tmp_path)


@pytest.fixture(scope="module")
def undisturbed(site: Sites, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a crawl holds that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    place = Place(f"sqlite:///{folder / 'zhengce.db'}", folder)
    assert place.crawl(site) == 0
    return place.holdings()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def ends_of_runs(place: Place) -> list[tuple[str | None, bool]]:
    """Of every run: its reason, and whether it has an end."""
    database = open_database(place.url, upgrade=False)
    with database.read() as connection:
        rows = connection.execute(sa.select(runs.c.reason, runs.c.finished_at).order_by(runs.c.id)).all()
    database.close()
    return [(row.reason, row.finished_at is not None) for row in rows]


@pytest.mark.both_engines
def test_a_crawl_that_is_killed_and_interrupted_holds_in_the_end_what_an_undisturbed_one_holds(
    site: Sites, undisturbed: dict[str, Any], place: Place
) -> None:
    moments = random.Random(20261124)
    for number in (*[signal.SIGKILL] * KILLS, signal.SIGINT):
        site.requested.clear()
        child, wanted = place.start(site), moments.randrange(1, 12)
        wait_until(lambda wanted=wanted: len(site.requested) >= wanted)  # type: ignore[misc]
        time.sleep(moments.uniform(0, 0.02))
        os.kill(child.pid or 0, number)
        child.join()
        assert child.exitcode == (1 if number == signal.SIGINT else -signal.SIGKILL)
    assert ends_of_runs(place)[-1] == ("interrupted", True)
    assert place.crawl(site) == 0
    assert place.holdings() == undisturbed
    site.requested.clear()
    assert place.crawl(site) == 0
    assert site.requested == [LISTS, READINGS]


@pytest.mark.both_engines
def test_after_the_disk_was_full_the_next_crawl_goes_on_and_nothing_is_damaged(
    site: Sites, undisturbed: dict[str, Any], place: Place
) -> None:
    # SQLite's file is larger than the archive's, so it meets the limit first; of PostgreSQL, the archive does.
    file = place.folder / "zhengce.db"
    room = file.stat().st_size if file.exists() else 0
    for limit in (room + 15_000, room + 40_000):
        assert place.crawl(site, limit) == 1
        held = place.holdings()
        assert len(held["documents"]) < NOTICES
        assert set(held["archive"]) == {url for url, *_ in held["documents"]}
        for archived in (place.folder / "archive").glob("*.warc.gz"):
            assert len(list(exchanges(archived, on_damage=pytest.fail))) >= len(held["archive"])
    assert place.crawl(site) == 0
    assert place.holdings() == undisturbed


@pytest.mark.both_engines
def test_of_two_crawls_at_once_one_does_it_and_the_other_leaves(
    site: Sites, undisturbed: dict[str, Any], place: Place
) -> None:
    crawls = [place.start(site), place.start(site)]
    for crawl in crawls:
        crawl.join()
    assert [crawl.exitcode for crawl in crawls] == [0, 0]
    assert ends_of_runs(place) == [("finished", True)]
    assert len(site.requested) == len(set(site.requested))
    assert place.holdings() == undisturbed


# A worker


@pytest.fixture
def crew(site: Sites, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Place], BaseProcess]]:
    """Starts a worker in a session of its own, whose crawls are processes."""
    monkeypatch.setenv("LOOPBACK", site.server.url_for("").rstrip("/"))
    started: list[BaseProcess] = []

    def start(place: Place) -> BaseProcess:
        place.folder.mkdir()
        started.append(FORKS.Process(target=work, args=(place, os.environ["LOOPBACK"])))
        started[-1].start()
        return started[-1]

    yield start
    for worker in started:
        if worker.is_alive():
            kill_session(worker)


def work(place: Place, server: str) -> None:
    """A worker in this process."""
    os.setsid()
    os.environ["LOOPBACK"] = server
    log = os.open(place.folder / "log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    schedule.TAKEN_FOR = timedelta(seconds=2)
    worker = Worker(
        place.url,
        place.folder,
        {"ndrc": timedelta(hours=6)},
        pace=Pace(look=0.1, longest_wait=0.5),
        command=lambda source: [sys.executable, "-m", "tests.chaos.ministry", source],
    )
    asyncio.run(worker.run())


def kill_session(worker: BaseProcess) -> None:
    """Kills a worker with its crawls, as a machine that loses its power."""
    leader = worker.pid
    for name in [str(leader), *os.listdir("/proc")]:
        with contextlib.suppress(ProcessLookupError):
            if name.isdecimal() and os.getsid(int(name)) == leader:
                os.kill(int(name), signal.SIGKILL)
    worker.join()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_dies_with_its_crawl_is_replaced_by_another_which_keeps_every_document_once(
    site: Sites, undisturbed: dict[str, Any], place: Place, crew: Callable[[Place], BaseProcess]
) -> None:
    first = crew(Place(place.url, place.folder / "first"))
    wait_until(lambda: len(site.requested) > 20)
    kill_session(first)
    crew(Place(place.url, place.folder / "second"))
    wait_until(lambda: ends_of_runs(place)[1:] == [("finished", True)])
    assert ends_of_runs(place)[0] == (None, False)
    held = place.holdings(archived=False)
    assert {name: held[name] for name in held if name != "archive"} == {
        name: undisturbed[name] for name in held if name != "archive"
    }


@pytest.mark.slow
def test_every_command_that_writes_may_be_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import kills

    monkeypatch.setattr(sys, "argv", ["kills", "--kills", "6"])
    with pytest.raises(SystemExit, match="0"):
        kills.main()
