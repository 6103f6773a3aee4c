"""Many readers at once over `zhengce serve`: `python -m benchmarks.serve [--documents N --readers 50 --seconds 60]`.

A server in a process of its own answers readers who open result pages, documents, feeds, the API and MCP,
with common and rare words, NOT and filters, and who pause between two requests. First one reader asks alone, without
pauses; then all ask. Printed for each kind of request: median, 95th percentile and longest time of both, how many were
refused (5xx), the server's memory every ten seconds, and whether it is flat: whether it has grown after the one reader
by no more than the caches may hold. With `--crawl` a crawl (`benchmarks.paced_crawl`), at the priority of `zhengce
crawl`, writes alone, then beside the readers, who ask once more; its times of both are compared. Beside that crawl,
`--idle N` holds connections that ask nothing, `--unfinished N` requests whose bodies never end, opened again whenever
the server closes them, and `--publish` publishes again and again; the server may then open 1,024 files, as services do
by default.
`--database` takes a file, made by this benchmark or `benchmarks.scale`, or a server's URL;
`--crawl` adds documents to it.
"""

import argparse
import contextlib
import http.client
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import sqlalchemy as sa

from benchmarks import paced_crawl, scale_corpus
from benchmarks.harness import database_url, machine, memory, percentile, processor
from benchmarks.pieces import WORDS, short_pieces
from benchmarks.serve_beside import held_open, publishing, take_files
from storage.database import open_database
from storage.schema import documents as table
from storage.schema import issuing_bodies

PAUSE = 3.0
"""Seconds for which a reader reads, in the mean."""

WATCHED = 10.0
"""Seconds between two looks at the server's memory."""

CACHES = 60
"""Megabytes that the server's caches may hold together: by so much its memory may grow after the one reader."""

CRAWLED = 0.7
"""Of the seconds: how long a crawl takes alone, so that readers ask until it ends, though it takes longer."""

START = 6.0
"""Seconds of a reader who is not counted, in which the server loads its dictionaries."""

ALONE = 0.25
"""Of the seconds: for the reader who asks alone."""

JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Held:
    """What can be requested."""

    rare: Sequence[str]
    """Pieces of titles and texts, each of few documents for the most part."""
    ids: Sequence[int]
    bodies: Sequence[str]


@dataclass
class Times:
    """Of one kind of request."""

    milliseconds: list[float] = field(default_factory=list)
    refused: int = 0


def held(url: str) -> Held:
    """Draws what readers ask for."""
    database = open_database(url, upgrade=False)
    with database.read() as connection:
        rare = list(short_pieces(connection, 400))
        ids = connection.execute(sa.select(table.c.id)).scalars().all()
        bodies = connection.execute(sa.select(issuing_bodies.c.agency_id).distinct()).scalars().all()
    database.close()
    return Held(rare, ids, sorted(filter(None, bodies)))


Ask = tuple[str, str, bytes | None]
"""Kind, path and content of a request."""


def requests(held: Held, seed: int) -> Iterator[Ask]:
    """What a reader asks, one after another."""
    chance = random.Random(seed)

    def page(kind: str, path: str = "/", **values: str) -> Ask:
        return kind, f"{path}?{urlencode(values)}", None

    def rare() -> str:
        return f'"{chance.choice(held.rare)}"'

    def common() -> str:
        return chance.choice(WORDS)

    def year() -> dict[str, str]:
        chosen = chance.randrange(2013, 2026)
        return {"from": f"{chosen}-01-01", "to": f"{chosen}-12-31"}

    def mcp() -> Ask:
        call = {"name": "search", "arguments": {"query": chance.choice((rare, common))()}}
        content = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        return "MCP search", "/mcp", json.dumps(content).encode()

    kinds: Sequence[tuple[int, Callable[[], Ask]]] = (
        (8, lambda: page("front page")),
        (14, lambda: page("page, common word", q=common())),
        (14, lambda: page("page, rare words", q=rare())),
        (10, lambda: page("page, two words", q=f"{common()} {common()}")),
        (6, lambda: page("page, NOT", q=f"{common()} NOT {common()}")),
        (10, lambda: page("page, filters", q=common(), issuer=chance.choice(held.bodies), **year())),
        (20, lambda: page("document", f"/documents/{chance.choice(held.ids)}", q=common())),
        (6, lambda: page("API search", "/api/search", q=chance.choice((rare, common))())),
        (3, lambda: page("API facets", "/api/facets", q=chance.choice((rare, common))())),
        (3, lambda: page("feed", "/feed.atom", issuer=chance.choice(held.bodies))),
        (3, mcp),
    )
    weights = [weight for weight, _ in kinds]
    while True:
        [(_, make)] = chance.choices(kinds, weights)
        yield make()


