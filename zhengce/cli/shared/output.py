"""Reads input and writes results: JSON, lines, and a reader that closes the pipe."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing_file
from zhengce.tables.sanitize import escaped, printable

LARGEST_INPUT = 64 << 20
"""Bytes that are read of a file, or of a line, which a user names: as many as a crawl takes of an answer."""
TOO_LARGE = f"larger than {LARGEST_INPUT >> 20} MiB"

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
    """The bytes of a file, or of standard input for `-`. Raises Unusable for more than LARGEST_INPUT."""
    with refusing_file(file), _opened(file) as stream:
        found = stream.read(LARGEST_INPUT + 1)
    if len(found) > LARGEST_INPUT:
        raise Unusable(f"{file}: {TOO_LARGE}")
    return found


def lines_of(file: Path | None) -> Iterator[bytes]:
    """The lines of a file or of standard input, blank ones included, so that line numbers stay right.

    Raises Unusable for a line of more than LARGEST_INPUT.
    """
    with refusing_file(file):
        stream = _opened(file)
    with stream:
        number = 0
        while line := stream.readline(LARGEST_INPUT + 1):
            number += 1
            if len(line) > LARGEST_INPUT:
                raise Unusable(f"{file or '-'}: line {number}: {TOO_LARGE}")
            yield line


def answer_lines(file: Path | None, expected: str, answer: Callable[[dict[str, Any]], Any]) -> int:
    """Answer JSON lines of texts, a line for each, in order; one that cannot be read gets an error of its own."""
    failed = False
    for number, line in enumerate(lines_of(file), 1):
        try:
            print_json(answer(json.loads(line)))
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            failed = True
            print_json({"error": f"line {number}: expected {expected}"})
    return WANTING if failed else DONE


def _opened(file: Path | None) -> BinaryIO:
    return sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb")


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


def open_missing_streams() -> None:
    """Put the null device where the program was started without a standard stream, as some schedulers start it.

    Else the next file that is opened would get its number, and be written to by what prints.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
