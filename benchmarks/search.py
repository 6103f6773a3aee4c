"""How large the search index is and how fast it answers: `python -m benchmarks.search [--documents 100000]`.

Builds a database of invented documents of realistic length, draws queries of one to eight characters from its titles
and texts, and times the best and the newest twenty hits beside raw SQL on the same index.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as invented
from feeds.query import understand
from storage import documents, fts, search
from storage.database import Database, open_database
from storage.expression import Term
from storage.schema import documents as table

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RAW = {
    "newest": "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rowid DESC LIMIT 20",
    "bm25": "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rank LIMIT 20",
}

TEXTS = "SELECT count(*), sum(length(CAST(title || coalesce(issued_title, '') || body AS BLOB))) FROM documents"


def build(database: Database, count: int, length: int) -> None:
    """Saves so many invented documents, as a crawl does."""
    records = invented(count, length=length)
    while batch := list(islice(records, 500)):
        with database.write() as connection:
            for record in batch:
                documents.save(connection, record, None, None, NOW)


def queries(connection: Connection, count: int, seed: int = 7) -> Iterator[str]:
    """Pieces of one to eight characters, half from titles, half from texts, without blanks and quotes."""
    chance = random.Random(seed)
    ids = connection.execute(sa.select(table.c.id)).scalars().all()
    while count:
        row = connection.execute(sa.select(table.c.title, table.c.body).where(table.c.id == chance.choice(ids))).one()
        text, length = row[count % 2], chance.randrange(1, 9)
        start = chance.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if len(piece) == length and not any(char.isspace() or char == '"' for char in piece):
            yield piece
            count -= 1


def timed(ask: Callable[[str], object], asked: Sequence[str]) -> str:
    """Median, 95th percentile and longest time of a kind of query, each asked once after a warm-up."""
    for text in asked[:10]:
        ask(text)
    times = []
    for text in asked:
        begun = time.perf_counter()
        ask(text)
        times.append(1000 * (time.perf_counter() - begun))
    slowest = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times):7.2f} ms   95 % {slowest:7.2f} ms   longest {max(times):7.2f} ms"


def measure(connection: Connection, asked: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is timed, and the figures."""

    def raw(kind: str) -> Callable[[str], object]:
        driver = connection.connection.driver_connection
        assert driver is not None
        return lambda text: driver.execute(RAW[kind], (fts.in_texts(Term((text,))),)).fetchall()

    yield "raw SQL, newest 20", timed(raw("newest"), asked)
    yield "search, newest 20", timed(lambda text: search.search(connection, Term((text,)), order="newest"), asked)
    yield "raw SQL, bm25 top 20", timed(raw("bm25"), asked)
    yield "search, best 20", timed(lambda text: search.search(connection, Term((text,))), asked)
    yield (
        "query read + best 20",
        timed(lambda text: search.search(connection, understand(connection, f'"{text}"').expression), asked),
    )
    yield "count of all hits", timed(lambda text: search.count(connection, Term((text,))), asked)


def report(database: Database, asked: int) -> None:
    """Prints sizes and times."""
    with database.read() as connection:
        texts = connection.execute(sa.text(TEXTS)).one()
        index = fts.size(connection)
        each = texts[1] / texts[0] / 3
        print(f"{texts[0]:,} documents, {texts[1] / 1e6:,.1f} MB of text, about {each:,.0f} characters each")
        print(f"index {index / 1e6:,.1f} MB, {index / texts[1]:.2f} times the text")
        drawn = list(queries(connection, asked))
        for name, figures in measure(connection, drawn):
            print(f"{name:22} {figures}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--length", type=int, default=2_000, help="median length of a body in characters")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--database", type=Path, help="keep the database here, or ask one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "benchmark.db"
        there = path.exists()
        database = open_database(f"sqlite:///{path}")
        if not there:
            begun = time.perf_counter()
            build(database, options.documents, options.length)
            taken = time.perf_counter() - begun
            print(f"saved and indexed in {taken:,.0f} s, {options.documents / taken:,.0f} documents a second")
        report(database, options.queries)
        database.close()


if __name__ == "__main__":
    main()
