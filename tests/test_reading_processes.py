"""The processes that read the archive end with the process that began them."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from storage.database import open_database

POOL = """
import os, sys, pathlib
from parsers.files import LIMITS
from pipelines.reparse.processes import pool_of
pool = pool_of(1, pathlib.Path(sys.argv[1]), sys.argv[2], LIMITS)
print(pool.submit(os.getpid).result(), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_reading_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    open_database(url).close()
    command = [sys.executable, "-c", POOL, str(tmp_path), url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        deadline = time.monotonic() + 10
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_running(child)


def is_running(process: int) -> bool:
    """Whether a process is there that is no zombie."""
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    return False
