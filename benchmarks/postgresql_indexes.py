"""Designs of a search index on PostgreSQL, side by side: `python -m benchmarks.postgresql_indexes FILE`.

FILE is an SQLite database that `benchmarks.scale --database FILE` made. Its titles and bodies are put into a server of
this benchmark's own, once for each design, and the same pieces of text are looked for in each: the newest twenty
documents that hold them, and all. Every design must find what a scan finds. None of them uses an extension.

A design is a GIN index over keys of the whole text: each character by itself and with those that follow it. A text that
is longer than a key is found by all its keys, then the documents that have them are looked through. `pairs` has keys of
up to two characters, `triples` of three (`storage/search/postgresql/index.py`), `quads` of four. Texts are packed
(pglz, PostgreSQL's default) or plain.

Times are those of the processor, of client and server together, so that other programs weigh little; Linux alone tells
them.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.harness import percentile, postgresql_databases
from benchmarks.pieces import Row, by_length, holders, rows_and_pieces
from storage.database import open_database
from storage.search.expression import Term
from storage.search.postgresql import index as postgresql_index
from storage.search.searcher import IndexSearcher

FUNCTIONS = (
    """
    CREATE FUNCTION pairs(folded text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
        SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
            SELECT letter COLLATE "C" AS gram FROM unnest(string_to_array(folded, NULL)) AS letter
            UNION
            SELECT (a || b) COLLATE "C" FROM unnest(
                string_to_array(folded, NULL), (string_to_array(folded, NULL))[2:]
            ) AS pair(a, b) WHERE b IS NOT NULL
        ) AS grams
    $$
    """,
    postgresql_index.STATEMENTS[1].replace("search_keys", "triples"),
    # 16 bits a character: right for the characters of this corpus, all of the basic plane.
    """
    CREATE FUNCTION quads(folded text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    DECLARE codes bigint[] := array(SELECT ascii(letter)::bigint FROM unnest(string_to_array(folded, NULL)) AS letter);
    BEGIN
        RETURN (
            SELECT coalesce(array_agg(a), '{}')
                || array_agg((a << 16) | b) FILTER (WHERE b IS NOT NULL)
                || array_agg((((a << 16) | b) << 16) | c) FILTER (WHERE c IS NOT NULL)
                || array_agg((((((a << 16) | b) << 16) | c) << 16) | d) FILTER (WHERE d IS NOT NULL)
            FROM unnest(codes, codes[2:], codes[3:], codes[4:]) AS quads(a, b, c, d)
        );
    END $$
    """,
)

Ask = Callable[[str], list[int]]

NEWEST = "ORDER BY day DESC NULLS LAST, id DESC"


@dataclass(frozen=True, slots=True)
class Design:
    """A function that makes the keys of a text, and how texts are stored."""

    function: str
    longest: int
    """Characters of its longest key."""
    storage: str
    connection: "psycopg.Connection[Any]"

    def fill(self, rows: Sequence[Row]) -> None:
        """Makes the documents and the index."""
        self.connection.execute("CREATE TABLE held (id integer PRIMARY KEY, day date, text text NOT NULL)")
        self.connection.execute(f"ALTER TABLE held ALTER text SET STORAGE {self.storage}")
        with self.connection.cursor().copy("COPY held FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.connection.execute(f"CREATE INDEX ON held USING gin ({self.function}(text))")

    def newest(self, text: str) -> list[int]:
        """The newest twenty documents that hold a text, the newest looked through first."""
        if len(text) <= self.longest:
            return self.newest_at_once(text)
        candidates = f"SELECT id, day, text FROM held WHERE {self._keys(text)} {NEWEST} OFFSET 0"
        return self._run(f"SELECT id FROM ({candidates}) AS c WHERE strpos(text, %(text)s) > 0 LIMIT 20", text)

    def newest_at_once(self, text: str) -> list[int]:
        """The same, all candidates looked through before they are put in order."""
        return self._run(f"SELECT id FROM held WHERE {self._where(text)} {NEWEST} LIMIT 20", text)

    def every(self, text: str) -> list[int]:
        """All documents that hold it."""
        return self._run(f"SELECT id FROM held WHERE {self._where(text)}", text)

    def _keys(self, text: str) -> str:
        """The keys of a text are those of its longest pieces: the server makes them for a constant once."""
        if self.function == "pairs":
            return "pairs(text) @> %(pieces)s"
        made = f"SELECT {self.function}(piece) AS keys FROM unnest(%(pieces)s::text[]) AS piece"
        return f"{self.function}(text) @> ARRAY(SELECT keys[cardinality(keys)] FROM ({made}) AS k)"

    def _where(self, text: str) -> str:
        looked = "" if len(text) <= self.longest else " AND strpos(text, %(text)s) > 0"
        return self._keys(text) + looked

    def _run(self, query: str, text: str) -> list[int]:
        starts = range(max(1, len(text) - self.longest + 1))
        pieces = sorted({text[at : at + self.longest] for at in starts})
        values = {"text": text, "pieces": pieces}
        return [row[0] for row in self.connection.execute(query, values)]


DESIGNS: Sequence[tuple[str, int, str]] = (
    ("pairs", 2, "EXTENDED"),
    ("triples", 3, "EXTENDED"),
    ("triples", 3, "EXTERNAL"),
    ("quads", 4, "EXTERNAL"),
)

STORED = {"EXTENDED": "packed", "EXTERNAL": "plain"}

SETTINGS = {"maintenance_work_mem": "'512MB'", "max_parallel_workers_per_gather": "0", "jit": "off"}
"""Work by other processes of the server would not be counted."""

CLOSED = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Ways through a table that are closed to the planner, so that it takes the index of a design."""


def figures(ask: Ask, requested: Sequence[str], spent: Callable[[], int]) -> str:
    """Median, 95th percentile and longest time of the processor."""
    times = []
    for text in requested:
        begun = spent()
        ask(text)
        times.append((spent() - begun) / 1e6)
    return f"{statistics.median(times):7.1f} {percentile(times):7.1f} {max(times):7.1f}"


def report(name: str, asks: Sequence[Ask], groups: dict[str, list[str]], spent: Callable[[], int]) -> None:
    """Prints a design's times, a line a group of texts."""
    for group, requested in groups.items():
        print(f"  {name:15} {group:18} " + "   ".join(figures(ask, requested, spent) for ask in asks), flush=True)


def compare(path: str, most: int, count: int, address: str) -> None:
    """Makes the designs one after another and prints sizes and times."""
    source = open_database(f"sqlite:///{path}", upgrade=False)
    with source.read() as held:
        rows, drawn = rows_and_pieces(held, most, count)
        groups = by_length(drawn)
        print(f"  {'ms':34} {'newest 20':>23}   {'all':>23}   {'newest 20, at once':>23}")
        if len(rows) < most:
            asks: list[Ask] = [
                lambda text: [hit.document_id for hit in IndexSearcher(held).hits(Term((text,)), order="newest")],
                lambda text: list(IndexSearcher(held).matches(Term((text,))).texts),
            ]
            report("SQLite", asks, groups, time.thread_time_ns)
        expected = holders(rows, drawn)
    source.close()
    for function, longest, storage in DESIGNS:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            for statement in FUNCTIONS:
                connection.execute(statement)
            for setting, value in SETTINGS.items():
                connection.execute(f"SET {setting} = {value}")
            design = Design(function, longest, storage, connection)
            begun = time.perf_counter()
            design.fill(rows)
            connection.execute("VACUUM ANALYZE")
            made = time.perf_counter() - begun
            for setting in CLOSED:
                connection.execute(f"SET {setting} = off")
            sizes = "SELECT pg_table_size('held'), sum(pg_relation_size(indexrelid)) FILTER (WHERE NOT indisprimary) "
            sizes += "FROM pg_index WHERE indrelid = 'held'::regclass"
            texts, index = connection.execute(sizes).fetchone() or (0, 0)
            name = f"{function}, {STORED[storage]}"
            print(
                f"{name}: made in {made:.0f} s, index {index / 1_000_000:,.0f} MB, texts {texts / 1_000_000:,.0f} MB",
                flush=True,
            )
            wrong = [text for text, ids in expected.items() if sorted(design.every(text)) != ids]
            wrong += [text for text in drawn if design.newest(text) != design.newest_at_once(text)]
            assert not wrong, wrong[:5]
            report(name, [design.newest, design.every, design.newest_at_once], groups, spent_by(connection))


def spent_by(connection: "psycopg.Connection[Any]") -> Callable[[], int]:
    """Nanoseconds of the processor that the server spent for a connection, and this thread."""
    path = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    return lambda: int(path.read_text().split()[0]) + time.thread_time_ns()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.postgresql_indexes", description=__doc__)
    parser.add_argument("file", help="an SQLite database that benchmarks.scale made")
    parser.add_argument("--documents", type=int, default=1_000_000, help="at most so many")
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    with postgresql_databases() as fresh:
        address = fresh().replace("postgresql+psycopg://", "postgresql://")
        compare(options.file, options.documents, options.queries, address)


if __name__ == "__main__":
    main()
