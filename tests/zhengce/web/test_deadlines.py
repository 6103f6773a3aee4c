"""What a request computes in Python ends with its time: its reader gets 503, others are served beside it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import served
from tests.zhengce.web.asking import answer
from zhengce.web import database as web_database
from zhengce.web import deadlines
from zhengce.web.api import documents
from zhengce.web.database import Reader
from zhengce.web.deadlines import Interrupted, interrupted_after
from zhengce.web.pages.rendering import templates


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(deadlines, "AGAIN", 0.05)
    monkeypatch.setattr(web_database, "COMPUTING_SECONDS", 0.1)


def endless(*arguments: Any, **options: Any) -> Iterator[Any]:
    """Computes without end, and passes over errors as careless code does."""
    while True:
        with suppress(Exception):
            "国".index("家")


def endless_but_for_problems(environment: Any) -> Any:
    def get_template(root: str, name: str) -> Any:
        return environment(root).get_template(name) if name == "problem.html" else endless()

    return lambda root: SimpleNamespace(get_template=partial(get_template, root))


def test_a_request_that_computes_without_end_gets_503_and_others_are_served(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(database, invented(), invented(title="关于第2座闸板的通知", url="https://www.miit.gov.cn/2.html"))
    document = documents.document
    monkeypatch.setattr(
        documents, "document", lambda connection, number: endless() if number == 1 else document(connection, number)
    )
    with served(database, tmp_path, seconds=2.0) as address, ThreadPoolExecutor() as readers:
        assert answer(f"{address}/api/documents/2")[0] == 200  # the first request of all is dear
        slow = readers.submit(answer, f"{address}/api/documents/1")
        assert answer(f"{address}/api/documents/2")[0] == 200
        status, text, headers = slow.result()
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "stopped after 2.1 seconds" in text
        monkeypatch.setattr(documents, "document", document)
        assert answer(f"{address}/api/documents/1")[0] == 200
        monkeypatch.setattr(templates, "RENDERING_SECONDS", 0.1)
        monkeypatch.setattr(templates, "environment", endless_but_for_problems(templates.environment))
        assert answer(f"{address}/documents/1")[0] == 503


def test_a_connection_that_was_interrupted_is_not_used_again(database: Database) -> None:
    reader = Reader(database, seconds=0.1)
    for _ in range(2):
        with pytest.raises(Interrupted), reader.connection() as connection:  # noqa: PT012
            before = connection.connection.driver_connection
            endless()
        with reader.connection() as connection:
            assert connection.execute(sa.text("SELECT 1")).scalar() == 1
            assert connection.connection.driver_connection is not before


def test_an_interruption_that_arrives_as_the_computation_ends_is_one_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def arriving_late(seconds: float) -> Iterator[None]:
        yield
        raise deadlines.Overdue

    monkeypatch.setattr(web_database, "interrupted_after", arriving_late)
    with pytest.raises(Interrupted), Reader(database).connection():
        pass


def test_what_ends_in_time_is_not_interrupted_later(database: Database) -> None:
    ended = {"in time": 0, "late": 0}
    for number in range(40):
        end = time.monotonic() + 0.02 + number / 2000
        try:
            with interrupted_after(0.03):
                while time.monotonic() < end:
                    pass
            ended["in time"] += 1
        except Interrupted:
            ended["late"] += 1
    end = time.monotonic() + 3 * deadlines.AGAIN
    while time.monotonic() < end:
        pass
    assert ended["in time"] + ended["late"] == 40


ENDING_AS_THEY_ARE_INTERRUPTED = """
import threading, time
from zhengce.web import deadlines
deadlines.LOOK_SECONDS, deadlines.AGAIN = 0.001, 0.01
def compute():
    for number in range(150):
        end = time.monotonic() + 0.002 + number % 10 / 5000
        try:
            with deadlines.interrupted_after(0.002):
                while time.monotonic() < end:
                    pass
        except deadlines.Interrupted:
            pass
threads = [threading.Thread(target=compute, daemon=True) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(60)
print(sum(thread.is_alive() for thread in threads))
"""


def test_interruptions_that_arrive_as_a_computation_ends_hold_up_no_other() -> None:
    """In a process of its own: one that arrives behind the computation ends its thread."""
    command = [sys.executable, "-c", ENDING_AS_THEY_ARE_INTERRUPTED]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "0\n"
