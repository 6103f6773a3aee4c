"""The processes that read the archive end with the process that began them."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.reparse.processes import Inputs
from storage.database import open_database

POOL = """
import sys, pathlib
from pipelines.reparse import processes
from storage.database import open_database
from tests.test_reading_processes import own_number
processes.FEW_GROUPS = 0
inputs = processes.Inputs(pathlib.Path(sys.argv[1]), open_database(sys.argv[2]))
for number in processes.read_groups(own_number, inputs, [[1], [2]], 2):
    print(number, flush=True)
    sys.stdin.read()
"""


def own_number(inputs: Inputs, ids: Sequence[int]) -> int:
    """The number of the process that reads."""
    return os.getpid()


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
