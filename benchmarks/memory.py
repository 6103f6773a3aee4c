"""How much memory each command takes at its peak, at N documents and at 4 N: what does not grow runs at any size.

Builds the corpus of `benchmarks.scale` once (or takes `--folder`, whose small.db and large.db it copies), runs every
command on both in a process of its own, and prints the peak of the process (resident set, as the system counts it)
beside that of `zhengce db current`, which reads one row.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import scale_corpus
from benchmarks.speed import run
from storage import backup
from storage.database import open_database

BASE = ("db", "current")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list", "--format", "jsonl"),
    ("list", "--format", "csv"),
    ("search", "数据", "--limit", "1000", "--format", "jsonl"),
    ("export", "{folder}/out.csv"),
    ("export", "{folder}/out.jsonl"),
    ("export", "{folder}/out.parquet"),
    ("export", "{folder}/out.xlsx"),
    ("changes",),
    ("brief", "--from", "2016-01-01", "--to", "2025-12-31"),
    ("brief", "--from", "2016-01-01", "--to", "2025-12-31", "--format", "json"),
    ("brief", "--from", "2016-01-01", "--to", "2025-12-31", "--limit", "20"),
    ("feed", "{folder}/out.atom"),
    ("targets", "--format", "jsonl"),
    ("targets", "--format", "csv"),
    ("series",),
    ("audit", "{folder}/numbers.txt"),
    ("health",),
    ("runs",),
    ("publish", "{folder}/published"),
    ("publish", "{folder}/published"),
    ("db", "backup", "{folder}/copy.db"),
    ("db", "reindex"),
    ("reparse", "--dry-run"),
)
LINES = 500
"""Lines of the list that `audit` looks up."""


def peak(folder: Path, command: Sequence[str]) -> float:
    """Megabytes that a command on the database of a data folder holds at its peak."""
    return run("-m", "zhengce", "--data", str(folder), *(word.format(folder=folder) for word in command))[1]


def build(folder: Path, count: int) -> None:
    """Saves 4 `count` documents into large.db; small.db is the copy that was made after the first `count`."""
    database = open_database(f"sqlite:///{folder / 'large.db'}")
    for saved in scale_corpus.save_all(database, scale_corpus.documents(4 * count, 600), 2):
        if saved >= count and not (folder / "small.db").exists():
            backup.copy(database, folder / "small.db")
    database.close()


def data_folder(folder: Path, name: str) -> tuple[Path, int]:
    """A data folder with a copy of a database; gives it and how many documents that has."""
    data = folder / name
    data.mkdir()
    shutil.copy(folder / f"{name}.db", data / "zhengce.db")
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM documents").scalar_one()
        numbers = connection.exec_driver_sql(
            f"SELECT document_number FROM documents WHERE document_number IS NOT NULL ORDER BY id LIMIT {LINES}"
        )
        (data / "numbers.txt").write_text("\n".join(numbers.scalars()), encoding="utf-8")
    database.close()
    return data, int(count)


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000, metavar="N")
    parser.add_argument("--folder", type=Path, help="has small.db and large.db; made where they are missing")
    parser.add_argument("--only", metavar="COMMAND", help="only commands that begin so")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        databases = options.folder or Path(made)
        if not (databases / "large.db").exists():
            build(databases, options.documents)
        work = Path(made)
        for name in ("small", "large"):
            (work / f"{name}.db").symlink_to((databases / f"{name}.db").absolute())
        (small, few), (large, many) = data_folder(work, "small"), data_folder(work, "large")
        base = peak(small, BASE)
        print(f"{'peak in MB':60}{few:>9,}{many:>9,}{'growth':>9}{'bytes a document':>18}")
        for command in (BASE, *COMMANDS):
            if options.only and not " ".join(command).startswith(options.only):
                continue
            one, other = peak(small, command), peak(large, command)
            each = 1024 * 1024 * (other - one) / (many - few)
            growth = (other - base) / max(one - base, 1)
            name = " ".join(command).format(folder="…")
            print(f"{name:60}{one:9.0f}{other:9.0f}{growth:8.1f}×{each:18,.0f}", flush=True)


if __name__ == "__main__":
    main()
