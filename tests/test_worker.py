"""Workers on one PostgreSQL: what one does with its sources, its crawls and its database. `tests.chaos` kills some."""

import asyncio
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from scrapers.run import process
from storage.crawl import runs, schedule
from storage.crawl.stop_reason import StopReason
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.health import backoff
from tests.postgres import Server
from zhengce.cli.program import main
from zhengce.workers import worker as workers_module
from zhengce.workers.worker import Pace, Worker

SOON = timedelta(seconds=3)
MOST = 30.0
"""Seconds that a worker may take for what it does at once."""


@pytest.fixture
def url(postgres: Server) -> str:
    """A PostgreSQL database of the test's own."""
    return postgres.create()


class Crew:
    """A worker whose crawls are small programs, and what they leave behind."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def work(
        self,
        program: str,
        *,
        seconds: float,
        until: Callable[[], bool] = lambda: False,
        sources: tuple[str, ...] = ("miit",),
        every: timedelta = SOON,
    ) -> None:
        """Lets a worker run for so long, or only until something has happened; `program` gets the source."""

        async def main() -> None:
            worker = Worker(
                self.url,
                self.folder,
                dict.fromkeys(sources, every),
                pace=Pace(look=0.1, longest_wait=0.2, last_seconds=5.0),
                command=lambda source: [sys.executable, "-I", "-S", "-c", program, source],
            )

            async def stop() -> None:
                end = time.monotonic() + seconds
                while time.monotonic() < end and not await asyncio.to_thread(until):
                    await asyncio.sleep(0.05)
                worker.stop()

            stopping = asyncio.create_task(stop())
            await worker.run()
            await stopping

        asyncio.run(main())

    def work_until_left(self, program: str, *names: str, sources: tuple[str, ...] = ("miit",)) -> None:
        """Lets a worker run until its crawls have left these files."""
        left = {self.folder / name for name in names}
        self.work(
            program,
            seconds=MOST,
            until=lambda: left <= set(self.folder.iterdir()),
            sources=sources,
            every=timedelta(hours=6),
        )

    def has_failed(self, source: str) -> bool:
        """Whether a crawl of the source has broken down."""
        return self.cadences[source].failures > 0

    @property
    def cadences(self) -> dict[str, schedule.Turn]:
        database = open_database(self.url)
        with database.read() as connection:
            found = {
                turn.source: turn for turn in schedule.all_of(connection, ["miit", "ndrc", "cac"], datetime.now(UTC))
            }
        database.close()
        return found


@pytest.fixture
def crew(url: str, tmp_path: Path) -> Crew:
    return Crew(url, tmp_path)


# One worker


def test_a_crawl_that_breaks_down_is_named_and_tried_again_later(crew: Crew) -> None:
    crew.work("import sys; sys.exit(2)", seconds=MOST, until=lambda: crew.has_failed("miit"), every=timedelta(hours=6))
    cadence = crew.cadences["miit"]
    assert cadence.failures == 1
    assert cadence.failed_why is not None
    assert "exit code 2" in cadence.failed_why
    assert cadence.failed_at is not None
    assert cadence.next_at == cadence.failed_at + schedule.FIRST_RETRY


def test_a_crawl_that_is_killed_costs_no_other(crew: Crew) -> None:
    program = (
        "import os, sys, pathlib\n"
        "if sys.argv[1] == 'miit': os.kill(os.getpid(), 9)\n"
        "pathlib.Path(os.environ['ZHENGCE_DATA'], sys.argv[1]).touch()"
    )

    def over() -> bool:
        return {path.name for path in crew.folder.iterdir()} == {"ndrc", "cac"} and crew.has_failed("miit")

    crew.work(program, seconds=MOST, until=over, sources=("miit", "ndrc", "cac"), every=timedelta(hours=6))
    assert over()
    assert crew.cadences["miit"].failed_why == f"the crawl was ended by signal {signal.SIGKILL}"


def test_a_crawl_that_found_its_source_taken_is_tried_again(database: Database) -> None:
    began = datetime(2026, 11, 24, 12, tzinfo=UTC)
    fault = "another crawl of this source is going on"
    assert workers_module._fault_of(database, "miit", began, 1) == fault
    with database.write() as connection:
        number = runs.begin(connection, "miit", now=began)
    assert workers_module._fault_of(database, "miit", began, 1) is None
    assert workers_module._fault_of(database, "miit", began + timedelta(seconds=1), 0) == fault
    with database.write() as connection:  # refused while it waited for its turn: it did not break down
        facts = runs.RunFacts("stopped: refused 2 times in a row", StopReason.REFUSED)
        runs.finish(connection, number, facts, began)
    assert workers_module._fault_of(database, "miit", began + timedelta(hours=1), 0) is None


def refused(url: str, ago: timedelta) -> None:
    """Records a crawl of miit that the site refused so long ago."""
    database, ended = open_database(url), datetime.now(UTC) - ago
    with database.write() as connection:
        number = runs.begin(connection, "miit", now=ended - timedelta(minutes=1))
        facts = runs.RunFacts("stopped: refused 2 times in a row; …: blocked with status 403", StopReason.REFUSED)
        runs.finish(connection, number, facts, ended)
    database.close()


def test_a_source_that_rests_is_not_crawled_and_stays_due_until_that_is_over(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "_fault_of", lambda *arguments: None)  # so small a crawl leaves no run behind
    write = "import os, pathlib, sys; pathlib.Path(os.environ['ZHENGCE_DATA'], sys.argv[1]).open('a').write('x')"
    refused(crew.url, timedelta(minutes=10))
    other = crew.folder / "ndrc"

    def was_crawled_again() -> bool:
        return other.exists() and other.stat().st_size > 1

    crew.work(write, seconds=MOST, until=was_crawled_again, sources=("miit", "ndrc"), every=timedelta(seconds=0.1))
    assert {path.name for path in crew.folder.iterdir()} == {"ndrc"}
    assert crew.cadences["miit"].next_at <= datetime.now(UTC)
    assert crew.cadences["miit"].failures == 0


def test_a_source_is_crawled_when_its_rest_is_over(crew: Crew) -> None:
    refused(crew.url, backoff.FIRST_BACKOFF)
    crew.work_until_left("import os; open(os.environ['ZHENGCE_DATA'] + '/again', 'w')", "again")
    assert (crew.folder / "again").exists()


def test_the_schedule_shows_when_a_resting_source_is_requested_again(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(crew.url, timedelta(0))
    again = datetime.now(UTC) + backoff.FIRST_BACKOFF
    monkeypatch.setattr(sys, "argv", ["zhengce", "--database", crew.url, "schedule", "miit"])
    assert main() == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("miit")]
    assert "(backing off)" in line
    shown = datetime.strptime(line.split("6h")[1].split("(")[0].strip(), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert abs(shown - again) < timedelta(minutes=2)


def test_the_database_and_its_password_reach_the_crawl_and_not_the_list_of_processes(crew: Crew) -> None:
    program = (
        "import os, sys, pathlib\n"
        "place = pathlib.Path(os.environ['ZHENGCE_DATA'], 'seen')\n"
        "place.write_text(os.environ['ZHENGCE_DATABASE'] + '\\n' + ' '.join(sys.orig_argv))"
    )
    seen = crew.folder / "seen"
    crew.work(program, seconds=MOST, until=lambda: seen.exists() and seen.stat().st_size > 0, every=timedelta(hours=6))
    database_url, arguments = seen.read_text().split("\n", 1)
    assert database_url == crew.url
    assert crew.url not in arguments


def test_a_worker_that_is_stopped_ends_its_crawl_in_order_and_leaves_the_source_due(crew: Crew) -> None:
    program = (
        "import os, pathlib, signal, sys, time\n"
        "place = pathlib.Path(os.environ['ZHENGCE_DATA'])\n"
        "def end(*_): (place / 'ended').touch(); sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, end); (place / 'began').touch(); time.sleep(30)"
    )
    crew.work_until_left(program, "began")
    assert {path.name for path in crew.folder.iterdir()} == {"began", "ended"}
    assert crew.cadences["miit"].next_at <= datetime.now(UTC) + schedule.FIRST_RETRY


def test_what_a_dead_worker_crawled_is_given_to_another(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "TAKEN_FOR", timedelta(seconds=1))
    crew.work_until_left("import os; open(os.environ['ZHENGCE_DATA'] + '/first', 'w')", "first")
    database = open_database(crew.url)
    with database.write() as connection:
        schedule.hasten(connection, schedule.Turn("miit", datetime.now(UTC)), datetime.now(UTC))
        assert schedule.take(connection, {"miit": SOON}, datetime.now(UTC))  # and then the worker died
    database.close()
    crew.work_until_left("import os; open(os.environ['ZHENGCE_DATA'] + '/again', 'w')", "again")
    assert (crew.folder / "again").exists()


def test_a_worker_meets_a_database_again_that_was_restarted(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "_fault_of", lambda *arguments: None)  # so small a crawl leaves no run behind
    monkeypatch.setattr(schedule, "TAKEN_FOR", timedelta(seconds=1))  # how long a crawl waits whose end was not noted

    log, cuts = crew.folder / "log", list[str]()

    def crawled_after_a_cut() -> bool:
        if log.exists() and not cuts:
            with psycopg.connect(crew.url.replace("+psycopg", ""), autocommit=True) as connection:
                cuts.append("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                            " AND datname = current_database()")  # fmt: skip
                connection.execute(cuts[0])
            log.unlink(missing_ok=True)
        return log.exists() and log.stat().st_size >= 2  # one may have been under way

    program = "import os; open(os.environ['ZHENGCE_DATA'] + '/log', 'a').write('x')"
    crew.work(program, seconds=2 * MOST, until=crawled_after_a_cut, every=timedelta(seconds=0.2))
    assert log.stat().st_size >= 2


def test_a_worker_waits_for_a_server_that_is_away(url: str, tmp_path: Path) -> None:
    async def main() -> bool:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # and does not listen
            away = sa.make_url(url).set(host="127.0.0.1", port=nobody.getsockname()[1], query={})
            worker = Worker(
                away.render_as_string(hide_password=False), tmp_path, {"miit": SOON}, pace=Pace(longest_wait=0.1)
            )
            task = asyncio.create_task(worker.run())
            await asyncio.sleep(0.3)
            is_waiting = not task.done()
            worker.stop()
            await asyncio.wait_for(task, MOST)
            return is_waiting

    assert asyncio.run(main())


def test_a_worker_that_the_server_refuses_says_so_at_once(url: str, tmp_path: Path) -> None:
    nowhere = sa.make_url(url).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StorageError, match="nowhere"):
        asyncio.run(Worker(nowhere, tmp_path, {"miit": SOON}).run())


def test_workers_need_postgresql_and_say_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"zhengce\.db: workers on several machines share a PostgreSQL database"):
        asyncio.run(Worker(f"sqlite:///{tmp_path / 'zhengce.db'}", tmp_path, {"miit": SOON}).run())


def test_no_host_belongs_to_two_sources() -> None:
    """The lock of a source is the lock of its hosts: only so is a host requested one page at a time by all workers."""
    hosts = Counter(host for source in process.sources() for host in set(source.allowed_domains))
    assert [host for host, count in hosts.items() if count > 1] == []
