"""Every source on a loopback replica of its site: faults, kills and politeness, round after round, all in one process.

`python -m benchmarks.replica [OPTION …] [SOURCE …]`. In a round every list shows new notices, answers drawn at random
are in trouble while all sources are crawled beside one another, and are crawled again when it is over: nothing held may
change, nothing may be missing, nothing else may be held. Crawls of unchanged sites, which ask for little, show whether
memory is flat. Then crawls are killed at moments drawn at random, and one that is not must find everything whole. A
last crawl keeps a delay, which no host may see undercut. Exit code 1 where a promise does not hold.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.harness import memory
from parsers.addresses import comparable
from scrapers.run import process
from storage.archive import Archive, Location
from storage.database import open_database
from storage.schema import captures, documents, pages
from tests.scrapers.replica_server import TROUBLES, Replica

LATENESS = 0.03
"""Seconds by which a request may reach us late after it was sent, so that the next seems early."""

Held = dict[str, dict[str, tuple[str, str]]]
"""By source: address of a page -> title and text of its document."""


@dataclass
class Figures:
    """What was measured, and which promises did not hold."""

    broken: list[str] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)
    """Megabytes after each crawl of unchanged sites."""
    handles: list[int] = field(default_factory=list)
    troubles: int = 0
    kills: int = 0
    shortest_gap: float | None = None
    """Seconds between two requests of a host, at least, in the crawl with a delay."""

    def hold(self, promise: bool, what: str) -> None:
        """Notes a promise that does not hold."""
        if not promise:
            self.broken.append(what)


def held(folder: Path) -> Held:
    """All documents. Raises where the database or an archived answer is damaged."""
    with sqlite3.connect(folder / "zhengce.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    found: Held = {}
    archive = Archive(folder / "archive")
    with database.read() as reader:
        columns = (pages.c.source, pages.c.url, documents.c.title, documents.c.body)
        query = sa.select(*columns).join(documents, documents.c.id == pages.c.document_id)
        for row in reader.execute(query):
            found.setdefault(row.source, {})[comparable(row.url)] = (row.title, row.body)
        for row in reader.execute(sa.select(captures)):
            archive.read(Location(row.file, row.offset, row.digest, row.length))
    archive.close()
    database.close()
    return found


def differences(found: Held, wanted: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Notices that are missing or strange, a line each."""
    lines = []
    for source, titles in wanted.items():
        own = {url: title for url, (title, _) in found.get(source, {}).items()}
        lines += [f"{source}: missing: {url}" for url in titles.keys() - own.keys()]
        lines += [f"{source}: strange: {url}: {title}" for url, title in own.items() if titles.get(url) != title]
    return lines


def rounds(replica: Replica, folder: Path, number: int, troubles: int, chance: random.Random, out: Figures) -> None:
    """The crawls of the rounds, two each; the first of all meets no trouble."""
    before: Held = {}
    for n in range(number):
        replica.turn(n)
        if n:
            replica.draw(chance, troubles, n, TROUBLES)
            out.troubles += len(replica.troubles)
        for after in (False, True):
            if after:
                replica.troubles.clear()
            results = replica.crawl(folder, anyway=True)
            out.requests += len(replica.requested)
            found = held(folder)
            for source, pages_ in before.items():
                out.hold(pages_.items() <= found.get(source, {}).items(), f"round {n}: {source} lost what it held")
            if after:
                failed = {name: one.messages for name, one in results.items() if not one.ok}
                out.hold(not failed, f"round {n}: failed without a trouble: {failed}")
                out.broken += [f"round {n}: {line}" for line in differences(found, replica.titles(*range(n + 1)))]
            before = found


def rest(replica: Replica, folder: Path, number: int, out: Figures) -> None:
    """Crawls of unchanged sites, which ask for first pages of lists alone."""
    first = {key for made in replica.published[-1].values() for key in made.first}
    for _ in range(number):
        replica.crawl(folder, anyway=True)
        out.hold(set(replica.requested) <= first, f"requested from unchanged sites: {set(replica.requested) - first}")
        out.memory.append(memory(os.getpid()))
        out.handles.append(len(os.listdir("/proc/self/fd")))