def read(
    address: str, requested: Iterator[Ask], until: float, pause: float, seed: int, times: dict[str, Times]
) -> None:
    """One reader, until a moment of the clock."""
    chance = random.Random(seed)
    place = urlsplit(address)
    time.sleep(chance.random() * pause)
    for kind, path, content in requested:
        begun = time.perf_counter()
        # A connection each: the server closes those that rest, and a reader rests between two pages.
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
        try:
            connection.request("POST" if content else "GET", path, content, JSON if content else {})
            response = connection.getresponse()
            response.read()
            failed = response.status >= 500
            if 400 <= response.status < 500:
                raise SystemExit(f"{response.status} for {path}")
        except (OSError, http.client.HTTPException):
            failed = True
        finally:
            connection.close()
        times[kind].milliseconds.append(1000 * (time.perf_counter() - begun))
        times[kind].refused += failed
        rest = chance.expovariate(1 / pause) if pause else 0
        if time.monotonic() + rest >= until:
            break  # asked at the end, all readers would ask at once
        time.sleep(rest)


@contextlib.contextmanager
def serving(url: str, folder: str, files: int | None = None) -> Iterator[tuple[str, int]]:
    """A server's address and the number of its process, which may open so many files."""
    words = [sys.executable, "-m", "zhengce", "--data", folder, "--database", url, "serve", "--port", "0"]
    limit = partial(take_files, files) if files else None
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, preexec_fn=limit) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            if not line.startswith("http"):
                raise SystemExit(line.strip() or "the server did not start")
            yield line.split()[0], server.pid
        finally:
            server.terminate()


def figures(times: Times) -> str:
    """As a piece of a line."""
    taken = times.milliseconds
    slowest = percentile(taken)
    return f"{len(taken):5} {statistics.median(taken or [0]):7.0f} {slowest:7.0f} {max(taken, default=0):7.0f}"


def together(by_kind: dict[str, Times]) -> Times:
    """All kinds as one."""
    whole = Times()
    for times in by_kind.values():
        whole.milliseconds += times.milliseconds
        whole.refused += times.refused
    return whole


def report(alone: dict[str, Times], crowd: dict[str, Times]) -> None:
    """Prints the tables side by side."""
    names = f"{'':>5} {'median':>7} {'95 %':>7} {'longest':>7}"
    print(f"{'':20} {'one reader, ms':>29}   {'all readers, ms':>29}")
    print(f"{'':20} {names}   {names}  5xx")
    for kind in sorted({*alone, *crowd}):
        print(f"{kind:20} {figures(alone[kind])}   {figures(crowd[kind])} {crowd[kind].refused:4}")
    one, all_of = together(alone), together(crowd)
    print(f"{'all':20} {figures(one)}   {figures(all_of)} {all_of.refused:4}")
    ratio = percentile(all_of.milliseconds) / percentile(one.milliseconds)
    print(f"95th percentile of all readers: {ratio:.1f} times that of one")


