"""Programs read the changes over HTTP: a piece at a time, or as events that go on from where they left off."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from storage.database import Database, open_database
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep, revised
from tests.zhengce.web.asking import answer
from zhengce.documents import changes as log
from zhengce.web.api import changes
from zhengce.web.api.changes import Streams


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "POLL_SECONDS", 0.01)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN)
    yield database
    database.close()


def followed(address: str, path: str = "/api/changes/stream", **headers: str) -> tuple[HTTPConnection, HTTPResponse]:
    """A client that follows; closing the connection is what a client does that leaves."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    return connection, connection.getresponse()


def event(response: HTTPResponse) -> dict[str, str]:
    """The next event; comments are passed over."""
    found: dict[str, str] = {}
    while True:
        line = response.readline().decode().rstrip("\n")
        if not line and "data" in found:
            return found
        name, _, value = line.partition(": ")
        if name:
            found[name] = value


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


def test_the_changes_are_those_of_the_command_on_both_databases(
    database: Database, open_another: Any, tmp_path: Path
) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    with served(open_another(), tmp_path) as address:
        first = get(f"{address}/api/changes?limit=1")
        rest = get(f"{address}/api/changes?after={first['next']}")
        nothing = get(f"{address}/api/changes?after={rest['next']}")
        connection, response = followed(address)
        with closing(connection):
            streamed = [event(response) for _ in range(2)]
            keep(database, revised(ICT_PLAN))
            streamed.append(event(response))
        keep(database, DATA_DRAFT)
        connection, response = followed(address, **{"Last-Event-ID": streamed[-1]["id"]})
        with closing(connection):
            streamed.append(event(response))
    assert (first["last"], rest["last"], nothing) == (2, 2, {"items": [], "next": 2, "last": 2})
    with database.read() as reading:
        lines = log.lines(reading, 0)
    assert [*first["items"], *rest["items"]] == [{**lines[0], "record": json_of(ICT_PLAN, lines[0])}, lines[1]]
    assert [int(one["id"]) for one in streamed] == [line["number"] for line in lines]
    assert json.loads(streamed[3]["data"]) == lines[3]


def json_of(record: Any, line: dict[str, Any]) -> dict[str, Any]:
    """The record of a change as it stood before the document was revised."""
    return {**line["record"], "body": record.body, "revised_at": None}


def test_a_stream_says_something_before_anything_happens(shelf: Database, tmp_path: Path) -> None:
    with served(shelf, tmp_path) as address:
        connection, response = followed(address, "/api/changes/stream?after=2")
        with closing(connection):
            assert response.getheader("Content-Type", "").startswith("text/event-stream")
            assert response.readline() == b": changes\n"
        status, text, headers = answer(f"{address}/api/changes/stream", "HEAD")
        assert (status, text) == (200, "")
        assert headers["Content-Type"].startswith("text/event-stream")


def test_a_number_that_no_change_has_is_refused(shelf: Database, tmp_path: Path) -> None:
    with served(shelf, tmp_path) as address:
        for path, sent in (("?after=3", {}), ("/stream?after=3", {}), ("/stream", {"Last-Event-ID": "3"})):
            status, text, _ = answer(f"{address}/api/changes{path}", **sent)
            assert (status, json.loads(text)["detail"][:20]) == (409, "the last change is 2")
        assert answer(f"{address}/api/changes/stream", **{"Last-Event-ID": "x"})[0] == 422
        assert answer(f"{address}/api/changes/stream?limit=3")[0] == 422


def test_so_many_clients_follow_at_once_and_one_that_leaves_makes_room(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "Streams", lambda: Streams(2))
    with served(shelf, tmp_path) as address:
        clients = [followed(address) for _ in range(2)]
        for _, response in clients:
            event(response)
        status, text, headers = answer(f"{address}/api/changes/stream")
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "2 clients" in json.loads(text)["detail"]
        assert answer(f"{address}/api/changes")[0] == 200
        clients[0][0].close()
        for _ in range(500):  # the server learns of it from the closed connection
            connection, response = followed(address)
            with closing(connection):
                if response.status == 200:
                    break
        else:
            pytest.fail("a client that left still has its place")
        assert event(clients[1][1])["id"] == "2"
        clients[1][0].close()


def test_a_stream_ends_with_the_server(shelf: Database, tmp_path: Path) -> None:
    with served(shelf, tmp_path) as address:
        connection, response = followed(address, "/api/changes/stream?after=2")
        assert response.readline()
    with closing(connection):
        assert b"id" not in response.read()
