"""The stream of changes, and the texts that changed."""

import json
import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TextIO

import pytest

from storage.crawl.pages import gone
from storage.database import Database, open_database
from tests.processes import FORKS
from tests.storage.making import plain_document
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, NOON, keep, revised
from zhengce.cli import program as cli
from zhengce.documents import changes

# Changes are handed out in order, each once, whatever the consumer does


WRITERS, EACH = 3, 10


def write_documents(database: Database, writer: int) -> None:
    """One writer: new documents one or several in a transaction, some of them revised at once."""
    chance = random.Random(writer)
    numbers = list(range(writer * 1000, writer * 1000 + EACH))
    while numbers:
        batch = [plain_document(numbers.pop(0)) for _ in range(min(len(numbers), chance.randint(1, 3)))]
        keep(database, *batch)
        if chance.random() < 0.4:
            keep(database, revised(batch[0]))


@pytest.mark.both_engines
def test_a_consumer_that_stops_and_resumes_sees_each_change_once_and_in_order(
    database: Database, open_another: Callable[[], Database]
) -> None:
    writers = [threading.Thread(target=write_documents, args=(open_another(), n)) for n in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    chance, cursor, seen = random.Random(7), 0, []
    while True:
        writing = any(writer.is_alive() for writer in writers)
        before = cursor
        for line in changes.stream(database, cursor, chance.randint(1, 9)):
            seen.append((line["number"], line["kind"], line["document_id"]))
            cursor = line["number"]
            if chance.random() < 0.2:
                break
        if not writing and cursor == before:
            break
        time.sleep(0.01)  # a reader that never waits keeps the writers from their turn
    assert [number for number, _, _ in seen] == list(range(1, len(seen) + 1))
    fresh = [document for _, kind, document in seen if kind == "new"]
    assert len(fresh) == len(set(fresh)) == WRITERS * EACH
    with database.read() as connection:
        assert len(changes.lines(connection, 0, 10_000)) == len(seen)


def test_following_goes_on_with_what_comes_later(database: Database) -> None:
    keep(database, ICT_PLAN)
    later = iter([IPR_PLAN, DATA_DRAFT])

    def wait() -> bool:
        record = next(later, None)
        if record:
            keep(database, record)
        return record is not None

    found = [line["record"]["title"] for line in changes.stream(database, follow=True, wait=wait)]
    assert found == [ICT_PLAN.title, IPR_PLAN.title, DATA_DRAFT.title]


def test_each_kind_says_what_happened(database: Database) -> None:
    (plan,) = keep(database, ICT_PLAN)
    keep(database, revised(ICT_PLAN))
    keep(database, replace(revised(ICT_PLAN), topic="通信"), kind="reparsed")
    with database.write() as connection:
        gone(connection, "miit", ICT_PLAN.url, "404", NOON + timedelta(days=1))
    keep(database, replace(revised(ICT_PLAN), topic="通信"), when=NOON + timedelta(days=2))
    with database.read() as connection:
        found = changes.lines(connection, 0)
    assert [line["kind"] for line in found] == ["new", "revised", "reparsed", "withdrawn", "returned"]
    assert {line["document_id"] for line in found} == {plan}
    assert found[1]["fields"]["body"] == {"old": ICT_PLAN.body, "new": revised(ICT_PLAN).body}
    assert found[2]["fields"]["topic"] == {"old": "规划", "new": "通信"}
    assert found[0]["record"]["issuing_bodies"][0]["id"] == "miit"
    assert found[0]["record"]["body"] == revised(ICT_PLAN).body, "the record is the one that stands now"


def test_a_merge_names_the_document_that_is_no_more(database: Database) -> None:
    elsewhere = replace(ICT_PLAN, source="state_council", url="https://www.gov.cn/content_5651262.htm")
    apart = replace(
        elsewhere, document_number=None, title="关于做好园区工作的通知", issued_title=None, body="另一件事。"
    )
    first, second = keep(database, ICT_PLAN, apart)
    assert first != second
    keep(database, elsewhere, when=NOON + timedelta(days=1))
    with database.read() as connection:
        found = changes.lines(connection, 0)
    merged = [line for line in found if line["kind"] == "merged"]
    assert [(line["document_id"], line["other_id"]) for line in merged] == [(first, second)]
    assert [line["record"] for line in found if line["document_id"] == second] == [None]


def test_a_limit_and_a_number_to_go_on_from(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    assert [line["number"] for line in changes.stream(database, 1, 1)] == [2]
    assert list(changes.stream(database, 3)) == []


def follow(data: Path, out: Connection, err: Path) -> None:
    """`zhengce changes --follow`, in a process that writes to these."""
    os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT), 2)
    sys.stdout = open(out.fileno(), "w", closefd=False)  # noqa: SIM115 - to the end of the process
    sys.argv = ["zhengce", "--data", str(data), "changes", "--follow"]
    sys.exit(cli.main())


@dataclass(frozen=True)
class CursorParams:
    """The command with --follow, and the database that it follows."""

    process: BaseProcess
    out: TextIO
    err: Path
    database: Database

    def one_line(self) -> dict[str, object]:
        assert select.select([self.out], [], [], 60)[0], "a line is flushed as soon as it is written"
        line: dict[str, object] = json.loads(self.out.readline())
        return line

    def end(self) -> tuple[int | None, str]:
        """The exit code, and what was said on standard error."""
        self.process.join(60)
        return self.process.exitcode, self.err.read_text()


@pytest.fixture
def following(tmp_path: Path) -> Iterator[CursorParams]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    reader, writer = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=follow, args=(tmp_path, writer, tmp_path / "err"))
    process.start()
    writer.close()
    with os.fdopen(os.dup(reader.fileno())) as out:
        reader.close()
        yield CursorParams(process, out, tmp_path / "err", database)
    process.kill()
    process.join()
    database.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_following_flushes_each_line_and_ends_cleanly_on_a_signal(following: CursorParams, number: int) -> None:
    assert following.one_line()["number"] == 1
    keep(following.database, IPR_PLAN)
    assert following.one_line()["number"] == 2
    assert following.process.pid
    os.kill(following.process.pid, number)
    assert following.end() == (0, "")
    assert following.out.read() == ""


def test_following_ends_when_its_reader_leaves(following: CursorParams) -> None:
    following.one_line()
    following.out.close()
    assert following.end() == (0, "")
