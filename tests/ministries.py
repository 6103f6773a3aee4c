"""Five invented ministries on a loopback server, which publish notices while they are crawled.

`Site` is the server; `python -m tests.ministries SOURCE` is one crawl of it in a process of its own, with the
environment of `zhengce crawl`. The pages have the structure of NDRC's; all their text is invented.
"""

import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapers.run import process
from scrapers.spiders import ndrc
from scrapers.walk.column import Column
from tests.scrapers.loopback import LOOPBACK_SETTINGS, listing, notice
from tests.scrapers.small import alone

HOST = "https://www.ndrc.gov.cn"
ROWS = 20
"""On a listing page."""


class _Ministry(ndrc.Ndrc):
    """One column of NDRC's site as a source of its own."""

    name = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        own, self.name = self.name, "ndrc"  # whose pages these are, for the parser
        super().__init__(*args, **options)
        self.name = own


def _column(source: str) -> tuple[Column, ...]:
    home = f"{HOST}/xxgk/zcfb/{source}/"
    return (Column(name="通知", stage="final", home=home, nth=home + "index_{index}.html"),)


SOURCES = ("first", "second", "third", "fourth", "fifth")
SPIDERS = [
    type(name.title(), (_Ministry,), {"name": name, "columns": _column(name), "__module__": __name__})
    for name in SOURCES
]

SETTINGS: Mapping[str, Any] = {**LOOPBACK_SETTINGS, **alone(*SPIDERS)}


@dataclass
class Notice:
    """A notice that a ministry has published."""

    url: str
    subject: str
    day: date

    @property
    def title(self) -> str:
        return f"关于{self.subject}的通知"

    @property
    def text(self) -> str:
        return f"现将{self.subject}的有关事项通知如下。"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawl that was killed leaves its connection; that is no news."""


@dataclass
class Site:
    """The server and what its ministries have published, newest first; a request may meet a hook first."""

    notices: dict[str, list[Notice]] = field(default_factory=lambda: defaultdict(list))
    requested: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By source: who requested (the agent's name), request by request; robots.txt left out."""
    hook: Callable[[str, str], None] | None = None
    """Called with source and agent before a request is answered."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = site._answer(self.path, self.headers.get("User-Agent", ""))
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def publish(self, source: str, day: date) -> Notice:
        """One more notice."""
        with self._lock:
            number = len(self.notices[source]) + 1
            url = f"{HOST}/xxgk/zcfb/{source}/{day:%Y%m}/t{day:%Y%m%d}_{number:07d}.html"
            made = Notice(url, f"做好{_WORDS[source]}第{number}项工作", day)
            self.notices[source].insert(0, made)
            return made

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, agent: str) -> bytes | None:
        parts = path.split("/")  # "", https, host, xxgk, zcfb, source, …
        if len(parts) < 7 or parts[5] not in SOURCES:
            return None
        source = parts[5]
        self.requested[source].append(agent)
        if self.hook is not None:
            self.hook(source, agent)
        with self._lock:
            return _page(self.notices[source], urlsplit(path).path.removeprefix("/https/www.ndrc.gov.cn"))


def _page(held: list[Notice], path: str) -> bytes | None:
    name = path.rsplit("/", 1)[1]
    if name == "" or name.startswith("index_"):
        n = int(name.removeprefix("index_").removesuffix(".html")) if name else 0
        count = -(-len(held) // ROWS)
        rows = held[n * ROWS : (n + 1) * ROWS]
        if not rows and n:
            return None
        shown = [(one.url, one.title, f"{one.day:%Y/%m/%d}") for one in rows]
        return listing(*shown, pages=count, current=n).encode()
    for one in held:
        if one.url.endswith(path):
            return notice(one.title, text=one.text, day=f"{one.day:%Y/%m/%d}").encode()
    return None


_WORDS = {"first": "粮食储备", "second": "能源保供", "third": "营商环境", "fourth": "价格监测", "fifth": "投资项目"}


def main() -> int:
    """One crawl, as `zhengce crawl SOURCE` would do it; its exit code."""
    data = Path(os.environ["ZHENGCE_DATA"])
    url = os.environ.get("ZHENGCE_DATABASE") or f"sqlite:///{data / 'zhengce.db'}"
    settings = {**SETTINGS, "LOOPBACK": os.environ["LOOPBACK"], "USER_AGENT": f"crawl of {os.getpid()}"}
    [summary] = process.crawl([sys.argv[1]], database_url=url, data_dir=data, settings=settings)
    print(summary, file=sys.stderr)
    return 0 if summary.ok else 1


if __name__ == "__main__":
    sys.exit(main())
