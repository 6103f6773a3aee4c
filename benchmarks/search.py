"""How large the search index is and how fast it answers: `python -m benchmarks.search [--documents 100000]`.

Builds a database of invented documents of realistic length, draws queries of one to eight characters from its titles
and texts, and times the best and the newest twenty hits, on SQLite beside raw SQL on the same index. Then it joins
words with AND, OR and NOT and gives the time of each form beside that of its first word alone, in the same run.
`--database` takes a file or the URL of a PostgreSQL database.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as invented
from outputs.search.parser import read_query, understand
from outputs.search.results import find
from parsers.files.text import FilePage, FileText
from storage.archive import Location
from storage.attachments import saving as attached
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.documents.writing import saving
from storage.schema import documents as table
from storage.schema import files
from storage.search import fts5
from storage.search.expression import Expression, Term
from storage.search.postgresql import index as postgresql_index
from storage.search.searcher import IndexSearcher

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RAW = {
    "newest": "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rowid DESC LIMIT 20",
    "bm25": "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rank LIMIT 20",
}

FORMS = (
    "{0}",
    "{0} {1}",
    "{0} OR {1}",
    "{0} NOT {1}",
    "NOT {1}",
    "({0} OR {1}) NOT {2}",
    "{0} NOT ({1} OR {2})",
)
"""Ways to join words; the first is what the others are compared with."""

WORDS = ("通知", "数据", "安全", "管理", "企业", "加快", "印发", "工业", "技术", "平台", "网络", "缂丝", "筇竹")
"""Words of many documents, and of few."""

TEXTS = {
    "sqlite": "SELECT count(*), sum(length(CAST(title || coalesce(issued_title, '') || body AS BLOB))) FROM documents",
    "postgresql": "SELECT count(*), sum(octet_length(title || coalesce(issued_title, '') || body)) FROM documents",
}


def build(database: Database, count: int, length: int, pages: int) -> None:
    """Saves so many invented documents, as a crawl does; a file that one of them links to has so many pages."""
    texts = cycle([record.body for record in invented(200, seed=7, length=500)])
    records = invented(count, length=length)
    while batch := list(islice(records, 500)):
        with database.write() as connection:
            for record in batch:
                saving.save(connection, record, None, None, NOW)
        if pages:
            with database.write() as connection:
                for file in connection.execute(sa.select(files).where(files.c.state.is_(None))).all():
                    _read(connection, file, list(islice(texts, pages)))


def _read(connection: Connection, file: Any, pages: Sequence[str]) -> None:
    """Gives a file its text, as a crawl that fetched it does."""
    read = tuple(FilePage(number, tuple(page.split("\n"))) for number, page in enumerate(pages, 1))
    text = FileText("ok", "application/pdf", "benchmark", read)
    location = Location("benchmark.warc.gz", file.id, f"sha256:{file.id}", 1)
    capture = CaptureFacts(location, 200, None, None, "application/pdf", NOW)
    attached.save(connection, file.id, text, None, capture, file.url, 1, NOW)


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


def timed(ask: Callable[[str], object], requested: Sequence[str]) -> str:
    """Median, 95th percentile and longest time of a kind of query, each requested once after a warm-up."""
    for text in requested[:10]:
        ask(text)
    times = []
    for text in requested:
        begun = time.perf_counter()
        ask(text)
        times.append(1000 * (time.perf_counter() - begun))
    slowest = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times):7.2f} ms   95 % {slowest:7.2f} ms   longest {max(times):7.2f} ms"


def measure(connection: Connection, requested: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is timed, and the figures."""

    def raw(kind: str) -> Callable[[str], object]:
        driver = connection.connection.driver_connection
        assert driver is not None
        return lambda text: driver.execute(RAW[kind], (fts5.in_texts(Term((text,))),)).fetchall()

    def searcher() -> IndexSearcher:
        return IndexSearcher(connection)

    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        yield "raw SQL, newest 20", timed(raw("newest"), requested)
    yield (
        "search, newest 20",
        timed(lambda text: searcher().hits(Term((text,)), order="newest"), requested),
    )
    if sqlite:
        yield "raw SQL, bm25 top 20", timed(raw("bm25"), requested)
    yield "search, best 20", timed(lambda text: IndexSearcher(connection).hits(Term((text,))), requested)
    yield (
        "query read + best 20",
        timed(lambda text: IndexSearcher(connection).hits(understand(connection, f'"{text}"').expression), requested),
    )
    yield "results with passages", timed(lambda text: find(connection, f'"{text}"', Filters()), requested)
    yield "count of all hits", timed(lambda text: IndexSearcher(connection).count(Term((text,))), requested)


def joined(connection: Connection, count: int) -> Iterator[tuple[str, str]]:
    """The times of each of FORMS, its words quoted, so that they are looked for as they stand."""
    chance = random.Random(7)
    drawn = [[f'"{word}"' for word in chance.sample(WORDS, 3)] for _ in range(count)]
    asks: dict[str, Callable[[Expression], object]] = {
        "best 20": lambda expression: IndexSearcher(connection).hits(expression),
        "newest 20": lambda expression: IndexSearcher(connection).hits(expression, order="newest"),
        "count": lambda expression: IndexSearcher(connection).count(expression),
    }
    for name, ask in asks.items():
        first = 0.0
        for form in FORMS:
            times = []
            for words in drawn:
                expression = read_query(form.format(*words)).expression
                assert expression is not None
                begun = time.perf_counter()
                ask(expression)
                times.append(1000 * (time.perf_counter() - begun))
            mean = statistics.mean(times)
            first = first or mean
            figures = f"mean {mean:8.2f} ms   longest {max(times):8.2f} ms   {mean / first:5.2f} times the word alone"
            yield f"{name}, {form.format('A', 'B', 'C')}", figures


def report(database: Database, requested: int) -> None:
    """Prints sizes and times."""
    with database.read() as connection:
        texts = connection.execute(sa.text(TEXTS[database.dialect])).one()
        index = fts5.size(connection) if database.dialect == "sqlite" else postgresql_index.size(connection)
        each = float(texts[1]) / texts[0] / 3
        print(f"{texts[0]:,} documents, {texts[1] / 1e6:,.1f} MB of text, about {each:,.0f} characters each")
        print(f"index {index / 1e6:,.1f} MB, {index / float(texts[1]):.2f} times the text")
        drawn = list(queries(connection, requested))
        for name, figures in measure(connection, drawn):
            print(f"{name:22} {figures}", flush=True)
        for name, figures in joined(connection, requested):
            print(f"{name:26} {figures}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--length", type=int, default=2_000, help="median length of a body in characters")
    parser.add_argument(
        "--files", type=int, default=0, metavar="PAGES", help="pages of the file that every fifth document has"
    )
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--database", help="keep the database here, or ask one that is there: a file, or a server's URL"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given = options.database or str(Path(folder) / "benchmark.db")
        database = open_database(given if "://" in given else f"sqlite:///{given}")
        with database.read() as connection:
            there = IndexSearcher(connection).count(None)
        if not there:
            begun = time.perf_counter()
            build(database, options.documents, options.length, options.files)
            taken = time.perf_counter() - begun
            print(f"saved and indexed in {taken:,.0f} s, {options.documents / taken:,.0f} documents a second")
        report(database, options.queries)
        database.close()


if __name__ == "__main__":
    main()
