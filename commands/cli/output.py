"""Reads input and writes results: JSON, lines, and a reader that closes the pipe."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from commands.cli.errors import refusing_file
from outputs.sanitize import escaped, printable

_LINE = json.JSONEncoder(ensure_ascii=False)  # one for all lines: `json.dumps` makes one a call


def print_json(value: Any, indent: int | None = None) -> None:
    """Print a value as JSON: on one line, or for reading with an indent."""
    text = _LINE.encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(escaped(text) + "\n")


def print_text(text: str) -> None:
    """Print stored text on standard output, without control characters."""
    click.echo(printable(text))


def print_note(text: str) -> None:
    """Print a line for people on standard error, without control characters."""
    click.echo(printable(text), err=True)


def bytes_of(file: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    with refusing_file(file):
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def lines_of(file: Path | None) -> Iterator[bytes]:
    """The lines of a file or of standard input, blank ones included, so that line numbers stay right."""
    with refusing_file(file):
        stream = sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb")
    with stream:
        yield from stream


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """End the command without an error where the reader closes the pipe."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Discard what is left of standard output: Python would report an error when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
