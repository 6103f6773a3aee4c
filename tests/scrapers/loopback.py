"""Ministries on a loopback server: what each address answers, what was requested, and how a crawl is sent there.

The pages imitate NDRC's structure (list rows, article container, attachments); their text is invented.
"""

import re
import shutil
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pytest_httpserver import HTTPServer
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.downloadhandlers import Network
from scrapers.network.page_request import Answer, PageRequest
from scrapers.run import process
from scrapers.run.stats import RunSummary
from scrapers.spiders.ndrc import Ndrc

LISTS = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/"
READINGS = "https://www.ndrc.gov.cn/xxgk/jd/jd/"


class Loopback(Network):
    """Sends every request to the loopback server, which sees the address that was meant in its path."""

    lazy = True

    async def download_request(self, request: Request) -> Response:
        scheme, _, rest = request.url.partition("://")
        server = self.crawler.settings["LOOPBACK"]
        meant = request.replace(url=f"{server}/{scheme}/{rest}")
        response = await super().download_request(meant)
        return response.replace(url=request.url, request=request)


@dataclass
class Sites:
    """Addresses and their answers; what is not here answers 404."""

    server: HTTPServer
    answers: dict[str, Any] = field(default_factory=dict)
    """Address -> text, bytes, a werkzeug response, or a list of those, used one after another (the last one stays)."""
    requested: list[str] = field(default_factory=list)
    """Addresses in order, robots.txt left out."""
    requests: list[HttpRequest] = field(default_factory=list)
    most_at_once: int = 0
    """Requests that were answered at the same time, at most."""
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.server.expect_request(re.compile("^/")).respond_with_handler(self._answer)

    def _answer(self, request: HttpRequest) -> Reply:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            return self._reply(request)
        finally:
            with self._lock:
                self._now -= 1

    def _reply(self, request: HttpRequest) -> Reply:
        scheme, _, rest = request.path.lstrip("/").partition("/")
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        url = f"{scheme}://{rest}{query}"
        self.requests.append(request)
        if not url.endswith("/robots.txt"):
            self.requested.append(url)
        answer = self.answers.get(url, Reply("no such page", status=404))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer) and not isinstance(answer, Reply):
            answer = answer(request)
        return answer if isinstance(answer, Reply) else Reply(answer, content_type="text/html; charset=utf-8")

    def crawl(self, folder: Path, names: Sequence[str] = ("ndrc",), **options: Any) -> list[RunSummary]:
        """A crawl of NDRC's two static columns, or of other small sources, over these sites."""
        self.requested.clear()
        self.requests.clear()
        settings = {**LOOPBACK_SETTINGS, "LOOPBACK": self.server.url_for("").rstrip("/"), **options.pop("settings", {})}
        url = options.pop("database_url", f"sqlite:///{folder / 'zhengce.db'}")
        return process.crawl(names, database_url=url, data_dir=folder, settings=settings, **options)

    def begin(self, folder: Path, names: Sequence[str] = ("ndrc",), settings: Mapping[str, Any] | None = None) -> None:
        """The folder after a first crawl, without its requests: a copy, where the same answers were crawled before."""
        key = tuple(names), repr(settings), tuple(sorted(self.answers.items()))
        if key not in _BEGUN:
            _BEGUN[key] = Path(tempfile.mkdtemp(dir=folder.parent))
            summaries = self.crawl(_BEGUN[key], names, settings=dict(settings or {}))
            assert all(summary.ok for summary in summaries), [summary.messages for summary in summaries]
            self.requested.clear()
            self.requests.clear()
        shutil.copytree(_BEGUN[key], folder, dirs_exist_ok=True)


_BEGUN: dict[tuple[Any, ...], Path] = {}
"""Names, settings and answers -> the folder of a first crawl."""


def notice_url(key: int, day: str = "20260401", column: str = LISTS) -> str:
    """The address of the notice with this key."""
    return f"{column}{day[:6]}/t{day}_{key:07d}.html"


