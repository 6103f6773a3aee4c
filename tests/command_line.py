"""The command line in this process: no start of an interpreter for each call, which takes most of a call's time."""

import io
import os
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhengce.cli.program import main


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def zhengce(*words: str | bytes | Path, data: Path | None = None, given: str | None = "") -> Result:
    """Runs the command with streams of its own, as a shell or a scheduler calls it. Words need not be text.

    `given` is what stands on standard input; None closes it.
    """
    place = ("--data", str(data)) if data else ()
    streams = [io.TextIOWrapper(io.BytesIO((text or "").encode()), encoding="utf-8") for text in (given, "", "")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["zhengce", *place, *map(os.fsdecode, words)])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, None if name == "stdin" and given is None else stream)
        code = main()
    return Result(code, _written(streams[1]), _written(streams[2]))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def shown_width(line: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
