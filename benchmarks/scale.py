"""What everything costs at a size: `python -m benchmarks.scale --documents N [--database URL]`.

Builds a database of so many documents with files, targets and relations as crawls save them (or asks the one that is
there), and prints for each promise of speed the median and the 95th percentile beside a baseline of the same run: the
same rows by raw SQL through the bare driver, or the plain read of what has to be read. Absolute times are this
machine's; the ratios, and how they grow with N, count. `--database` takes a file or the URL of a PostgreSQL database.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from benchmarks import scale_corpus
from benchmarks.harness import database_url, machine, peak, percentile
from benchmarks.pieces import short_pieces
from benchmarks.scale_corpus import DAYS, FIRST_DAY
from parsers.record import PolicyDocument
from storage.changes import last_number
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.relations.status import today
from storage.schema import documents
from storage.search import facets, fts5, reindex
from storage.search import searcher as search
from storage.search.expression import Term
from storage.search.searcher import Searcher
from zhengce.brief import blocks, gathering
from zhengce.checking import findings
from zhengce.documents import changes
from zhengce.search import identifiers
from zhengce.search.results import find
from zhengce.tables.exporting import export

SAVED, EXPORTED = 1_000, 2_000
"""Documents that are written by the bare driver, that are exported."""
CHECKED = 200
"""Lines of a bibliography: numbers, addresses, titles, and titles with a wrong character."""


INDEX_SIZE = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search\\_%' ESCAPE '\\'"
SIZE_ON_A_SERVER = "SELECT pg_total_relation_size('search_texts') + pg_total_relation_size('search_pages')"
"""Bytes of the index."""

ROWS = "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rowid DESC LIMIT 20"
"""The newest rows of the index of SQLite."""

DOCUMENTS_OF_ROWS = """
    SELECT t.rowid, r.document_id FROM search_texts AS t JOIN search_rows AS r ON r.row = t.rowid + 0
    JOIN documents AS d ON d.id = r.document_id
    WHERE search_texts MATCH ? AND d.stage <> 'news' ORDER BY t.rowid DESC LIMIT 20
"""
"""The same as documents that are no news, which is what a search gives."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: milliseconds of each round of ours and of the baseline."""

    name: str
    ours: Sequence[float]
    baseline: Sequence[float]
    of: str
    """What the baseline is."""

    def __str__(self) -> str:
        middle, base = statistics.median(self.ours), statistics.median(self.baseline) if self.baseline else None
        ratio = f"{middle / base:8.1f} × {base:9.2f}  {self.of}" if base else ""
        return f"{self.name:34}{middle:10.2f}{percentile(self.ours):10.2f}{ratio}"


