"""`zhengce serve` as a process of its own, at an address that it chooses."""

import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

TRIES = 20


@contextmanager
def serving(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address of the server that this command starts in the folder, and its process, which is ended in any case."""
    words = [*command, "serve", "--port", "0"]
    with subprocess.Popen(words, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            address = re.search(r"http://\S+?/(?= )", line)
            assert address, line
            yield address[0], process
        finally:
            process.kill()


def fetch(address: str) -> str:
    """What an address answers; asked again, as browsers do, while a busy machine answers 503 with Retry-After."""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(address, timeout=60) as response:
                return str(response.read().decode())
        except HTTPError as error:
            if error.code != 503:
                raise
            time.sleep(float(error.headers["Retry-After"]))
    raise TimeoutError(f"{address}: 503, {TRIES} times")
