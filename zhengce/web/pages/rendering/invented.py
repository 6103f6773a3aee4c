"""Whether the database holds invented texts: those of a recording that says of itself that its pages are imitations."""

import time

from storage.crawl import runs
from storage.errors import StorageError
from zhengce.web.database import Reader
from zhengce.web.errors import Unanswered

SECONDS = 30.0
"""After which the database is read again."""


class InventedTexts:
    """Asks the database, and caches what it says for so many seconds."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held, self._until = False, float("-inf")

    def are_held(self) -> bool:
        """True where a crawl was answered by such a recording; as before where the database does not answer."""
        if time.monotonic() >= self._until:
            try:
                with self._reader.connection() as connection:
                    self._held = any(runs.IMITATION in text for text in runs.recordings(connection))
                self._until = time.monotonic() + SECONDS
            except (StorageError, Unanswered):
                pass
        return self._held
