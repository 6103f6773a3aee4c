"""Processes of tests that start at once: one process for all tests has imported what they need, and forks them."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.command_line import Result

FORKS = multiprocessing.get_context("forkserver")
"""`FORKS.Process(target=…)` takes a function of a module that is imported here, or imports little.

One list for all tests: Python keeps one such process, and the last list that it is given.
"""
FORKS.set_forkserver_preload(
    [
        "__main__",
        "pytest",
        "tests.command_line",
        "tests.storage.crawling",
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
