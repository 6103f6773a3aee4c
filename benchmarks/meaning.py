"""What the search by meaning costs: `python -m benchmarks.meaning [--vectors 1000000] [--queries 100]`.

Random vectors are stored for so many documents, read into memory, and asked for the nearest of invented queries. Prints
milliseconds of processor time of a query, and the memory of the process with the weights, the vectors and all else.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.harness import peak, percentile
from storage.database import open_database
from zhengce.search.beside import CANDIDATES, LEAST_NEARNESS
from zhengce.search.meaning.encoder import DIMENSIONS, recipe
from zhengce.search.meaning.vectors import VectorIndex

QUERY = "subsidies for {} in the year {} and the duties of local authorities"
THINGS = ("electric vehicles", "rural roads", "data centres", "hospitals", "rare earths", "school meals", "ports")


def _rows(count: int) -> Iterator[tuple[int, int, str, int, bytes]]:
    chance = np.random.default_rng(20211116)
    for number in range(1, count + 1):
        yield number, number, recipe(), 0, chance.integers(-127, 128, DIMENSIONS, dtype=np.int8).tobytes()


def main(arguments: list[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.db"
        open_database(f"sqlite:///{path}").close()
        with sqlite3.connect(path) as driver:  # without the documents that the vectors belong to
            columns = "document_id, number, recipe, revision, vector"
            driver.executemany(f"INSERT INTO vectors ({columns}) VALUES (?, ?, ?, ?, ?)", _rows(options.vectors))
        database = open_database(f"sqlite:///{path}")
        index, times = VectorIndex(), []
        with database.read() as connection:
            begun = time.process_time()
            index.nearness(connection, "warm up")
            print(f"{options.vectors:,} vectors read in {time.process_time() - begun:.1f} s of the processor")
            for turn in range(options.queries):
                begun = time.process_time()
                nearness = index.nearness(connection, QUERY.format(THINGS[turn % len(THINGS)], 2000 + turn))
                assert nearness is not None
                nearness.best(CANDIDATES, LEAST_NEARNESS)
                times.append(1000 * (time.process_time() - begun))
        database.close()
    middle, slow = statistics.median(times), percentile(times)
    print(f"a query: median {middle:.0f} ms of the processor, 95th percentile {slow:.0f} ms")
    print(f"memory at its highest: {peak()} MB")


if __name__ == "__main__":
    main()
