"""The command line in processes of its own, which start at once: forks of one that `tests.processes` has made ready."""

import ctypes
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.processes import FORKS


def run(
    *words: str,
    stdout: Path | None,
    stderr: Path,
    limit: int | None = None,
    program: str = "zhengce",
    environment: Mapping[str, str] | None = None,
) -> int:
    """Runs zhengce or scrapy, which write to these files and none beyond so many bytes; gives the exit code.

    `stdout` of None is a pipe that nobody reads any more. `environment`: all variables; by default those of now.
    """
    variables = dict(os.environ if environment is None else environment)
    process = FORKS.Process(target=_run, args=(program, words, stdout, stderr, limit, variables))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(
    program: str,
    words: tuple[str, ...],
    stdout: Path | None,
    stderr: Path,
    limit: int | None,
    variables: Mapping[str, str],
) -> None:
    import scrapy.cmdline

    from zhengce.cli import program as cli

    _take_streams(stdout, stderr)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.argv = [program, *words]
    os.environ.clear()
    os.environ.update(variables)
    sys.modules.pop("zhengce.settings.scrapy_settings", None)  # reads the environment where it is imported
    try:
        if program == "zhengce":
            sys.exit(cli.main())
        scrapy.cmdline.execute()  # ends the process
    except SystemExit as ended:
        # The end of an interpreter flushes what is left, and that may fail; multiprocessing would leave without it.
        ctypes.pythonapi.Py_Exit(ctypes.c_int(int(ended.code or 0)))


def _take_streams(stdout: Path | None, stderr: Path) -> None:
    """Lets the file descriptors 0 to 2 be nothing and the files; a reader of None has left."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(stdout, os.O_WRONLY | os.O_CREAT)
    os.dup2(writer, 1)
    os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT), 2)
    if stdout is None:  # the stream that was inherited takes the pipe for a file that can seek
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
