"""Queries that nobody tuned for, among real titles: `python -m benchmarks.unseen_queries [--shared DIR] [--half NAME]`.

The titles of `truth/documents.jsonl` and `english/titles.jsonl` are saved as documents without a text.
`unseen_queries.csv` has queries that were written before anybody saw what they find: English, German, French, Japanese
and Spanish ones. One half may be looked at while rules are made; the other is held out. Prints how many find their
title within three and within ten: by the glossary, and with the search by meaning where its extra is installed.
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from benchmarks.accuracy import SHARED
from benchmarks.harness import read_lines
from parsers.grammar.title import read_title
from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.documents.writing import saving
from zhengce.search.near import VectorIndex, encoder, refresh
from zhengce.search.results import find

QUERIES = Path(__file__).with_name("unseen_queries.csv")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Ask = Callable[[Connection, str], list[str]]
"""The titles that a query finds, the best first."""


def titles(shared: Path) -> dict[str, date | None]:
    """The titles, each once, with the day of publication where it is known."""
    found: dict[str, date | None] = {}
    for name, key in (("truth/documents.jsonl", "title"), ("english/titles.jsonl", "zh")):
        for row in read_lines(shared / name):
            if row.get(key):
                day = row.get("published_on")
                found.setdefault(" ".join(row[key].split()), date.fromisoformat(day) if day else None)
    return found


def build(database: Database, held: dict[str, date | None]) -> None:
    """Saves a document for each title."""
    with database.write() as connection:
        for number, (title, day) in enumerate(held.items()):
            read = read_title(title, day)
            record = PolicyDocument(
                source="gov",
                url=f"https://titles.example/{number}",
                title=title,
                stage=read.stage,
                issued_title=read.issued_title,
                subject=read.subject,
                document_type=read.document_type,
                issuing_bodies=read.issuing_bodies,
                published_on=day,
            )
            saving.save(connection, record, None, None, NOW)


def asking(near: VectorIndex | None) -> Ask:
    """Asks for the first ten; with `near` by meaning, too."""

    def ask(connection: Connection, query: str) -> list[str]:
        return [
            result.document.record.title for result in find(connection, query, Filters(), limit=10, near=near).found
        ]

    return ask


def measure(
    connection: Connection, rows: list[dict[str, str]], ask: Ask, show: bool
) -> Iterator[tuple[str, int, int, int]]:
    """Of each language: queries, those that find their title within three, and within ten."""
    within: Counter[tuple[str, int]] = Counter()
    for row in rows:
        found = ask(connection, row["query"])
        place = found.index(row["title"]) + 1 if row["title"] in found else 99
        for most in (3, 10, 99):
            within[row["language"], most] += place <= most
        if show and place > 3:
            print(f"  {place if place < 99 else '-':>2}  {row['query']}  ->  {row['title']}")
    for language in dict.fromkeys(row["language"] for row in rows):
        yield language, within[language, 99], within[language, 3], within[language, 10]


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--half", choices=["tuning", "held out"], help="this half of the queries alone")
    parser.add_argument("--show", action="store_true", help="print the queries that are not within three")
    options = parser.parse_args(arguments)
    with QUERIES.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if options.half in (None, row["half"])]
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/titles.db")
        try:
            build(database, titles(options.shared))
            ways: dict[str, VectorIndex | None] = {"by words": None}
            if isinstance(own := encoder(), str):
                print(f"the search by meaning is off: {own}")
            else:
                refresh(database, own)
                ways["with near"] = VectorIndex()
            with database.read() as connection:
                for name, near in ways.items():
                    for language, total, three, ten in measure(connection, rows, asking(near), options.show):
                        shares = f"{three / total:.0%} within 3, {ten / total:.0%} within 10"
                        print(f"{name:9}  {language}: {total} queries, {shares}")
        finally:
            database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