def rounds(work: Sequence[Callable[[], object]], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds of each, after a warm-up by the first."""
    work[0]()
    times = []
    for one in work:
        begun = clock()
        one()
        times.append(1000 * (clock() - begun))
    return times


def raw(connection: Connection, statement: str, *values: Any) -> Callable[[], object]:
    """A statement that the bare driver runs; `?` stands for a value."""
    driver: Any = connection.connection.driver_connection
    text = statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
    return lambda: driver.execute(text, values).fetchall()


def build(database: Database, records: Iterator[PolicyDocument], count: int, file_pages: int) -> None:
    """Saves so many documents; prints the rate of the first and of the last tenth, and of the whole."""
    marks = [(0, time.perf_counter(), time.process_time())]
    for saved in scale_corpus.save_all(database, records, file_pages):
        if saved - marks[-1][0] >= count // 10 or saved == count:
            marks.append((saved, time.perf_counter(), time.process_time()))
    for name, one, other in (
        ("first tenth", marks[0], marks[1]),
        ("last tenth", marks[-2], marks[-1]),
        ("all", marks[0], marks[-1]),
    ):
        done = other[0] - one[0]
        pace, worked = done / (other[1] - one[1]), 1000 * (other[2] - one[2]) / done
        print(f"saving, {name:12} {pace:8.0f} documents/s by the clock, {worked:6.2f} ms of processor each", flush=True)


def merge_pieces(database: Database) -> None:
    """Merges the pieces of the index, as crawls do at their end; prints how long that takes."""
    begun = time.process_time()
    turns = reindex.merge_segments(database)
    worked = 1000 * (time.process_time() - begun)
    print(f"merging pieces of the index, {worked:.0f} ms of processor in {turns} transactions")


def driver_alone(database: Database) -> None:
    """The baseline of saving: the bare driver writes the same rows of `documents` into an empty table."""
    with database.write() as connection:
        rows = connection.execute(sa.select(documents).limit(SAVED)).all()
        connection.exec_driver_sql("CREATE TEMPORARY TABLE baseline AS SELECT * FROM documents LIMIT 0")
        marks = ", ".join(["?" if database.dialect == "sqlite" else "%s"] * len(documents.columns))
        begun = time.perf_counter()
        for row in rows:
            values = tuple(str(value) if isinstance(value, date) else value for value in row)
            connection.exec_driver_sql(f"INSERT INTO baseline VALUES ({marks})", values)
        taken = time.perf_counter() - begun
        connection.exec_driver_sql("DROP TABLE baseline")
    print(f"baseline: the driver alone, rows of documents only, {len(rows) / taken:,.0f} documents/s")


def sizes(database: Database) -> None:
    """Rows and bytes."""
    counted = ("documents", "pages", "files", "attachment_texts", "relations", "targets", "changes")
    with database.read() as connection:
        rows = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in counted]
        print(", ".join(f"{number:,} {name}" for number, name in zip(rows, counted, strict=True)))
        if database.dialect == "sqlite":
            whole = os.path.getsize(str(database.engine.url.database))
            index = connection.exec_driver_sql(INDEX_SIZE).scalar() or 0
        else:
            whole = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0
            index = connection.exec_driver_sql(SIZE_ON_A_SERVER).scalar() or 0
    print(
        f"{whole / 1e6:,.0f} MB, of which search index {index / 1e6:,.0f} MB; {whole / rows[0] / 1e3:.1f} kB a document"
    )


def measure(database: Database, requested: int, length: int) -> Iterator[Figure]:
    """Every figure but those of saving."""
    with database.read() as connection:
        yield from _searches(connection, requested)
        yield from _look_ups(connection, requested)
        yield from _lists(connection)


def _searches(connection: Connection, requested: int) -> Iterator[Figure]:
    drawn = list(short_pieces(connection, requested))
    newest: list[float] = []
    if connection.dialect.name == "sqlite":
        wanted = [fts5.phrase(text) for text in drawn]
        newest = rounds([raw(connection, ROWS, one) for one in wanted])
        theirs = rounds([raw(connection, DOCUMENTS_OF_ROWS, one) for one in wanted])
        yield Figure("raw SQL, newest 20 with documents", theirs, newest, "raw SQL on the index, newest 20")
    orders: tuple[search.Order, ...] = ("newest", "best")
    for order in orders:
        ours = rounds([partial(_hits, connection, order, text) for text in drawn])
        yield Figure(f"search, {order} 20", ours, newest, "raw SQL on the index, newest 20")
    ours = rounds([partial(find, connection, f'"{text}"', Filters()) for text in drawn])
    yield Figure("results with passages", ours, newest, "raw SQL on the index, newest 20")
    ours = rounds([partial(Searcher(connection).count, Term((text,))) for text in drawn])
    yield Figure("count of all hits", ours, newest, "raw SQL on the index, newest 20")
    scan = rounds([raw(connection, "SELECT stage, count(*) FROM documents GROUP BY stage")] * 3)
    for name, term in (("all", None), ("of a common word", Term(("数据",))), ("of a rare word", Term(("缂丝",)))):
        known = None
        if term:
            every = raw(
                connection, "SELECT rowid FROM search_texts WHERE search_texts MATCH ?", fts5.phrase(term.texts[0])
            )
            sqlite = connection.dialect.name == "sqlite"
            ours = rounds([partial(Searcher(connection).texts, term)] * 3)
            yield Figure(f"hits {name}", ours, rounds([every] * 3) if sqlite else (), "raw SQL on the index, all")
            known = BitMap(Searcher(connection).texts(term))
        total = Searcher(connection).count(term)
        ours = rounds([partial(_facets, connection, known)] * 5)
        yield Figure(f"facets {name}, {total:,} hits", ours, scan, "count by one column")


def _facets(connection: Connection, found: BitMap | None) -> None:
    facets.count(facets.read_sets(connection, today()), found, Filters(), Searcher(connection).passing)


def _look_ups(connection: Connection, requested: int) -> Iterator[Figure]:
    chance = random.Random(7)
    numbered = sa.select(documents.c.document_number, documents.c.url).where(documents.c.document_number.is_not(None))
    drawn = chance.choices(connection.execute(numbered.limit(20_000)).all(), k=requested)
    by_number = "SELECT * FROM documents WHERE document_number = ?"
    by_url = "SELECT d.* FROM pages AS p JOIN documents AS d ON d.id = p.document_id WHERE p.url = ?"
    for name, place, statement in (("number", 0, by_number), ("address", 1, by_url)):
        ours = rounds([partial(identifiers.find, connection, row[place]) for row in drawn])
        yield Figure(
            f"look-up by {name}", ours, rounds([raw(connection, statement, row[place]) for row in drawn]), "its row"
        )
    yield Figure(
        "look-up of 国务院令第20号",
        rounds([partial(identifiers.find, connection, "国务院令第20号")] * requested),
        rounds([raw(connection, by_number, "国务院令第20号")] * requested),
        "its row",
    )
    keyed = chance.choices(drawn, k=CHECKED // 4)
    lines = [row[0] for row in keyed] + [row[1] for row in keyed]
    held = connection.execute(sa.select(documents.c.title).limit(20_000)).scalars().all()
    lines += chance.choices(held, k=3 * CHECKED // 10)
    lines += [f"{title[:8]}某{title[9:]}" for title in chance.choices(held, k=CHECKED // 5)]
    reads = [raw(connection, "SELECT id FROM pages WHERE url = ?", line) for line in lines]
    first = rounds([lambda: list(findings.check_references(connection, lines[:1]))] * 5)
    yield Figure("references, one line", first, (), "")
    checked = rounds([lambda: list(findings.check_references(connection, lines))] * 3)
    yield Figure(
        f"references of {CHECKED} lines, a fifth unknown", checked, [sum(rounds(reads))], "a look-up by key for each"
    )


def _hits(connection: Connection, order: search.Order, text: str) -> object:
    return Searcher(connection).hits(Term((text,)), order=order)


def _lists(connection: Connection) -> Iterator[Figure]:
    last = last_number(connection)
    starts = [random.Random(7).randrange(max(1, last - 100)) for _ in range(20)]
    plain = "SELECT * FROM changes WHERE number > ? ORDER BY number LIMIT 100"
    yield Figure(
        "changes, 100 after one",
        rounds([partial(changes.lines, connection, start, 100) for start in starts]),
        rounds([raw(connection, plain, start) for start in starts]),
        "the rows of changes",
    )
    end = FIRST_DAY + timedelta(days=DAYS - 1)
    for name, first, limit in (
        ("week", end - timedelta(days=6), None),
        ("year, 50 of a group", end - timedelta(days=364), 50),
        ("year, whole", end - timedelta(days=364), None),
    ):
        query = "SELECT * FROM documents WHERE coalesce(published_on, written_on) BETWEEN ? AND ?"
        days = (first, end) if connection.dialect.name == "postgresql" else (str(first), str(end))
        read = raw(connection, query, *days)
        brief = gathering.gather(connection, first, end, limit=limit)
        count = sum(map(brief.total, brief.groups))
        work = [partial(_brief, connection, first, end, limit)] * 2
        base = rounds([read], time.process_time)
        yield Figure(f"brief of a {name}, {count:,} *", rounds(work, time.process_time), base, "reading its rows")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.jsonl"
        ours = rounds([lambda: export(connection, file, limit=EXPORTED)] * 2)
    read = raw(connection, "SELECT * FROM documents ORDER BY coalesce(published_on, written_on) DESC LIMIT ?", EXPORTED)
    yield Figure(f"export of {EXPORTED:,} as JSON lines", ours, rounds([read]), "reading their rows")


def _brief(connection: Connection, first: date, last: date, limit: int | None) -> int:
    """Makes a brief and writes it to nobody; gives the number of characters."""
    return len(blocks.render(gathering.gather(connection, first, last, limit=limit), "markdown"))


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--more", type=int, default=0, metavar="N", help="save N further ones in a database that has some"
    )
    parser.add_argument("--length", type=int, default=600, help="median length of a body in characters")
    parser.add_argument(
        "--files", type=int, default=2, metavar="PAGES", help="pages of the file of every fifth document"
    )
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument(
        "--database", help="a file, or a server's URL; stays, and is requested as it is where it has documents"
    )
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        given = options.database or str(Path(folder) / "scale.db")
        database = open_database(database_url(given))
        print(f"{machine()}, {database.dialect}")
        with database.read() as connection:
            there = Searcher(connection).count(None)
        if options.more or not there:
            records = scale_corpus.documents(options.documents, options.length)
            if there:
                records = scale_corpus.further(options.more, options.length, there)
            build(database, records, options.more if there else options.documents, options.files)
            print(f"memory while saving {peak()} MB")
            merge_pieces(database)
            if database.dialect == "postgresql":
                with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM ANALYZE")
        driver_alone(database)
        sizes(database)
        print(f"{'milliseconds':34}{'median':>10}{'95 %':>10}{'ratio':>9}{'baseline':>12}   (* of processor time)")
        for figure in measure(database, options.queries, options.length):
            print(figure, flush=True)
        print(f"memory {peak()} MB at its peak, {machine()}")
        database.close()


if __name__ == "__main__":
    main()
