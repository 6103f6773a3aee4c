"""Pages a second of a whole crawl (fetch, archive, read, check, store) beside a bare Scrapy spider that only downloads.

`python -m benchmarks.crawl [PAGES …]` (default 1000). Both ask the same pages of a loopback server in another process,
one request at a time and without delay, each in a process of its own. Prints pages a second, their ratio and the peak
memory, and the processor time a page, which other programs disturb less. The pages imitate NDRC's structure; their text
is invented. Aim: 0.7 of the bare spider, and flat memory.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from scrapy import Request, Spider
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from scrapers.run import process as run
from scrapers.run import source_settings
from scrapers.spiders import ndrc

ROWS = 25
HOST = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/"
PARAGRAPH = "各地要结合实际，明确目标任务，完善工作机制，加强统筹协调，按照时间节点抓好落实，确保各项措施取得实效。" * 3
PARAGRAPHS = 40
"""About 20 KB a page, as notices of some length have."""
FURNITURE = "<div class='menu'>" + "<a href='/x.html' title='栏目'>栏目</a>" * 120 + "</div>"


class Loopback(AiohttpDownloadHandler):
    """Sends every request to the loopback server, the address that was meant in its path."""

    async def download_request(self, request: Request) -> Response:
        """The loopback server's answer under the address that was meant."""
        scheme, _, rest = request.url.partition("://")
        meant = request.replace(url=f"{self.crawler.settings['LOOPBACK']}/{scheme}/{rest}")
        response = await super().download_request(meant)
        return response.replace(url=request.url, request=request)


class Ndrc(ndrc.Ndrc):
    """The whole crawl: one column."""

    columns = tuple(column for column in ndrc.Ndrc.columns if column.name == "通知")  # type: ignore[assignment]


class Bare(Spider):
    """Only downloads: each listing page and the notices that it links to."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """The first page."""
        yield Request(HOST, cb_kwargs={"n": 0})

    def parse(self, response: Response, n: int) -> Iterator[Request]:
        """The notices of a listing page, then the next page."""
        links = response.css("ul.u-list > li > a::attr(href)").getall()
        for link in links:
            yield response.follow(link, callback=self.notice, priority=1)
        if len(links) == ROWS:
            yield Request(f"{HOST}index_{n + 1}.html", cb_kwargs={"n": n + 1})

    def notice(self, response: Response) -> None:
        """Nothing: the page is here, that is all."""


def serve(count: int) -> None:
    """The loopback server: `count` notices in listing pages; prints its port."""
    last = -(-count // ROWS)

    async def answer(request: web.Request) -> web.Response:
        name = request.path.rsplit("/", 1)[-1]
        if name == "robots.txt":
            return web.Response(status=404)
        if name.startswith("t2026"):
            return web.Response(text=_notice(int(name[10:-5])), content_type="text/html", charset="utf-8")
        page = int(name[6:-5]) if name.startswith("index_") else 0
        rows = range(count - page * ROWS, max(count - (page + 1) * ROWS, 0), -1)
        return web.Response(text=_listing(rows, last, page), content_type="text/html", charset="utf-8")

    async def application() -> web.Application:
        served = web.Application()
        served.router.add_get("/{tail:.*}", answer)

        async def started(_: web.Application) -> None:
            print("ready", flush=True)

        served.on_startup.append(started)
        return served

    web.run_app(application(), host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)


def _listing(rows: range, pages: int, page: int) -> str:
    items = "".join(
        f'<li><a href="./202604/t20260401_{n:07d}.html" title="{_title(n)}">{_title(n)}</a><span>2026/04/01</span></li>'
        for n in rows
    )
    script = f'<script>createPageHTML({pages}, {page}, "index", "html");</script>'
    return f'<html><head><meta charset="UTF-8"></head><body><ul class="u-list">{items}</ul>{script}</body></html>'


def _notice(n: int) -> str:
    text = "".join(f"<p>{_numeral(i)}第{n}项工作。{PARAGRAPH}</p>" for i in range(PARAGRAPHS))
    return (
        f'<html><head><meta charset="UTF-8"><meta name="ArticleTitle" content="{_title(n)}">'
        f'<meta name="PubDate" content="2026-04-01 09:00:00"></head><body>{FURNITURE}<div class="article_l">'
        f'<h2 class="article_title">{_title(n)}</h2>'
        f'<div class="shezhi"><div class="time">发布时间：2026/04/01</div></div>'
        f'<div class="article_con"><div class=TRS_Editor><p>发改综合〔2026〕{n}号</p><p>各省发展改革委：</p>{text}'
        f"<p>国家发展改革委</p><p>2026年3月31日</p></div></div></div>{FURNITURE}</body></html>"
    )


def _numeral(i: int) -> str:
    return "一二三四五六七八九十"[i % 10] + "、"


def _title(n: int) -> str:
    return f"国家发展改革委关于做好第{n}项工作的通知"


def whole(server: str) -> int:
    """One whole crawl into a temporary folder; how many pages it requested."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{__name__}.Loopback"),
            "DOWNLOAD_DELAY": 0,
            "LOOPBACK": server,
            "SPIDER_MODULES": ["benchmarks.crawl"],
            "ZHENGCE_BEHIND": source_settings.REPLAYED["ZHENGCE_BEHIND"],  # as fast as a recording is crawled
        }
        url = f"sqlite:///{folder}/zhengce.db"
        [summary] = run.crawl(["ndrc"], database_url=url, data_dir=Path(folder), settings=settings)
    if not summary.ok:
        raise SystemExit(f"the crawl failed: {summary}")
    return summary.listings + summary.fetched


def bare(server: str) -> int:
    """One bare download of the same pages; how many it requested."""
    process = AsyncCrawlerProcess(
        {
            "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{__name__}.Loopback"),
            "LOOPBACK": server,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "TWISTED_REACTOR_ENABLED": False,
        }
    )
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pages": pages, "seconds": seconds, "busy": busy, "peak_mib": peak}))


@contextmanager
def _served(count: int) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.crawl", "--serve", str(count)]
    server = subprocess.Popen(command, env={**os.environ, "PORT": str(port)}, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


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
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return
    if arguments.measure:
        measure(*arguments.measure)
        return
    print(
        f"{'pages':>8} {'bare /s':>9} {'whole /s':>9} {'ratio':>6} "
        f"{'bare ms':>8} {'whole ms':>9} {'bare MiB':>9} {'whole MiB':>9}"
    )
    for count in arguments.pages:
        with _served(count) as server:
            plain, full = _measured("bare", server), _measured("whole", server)
        busy = [figures["busy"] / figures["pages"] * 1000 for figures in (plain, full)]
        rates = [figures["pages"] / figures["seconds"] for figures in (plain, full)]
        print(
            f"{count:>8} {rates[0]:>9.0f} {rates[1]:>9.0f} {rates[1] / rates[0]:>6.2f} "
            f"{busy[0]:>8.2f} {busy[1]:>9.2f} "
            f"{plain['peak_mib']:>9.0f} {full['peak_mib']:>9.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
