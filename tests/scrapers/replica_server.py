"""The replica's server: answers as the sources published them, and what was requested."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from scrapers.run.stats import RunSummary
from tests.scrapers.loopback import LOOPBACK_SETTINGS, alone
from tests.scrapers.replica import Key, Published, media_type, publish

SERVICE = 0.002
"""Seconds that an answer takes, so that another request of the host would be seen to come meanwhile."""


@dataclass
class Replica:
    """The server with every source, and the crawls of it."""

    sources: Sequence[type[SourceSpider]]
    times: int = 2
    """How often each source publishes; `turn` to the next."""
    answers: dict[Key, bytes] = field(default_factory=dict)
    requested: list[Key] = field(default_factory=list)
    """In order; robots.txt left out."""
    most_at_once: Counter[str] = field(default_factory=Counter)
    """Host -> requests that were waiting for an answer at the same time, at most."""

    def __post_init__(self) -> None:
        self.published: list[dict[str, Published]] = publish(self.sources, self.times)
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()
        replica = self

        class Handler(_Handler):
            site = replica

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def turn(self, time_: int) -> None:
        """Every source publishes its new notices of this time; what it had before stays at its address."""
        for made in self.published[time_].values():
            self.answers |= made.lists | made.notices

    def titles(self, *times: int) -> dict[str, dict[str, str]]:
        """By source: address -> title of all notices of these times."""
        names = [source.name for source in self.sources]
        return {
            name: {url: title for n in times for url, title in self.published[n][name].titles.items()} for name in names
        }

    def crawl(self, folder: Path, **options: Any) -> dict[str, RunSummary]:
        """One crawl of all sources beside one another, in this process."""
        self.requested.clear()
        names = [source.name for source in self.sources]
        address = f"http://127.0.0.1:{self._server.server_address[1]}"
        settings = {**LOOPBACK_SETTINGS, "LOOPBACK": address, **alone(*process.sources()), "DOWNLOAD_TIMEOUT": 0.5}
        settings["ZHENGCE_FILES"] = False  # pages and lists alone are served
        url = f"sqlite:///{folder / 'zhengce.db'}"
        found = process.crawl(names, database_url=url, data_dir=folder, settings=settings, **options)
        return {summary.source: summary for summary in found}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def begin(self, host: str) -> None:
        """A request of a host has come."""
        with self._lock:
            self._now[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._now[host])

    def end(self, host: str) -> None:
        """It is answered."""
        with self._lock:
            self._now[host] -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that one side ended early; that is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True
    site: Replica

    def do_GET(self) -> None:
        scheme, _, rest = self.path.lstrip("/").partition("/")
        key = (self.command, f"{scheme}://{rest}", self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        host = urlsplit(key[1]).netloc
        self.site.begin(host)
        time.sleep(SERVICE)
        self.site.end(host)  # before it is answered: then the next may come
        self._reply(key)
        self.wfile.flush()

    do_POST = do_GET  # noqa: N815 - named by the library

    def _reply(self, key: Key) -> None:
        if key[1].endswith("/robots.txt"):
            return self._send(404, b"no rules")
        self.site.requested.append(key)
        body = self.site.answers.get(key)
        return self._send(404, b"<html><body>404</body></html>") if body is None else self._send(200, body)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type(body))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing: `requested` has it."""
