"""Closed files of the archive move to a bucket of a real S3 server, and are read from there as from the folder."""

import logging
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import randbytes

import pytest
from starlette.testclient import TestClient

from storage.archive import Archive, ArchiveError, ArchiveFiles, Exchange, Location, bucket
from storage.archive.bucket import Bucket, bucket_at
from storage.archive.push import push
from storage.database import Database, open_database
from storage.health import archive_files
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.object_store import BUCKET, SECRET, object_store
from tests.storage.making import NOON
from tests.storage.test_archive import exchange
from zhengce.web.app import create_app

NEXT_DAY = NOON + timedelta(days=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with object_store(tmp_path_factory.mktemp("bucket")) as variables:
        yield variables


@pytest.fixture
def files(server: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveFiles:
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    return ArchiveFiles(tmp_path / "archive", f"s3://{BUCKET}/{tmp_path.name}")


def written(files: ArchiveFiles, count: int = 6) -> list[tuple[Location, Exchange]]:
    """Answers of two days; each page is served unchanged on the second."""
    with Archive(files) as archive:
        made = [exchange(number) for number in range(count)]
        made += [replace(one, fetched_at=one.fetched_at + timedelta(days=1)) for one in made]
        return [(archive.write(one), one) for one in made]


def as_read(one: Exchange) -> Exchange:
    return replace(one, request_headers=list(one.request_headers), headers=list(one.headers))


def names(files: ArchiveFiles) -> list[str]:
    return sorted(path.name for path in files.folder.iterdir())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of which a range was asked for, each time."""
    found: list[str] = []
    read = Bucket.read

    def counted(self: Bucket, name: str, offset: int, length: int) -> tuple[bytes, int]:
        found.append(name)
        return read(self, name, offset, length)

    monkeypatch.setattr(Bucket, "read", counted)
    return found


def test_closed_files_move_and_each_page_is_one_request(files: ArchiveFiles, asked: list[str]) -> None:
    held = written(files)
    first, second = names(files)
    moved = list(push(files, NEXT_DAY))
    assert [(one.name, one.why) for one in moved] == [(first, "")]
    assert names(files) == [second]  # the day is not over
    assert files.sizes()[first] == moved[0].size
    asked.clear()
    with Archive(files) as archive:
        assert [archive.read(where) for where, _ in held] == [as_read(one) for _, one in held]
    assert asked == [first] * 12  # six answers, and six that the file of today repeats


def test_a_file_that_a_process_writes_or_that_is_not_ours_stays(files: ArchiveFiles) -> None:
    held = written(files)
    (files.folder / "other.warc.gz").write_bytes(b"not ours")
    with Archive(files) as writing:
        writing.write(exchange(99, fetched_at=NEXT_DAY))
        moved = [one.name for one in push(files, NEXT_DAY + timedelta(days=9))]
        assert moved == [held[0][0].file]
    assert [one.name for one in push(files, NEXT_DAY + timedelta(days=9))] == [held[-1][0].file]
    assert names(files) == ["other.warc.gz"]


def test_a_file_of_the_same_name_is_never_overwritten(files: ArchiveFiles) -> None:
    where, _ = written(files, 1)[0]
    path = files.folder / where.file
    whole = path.read_bytes()
    bucket_at(files.url or "").put(path)  # and then the push was killed
    path.write_bytes(whole + whole)
    [one] = push(files, NEXT_DAY)
    assert "differs" in one.why
    assert path.read_bytes() == whole + whole
    path.write_bytes(whole)
    [one] = push(files, NEXT_DAY)
    assert not one.why
    assert not path.exists()


def test_a_day_goes_on_in_a_file_of_its_own_when_its_first_has_moved(files: ArchiveFiles) -> None:
    [(where, _), *_] = held = written(files, 1)
    list(push(files, NEXT_DAY + timedelta(days=9)))
    ends = {one.file: one.offset + one.length for one, _ in held}
    with Archive(files, known_end=lambda name: ends.get(name, 0)) as archive:
        later = archive.write(exchange(7))
        assert archive.warnings == []
        assert later.file != where.file
        assert archive.read(where) == as_read(exchange(0))


PUSH = """
import signal, sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from storage.archive.files import ArchiveFiles
from storage.archive.push import push

for one in islice(push(ArchiveFiles(Path(sys.argv[1]), sys.argv[2]), datetime(2099, 1, 1, tzinfo=UTC)), 3):
    print(one.name, flush=True)
signal.pause()
"""


class SlowLine:
    """A line to the server of so many bytes a second, for what is sent."""

    def __init__(self, port: int, speed: int) -> None:
        self.speed, self._port = speed, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            here, _ = self._listening.accept()
            there = socket.create_connection(("127.0.0.1", self._port))
            threading.Thread(target=self._pass, args=(here, there, self.speed), daemon=True).start()
            threading.Thread(target=self._pass, args=(there, here, 1 << 30), daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket, speed: int) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                sink.sendall(data)
                time.sleep(len(data) / speed)
        for one in (source, sink):
            with suppress(OSError):
                one.close()


def test_a_file_that_takes_longer_than_any_request_moves_in_parts(
    files: ArchiveFiles, server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(files) as archive:
        for day, size in ((0, 12_000_000), (1, 1000)):
            archive.write(exchange(day, fetched_at=NOON + timedelta(days=day), body=randbytes(size)))
    large, small = names(files)
    line = SlowLine(int(server["AWS_ENDPOINT_URL"].rsplit(":", 1)[1]), 3_000_000)
    monkeypatch.setenv("AWS_ENDPOINT_URL", line.address)
    monkeypatch.setattr(bucket, "STALL", timedelta(seconds=3))  # the file takes longer, a part of it does not
    assert [(one.name, one.why) for one in push(files, NEXT_DAY + timedelta(days=9))] == [(large, ""), (small, "")]
    assert names(files) == []


def test_a_file_that_cannot_move_keeps_no_other(files: ArchiveFiles, database: Database) -> None:
    held = written(files, 1)
    put = Bucket.put
    with pytest.MonkeyPatch.context() as patch, database.read() as connection:
        patch.setattr(Bucket, "put", lambda self, path: put(self, path) if path.name > held[0][0].file else _fail(path))
        first, second = push(files, NEXT_DAY + timedelta(days=9))
        assert (first.name, second.why) == (held[0][0].file, "")
        assert "stays here: " in first.why
        [problem] = archive_files.health(connection, files).problems
    assert (problem.kind, first.name in problem.what) == ("behind", True)


def _fail(path: Path) -> None:
    raise ConnectionError(f"{path.name}: the line broke")


def test_a_killed_push_leaves_each_record_readable(files: ArchiveFiles) -> None:
    with Archive(files) as archive:
        days = [exchange(day, fetched_at=NOON + timedelta(days=day), body=randbytes(300_000)) for day in range(12)]
        held = [(archive.write(one), one) for one in days]
    for pause in (0.0, 0.01, 0.02):
        with subprocess.Popen(
            [sys.executable, "-c", PUSH, files.folder, files.url or ""], stdout=subprocess.PIPE
        ) as pushing:
            assert pushing.stdout
            pushing.stdout.readline()
            time.sleep(pause)
            pushing.kill()
        with Archive(files) as archive:
            assert [archive.read(where) for where, _ in held] == [as_read(one) for one in days]
    assert 0 < len(names(files)) < 12
    assert all(not one.why for one in push(files, datetime(2099, 1, 1, tzinfo=UTC)))
    assert names(files) == []


def test_a_bucket_that_is_away_stops_no_crawl(
    files: ArchiveFiles, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held = written(files, 2)
    list(push(files, NEXT_DAY + timedelta(days=9)))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = replace(files, url=f"{files.url}/")  # a client of its own
    with caplog.at_level(logging.DEBUG):
        with Archive(away, seen=lambda url, digest: held[0][0]) as archive:
            with pytest.raises(ArchiveError, match="cannot be used") as refused:
                archive.read(held[0][0])
            with pytest.raises(ArchiveError, match="asked again within"):
                archive.read(held[1][0])
            written_whole = archive.write(exchange(0, fetched_at=NEXT_DAY + timedelta(days=30)))
            assert archive.read(written_whole).body == exchange(0).body
            written_too = archive.write(exchange(0, fetched_at=NEXT_DAY + timedelta(days=31)))
        stays = push(away, NEXT_DAY + timedelta(days=99))
        assert (one := next(stays)).name == written_whole.file
        assert "stays here: " in one.why
        with pytest.raises(ConnectionError):  # the second in a row: it is the bucket
            list(stays)
        assert written_too.file > written_whole.file
    assert (away.folder / written_whole.file).exists()
    assert "\n" not in str(refused.value)
    assert SECRET not in str(refused.value) + caplog.text


def test_an_answer_behind_the_end_of_a_file_costs_no_other(files: ArchiveFiles) -> None:
    (where, whole), *_ = written(files, 1)
    list(push(files, NEXT_DAY + timedelta(days=9)))
    with Archive(files) as archive:
        with pytest.raises(ArchiveError, match="no answer at"):
            archive.read(replace(where, offset=10_000_000))
        assert archive.read(where) == as_read(whole)


def test_everything_that_reads_the_archive_reads_the_bucket(
    files: ArchiveFiles, sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Path(shutil.copytree(sample.folder, tmp_path / "data"))
    refused = zhengce("archive", "push", data=data)
    assert refused.returncode == 2
    assert "no bucket is set" in refused.stderr
    before = zhengce("show", "1", data=data).stdout
    monkeypatch.setenv("ZHENGCE_ARCHIVE", files.url or "")
    pushed = zhengce("archive", "push", data=data)
    assert (pushed.returncode, pushed.stderr) == (0, f"zhengce: 1 file moved to {files.url}\n")
    assert list((data / "archive").iterdir()) == []
    checked = zhengce("archive", "check", data=data)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "zhengce: nothing is damaged\n")
    assert "archive" not in zhengce("health", data=data).stdout
    package = tmp_path / "evidence.wacz"
    assert zhengce("evidence", "1", package, data=data).returncode == 0
    assert package.stat().st_size > 1000
    with monkeypatch.context() as away:
        away.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        away.setenv("ZHENGCE_ARCHIVE", f"{files.url}/")  # a client of its own
        refused = zhengce("evidence", "1", tmp_path / "none.wacz", data=data)
    (line,) = refused.stderr.splitlines()
    assert (refused.returncode, f"{files.url} cannot be used" in line) == (1, True), line
    read_again = zhengce("reparse", "--processes", "1", data=data)
    assert (read_again.returncode, zhengce("show", "1", data=data).stdout) == (0, before)
    app = create_app(
        open_database(f"sqlite:///{data / 'zhengce.db'}"), replace(files, folder=data / "archive"), sources=()
    )
    with TestClient(app) as client:
        assert "<title>" in client.get("/archive/1/source").text
