"""Designs of a search index on SQLite, side by side: `python -m benchmarks.sqlite_indexes FILE`.

FILE is an SQLite database that `benchmarks.scale --database FILE` made. Its titles and bodies are put into an FTS5
table of each design, twenty documents a transaction as crawls do, and the same pieces of text are looked for in each:
the newest twenty rows, and all. Every design must find what a scan finds.

`characters` has every character as a word (`storage/search/tokenizer.py`); `pairs` has every two characters as a word,
and an index of their first characters. Each as it was saved, with pieces of one size merged as crawls leave it
(`storage/search/fts_segments.py`), and in one piece.

Times are those of the processor, so that other programs weigh little.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.pieces import Row, by_length, holders, rows_and_pieces
from benchmarks.postgresql_indexes import report
from storage.database import open_database
from storage.search import tokenizer
from storage.search.fts_segments import EQUAL_SEGMENTS

TOGETHER = 20
"""Documents of a transaction."""

_BEYOND = 0xF0000
"""Private characters that stand for those that FTS5 would split or fold; right for this corpus."""


def _in_pairs(text: str) -> list[str]:
    plain = tokenizer.ODD.sub(lambda odd: chr(_BEYOND + ord(odd[0])), text)
    return ["".join(pair) for pair in pairwise(plain)] or [plain]


def pairs(text: str) -> str:
    """A text as words of two characters, each word one character further than the last."""
    words = _in_pairs(text)
    return " ".join([*words, words[-1][-1]])


def phrase_of_pairs(text: str) -> str:
    """What asks for a piece of text; one character is looked up as the first of a pair."""
    return tokenizer.quoted(" ".join(_in_pairs(text))) + ("*" if len(text) == 1 else "")


DESIGNS: Sequence[tuple[str, str, Callable[[str], str], Callable[[str], str]]] = (
    ("characters", "", tokenizer.words, tokenizer.phrase),
    ("pairs", "prefix='1',", pairs, phrase_of_pairs),
)


def fill(connection: sqlite3.Connection, rows: Sequence[Row], options: str, words: Callable[[str], str]) -> None:
    """Saves the texts."""
    tokenize = tokenizer.TOKENIZER.replace("''", "'")
    connection.execute(f"CREATE VIRTUAL TABLE held USING fts5(text, content='', {options} tokenize=\"{tokenize}\")")
    for start in range(0, len(rows), TOGETHER):
        with connection:
            values = ((row[0], words(row[2])) for row in rows[start : start + TOGETHER])
            connection.executemany("INSERT INTO held (rowid, text) VALUES (?, ?)", values)


def merge_alike(connection: sqlite3.Connection) -> None:
    """As crawls do at their end."""
    connection.execute("INSERT INTO held (held, rank) VALUES ('usermerge', ?)", (EQUAL_SEGMENTS,))
    changed = 2
    while changed > 1:
        before = connection.total_changes
        connection.execute("INSERT INTO held (held, rank) VALUES ('merge', 2000)")
        changed = connection.total_changes - before


def merge_all(connection: sqlite3.Connection) -> None:
    """As `zhengce db reindex` leaves it."""
    connection.execute("INSERT INTO held (held) VALUES ('optimize')")


def measure(connection: sqlite3.Connection, name: str, phrase: Callable[[str], str], drawn: Sequence[str]) -> None:
    """Prints the times of one state of a design."""
    [(number, size)] = connection.execute(
        "SELECT count(DISTINCT segid), (SELECT sum(pgsize) FROM dbstat) FROM held_idx"
    )
    print(f"{name}: {number} pieces, {size / 1e6:,.0f} MB", flush=True)

    def run(query: str, text: str) -> list[int]:
        return [row[0] for row in connection.execute(query, (phrase(text),))]

    every = "SELECT rowid FROM held WHERE held MATCH ?"
    asks = [lambda text: run(f"{every} ORDER BY rowid DESC LIMIT 20", text), lambda text: run(every, text)]
    report(name, asks, by_length(drawn), time.thread_time_ns)


def compare(path: str, most: int, count: int) -> None:
    """Makes the designs one after another and prints sizes and times."""
    source = open_database(f"sqlite:///{path}", upgrade=False)
    with source.read() as held:
        rows, drawn = rows_and_pieces(held, most, count)
    source.close()
    drawn = [text for text in drawn if tokenizer.words(text)]
    random.Random(7).shuffle(rows)  # documents are not saved in the order of their days
    expected = holders(rows, drawn)
    print(f"  {'ms':34} {'newest 20':>23}   {'all':>23}")
    for name, options, words, phrase in DESIGNS:
        with tempfile.TemporaryDirectory() as folder:
            connection = sqlite3.connect(Path(folder) / "index.db")
            begun = time.process_time()
            fill(connection, rows, options, words)
            print(f"{name}: {1000 * (time.process_time() - begun) / len(rows):.2f} ms a document to save")
            every = "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rowid"
            wrong = [
                text
                for text, ids in expected.items()
                if [row[0] for row in connection.execute(every, (phrase(text),))] != ids
            ]
            assert not wrong, wrong[:5]
            measure(connection, name, phrase, drawn)
            for state, merge in (("alike merged", merge_alike), ("one piece", merge_all)):
                begun = time.process_time()
                merge(connection)
                connection.commit()
                print(f"{state}: {time.process_time() - begun:.2f} s")
                measure(connection, f"{name}, {state}", phrase, drawn)
            connection.close()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sqlite_indexes", description=__doc__)
    parser.add_argument("file", help="an SQLite database that benchmarks.scale made")
    parser.add_argument("--documents", type=int, default=1_000_000, help="at most so many")
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    compare(options.file, options.documents, options.queries)


if __name__ == "__main__":
    main()