def crowd(address: str, known: Held, readers: int, seconds: float, pause: float) -> dict[str, Times]:
    """Lets so many readers ask at once."""
    until = time.monotonic() + seconds
    each: list[dict[str, Times]] = [defaultdict(Times) for _ in range(readers)]
    threads = [
        threading.Thread(target=read, args=(address, requests(known, seed), until, pause, seed, each[seed - 1]))
        for seed in range(1, readers + 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole: dict[str, Times] = defaultdict(Times)
    for by_kind in each:
        for kind, times in by_kind.items():
            whole[kind].milliseconds += times.milliseconds
            whole[kind].refused += times.refused
    return whole


@contextlib.contextmanager
def watched(process: int) -> Iterator[list[float]]:
    """The memory of a process in megabytes, every WATCHED seconds."""
    sizes, is_over = [memory(process)], threading.Event()

    def watch() -> None:
        while not is_over.wait(WATCHED):
            sizes.append(memory(process))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield sizes
    finally:
        is_over.set()
        thread.join()


def measure(url: str, folder: str, options: argparse.Namespace) -> None:
    """Lets one reader ask, then all, then all beside a crawl, and prints their times."""
    known = held(url)
    requested = (options.readers, options.seconds, options.pause)
    files = 1024 if options.idle or options.unfinished else None
    with serving(url, folder, files) as (address, process), watched(process) as sizes:
        alone: dict[str, Times] = defaultdict(Times)
        read(address, requests(known, -1), time.monotonic() + START, 0, 0, defaultdict(Times))
        marks = [processor(process)]
        read(address, requests(known, 0), time.monotonic() + options.seconds * ALONE, 0, 0, alone)
        marks.append(processor(process))
        warm = memory(process)
        many = crowd(address, known, *requested)
        marks.append(processor(process))
        report(alone, many)
        each = (
            (end - begin) / max(1, len(together(by_kind).milliseconds))
            for begin, end, by_kind in zip(marks, marks[1:], (alone, many), strict=False)
        )
        print("processor time of the server: " + " and ".join(f"{one:.0f} ms" for one in each) + " a request")
        if options.crawl:

            def ask() -> dict[str, Times]:
                with contextlib.ExitStack() as beside:
                    opened = beside.enter_context(held_open(address, options.idle, options.unfinished))
                    published = beside.enter_context(publishing(url, folder)) if options.publish else []
                    times = crowd(address, known, *requested)
                    print(
                        f"connections opened and opened again beside: {dict(opened)}; published {len(published)} times"
                    )
                    return times

            beside_a_crawl(url, alone, ask, options.seconds)
        end = memory(process)
    shown = " · ".join(f"{size:,.0f}" for size in sizes)
    print(f"memory of the server, MB every {WATCHED:g} s: {shown}")
    is_flat = "flat" if end <= warm + CACHES else "not flat"
    print(f"memory of the server: {warm:,.0f} MB after the one reader, {end:,.0f} MB at the end: {is_flat}")


def beside_a_crawl(url: str, alone: dict[str, Times], ask: Callable[[], dict[str, Times]], seconds: float) -> None:
    """Times a crawl alone and beside readers, and these beside it."""
    count = max(1, int(CRAWLED * seconds / paced_crawl.PAUSE)) * paced_crawl.GROUP
    seed = int(time.time())
    with paced_crawl.running(url, count, seed) as crawl:
        one = crawl.taken()
    with paced_crawl.running(url, count, seed + 1) as crawl:
        times = together(ask())
        other = crawl.taken()
    ratio = percentile(times.milliseconds) / percentile(together(alone).milliseconds)
    print(f"readers beside a crawl: {figures(times)} {times.refused:4} (95th percentile {ratio:.1f} times that of one)")
    print(
        f"a crawl of {count} documents: {one.whole:.1f} s alone, {other.whole:.1f} s beside the readers, "
        f"{other.whole / one.whole:.2f} times; its saving {one.saving:.2f} s and {other.saving:.2f} s"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--length", type=int, default=2_000, help="median length of a body in characters")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds for which a reader reads, in the mean")
    parser.add_argument("--crawl", action="store_true", help="let a crawl write beside the readers")
    parser.add_argument("--idle", type=int, default=0, help="connections that ask nothing, beside the crawl")
    parser.add_argument("--unfinished", type=int, default=0, help="requests whose bodies never end, beside the crawl")
    parser.add_argument("--publish", action="store_true", help="publish again and again beside the crawl")
    parser.add_argument("--database", help="keep the database here, or serve one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given = options.database or str(Path(folder) / "benchmark.db")
        url = database_url(given)
        database = open_database(url)
        with database.read() as connection:
            there = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        if not there:
            for _ in scale_corpus.save_all(database, scale_corpus.documents(options.documents, options.length), 0):
                pass
        database.close()
        print(f"{there or options.documents:,} documents; {options.readers} readers, {options.seconds:g} s", flush=True)
        print(f"{machine()}, {database.dialect}", flush=True)
        measure(url, folder, options)
        print(f"{machine()} at the end")


if __name__ == "__main__":
    main()
