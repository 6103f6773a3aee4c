"""A crawl that is told to stop at the worst moment: while a record is being stored, or twice."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from scrapy.crawler import Crawler

from storage.schema import documents, runs
from tests.scrapers.loopback import Sites
from tests.scrapers.test_crawl import held, publish

ROOT = Path(__file__).parents[2]
SECONDS = 30
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
        await asyncio.sleep(SECONDS)


PROGRAM = """
import sys
from pathlib import Path
from scrapers.run import process
from tests.scrapers.loopback import LOOPBACK_SETTINGS

settings = {**LOOPBACK_SETTINGS, "ITEM_PIPELINES": {"tests.scrapers.test_interruption.OpensForEver": 500}}
url = f"sqlite:///{sys.argv[1]}/zhengce.db"
try:
    process.crawl(["ndrc"], database_url=url, data_dir=Path(sys.argv[1]), settings=settings)
except KeyboardInterrupt:
    print("stopped")
"""


def test_a_crawl_that_is_reported_twice_ends_at_once_and_in_silence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "starting\n"
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)  # until it has reached the crawl: two in one moment are one
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=SECONDS / 2) == ("stopped\n", "")
