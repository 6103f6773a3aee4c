"""A disk that is full: the crawl says so once, ends with its table, and damages nothing."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import open_database
from tests import forked_commands
from tests.command_line import Result
from zhengce.sample import EXPECTED

A_LITTLE = 150_000
"""Bytes that a file may grow beyond an empty database: less than the sample needs."""


@pytest.fixture
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Crawls the sample in a process of its own, which may write no file beyond so many bytes."""

    def run(data: Path, *sources: str, limit: int | None = None) -> Result:
        printed, said = (tmp_path_factory.mktemp("streams") / name for name in ("stdout", "stderr"))
        words = ("--data", str(data), "crawl", *sources, "--sample")
        code = forked_commands.run(*words, stdout=printed, stderr=said, limit=limit)
        return Result(code, printed.read_text(encoding="utf-8"), said.read_text(encoding="utf-8"))

    return run


def rows(data: Path) -> int:
    with sqlite3.connect(data / "zhengce.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        [count] = connection.execute("SELECT count(*) FROM documents").fetchone()
    connection.close()
    return int(count)


def test_a_full_disk_ends_a_crawl_in_one_line_below_its_table(crawl: Callable[..., Result], tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'empty.db'}").close()
    result = crawl(tmp_path, limit=(tmp_path / "empty.db").stat().st_size + A_LITTLE)
    assert result.returncode == 2
    assert result.stdout.split()[:2] == ["source", "listings"]
    [line] = result.stderr.splitlines()
    assert line.startswith(f"zhengce: {tmp_path}")
    documents = len(json.loads(EXPECTED.read_text(encoding="utf-8"))["documents"])
    assert rows(tmp_path) < documents
    assert crawl(tmp_path).returncode == 0
    assert rows(tmp_path) == documents


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_log_that_cannot_be_written_costs_nothing(crawl: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "crawl.log").symlink_to("/dev/full")
    result = crawl(tmp_path, "mot")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_log_that_cannot_be_begun_is_named(crawl: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "crawl.log").mkdir()
    result = crawl(tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line == f"zhengce: {tmp_path / 'crawl.log'}: the log cannot be written (Is a directory)"
