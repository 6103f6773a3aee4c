"""What holds the server up: slow readers, a database that never answers, statements that take too long, its end."""

import errno
import http.client
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from storage.archive import Archive, Exchange
from storage.database import Database
from storage.documents.writing import saving
from storage.errors import StorageError
from storage.schema import captures as table
from tests.processes import FORKS
from tests.zhengce import serving as served_here
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.serving import served
from tests.zhengce.web.asking import answer
from zhengce.cli import serving
from zhengce.web.api import captures
from zhengce.web.database import Reader
from zhengce.web.errors import Busy, TooSlow

LATER = NOW.replace(year=NOW.year + 1)
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
GATES = tuple(invented(title=f"关于第{n}座闸板的通知", body="闸板要结实。", topic="水利") for n in range(3))


@pytest.fixture
def gates(database: Database) -> Database:
    hold(database, *GATES)
    return database


# ------------------------------------------------------------------ the database


@pytest.mark.both_engines
def test_a_statement_that_takes_too_long_is_stopped_and_the_next_has_time_of_its_own(database: Database) -> None:
    reader = Reader(database, seconds=0.3)
    with pytest.raises(TooSlow, match=r"stopped after 0\.3 seconds"), reader.connection() as connection:
        connection.execute(sa.text(ENDLESS))
    with reader.connection() as connection:
        time.sleep(0.4)  # what is computed between two statements is not the database's
        assert connection.execute(sa.select(1)).scalar() == 1


def test_a_server_that_ends_waits_for_no_statement(gates: Database) -> None:
    reader = Reader(gates, seconds=60)
    threading.Timer(0.2, reader.stop).start()
    began = time.monotonic()
    with pytest.raises(TooSlow), reader.connection() as connection:
        connection.execute(sa.text(ENDLESS))
    assert time.monotonic() - began < 10


