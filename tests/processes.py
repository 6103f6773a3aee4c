"""Processes of tests that start at once: one process for all tests has imported what they need, and forks them."""

import multiprocessing
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from storage.crawl import leases
from storage.database import open_database
from tests.command_line import Result
from zhengce.tables.exporting import export
from zhengce.tables.whole_file import ExportError

FORKS = multiprocessing.get_context("forkserver")
"""`FORKS.Process(target=…)` takes a function of a module that is imported here, or imports little.

One list for all tests: Python keeps one such process, and the last list that it is given.
"""
FORKS.set_forkserver_preload(
    [
        "__main__",
        "pytest",
        "tests.command_line",
        "tests.storage.test_reindex",
        "tests.test_reparse",
        "tests.chaos.ministry",
        "tests.scrapers.first_crawl",
        "zhengce.tables.exporting",
        "tests.ready_commands",
    ]
)


def run_forked(folder: Path, function: Callable[..., None], *arguments: Any) -> Result:
    """Calls a function in a process of its own; gives its exit code, and what it printed there, tracebacks too.

    `folder` takes the files of its standard streams.
    """
    streams = folder / "stdout", folder / "stderr"
    process = FORKS.Process(target=_call, args=(*streams, function, *arguments))
    process.start()
    process.join()
    assert process.exitcode is not None
    return Result(process.exitcode, *(stream.read_text(encoding="utf-8") for stream in streams))


def _call(stdout: Path, stderr: Path, function: Callable[..., None], *arguments: Any) -> None:
    for number, stream in ((1, stdout), (2, stderr)):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    function(*arguments)


# What processes do to a database that are killed


def write_forever(url: str, begun: Connection) -> None:
    """Begins to write, says so, and never ends it."""
    with open_database(url).write():
        begun.send("writing")
        time.sleep(60)


def take_lease(url: str) -> None:
    """Takes the lease of a source, and ends without giving it back."""
    with open_database(url).write() as connection:
        leases.take(connection, "crawl:miit", leases.holder_name(), datetime.now(UTC))


# An export in a process of its own, whose files must not grow


ROOM = 2000
"""Bytes."""


def export_in_little_room(url: str, file: Path) -> None:
    """Exports everything where no file grows beyond ROOM, those for the moment beside it; prints what was wrong."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = open_database(url, upgrade=False)
    tempfile.tempdir = str(file.parent)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
    try:
        with database.read() as connection:
            export(connection, file)
    except ExportError as error:
        print(error)
