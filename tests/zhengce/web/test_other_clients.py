"""Other people's clients: generators of API clients, feed readers, web pages of other sites, crawlers of the web."""

import gzip
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from tests.command_line import zhengce
from tests.zhengce.serving import served
from tests.zhengce.shelf import ICT_PLAN, keep
from tests.zhengce.web.asking import Site, answer, api
from zhengce.web.pages.login import Editing

MEDIA_TYPE_KEYS = {"schema", "example", "examples", "encoding"}
"""Of a media type in OpenAPI 3.1 (4.8.14)."""


@pytest.fixture(scope="module")
def cors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cors")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    (folder / "data").mkdir()
    (folder / "data" / "documents.jsonl").write_text('{"title": "关于闸板的通知"}\n' * 200, encoding="utf-8")
    with served(database, folder, publication=folder / "data", cors=True) as address:
        yield address
    database.close()


def test_the_description_is_openapi_31_with_short_names(site: Site) -> None:
    description = api(site, "/api/openapi.json")
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert names == [
        *("search", "facets", "document", "attachment_text", "life"),
        *("targets", "series", "sources", "source", "articles", "article"),
        *("citations", "compare"),
        *("changes", "revisions"),
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
    "path", ["/feed.json?limit=5", "/feed.atom?x=1", "/feed.json?from=never", "/feed.atom?source=none"]
)
def test_a_feed_that_is_refused_says_so_to_a_program(site: Site, path: str) -> None:
    status, text, headers = answer(site[0] + path)
    assert status in (400, 422)
    assert headers["Content-Type"] == "application/json"
    assert json.loads(text)["detail"]


def test_what_is_asked_for_packed_is_packed(site: Site) -> None:
    for path in ("/", "/api/search", "/feed.json", "/feed.atom"):
        _, plain, _ = answer(site[0] + path)
        request = urllib.request.Request(site[0] + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=30) as response:
            packed = response.read()
            assert response.headers["Content-Encoding"] == "gzip"
            assert "Accept-Encoding" in response.headers["Vary"]
        assert gzip.decompress(packed).decode() == plain


def test_files_and_pages_of_an_editor_are_not_packed(cors: str, tmp_path: Path) -> None:
    packed = {"Accept-Encoding": "gzip"}
    _, text, headers = answer(f"{cors}/data/documents.jsonl", Range="bytes=2-6", **packed)
    assert (text, headers["Content-Encoding"], headers["Content-Range"]) == ("title"[:5], None, "bytes 2-6/7000")
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with served(database, tmp_path, editing=Editing(lambda token: None)) as address:
        assert answer(address, **packed)[2]["Content-Encoding"] is None
    database.close()


def test_pages_of_other_sites_read_what_is_for_programs_where_that_is_wanted(cors: str, site: Site) -> None:
    def shared(address: str, method: str = "GET", **more: str) -> tuple[str | None, str | None]:
        headers = answer(address, method, Origin="https://example.org", **more)[2]
        return headers["Access-Control-Allow-Origin"], headers["Cross-Origin-Resource-Policy"]

    paths = ("/api/search", "/feed.json", "/feed.atom", "/data/documents.jsonl")
    assert {shared(cors + path) for path in paths} == {("*", "cross-origin")}
    assert shared(f"{cors}/") == (None, "same-origin")
    assert {shared(site[0] + path) for path in paths} == {(None, "same-origin")}
    exposed = answer(f"{cors}/data/documents.jsonl", Origin="https://example.org")[2]["Access-Control-Expose-Headers"]
    assert {"ETag", "Content-Range", "Accept-Ranges"} <= set(exposed.split(", "))
    asked: Any = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "Range, If-None-Match"}
    status, _, headers = answer(f"{cors}/data/documents.jsonl", "OPTIONS", Origin="https://example.org", **asked)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Access-Control-Allow-Credentials" not in headers


def test_other_sites_do_not_read_the_pages_of_an_editor(tmp_path: Path) -> None:
    refused = zhengce("--data", str(tmp_path), "serve", "--edit", "--cors")
    assert (refused.returncode, "--edit --cors" in refused.stderr) == (2, True)


def test_crawlers_and_browsers_find_the_files_that_they_ask_of_every_site(site: Site) -> None:
    status, text, headers = answer(f"{site[0]}/robots.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "User-agent: *" in text
    status, text, headers = answer(f"{site[0]}/favicon.ico")
    assert (status, headers["Content-Type"], "<svg" in text) == (200, "image/svg+xml", True)
