"""The command line in processes of its own that start at once: one process imports everything and forks for each call.

Calls on standard input, one a line: a JSON object with `program` (zhengce or scrapy), `words`, the files `stdout` and
`stderr` and, if wanted, `limit` (bytes of a file) and `environment` (variables, all of them); `stdout` of null is a
pipe that nobody reads any more. Answers on standard output: how the call ended. A call runs to the end of its
interpreter, which flushes what is left.
"""

import contextlib
import gc
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


class ForkedCommands:
    """The parent's side."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.forked_commands"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def run(
        self,
        *words: str,
        stdout: Path | None,
        stderr: Path,
        limit: int | None = None,
        program: str = "zhengce",
        environment: Mapping[str, str] | None = None,
    ) -> int:
        """Runs a command, which writes to these files and none beyond so many bytes; gives its exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        streams = {"stdout": str(stdout) if stdout else None, "stderr": str(stderr)}
        call = {"program": program, "words": words, **streams, "limit": limit, "environment": environment}
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Ends the process that forks."""
        self._process.communicate(timeout=10)


def serve() -> None:
    """The forking process: reads calls until its input ends. A child leaves it with its command's exit code."""
    import scrapy.cmdline

    import outputs.brief.gathering
    import outputs.search.keywords
    import outputs.search.parser
    import scrapers.run.process
    import storage.search
    import zhengce

    assert [outputs, scrapers, storage]  # imported for the children
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        sys.argv = ["zhengce", "--data", folder, "crawl", "mot", "--sample"]
        zhengce.main()  # and what a command imports by itself, reads and compiles
    gc.freeze()  # a child that ends looks through its own objects alone
    while line := sys.stdin.readline():
        call = json.loads(line)
        child = os.fork()
        if child == 0:
            _take_streams(call["stdout"], call["stderr"])
            if limit := call["limit"]:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            sys.argv = [call["program"], *call["words"]]
            if call["environment"] is not None:
                os.environ.clear()
                os.environ.update(call["environment"])
                del sys.modules["scrapers.settings"]  # reads the environment where it is imported
            if call["program"] == "scrapy":
                scrapy.cmdline.execute()  # ends the process
            sys.exit(zhengce.main())
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _take_streams(stdout: str | None, stderr: str) -> None:
    """Lets the file descriptors 0 to 2 be nothing and the files; a reader of None has left."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(stdout, os.O_WRONLY | os.O_CREAT)
    os.dup2(writer, 1)
    os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT), 2)


if __name__ == "__main__":
    serve()
