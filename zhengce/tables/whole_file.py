"""Files that at every moment are the old ones or the new ones whole, and what is said where one cannot be written."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class ExportError(Exception):
    """A file that cannot be written; the message is one line for a person."""


def import_library(name: str) -> Any:
    """A library that only some formats need. Raises ExportError where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ExportError(f"this format needs {name}: pip install 'zhengce[export]'") from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, with its ending; what the block leaves there replaces `path`, unless it fails."""
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix.lower()}")
    try:
        yield unfinished
        if unfinished.exists():
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def exported_file(path: Path) -> Iterator[Path]:
    """`whole_file` of an export. Raises ExportError."""
    if path.is_dir():
        raise ExportError(f"{path}: this is a folder")
    try:
        with whole_file(path) as unfinished:
            yield unfinished
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
