"""Pages a second of a whole crawl (fetch, archive, read, check, store) beside a bare Scrapy spider that only downloads.

`python -m benchmarks.crawl [PAGES …]` (default 1000). Both ask the same pages of a loopback server
(`benchmarks.ministries`), one request at a time and without delay, each in a process of its own. Prints pages a second,
their ratio and the peak memory, and the processor time a page, which other programs disturb less. Aim: 0.7 of the bare
spider, and flat memory.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from benchmarks.harness import peak
from benchmarks.ministries import HOST, ROWS, SETTINGS, Notice, Site
from scrapers.run import process as run
from scrapers.run import source_settings

SOURCE = "first"
LISTS = f"{HOST}/xxgk/zcfb/{SOURCE}/"
PARAGRAPH = "各地要结合实际，明确目标任务，完善工作机制，加强统筹协调，按照时间节点抓好落实，确保各项措施取得实效。" * 3
PARAGRAPHS = 40


class LongNotice(Notice):
    """A notice of about 20 KB, as those of some length are."""

    @property
    def text(self) -> str:
        """Its paragraphs, each of which says something else."""
        return "</p><p>".join(f"{place}. {self.subject}。{PARAGRAPH}" for place in range(1, PARAGRAPHS + 1))


def publish(count: int) -> Site:
    """A server with so many notices of one ministry."""
    site = Site()
    for _ in range(count):
        one = site.publish(SOURCE, date(2026, 4, 1))
        site.notices[SOURCE][0] = LongNotice(one.url, one.subject, one.day)
    return site


class Bare(Spider):
    """Only downloads: each listing page and the notices that it links to."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """The first page."""
        yield Request(LISTS, cb_kwargs={"n": 0})

    def parse(self, response: Response, n: int) -> Iterator[Request]:
        """The notices of a listing page, then the next page."""
        links = response.css("ul.u-list > li > a::attr(href)").getall()
        for link in links:
            yield response.follow(link, callback=self.notice, priority=1)
        if len(links) == ROWS:
            yield Request(f"{LISTS}index_{n + 1}.html", cb_kwargs={"n": n + 1})

    def notice(self, response: Response) -> None:
        """Nothing: the page is here, that is all."""


def whole(server: str) -> int:
    """One whole crawl into a temporary folder; how many pages it requested."""
    behind = source_settings.REPLAYED["ZHENGCE_BEHIND"]  # as fast as a recording is crawled
    settings = {**SETTINGS, "LOOPBACK": server, "ZHENGCE_BEHIND": behind}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/zhengce.db"
        [summary] = run.crawl([SOURCE], database_url=url, data_dir=Path(folder), settings=settings)
    if not summary.ok:
        raise SystemExit(f"the crawl failed: {summary}")
    return summary.listings + summary.fetched


def bare(server: str) -> int:
    """One bare download of the same pages; how many it requested."""
    settings = {
        "DOWNLOAD_HANDLERS": SETTINGS["DOWNLOAD_HANDLERS"],
        "LOOPBACK": server,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TWISTED_REACTOR_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    requested: int = crawler.stats.get_value("downloader/request_count")
    return requested


def measure(kind: str, server: str) -> None:
    """Runs one crawl in this process and prints its figures as JSON."""
    began, idle = time.perf_counter(), time.process_time()
    pages = {"whole": whole, "bare": bare}[kind](server)
    seconds, busy = time.perf_counter() - began, time.process_time() - idle
    print(json.dumps({"rate": pages / seconds, "milliseconds": 1000 * busy / pages, "peak": peak()}))


def _measured(kind: str, server: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.crawl", "--measure", kind, server]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=int, default=[1000], help="numbers of notices")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(*arguments.measure)
        return
    print(f"{'pages':>8} {'/s':>6} {'ms':>6} {'MB':>5}  of the bare spider, and of the whole crawl; ratio of the rates")
    for count in arguments.pages:
        site = publish(count)
        plain, full = _measured("bare", site.address), _measured("whole", site.address)
        site.close()
        shown = "   ".join(f"{one['rate']:6.0f} {one['milliseconds']:6.2f} {one['peak']:5}" for one in (plain, full))
        print(f"{count:>8} {shown} {full['rate'] / plain['rate']:6.2f}", flush=True)


if __name__ == "__main__":
    main()
