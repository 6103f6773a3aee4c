"""Errors of an export, a line each for people."""

import importlib
from typing import Any


class ExportError(Exception):
    """A file that cannot be written; the message is one line for a person."""


def import_library(name: str) -> Any:
    """A library that only some formats need. Raises ExportError where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ExportError(f"this format needs {name}: pip install 'zhengce[export]'") from error
