"""The sets of documents by value that a server keeps: read in a thread of its own, then made anew for each change.

There are two generations: that of the last change, and the one before it for requests that began a moment earlier. They
share all sets that the change left as they were.
"""

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet

from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError
from storage.search.document_sets import AT_ONCE, DocumentSets

MOST_BYTES = 256 << 20
"""Of one generation; a million documents take some 20 MB. Where there are more, nothing is cached."""


class DocumentSetCache:
    """Reading all takes 5 µs a document or so, longer than a reader waits where there are a million.

    To follow the changes costs no more than 50 µs each, a hundredth of what it costs to save them.
    """

    def __init__(self, database: Database, most_bytes: int = MOST_BYTES) -> None:
        self._database, self._most = database, most_bytes
        self._lock = threading.Lock()
        self._generations: tuple[DocumentSets, ...] = ()
        self._reading: Future[None] | None = None
        self._is_too_large = False

    def wait(self, seconds: float) -> bool:
        """Waits until they are there, at most so long; whether they are. Without anybody's turn at the database."""
        with self._lock:
            if self._generations or self._is_too_large:
                return bool(self._generations)
            reading = self._reading or self._begin()
        try:
            reading.result(timeout=seconds)
        except (NotYet, StorageError):
            return False
        return True

    def at(self, connection: Connection, number: int) -> DocumentSets | None:
        """The sets after the change of this number, the last that the connection sees; None while they are read."""
        with self._lock:
            if self._generations and self._generations[-1].number < number:
                self._follow(connection)
            if not self._generations and self._reading is None and not self._is_too_large:
                self._begin()
            return next((sets for sets in self._generations if sets.number == number), None)

    def close(self) -> None:
        """Waits until nothing is read any more; before the database is closed."""
        with self._lock:
            reading = self._reading
        if reading is not None:
            reading.exception()

    def _follow(self, connection: Connection) -> None:
        changed = self._generations[-1].changed(connection, AT_ONCE)
        if changed is not None:
            self._add(self._generations[-1].following(connection, changed))
        elif self._reading is None:
            self._begin()

    def _add(self, sets: DocumentSets) -> None:
        if not self._generations or self._generations[-1].number < sets.number:
            self._generations = (*self._generations[-1:], sets)

    def _begin(self) -> "Future[None]":
        reading = self._reading = Future()
        threading.Thread(target=self._read, args=(reading,), name="document sets", daemon=True).start()
        return reading

    def _read(self, reading: "Future[None]") -> None:
        last = self._generations[-1] if self._generations else None
        try:
            with self._database.read() as connection:
                changed = last.changed(connection) if last else None
                if last is not None and changed is not None:
                    sets = last.following(connection, changed)
                else:
                    sets = DocumentSets(connection)
            is_too_large = sets.bytes > self._most
        except BaseException as error:
            with self._lock:
                self._reading = None
            reading.set_exception(error)
            return
        with self._lock:
            self._reading, self._is_too_large = None, is_too_large
            if is_too_large:
                self._generations = ()
            else:
                self._add(sets)
        reading.set_result(None)
