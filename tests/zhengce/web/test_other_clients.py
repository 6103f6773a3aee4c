"""Other readers of the pages: clients of feeds, a proxy in front, and a server that waits for its database."""

import json
import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage.database import open_database
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import served
from tests.zhengce.web.asking import Site, answer, api
from zhengce.web.middleware import is_root_path

# Other people's clients: generators of API clients, feed readers, web pages of other sites, crawlers of the web


MEDIA_TYPE_KEYS = {"schema", "example", "examples", "encoding"}
"""Of a media type in OpenAPI 3.1 (4.8.14)."""


def test_the_description_is_openapi_31_with_short_names(site: Site) -> None:
    description = api(site, "/api/openapi.json")
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert sorted(names) == [
        *("articles", "attachment_text", "changes", "document", "facets", "life", "search", "sources", "targets"),
    ]
    assert all(len(operation["tags"]) == 1 for operation in operations)
    contents = [
        content
        for operation in operations
        for each in operation["responses"].values()
        for content in each.get("content", {}).values()
    ]
    assert {key for content in contents for key in content} <= MEDIA_TYPE_KEYS
    assert description["openapi"].startswith("3.1.")


@pytest.mark.parametrize(
    "path", ["/feed.atom?limit=5", "/feed.atom?x=1", "/feed.atom?from=never", "/feed.atom?source=none"]
)
def test_a_feed_that_is_refused_says_so_to_a_program(site: Site, path: str) -> None:
    status, text, headers = answer(site[0] + path)
    assert status in (400, 422)
    assert headers["Content-Type"] == "application/json"
    assert json.loads(text)["detail"]


def test_crawlers_and_browsers_find_the_files_that_they_ask_of_every_site(site: Site) -> None:
    status, text, headers = answer(f"{site[0]}/robots.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "User-agent: *" in text
    status, text, headers = answer(f"{site[0]}/favicon.ico")
    assert (status, headers["Content-Type"], "<svg" in text) == (200, "image/svg+xml", True)


# The page behind a reverse proxy, below a path of its host, whether the proxy leaves the path or takes it away


PREFIX = "/zhengce"


@contextmanager
def proxied(behind: str, *, strips: bool) -> Iterator[str]:
    """A reverse proxy on loopback, which keeps the Host of its client; gives its address."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(f"{PREFIX}/"):
                self.send_error(404)
                return
            path = self.path.removeprefix(PREFIX) if strips else self.path
            headers = {"Host": self.headers["Host"], "X-Forwarded-Proto": "https", "Accept-Language": "en"}
            with urllib.request.urlopen(urllib.request.Request(behind + path, headers=headers), timeout=30) as answer:
                content = answer.read()
                self.send_response(answer.status)
                for name in ("Content-Type", "Set-Cookie"):
                    if value := answer.headers[name]:
                        self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *shown: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_address_of_ours_leads_through_the_proxy(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    text = '链接 href="/etc/passwd" 是正文。'
    (number,) = hold(database, invented(title="关于闸板的通知", body=text))
    with served(database, tmp_path / "archive", prefix=PREFIX) as behind:
        for strips in (True, False):
            with proxied(behind, strips=strips) as front:
                seen: set[str] = set()
                waiting = [f"{PREFIX}/", f"{PREFIX}/documents/{number}"]
                while waiting and len(seen) < 12:
                    path = waiting.pop(0)
                    seen.add(path)
                    with urllib.request.urlopen(front + path, timeout=30) as answer:
                        page = answer.read().decode()
                    if answer.headers.get_content_type() == "text/html":
                        own = [unescape(url) for url in re.findall(r' (?:href|src|action)="(/[^"]*)"', page)]
                        assert own
                        assert all(url.startswith(f"{PREFIX}/") for url in own), path
                        waiting += [url for url in own if url not in seen and "?" not in url and url not in waiting]
                assert f"{PREFIX}/static/style.css" in seen
                with urllib.request.urlopen(f"{front}{PREFIX}/feed.atom", timeout=30) as answer:
                    assert f'href="https://{front[7:]}{PREFIX}/documents/{number}"' in answer.read().decode()
                with urllib.request.urlopen(f"{front}{PREFIX}/documents/{number}", timeout=30) as answer:
                    assert "href=&#34;/etc/passwd&#34;" in answer.read().decode()
    database.close()


def test_what_holds_for_a_path_holds_below_a_prefix(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    (number,) = hold(database, invented(title="关于闸板的通知", body="闸板要结实。" * 300))
    with served(database, tmp_path / "archive", prefix=PREFIX) as address:
        status, page, headers = answer(f"{address}{PREFIX}", Origin="https://other.example")
        assert (status, f'href="{PREFIX}/' in page, headers["Access-Control-Allow-Origin"]) == (200, True, None)
        about = f"{address}{PREFIX}/api/documents/{number}"
        status, page, headers = answer(about, "HEAD")
        assert (status, page, int(headers["Content-Length"]) > 1000) == (200, "", True)
        with socket.create_connection((address[7:].split(":")[0], int(address.rsplit(":")[-1])), 30) as old:
            old.sendall(f"GET {PREFIX}/ HTTP/1.0\r\n\r\n".encode())  # no Host
            assert old.recv(12) == b"HTTP/1.1 200"
    database.close()


@pytest.mark.parametrize(("text", "is_one"), [("/zhengce", True), ("/a/b-c", True), ("zhengce", False), ("/a/", False)])
def test_a_prefix_is_a_path(text: str, is_one: bool) -> None:
    assert is_root_path(text) is is_one
