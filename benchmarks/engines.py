"""The same searches on SQLite and on PostgreSQL, side by side: `python -m benchmarks.engines FILE URL`.

FILE and URL are databases of the same documents, as `benchmarks.scale --documents N --database …` makes them. Pieces of
one to forty characters and words that are joined are looked for in both: the newest and the best twenty, and all.

Times are those of the processor, of client and server together, so that other programs weigh little; Linux alone tells
them. The ratios are of the medians and of the 95th percentiles.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.harness import percentile
from benchmarks.pieces import WORDS, by_length, long_pieces, short_pieces
from benchmarks.postgresql_indexes import spent_by
from storage.database import open_database
from storage.schema import documents
from storage.search.expression import All, AnyOf, Expression, Not, Term
from storage.search.searcher import IndexSearcher

ASKS: Mapping[str, Callable[[Connection, Expression], object]] = {
    "newest 20": lambda connection, expression: IndexSearcher(connection).hits(expression, order="newest"),
    "best 20": lambda connection, expression: IndexSearcher(connection).hits(expression),
    "all": lambda connection, expression: IndexSearcher(connection).matches(expression).texts,
}


def drawn(connection: Connection, count: int) -> dict[str, list[Expression]]:
    """What is looked for, by kind."""
    texts = connection.execute(sa.select(documents.c.body).limit(1_000)).scalars()
    long = long_pieces([text for text in texts if len(text) > 50], count // 4)
    pieces = [*short_pieces(connection, count), *(text for text in long if "\n" not in text)]
    kinds: dict[str, list[Expression]] = {}
    for name, group in by_length(pieces).items():
        kinds[name] = [Term((text,)) for text in group]
    chance = random.Random(7)
    pairs = [[Term((word,)) for word in chance.sample(WORDS, 2)] for _ in range(count // 4)]
    kinds["one AND other"] = [All((one, other)) for one, other in pairs]
    kinds["one OR other"] = [AnyOf((one, other)) for one, other in pairs]
    kinds["one NOT other"] = [All((one, Not(other))) for one, other in pairs]
    return kinds


def times(
    ask: Callable[[Expression], object], requested: Sequence[Expression], spent: Callable[[], int]
) -> list[float]:
    """Milliseconds of each, after a warm-up."""
    found = []
    for expression in (*requested[:6], *requested):
        begun = spent()
        ask(expression)
        found.append((spent() - begun) / 1e6)
    return found[min(6, len(requested)) :]


def compare(one: Connection, other: Connection, count: int) -> None:
    """Prints a line for each kind."""
    driver = other.connection.driver_connection
    assert driver is not None
    spent = spent_by(driver)
    print("milliseconds, median and 95 %: SQLite, PostgreSQL, and how many times as many")
    for name, requested in drawn(one, count).items():
        parts = []
        for kind, ask in ASKS.items():
            sqlite = times(lambda expression, ask=ask: ask(one, expression), requested, time.thread_time_ns)  # type: ignore[misc]
            server = times(lambda expression, ask=ask: ask(other, expression), requested, spent)  # type: ignore[misc]
            middle, base = statistics.median(server), statistics.median(sqlite)
            slow, slow_base = percentile(server), percentile(sqlite)
            parts.append(
                f"{kind} {base:6.2f} {slow_base:6.2f}  {middle:6.2f} {slow:6.2f}  "
                f"{middle / base:5.2f} × {slow / slow_base:5.2f} ×"
            )
        print(f"{name:14} {' | '.join(parts)}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("file", help="an SQLite database")
    parser.add_argument("url", help="of a PostgreSQL database of the same documents")
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    sqlite, server = (open_database(url, upgrade=False) for url in (f"sqlite:///{options.file}", options.url))
    with sqlite.read() as one, server.read() as other:
        compare(one, other, options.queries)
    for database in (sqlite, server):
        database.close()


if __name__ == "__main__":
    main()