def listing(*rows: tuple[str, str, str], pages: int = 1, current: int = 0) -> str:
    """A list page: rows are address, name and day (2026/04/01)."""
    items = "".join(
        f'<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>' for url, title, day in rows
    )
    script = f'<script>createPageHTML({pages}, {current}, "index", "html");</script>'
    return f'<html><head><meta charset="UTF-8"></head><body><ul class="u-list">{items}</ul>{script}</body></html>'


def html(text: str, **options: object) -> Reply:
    return Reply(text, content_type="text/html; charset=utf-8", **options)  # type: ignore[arg-type]


def notice(title: str, text: str = "现将有关事项通知如下。", day: str = "2026/04/01") -> str:
    """A notice page."""
    stamp = day.replace("/", "-")
    return (
        f'<html><head><meta charset="UTF-8"><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{stamp} 09:00:00"></head><body><div class="article_l">'
        f'<h2 class="article_title">{title}</h2><div class="shezhi"><div class="time">发布时间：{day}</div></div>'
        f'<div class="article_con"><div class=TRS_Editor><p>各省发展改革委：</p><p>{text}</p>'
        f"<p>国家发展改革委</p><p>2026年3月31日</p></div></div></div></body></html>"
    )


CHALLENGE = "<html><head><script>var $_ts={};</script><script src='/x.js'></script></head><body></body></html>"
"""What Ruishu answers, with status 200."""


# Small sources for tests: a spider with some of its columns, and the settings of a crawl that knows it alone


Source = TypeVar("Source", bound=SourceSpider)


def only(spider: type[Source], *names: str, **normal: Any) -> type[Source]:
    """The source with the columns of these names alone; `normal`: fields of all of them that differ."""
    columns = tuple(replace(column, **normal) for column in spider.columns if column.name in names)
    assert len(columns) == len(names)
    return type(spider.__name__, (spider,), {"columns": columns, "__module__": __name__})


def alone(*spiders: type[SourceSpider]) -> dict[str, Any]:
    """The settings of a crawl that knows these sources alone."""
    return {"SPIDER_LOADER_CLASS": SmallLoader, "SMALL_SOURCES": {spider.name: spider for spider in spiders}}


class SmallLoader(SpiderLoader):
    """Loads the spiders that `alone` names."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._small = dict(settings["SMALL_SOURCES"])

    def load(self, spider_name: str) -> type[SourceSpider]:
        """The small class of this name, or that of the source itself. Raises KeyError."""
        spider = self._small.get(spider_name) or super().load(spider_name)
        return cast(type[SourceSpider], spider)

    def list(self) -> list[str]:
        """The names of all."""
        return [*self._small]


NDRC = only(Ndrc, "通知", "解读")
"""NDRC with two static columns."""


# A spider's coroutines driven by hand: what each would request, with the answers that a test sends in


S = TypeVar("S", bound=SourceSpider)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that a spider awaits; whoever drives the coroutine sends in its answer, or throws its failure."""

    page: PageRequest

    def __await__(self) -> Generator[PageRequest, Answer, Answer]:
        return (yield self.page)


def asking(spider: S) -> S:
    """The spider, with `fetch` giving the page that is requested to whoever drives its coroutines."""

    async def fetch(page: PageRequest, **meta: Any) -> Answer:
        return await Asked(page)

    spider.fetch = fetch  # type: ignore[method-assign]
    return spider


_HANDLER = "tests.scrapers.loopback.Loopback"
LOOPBACK_SETTINGS: Mapping[str, Any] = {
    "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_VERIFY_CERTIFICATES": False,  # all is plain HTTP; reading the certificates of the machine takes time
    "LOG_VERSIONS": [],  # as does reading the metadata of packages
    "ZHENGCE_RETRY_WAIT": 0,
    **alone(NDRC),
}