def test_files_and_reports_are_few_at_once_and_short_requests_go_on(
    gates: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhengce.web.database.LONG_AT_ONCE", 1)
    reader = Reader(gates)
    with reader.long_connection(60):
        with pytest.raises(Busy, match="files and reports"), reader.long_connection(60):
            pass
        with reader.connection() as connection:
            assert connection.execute(sa.select(1)).scalar() == 1
    with reader.long_connection(60) as connection:
        assert connection.execute(sa.select(1)).scalar() == 1


def test_a_database_that_never_answers_stops_nobodys_style_sheet(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/none?connect_timeout=2"
        database = Database(sa.create_engine(url))
        with served(database, tmp_path) as address:
            asking = [threading.Thread(target=answer, args=(f"{address}/search",)) for _ in range(20)]
            for thread in asking:
                thread.start()
            time.sleep(0.5)
            began = time.monotonic()
            assert answer(f"{address}/static/style.css")[0] == 200
            assert time.monotonic() - began < 1
            for thread in asking:
                thread.join()
            began = time.monotonic()
            status, text, headers = answer(f"{address}/search")
            assert (status, headers["Retry-After"], "database does not answer" in text) == (503, "5", True)
            assert time.monotonic() - began < 1  # what is known is not tried again at once


def test_a_failure_is_forgotten_after_a_while(gates: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, read = Reader(gates), gates.read
    monkeypatch.setattr("zhengce.web.database.DOWN_SECONDS", 0.2)

    def failing() -> Any:
        raise StorageError("no route")

    monkeypatch.setattr(gates, "read", failing)
    with pytest.raises(StorageError, match="no route"), reader.connection():
        pass
    monkeypatch.setattr(gates, "read", read)
    with pytest.raises(StorageError, match="does not answer"), reader.connection():
        pass
    time.sleep(0.2)
    with reader.connection() as connection:
        assert connection.execute(sa.select(1)).scalar() == 1


def test_what_has_not_changed_is_not_sent_again(gates: Database, tmp_path: Path) -> None:
    paths = ("/api/search", "/api/facets", "/api/documents/1", "/feed.atom", "/static/style.css")
    with served(gates, tmp_path) as address:
        known = {path: {"If-None-Match": answer(address + path)[2]["ETag"]} for path in paths}
        assert [path for path in paths if answer(address + path, **known[path])[:2] != (304, "")] == []
        with gates.write() as connection:
            saving.save(connection, replace(GATES[0], topic="交通", published_on=NOW.date()), None, None, LATER)
        assert [path for path in paths[:-1] if answer(address + path, **known[path])[0] != 200] == []


# ------------------------------------------------------------------ readers


SIZE = 12_000_000


@pytest.fixture
def archived(gates: Database, tmp_path: Path) -> str:
    """The path of a large page of the archive."""
    sent = Exchange("GET", "https://example.org/", (), b"", 200, "OK", (), b"<p>" + b"x" * SIZE, NOW)
    with Archive(tmp_path / "archive") as archive, gates.write() as connection:
        location = archive.write(sent)
        page = connection.execute(sa.text("SELECT min(id) FROM pages")).scalar_one()
        values = {"page_id": page, "url": sent.url, "status": 200, "fetched_at": NOW}
        values |= {"file": location.file, "offset": location.offset, "digest": location.digest}
        number = connection.execute(
            sa.insert(table).values(length=location.length, **values).returning(table.c.id)
        ).scalar_one()
    return f"/archive/{number}/page"


def slow_reader(address: str, path: str) -> http.client.HTTPConnection:
    """A reader whose system takes little beforehand."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
    connection.sock.connect((urlsplit(address).hostname, urlsplit(address).port))
    connection.request("GET", path)
    return connection


def test_a_slow_reader_gets_all_of_a_download(
    gates: Database, archived: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served_here.OPTIONS, "timeout_keep_alive", 1)
    with served(gates, tmp_path / "archive") as address:
        reader = slow_reader(address, archived)
        response = reader.getresponse()
        size = 0
        while piece := response.read(SIZE // 8):
            size += len(piece)
            time.sleep(0.2)
        assert size == SIZE + 3 == int(response.headers["Content-Length"])
        reader.close()


def test_few_answers_of_the_archive_are_in_memory_at_once(
    gates: Database, archived: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, most = [0], [0]
    text_of = captures.text_of

    def counted(found: Exchange) -> bytes:
        reading[0] += 1
        most[0] = max(most[0], reading[0])
        time.sleep(0.05)
        reading[0] -= 1
        return text_of(found)

    monkeypatch.setattr(captures, "text_of", counted)
    with served(gates, tmp_path / "archive") as address:
        readers = [slow_reader(address, archived) for _ in range(8)]
        assert [reader.getresponse().status for reader in readers] == [200] * 8
        for reader in readers:
            reader.close()
    assert most[0] <= captures.READ_AT_ONCE


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone ends such a connection")
def test_a_reader_that_takes_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STALLED", 300)
    with serving._listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        server, _ = listening.accept()
        server.settimeout(20)
        with server, pytest.raises(OSError, match=os.strerror(errno.ETIMEDOUT)):
            server.sendall(b"x" * SIZE)


def serve(folder: Path, port: int) -> None:
    """The command in this process."""
    from zhengce.cli import program as cli

    sys.argv = ["zhengce", "--data", str(folder), "serve", "--port", str(port)]
    sys.exit(cli.main())


def test_it_ends_within_ten_seconds_whoever_reads(gates: Database, archived: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = FORKS.Process(target=serve, args=(tmp_path, port))
    process.start()
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            assert answer(f"{address}/")[0] == 200  # the first page of a server, on a machine that does other things
            break
        except OSError:
            time.sleep(0.05)
    reader = slow_reader(address, archived)  # reads nothing
    assert reader.getresponse().status == 200
    process.terminate()
    process.join(10)
    assert process.exitcode in (0, -signal.SIGTERM)
    reader.close()
