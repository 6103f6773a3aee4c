"""The sets of documents by value that a server keeps: read in a thread of its own, then kept up to date."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError
from storage.search.document_sets import DocumentSets


class KeptSets:
    """Reading all takes 5 µs a document or so, longer than a reader waits where there are a million."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._sets: DocumentSets | None = None
        self._reading: Future[None] | None = None

    def wait(self, seconds: float) -> bool:
        """Waits until they are there, at most so long; whether they are. Without anybody's turn at the database."""
        with self._lock:
            if self._sets is not None:
                return True
            reading = self._reading or self._begin()
        try:
            reading.result(timeout=seconds)
        except (NotYet, StorageError):
            return False
        return True

    @contextmanager
    def opened(self, connection: Connection) -> Iterator[DocumentSets | None]:
        """The sets with all changes that the connection sees, for one thread at a time; None while they are read."""
        with self._lock:
            if self._sets is not None and not self._sets.catch_up(connection):
                self._sets = None
            if self._sets is None and self._reading is None:
                self._begin()
            yield self._sets

    def close(self) -> None:
        """Waits until nothing is read any more; before the database is closed."""
        with self._lock:
            reading = self._reading
        if reading is not None:
            reading.exception()

    def _begin(self) -> "Future[None]":
        reading = self._reading = Future()
        threading.Thread(target=self._read, args=(reading,), name="document sets", daemon=True).start()
        return reading

    def _read(self, reading: "Future[None]") -> None:
        try:
            with self._database.read() as connection:
                sets = DocumentSets(connection)
        except BaseException as error:
            with self._lock:
                self._reading = None
            reading.set_exception(error)
            return
        with self._lock:
            self._sets, self._reading = sets, None
        reading.set_result(None)
