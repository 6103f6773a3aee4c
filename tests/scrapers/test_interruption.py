"""A crawl that is told to stop at the worst moment: while a record is being stored, or twice."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from scrapy.crawler import Crawler

from scrapers.run import process
from storage.schema import documents, runs
from tests.processes import FORKS
from tests.scrapers.loopback import LOOPBACK_SETTINGS, Sites
from tests.scrapers.test_crawl import held, publish

SECONDS = 60
"""So long a crawl that never ends is let go on."""


class StopsWhileStoring:
    """Has the crawl stopped when the first record is half on its way."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopping: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        if self._stopping is None:
            self._stopping = asyncio.ensure_future(self._crawler.stop_async())
            await asyncio.sleep(0.05)  # until it waits for this record
        return item


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
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites)
    pipelines = {f"{__name__}.StopsWhileStoring": 500, "pipelines.validation.Check": 100, "pipelines.store.Store": 900}
    [summary] = sites.crawl(tmp_path, settings={"ITEM_PIPELINES": pipelines})
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
