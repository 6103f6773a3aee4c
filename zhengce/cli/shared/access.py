"""Opens the database of a run."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from storage import database
from storage.database import Database
from storage.errors import ServerAway, StorageError
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.options import Settings

SECONDS_BETWEEN_TRIES = 1.0
SECONDS_BETWEEN_LINES = 60.0
"""How often a server that is away is tried again, and how often a line says so."""


@contextmanager
def opened(settings: Settings, *, is_patient: bool = False) -> Iterator[Database]:
    """The database of this run, for reading. Raises Unusable where there is none yet; it is not made.

    `is_patient`: a database server that is away is waited for.
    """
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            raise Unusable(
                f"{path}: no database here yet; `zhengce crawl` makes it, `zhengce crawl --sample` one of a bundled "
                "recording (or name another --data)"
            )
    open_ = _open_patiently if is_patient else _open
    with refusing(StorageError), closing(open_(settings.database)) as db:
        yield db


def _open(url: str) -> Database:
    return database.open_database(url, upgrade=False)


def _open_patiently(url: str) -> Database:
    printed_at = float("-inf")
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the first process of a container has no other way
    try:
        while True:
            try:
                return _open(url)
            except ServerAway as error:
                if time.monotonic() - printed_at >= SECONDS_BETWEEN_LINES:
                    why = " ".join(str(error).split())
                    click.echo(f"zhengce: waiting for the database (Ctrl-C ends): {why}", err=True)
                    printed_at = time.monotonic()
            time.sleep(SECONDS_BETWEEN_TRIES)
    finally:
        signal.signal(signal.SIGTERM, before)