def _crawl(names: Sequence[str], folder: Path, settings: Mapping[str, Any]) -> None:
    process.crawl(names, database_url=f"sqlite:///{folder / 'zhengce.db'}", data_dir=folder, settings=settings)


def kills(replica: Replica, folder: Path, number: int, chance: random.Random, out: Figures) -> None:
    """Crawls from nothing, each killed after a time drawn at random; then one to the end."""
    names = [source.name for source in replica.sources]
    for _ in range(number):
        child = multiprocessing.get_context("spawn").Process(target=_crawl, args=(names, folder, replica.settings))
        requested = len(replica.requested)
        child.start()
        goal = chance.randrange(1, 40)
        while child.is_alive() and len(replica.requested) - requested < goal:
            time.sleep(0.005)
        out.kills += child.is_alive()
        child.kill()
        child.join()
        _forget_leases(folder)
    results = replica.crawl(folder, anyway=True)
    out.hold(all(one.ok for one in results.values()), f"after the kills: {results}")
    out.broken += [f"after the kills: {line}" for line in differences(held(folder), replica.titles(replica.times - 1))]


def _forget_leases(folder: Path) -> None:
    """What time does: a lease that is not renewed ends."""
    if (folder / "zhengce.db").exists():
        with sqlite3.connect(folder / "zhengce.db") as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'leases'").fetchone():
                connection.execute("DELETE FROM leases")


def politeness(replica: Replica, folder: Path, delay: float, out: Figures) -> None:
    """A crawl that keeps a delay."""
    jitter = 0.2
    replica.crawl(folder, anyway=True, settings={"DOWNLOAD_DELAY": delay / (1 - jitter)})
    gaps = [(b - a, host) for host, moments in replica.begun.items() for a, b in pairwise(moments)]
    out.shortest_gap, host = min(gaps)
    out.hold(out.shortest_gap >= delay - LATENESS, f"{host}: two requests within {out.shortest_gap:.3f} s")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="these only")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--troubles", type=int, default=60, help="in each round")
    parser.add_argument("--quiet", type=int, default=16, help="crawls of unchanged sites, for the memory")
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--delay", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=20261126)
    chosen = parser.parse_args(arguments)
    chance, out = random.Random(chosen.seed), Figures()
    sources = [source for source in process.sources() if source.name in chosen.sources or not chosen.sources]
    replica, folder = Replica(sources, chosen.rounds), Path(tempfile.mkdtemp())
    began = time.monotonic()
    try:
        rounds(replica, folder / "rounds", chosen.rounds, chosen.troubles, chance, out)
        rest(replica, folder / "rounds", chosen.quiet, out)
        kills(replica, folder / "kills", chosen.kills, chance, out)
        politeness(replica, folder / "delay", chosen.delay, out)
        out.seconds = time.monotonic() - began
        at_once = max(replica.most_at_once.values())
        out.hold(at_once == 1, f"{at_once} requests of one host at once")
    finally:
        replica.close()
        shutil.rmtree(folder)
    columns = sum(len(source.columns) for source in sources)
    print(f"{len(sources)} sources, {columns} columns, {chosen.rounds} rounds, seed {chosen.seed}: {out.seconds:.0f} s")
    print(f"{out.requests} requests in the rounds, {out.troubles} troubles, {out.kills} crawls killed")
    middle = len(out.memory) // 2
    print(f"memory {out.memory[middle]:.0f} MB after half of the quiet crawls, {out.memory[-1]:.0f} MB after all")
    print(f"open files {out.handles[0]} after the first of them, {out.handles[-1]} after the last")
    print(f"two requests of one host: {out.shortest_gap:.3f} s apart at least, where {chosen.delay} s are due")
    print("every promise holds" if not out.broken else "\n".join(out.broken[:50]))
    return 1 if out.broken else 0


if __name__ == "__main__":
    sys.exit(main())
