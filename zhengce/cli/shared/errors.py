"""Exit codes, and the one line of input that cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager

DONE, WANTING, UNUSABLE = 0, 1, 2
"""Exit codes: done · done, but something failed or was found wanting · wrong usage or unusable input."""


class Unusable(Exception):
    """Input that cannot be used; its message is the one line that the user sees."""


@contextmanager
def refusing(*errors: type[Exception], where: str = "") -> Iterator[None]:
    """Turn these errors into a line of wrong usage that begins with the option or file concerned."""
    try:
        yield
    except errors as error:
        raise Unusable(f"{where}: {error}" if where else str(error)) from error


@contextmanager
def refusing_file(file: object) -> Iterator[None]:
    """Turn an error of the system into a line that names the file."""
    try:
        yield
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
