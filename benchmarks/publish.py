"""What publishing costs: `python -m benchmarks.publish --documents N`, each run a process of its own, as every night.

Prints processor seconds: to start up and do nothing else, to make every file, where nothing is new, after one document
was revised, and to make every file again, which each publication did before years without news were left as they are.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks import scale_corpus
from benchmarks.harness import machine
from benchmarks.speed import run
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from zhengce.tables.publishing.folder import MARK

REPEATED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Runs it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--length", type=int, default=600, help="characters of a text")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
        for _ in scale_corpus.save_all(database, scale_corpus.documents(options.documents, options.length), 2):
            pass
        print(f"{options.documents:,} documents, {machine()}")
        start = [_seconds(folder, "list", "--limit", "1") for _ in range(REPEATED)]
        print(f"start-up (list --limit 1)   {median(start):5.2f} s")
        print(f"every file, an empty folder {_publish(folder):5.2f} s")
        print(f"nothing new                 {median(_publish(folder) for _ in range(REPEATED)):5.2f} s")
        _revise(database)
        print(f"one document revised        {_publish(folder):5.2f} s")
        (folder / "published" / MARK).write_text("")
        print(f"every file again            {_publish(folder):5.2f} s")
        database.close()
    return 0


def _publish(folder: Path) -> float:
    return _seconds(folder, "publish", str(folder / "published"))


def _seconds(folder: Path, *words: str) -> float:
    """Processor seconds of a command."""
    return run("-m", "zhengce", "--data", str(folder), *words)[0] / 1000


def _revise(database: Database) -> None:
    with database.write() as connection:
        held = queries.by_id(connection, 1)
        assert held is not None
        record = replace(held.record, body=f"{held.record.body}\n又及。")
        saving.save(connection, record, None, None, scale_corpus.NOW)


if __name__ == "__main__":
    sys.exit(main())
