"""Crawls in processes of their own that start at once: one process imports everything and forks a child for each crawl.

Commands on standard input, one a line: a JSON object with `folder`, `server` and, if wanted, `limit` (bytes of a file).
Answers on standard output: the child's process number, then how it ended.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any


class Forks:
    """The parent's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scrapers.forks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, **command: Any) -> int:
        """Starts a crawl; gives its process number."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Waits for the crawl: its exit code, or the number of the signal that killed it, negative."""
        return int(self._line())

    def close(self) -> None:
        """Ends the process that forks."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def serve() -> None:
    """The forking process: reads commands until its input ends."""
    from scrapers import process
    from tests.scrapers.loopback import LOOPBACK_SETTINGS

    for line in sys.stdin:
        command = json.loads(line)
        child = os.fork()
        if child == 0:
            if limit := command.get("limit"):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            folder = Path(command["folder"])
            url = f"sqlite:///{folder / 'zhengce.db'}"
            settings = {**LOOPBACK_SETTINGS, "LOOPBACK": command["server"]}
            code = 3
            try:
                [summary] = process.crawl(["ndrc"], database_url=url, data_dir=folder, settings=settings)
                code = 0 if summary.ok else 1
            finally:
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
