"""Stored vectors of titles: made for new and changed documents, and searched as one matrix in memory."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from storage.database import Database
from storage.search import vectors as stored
from zhengce.search.meaning.encoder import DIMENSIONS, Encoder, encoder, recipe

TITLES_PER_TRANSACTION = 256

ROWS_PER_BLOCK = 4_000
"""Rows that are multiplied at once: as numbers of four bytes they fit a processor's cache."""


def are_used(database: Database) -> bool:
    """True if any are stored."""
    with database.read() as connection:
        return stored.last_number(connection) > 0


def refresh(
    database: Database, encoder: Encoder, most: int | None = None, progress: Callable[[int], None] | None = None
) -> int:
    """Makes the vectors that are missing, or so many of them; returns how many. A batch a transaction."""
    done = 0
    while most is None or done < most:
        batch = TITLES_PER_TRANSACTION if most is None else min(TITLES_PER_TRANSACTION, most - done)
        with database.read() as connection:
            wanted = stored.missing(connection, recipe(), batch)
        if not wanted:
            break
        with encoder.one_thread(limits=1):
            made = encoder.titles([one.title for one in wanted])
        with database.write() as connection:
            stored.store(connection, recipe(), list(zip(wanted, made, strict=True)))
        done += len(wanted)
        if progress:
            progress(done)
    return done


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the titles of all documents are to a query, in standard deviations above the mean of titles."""

    ids: Any
    """Of the documents, in ascending order."""
    scores: Any

    def best(self, most: int, least: float) -> list[int]:
        """The nearest documents, at least so near."""
        import numpy as np

        count = min(most, len(self.ids))
        places = np.argpartition(self.scores, -count)[-count:]
        return [int(self.ids[place]) for place in places if self.scores[place] >= least]

    def of(self, documents: Sequence[int]) -> dict[int, float]:
        """The nearness of these documents; without those that have no vector."""
        import numpy as np

        places = np.searchsorted(self.ids, documents).clip(max=len(self.ids) - 1)
        held = zip(documents, places, strict=True)
        return {one: float(self.scores[place]) for one, place in held if self.ids[place] == one}


class VectorIndex:
    """The vectors of all documents, 128 bytes each, brought up to the stored ones before a search. For many threads."""

    def __init__(self, wait: float | None = None) -> None:
        """`wait`: seconds for which a search waits until the weights are loaded; without it as long as it takes."""
        self._wait = wait
        self._loading: threading.Thread | None = None
        self._lock = threading.Lock()
        self._number = 0
        self._ids: Any = None
        """Of the documents, in ascending order."""
        self._rows: Any = None
        """Their vectors, as they are stored."""

    def nearness(self, connection: Connection, text: str) -> Nearness | None:
        """How near all titles are to a text; None where there are no vectors, or nothing makes one of the text."""
        own = self._encoder() if stored.last_number(connection) else None
        if own is None:
            return None
        import numpy as np

        with self._lock, own.one_thread(limits=1):
            self._update(connection)
            ids, rows = self._ids, self._rows
            query, mean = own.query(text)
        if ids is None:  # all are of another recipe
            return None
        with own.one_thread(limits=1):
            blocks = (rows[start : start + ROWS_PER_BLOCK] for start in range(0, len(rows), ROWS_PER_BLOCK))
            scores = np.concatenate([block.astype(np.float32) @ query for block in blocks])
        return Nearness(ids, scores - mean)

    def _encoder(self) -> Encoder | None:
        with self._lock:
            if self._loading is None:
                self._loading = threading.Thread(target=encoder, name="weights", daemon=True)
                self._loading.start()
        self._loading.join(self._wait)
        own = None if self._loading.is_alive() else encoder()
        return None if isinstance(own, str) else own

    def _update(self, connection: Connection) -> None:
        import numpy as np

        last = stored.last_number(connection)
        if last <= self._number:
            return
        for number, batch in stored.after(connection, recipe(), self._number, ROWS_PER_BLOCK):
            ids = np.array([document for document, _ in batch], dtype=np.int32)
            rows = np.frombuffer(b"".join(vector for _, vector in batch), dtype=np.int8).reshape(-1, DIMENSIONS)
            if self._ids is not None:
                stays = ~np.isin(self._ids, ids)
                ids, rows = np.concatenate([self._ids[stays], ids]), np.concatenate([self._rows[stays], rows])
            order = np.argsort(ids)
            self._ids, self._rows = ids[order], rows[order]
            self._number = number  # what is read stays, should the time of a request end here
        self._number = last
