"""`serve` that starts while its database server is away waits for it, says so once, and then answers."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from tests.postgres import Server
from tests.processes import FORKS

SECONDS = 60
"""Within which what is waited for has happened."""


def serve(url: str, folder: Path, port: int) -> None:
    """The command in this process, which writes to a file."""
    from zhengce.cli import program as cli
    from zhengce.cli.shared import database as access

    access.SECONDS_BETWEEN_TRIES = 0.05
    os.dup2(os.open(folder / "said", os.O_WRONLY | os.O_CREAT), 2)
    sys.argv = ["zhengce", "--database", url, "--data", str(folder), "serve", "--port", str(port)]
    sys.exit(cli.main())


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/api/sources", timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture
def away(postgres: Server, tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a database whose server does not answer yet, and what lets it answer."""
    given = postgres.borrow()
    url = sa.make_url(given)
    link = tmp_path / "socket"

    def come() -> None:
        link.symlink_to(str(url.query["host"]))

    yield url.update_query_dict({"host": str(link)}).render_as_string(hide_password=False), come
    postgres.give_back(given)


@pytest.fixture
def serving(away: tuple[str, Callable[[], None]], tmp_path: Path) -> Iterator[tuple[BaseProcess, int]]:
    """The command that was begun meanwhile, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = FORKS.Process(target=serve, args=(away[0], tmp_path, port))
    process.start()
    yield process, port
    process.kill()
    process.join()


def said(tmp_path: Path) -> str:
    return (tmp_path / "said").read_text() if (tmp_path / "said").exists() else ""


def test_it_waits_says_so_once_and_answers(
    away: tuple[str, Callable[[], None]], serving: tuple[BaseProcess, int], tmp_path: Path
) -> None:
    process, port = serving
    until(lambda: "waiting" in said(tmp_path))
    time.sleep(0.3)  # some more tries
    assert not answers(port)
    [line] = said(tmp_path).splitlines()
    assert line.startswith(
        "zhengce: waiting for the database (Ctrl-C ends): postgresql+psycopg://postgres:***@/zhengce_"
    )
    away[1]()
    until(lambda: answers(port))
    assert process.is_alive()
    assert said(tmp_path).splitlines()[1:] == [f"http://127.0.0.1:{port}/ (Ctrl-C ends)"]


def test_who_stops_it_while_it_waits_need_not_wait(serving: tuple[BaseProcess, int], tmp_path: Path) -> None:
    until(lambda: "waiting" in said(tmp_path))
    serving[0].terminate()
    serving[0].join(SECONDS)
    assert serving[0].exitcode == 0
