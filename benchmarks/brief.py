"""How long the brief of a year takes over many documents: `python -m benchmarks.brief [--documents 20000]`.

The baseline, in the same run, is the read of the documents of that year by the bare driver. Prints processor time with
and without kept quotations, the ratio to the baseline, and peak memory.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy.engine import Connection

from benchmarks import scale_corpus
from benchmarks.harness import peak
from benchmarks.scale import Figure, raw, rounds
from storage.database import open_database
from zhengce.brief import formats, gathering, quotations

YEAR, WEEK = (date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 6, 2), date(2025, 6, 8))
ROWS = "SELECT * FROM documents WHERE coalesce(published_on, written_on) BETWEEN ? AND ?"


def write(connection: Connection, days: tuple[date, date], form: str, limit: int | None = None) -> int:
    """Makes a brief and writes it to nobody; gives the number of characters."""
    return sum(map(len, formats.pieces(gathering.gather(connection, *days, limit=limit), form)))


def report(connection: Connection, name: str, work: Callable[[], object]) -> None:
    """Prints what three briefs cost, in the median."""
    baseline = rounds([raw(connection, ROWS, *map(str, YEAR))] * 3, time.process_time)
    print(Figure(name, rounds([work] * 3, time.process_time), baseline, "the rows of the year"), flush=True)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/zhengce.db")
        for _ in scale_corpus.save_all(database, scale_corpus.documents(count, 5_000), 0):
            pass
        with database.read() as connection:
            print({key: len(lines) for key, lines in gathering.gather(connection, *YEAR).groups.items() if lines})
            report(connection, "whole year, nothing kept", partial(write, connection, YEAR, "markdown"))
        begun = time.process_time()
        count = quotations.refresh(database)
        print(f"keeping quotations {1000 * (time.process_time() - begun) / count:.2f} ms of processor a document")
        with database.read() as connection:
            for form in formats.FORMATS:
                report(connection, f"whole year, {form}", partial(write, connection, YEAR, form))
            report(connection, "year, 50 of a group", partial(write, connection, YEAR, "markdown", 50))
            report(connection, "week", partial(write, connection, WEEK, "markdown"))
        database.close()
    print(f"memory {peak()} MB at its peak")


if __name__ == "__main__":
    main()
