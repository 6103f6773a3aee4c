"""What units cost: `python -m benchmarks.units [DOCUMENTS] [--database FILE] [--reads N]`.

Saves the numbered documents of `benchmarks.scale_corpus` as crawls do into two databases, into one of them without
units, by turns, and prints processor time a document, both ratios and what part of the database units are. Parsing is
that of pages of 60 KB with the same bodies (`benchmarks.reparse`). Then it reads articles of documents: by the command
line, on the page and through history. With `--database`, the documents of `benchmarks.scale` there are read instead.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.engine import Connection

import parsers.document
from benchmarks import reparse, scale_corpus
from outputs.articles import history_of
from parsers.grammar.numerals import numeral
from parsers.page import Page
from parsers.record import PolicyDocument
from storage.archive import ArchiveFiles
from storage.articles import units
from storage.database import Database, open_database
from storage.documents.writing import rereading, saving
from storage.schema import documents, pages
from storage.schema import units as units_table
from web.app import create_app

TURN, PARSED, LARGE = 20, 200, 400
"""Documents of a turn; pages that are parsed; articles of the large document."""


SIZES = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"


def without_units() -> AbstractContextManager[object]:
    """Saves texts as if none had numbers."""
    return patch.multiple(units, rows_of=lambda pages: (), held_rows=lambda connection, ids: {})


def save(database: Database, records: list[PolicyDocument]) -> tuple[float, float]:
    """Processor seconds before the transaction that saves some documents, and within it."""
    begun = time.process_time()
    for record in records:
        units.rows_of(((0, record.body),))
    cut = time.process_time()
    with database.write() as connection:
        for record in records:
            saving.save(connection, record, None, None, scale_corpus.NOW)
    return cut - begun, time.process_time() - cut


def parsing(records: Iterator[PolicyDocument]) -> float:
    """Milliseconds of processor for a page."""
    with patch.object(reparse, "invented", lambda count: islice(records, count)):
        read = list(reparse.pages(PARSED))
    begun = time.process_time()
    for entry, body in read:
        parsers.document.parse(Page(entry.url, body), entry, entry.stage)
    return 1000 * (time.process_time() - begun) / len(read)


def compare(database: Database, records: list[PolicyDocument]) -> float:
    """Processor seconds for comparing documents that were read again with what is held of them."""
    with database.read() as connection:
        ids = dict(map(tuple, connection.execute(sa.select(pages.c.url, pages.c.id))))
        read = {ids[record.url]: record for record in records if record.url in ids}
        begun = time.process_time()
        rereading.compare(connection, read)
    return time.process_time() - begun


def measure_rereading(database: Database, records: list[PolicyDocument], parse: float) -> None:
    """Prints what a reparse costs that finds all as it is."""
    spent = [0.0, 0.0]
    units.rows_of.cache_clear()
    for turn, start in enumerate(range(0, len(records), TURN)):
        for is_bare in (True, False) if turn % 2 else (False, True):
            with without_units() if is_bare else nullcontext():
                spent[is_bare] += compare(database, records[start : start + TURN])
    ours, bare = (1000 * seconds / len(records) for seconds in spent)
    more = (ours - bare) / (bare + parse)
    print(f"reading again: comparing {bare:.2f} ms without units, {ours - bare:.2f} ms more: {more:.1%} of a reparse")


def measure_saving(folder: Path, count: int) -> Database:
    """Prints what saving costs with units and without; gives the database with units."""
    ours, bare = (open_database(f"sqlite:///{folder / name}.db") for name in ("units", "none"))
    records = scale_corpus.documents(count, 600)
    spent = {"before": 0.0, "within": 0.0, "without": 0.0}
    turn = 0
    while batch := list(islice(records, TURN)):
        turn += 1
        for database in (ours, bare) if turn % 2 else (bare, ours):
            with nullcontext() if database is ours else without_units():
                before, within = save(database, batch)
            spent["without" if database is bare else "within"] += within
            spent["before"] += before if database is ours else 0
    bare.close()
    each = {name: 1000 * seconds / count for name, seconds in spent.items()}
    parse = parsing(scale_corpus.documents(PARSED, 600))
    more = each["before"] + each["within"] - each["without"]
    print(f"parsing a page {parse:.2f} ms of processor; saving it without units {each['without']:.2f} ms")
    print(f"units: cut before the transaction {each['before']:.2f} ms, in it {each['within'] - each['without']:.2f} ms")
    alone, parsed = more / each["without"], more / (each["without"] + parse)
    print(f"more than saving alone {alone:.1%}, than parsing and saving {parsed:.1%}")
    measure_rereading(ours, list(scale_corpus.documents(PARSED, 600)), parse)
    return ours


def sizes(database: Database) -> None:
    """Prints the rows of units and their part of the database."""
    database.truncate_log()
    with database.read() as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(units_table)).scalar_one()
        held = connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
        bytes_of: dict[str, int] = dict(map(tuple, connection.exec_driver_sql(SIZES)))
    own = sum(size for name, size in bytes_of.items() if name.startswith(("units", "ix_units")))
    whole = sum(bytes_of.values())
    share = own / (whole - own)
    print(f"{held:,} documents, {rows:,} units, {own / 1e6:,.1f} MB of {whole / 1e6:,.0f}: {share:.1%} more")


def measure_reading(database: Database, folder: Path, reads: int) -> None:
    """Prints what reading one article costs, of documents at random and of a large one."""
    large = "\n".join(f"第{numeral(number)}条　棚架应当登记。\n登记不收费。" for number in range(1, LARGE + 1))
    with database.write() as connection:
        record = replace(
            next(scale_corpus.documents(1, 600, seed=3)), url="https://miit.example/large.html", body=large
        )
        last = saving.save(connection, record, None, None, scale_corpus.NOW).document_id
    with database.read() as connection:
        of_articles = sa.select(units_table.c.document_id).where(units_table.c.path == "art-3")
        ids = sorted(connection.execute(of_articles.limit(50 * reads)).scalars())
        chosen = random.Random(7).sample(ids, min(reads, len(ids)))
        with TestClient(create_app(database, ArchiveFiles(folder / "archive"), sources=())) as client:
            print(f"{'milliseconds of processor':40}{'median':>9}{'95 %':>9}{f'{LARGE} articles':>14}")
            works: dict[str, Callable[[int], object]] = {
                "show KEY --article 3": partial(_show, str(database.engine.url)),
                "the page of article 3": partial(_page, client),
                "the page of the document": lambda number: client.get(f"/documents/{number}").raise_for_status(),
                "the history of article 3": partial(_history, connection),
            }
            for name, work in works.items():
                work(last)
                taken = [_taken(work, number) for number in chosen]
                slow = statistics.quantiles(taken, n=20)[-1]
                print(f"{name:40}{statistics.median(taken):9.1f}{slow:9.1f}{_taken(work, last):14.1f}", flush=True)


def _show(database: str, number: int) -> None:
    command = [sys.executable, "-m", "zhengce", "--database", database, "show", str(number), "--article", "3"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _page(client: TestClient, number: int) -> None:
    client.get(f"/documents/{number}/articles/3").raise_for_status()


def _history(connection: Connection, number: int) -> None:
    history_of(connection, number, (3, 0))


def _taken(work: Callable[[int], object], number: int) -> float:
    """Milliseconds of this process and of those that it started."""
    begun = os.times()
    work(number)
    return 1000 * sum(after - before for after, before in zip(os.times()[:4], begun, strict=False))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.units", description=__doc__)
    parser.add_argument("documents", type=int, nargs="?", default=2000)
    parser.add_argument("--database", help="a file that benchmarks.scale filled")
    parser.add_argument("--reads", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given = options.database and open_database(f"sqlite:///{options.database}")
        database = given or measure_saving(Path(folder), options.documents)
        sizes(database)
        measure_reading(database, Path(folder), options.reads)
        database.close()


if __name__ == "__main__":
    main()
