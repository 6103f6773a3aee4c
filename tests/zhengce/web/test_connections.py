"""Clients that send nothing, or half of a request, cost themselves: others are answered, and the log stays short."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

from storage.database import Database, open_database
from tests.zhengce.serving import served
from tests.zhengce.shelf import ICT_PLAN, keep
from tests.zhengce.web.asking import answer
from tests.zhengce.web.desks import opened_desk
from zhengce.web.connections import Limits, RepeatFilter

HEAD = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UNFINISHED = HEAD + b"Accept: application/json, text/event-stream\r\nContent-Length: 900\r\n\r\n{"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(opened, ICT_PLAN)
    yield opened
    opened.close()


@contextmanager
def connected(address: str, *sent: bytes) -> Iterator[list[socket.socket]]:
    """A connection for each beginning of a request."""
    parts = urlsplit(address)
    with ExitStack() as stack:
        opened = []
        for begun in sent:
            client = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=30))
            client.sendall(begun)
            opened.append(client)
        yield opened


def is_closed(client: socket.socket) -> bool:
    """Waits until the server sends something or closes the connection."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def test_bodies_that_do_not_arrive_take_no_place(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with served(database, tmp_path, most_requests=1) as address:
        with connected(address, *[UNFINISHED] * 20):
            assert [answer(address + path)[0] for path in ("/", "/api/search", "/static/style.css")] == [200] * 3
            assert answer(f"{address}/mcp", "POST", **{"Content-Type": "application/json"})[0] != 503
        assert answer(address)[0] == 200
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_body_that_arrived_in_pieces_is_read_whole(database: Database, tmp_path: Path) -> None:
    call = b'{"jsonrpc":"2.0","id":7,"method":"ping"}'
    head = HEAD + b"Accept: application/json, text/event-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    with served(database, tmp_path) as address, connected(address, head % len(call)) as (client,):
        for part in (call[:9], call[9:]):
            client.sendall(part)
        received = b"".join(iter(lambda: client.recv(4096), b""))
    assert b'"id":7' in received
    assert received.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127.", UNFINISHED])
def test_a_request_that_is_not_finished_is_closed(database: Database, tmp_path: Path, begun: bytes) -> None:
    limits = Limits(500, head_seconds=1.0, body_seconds=1.0)
    with served(database, tmp_path, limits=limits) as address, connected(address, begun) as (client,):
        assert is_closed(client)
        assert answer(address)[0] == 200


def test_a_new_connection_takes_the_place_of_the_one_that_waits_longest(database: Database, tmp_path: Path) -> None:
    with (
        served(database, tmp_path, limits=Limits(3)) as address,
        connected(address, b"", b"", UNFINISHED) as (first, second, third),
    ):
        assert answer(address)[0] == 200
        assert is_closed(first)
        for client in (second, third):
            client.settimeout(0.1)
            with pytest.raises(TimeoutError):
                client.recv(1)


def test_an_answer_is_sent_at_once(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delays: list[int] = []

    usual = H11Protocol.connection_made

    def connection_made(self: H11Protocol, transport: asyncio.Transport) -> None:
        connected = transport.get_extra_info("socket")
        delays.append(connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        usual(self, transport)

    monkeypatch.setattr(H11Protocol, "connection_made", connection_made)
    with served(database, tmp_path) as address:
        assert answer(address)[0] == 200
    assert delays
    assert all(delays)


def test_a_line_that_repeats_is_counted() -> None:
    now = [0.0]
    repeats = RepeatFilter(60, lambda: now[0])

    def written(line: str) -> str | None:
        record = logging.LogRecord("asyncio", logging.ERROR, "", 0, line, None, None)
        return record.getMessage() if repeats.filter(record) else None

    assert [written("no room") for _ in range(5)] == ["no room", None, None, None, None]
    assert written("another") == "another"
    now[0] = 60.0
    assert written("no room") == "no room (4 times more since it was last written)"
    assert written("no room") is None


@pytest.mark.parametrize("headers", [{"Host": "["}, {"Host": "a b"}, {"Host": "a/b"}, {"Origin": "http://["}])
def test_a_host_that_is_no_address_is_refused_in_a_line(
    database: Database, tmp_path: Path, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with opened_desk(database, tmp_path) as desk:
        own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": desk.address}
        assert desk.send("POST", "/desk/login", own | headers, token="guessed")[0] == 400
        for path in ("/", "/documents/1/", "/api/search", "/feed.atom"):
            assert desk.send("GET", path, headers)[0] == 400
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_pages_of_an_editor_have_only_the_names_of_this_computer(database: Database, tmp_path: Path) -> None:
    with opened_desk(database, tmp_path) as desk:
        for path in ("/", "/documents/1", "/api/search", "/mcp"):
            status, headers, text = desk.send("GET", path, {"Host": "evil.example"})
            assert (status, "on this computer alone" in text) == (403, True)
            assert headers["content-security-policy"]
        port = urlsplit(desk.address).port
        for name in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
            assert desk.send("GET", "/", {"Host": name})[0] == 200
    with served(database, tmp_path) as address:
        assert answer(address, Host="policies.example.org")[0] == 200
