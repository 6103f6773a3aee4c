"""The titles, numbers and addresses in which references are looked up: read once, and again when something changed."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from outputs.audit.index import Library, open_library
from storage.changes import last_number

KEPT_SECONDS = 300.0
"""How long it is kept where no document changed: English titles and unread pages are no changes."""


class KeptLibrary:
    """Reading it takes 0.1 ms a document, too long for every call where there are many."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._number = 0
        self._until = 0.0

    @contextmanager
    def opened(self, connection: Connection) -> Iterator[Library]:
        """The library, for one caller at a time: it fills its own tables while it is asked."""
        with self._lock:
            number = last_number(connection)
            if self._library is None or number != self._number or time.monotonic() >= self._until:
                self._library = open_library(connection, self._sources)
                self._number, self._until = number, time.monotonic() + KEPT_SECONDS
            yield self._library
