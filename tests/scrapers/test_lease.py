"""A crawl that loses its source, is told to stop, or has no room: nothing stored is damaged."""

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from storage.crawl import leases
from storage.database import open_database
from storage.errors import StorageError
from storage.schema import documents, runs
from storage.schema import leases as leases_held
from tests import forked_commands
from tests.command_line import Result
from tests.processes import FORKS
from tests.scrapers.loopback import LOOPBACK_SETTINGS, Sites, html
from tests.scrapers.test_crawl import THREE, held, publish

# A crawl that lost its source to another one notices by its own heartbeat, and leaves the source to it


FIRST, SECOND, THIRD = (url for url, _, _ in THREE)
OTHER = "another-machine:1:0"
ENOUGH = 30
"""Seconds for which the site waits for a heart to beat, at most."""


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What became of each heartbeat. Hearts beat all the time."""
    seen: list[str] = []
    beat = leases.beat

    def watched(*arguments: Any) -> bool:
        ours = beat(*arguments)
        seen.append("ours" if ours else "lost")
        return ours

    monkeypatch.setattr(leases, "BEAT_EVERY", timedelta(milliseconds=10))
    monkeypatch.setattr(leases, "beat", watched)
    return seen


def slow(
    page: str, until: Callable[[], bool], before: Callable[[], None] = lambda: None
) -> Callable[[HttpRequest], Reply]:
    """A page that the site gives when something is so."""

    def answer(request: HttpRequest) -> Reply:
        before()
        waited = threading.Event()
        for _ in range(ENOUGH * 100):
            if until():
                break
            waited.wait(0.01)
        return html(page)

    return answer


def take_over(folder: Path) -> None:
    """Gives the lease of the source to another crawl, as after a long sleep of this machine."""
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    with database.write() as connection:
        connection.execute(sa.update(leases_held).values(holder=OTHER, beat_at=datetime.now(UTC)))
    database.close()


def test_a_crawl_beats_while_it_goes_on(sites: Sites, tmp_path: Path, beats: list[str]) -> None:
    publish(sites)
    sites.answers[FIRST] = slow(sites.answers[FIRST], lambda: len(beats) > 2)
    [summary] = sites.crawl(tmp_path)
    assert beats[:3] == ["ours", "ours", "ours"]
    assert (summary.new, summary.reason) == (4, "finished")


@pytest.mark.parametrize("missed", [0, 2], ids=["every beat reaches the database", "two beats do not"])
def test_a_crawl_whose_source_was_taken_over_stops_and_leaves_it_alone(
    sites: Sites, tmp_path: Path, beats: list[str], monkeypatch: pytest.MonkeyPatch, missed: int
) -> None:
    beat, failures = leases.beat, list(range(missed))

    def missing(*arguments: Any) -> bool:
        if failures:
            failures.pop()
            raise StorageError("the database does not answer")
        return beat(*arguments)

    monkeypatch.setattr(leases, "beat", missing)
    publish(sites)
    sites.answers[FIRST] = slow(sites.answers[FIRST], lambda: "lost" in beats, before=lambda: take_over(tmp_path))
    [summary] = sites.crawl(tmp_path)
    assert summary.reason == "stopped: another crawl took this source over"
    assert not summary.ok
    assert THIRD not in sites.requested
    assert held(tmp_path, runs, "reason") == ["stopped: another crawl took this source over"]
    assert held(tmp_path, leases_held, "holder") == [OTHER]


# A crawl that is told to stop at the worst moment: while a record is being stored, or twice


SECONDS = 60
"""So long a crawl that never ends is let go on."""


@pytest.fixture
def patience() -> Iterator[None]:
    def enough(number: int, frame: object) -> None:
        raise AssertionError("the crawl does not end")

    before = signal.signal(signal.SIGALRM, enough)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("patience")
def test_a_crawl_that_is_stopped_while_a_record_is_stored_keeps_the_record_and_ends(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    store, stopping = SourceSpider._store, list[asyncio.Future[None]]()

    async def stopped_meanwhile(spider: SourceSpider, *read: Any) -> Any:
        if not stopping:
            stopping.append(asyncio.ensure_future(spider.crawler.stop_async()))
            await asyncio.sleep(0.05)  # until it waits for this record
        return await store(spider, *read)

    with monkeypatch.context() as patch:
        patch.setattr(SourceSpider, "_store", stopped_meanwhile)
        [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.reason) == (1, "interrupted")
    assert held(tmp_path, documents, "title") == ["关于做好第3项工作的通知"]
    assert held(tmp_path, runs, "reason") == ["interrupted"]
    [again] = sites.crawl(tmp_path)
    assert (again.new, again.ok) == (3, True)


class OpensForEver:
    """A crawl that is long in starting: its connections are there, and nothing closes them yet."""

    async def open_spider(self) -> None:
        print("starting", flush=True)
        while signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            await asyncio.sleep(0.01)
        print("told once", flush=True)
        await asyncio.sleep(SECONDS)


def crawl_until_told(folder: Path, said: Path) -> None:
    """What a process does that is told twice to stop; what it prints goes into a pipe of this name."""
    out = os.open(said, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(out)
    settings = {**LOOPBACK_SETTINGS, "ITEM_PIPELINES": {f"{__name__}.OpensForEver": 500}}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process.crawl(["ndrc"], database_url=f"sqlite:///{folder}/zhengce.db", data_dir=folder, settings=settings)
    except KeyboardInterrupt:
        print("stopped", flush=True)


@pytest.mark.usefixtures("patience")
def test_a_crawl_that_is_told_twice_to_stop_ends_at_once_and_in_silence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "said")
    crawling = FORKS.Process(target=crawl_until_told, args=(tmp_path, tmp_path / "said"))
    crawling.start()
    try:
        with (tmp_path / "said").open() as said:
            for line in ("starting\n", "told once\n"):
                assert said.readline() == line
                os.kill(crawling.pid or 0, signal.SIGINT)
            assert said.read() == "stopped\n"
        crawling.join()
        assert crawling.exitcode == 0
    finally:
        crawling.kill()


# A disk that is full: the crawl says so once, ends with its table, and damages nothing


"""Bytes that a file may grow beyond an empty database: less than the sample needs."""


@pytest.fixture
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Crawls the sample in a process of its own, which may write no file beyond so many bytes."""

    def run(data: Path, *sources: str, limit: int | None = None) -> Result:
        printed, said = (tmp_path_factory.mktemp("streams") / name for name in ("stdout", "stderr"))
        words = ("--data", str(data), "crawl", *sources, "--sample")
        code = forked_commands.run(*words, stdout=printed, stderr=said, limit=limit)
        return Result(code, printed.read_text(encoding="utf-8"), said.read_text(encoding="utf-8"))

    return run


def rows(data: Path) -> int:
    with sqlite3.connect(data / "zhengce.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        [count] = connection.execute("SELECT count(*) FROM documents").fetchone()
    connection.close()
    return int(count)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_log_that_cannot_be_written_costs_nothing(crawl: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "crawl.log").symlink_to("/dev/full")
    result = crawl(tmp_path, "mot")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_log_that_cannot_be_begun_is_named(crawl: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "crawl.log").mkdir()
    result = crawl(tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line == f"zhengce: {tmp_path / 'crawl.log'}: the log cannot be written (Is a directory)"
