"""Scheduled work yields the processor to those for whom somebody waits."""

import os
import sys
from pathlib import Path

import pytest

from tests.processes import run_forked
from zhengce.cli.program import main


def print_niceness(data: Path, *words: str) -> None:
    """Prints the niceness of this process before and after a command."""
    before = os.nice(0)
    sys.argv = ["zhengce", "--data", str(data), *words]
    main()
    print(before, os.nice(0))


@pytest.mark.parametrize(("command", "least"), [("index", 10), ("watch run", 10), ("list", 0)])
def test_scheduled_commands_run_at_a_lower_priority(tmp_path: Path, command: str, least: int) -> None:
    shown = run_forked(tmp_path, print_niceness, tmp_path / "data", *command.split()).stdout.splitlines()[-1]
    before, after = map(int, shown.split())
    assert after == max(before, least)
