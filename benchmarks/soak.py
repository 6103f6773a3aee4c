"""Hundreds of crawls of a changing site in one process: memory, files, and the database against the site's history.

`python -m benchmarks.soak [CRAWLS]`. A day passes between two crawls. Each day a ministry publishes, now and then it
edits a title or a text, or takes a notice down; nothing tells of the latter two but looking again. At the end days pass
until every page was looked at, and what is held must be what the site had. The site is a process of its own.
"""

import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.ministries import SETTINGS, Notice, Site
from pipelines.session import StorageSession
from scrapers.run import process as run
from storage.database import open_database
from storage.schema import changes, documents, pages, revisions, runs

SOURCE = "first"
SETTLED = 200
"""Days after the last change by which every page was looked at again (the longest interval is 90 days)."""


@dataclass
class Figures:
    """What was measured."""

    crawls: int = 0
    seconds: float = 0.0
    requests: int = 0
    memory: list[float] = field(default_factory=list)
    """Megabytes that the process holds, after each crawl."""
    files: dict[str, list[int]] = field(default_factory=dict)
    """Bytes of each file beside archive and database, after each crawl."""
    database: int = 0
    """Bytes."""
    archive: int = 0
    handles: list[int] = field(default_factory=list)
    """Open files and sockets, after each crawl."""
    failed: int = 0
    differences: list[str] = field(default_factory=list)
    """Where the database is not what the site's history is."""


def measure(folder: Path, crawls: int, *, seed: int = 20211116) -> Figures:
    """Runs so many crawls, and a few until all is settled."""
    figures = Figures()
    chance = random.Random(seed)
    with _site() as (address, site), _clock() as clock:
        clock.now = datetime.now(UTC) - timedelta(days=crawls + SETTLED + 2)
        began = time.monotonic()
        for _ in range(crawls):
            clock.now += timedelta(days=1)
            site.send((clock.now.date(), chance.random()))
            site.recv()
            _crawl(folder, address, figures)
        figures.seconds = time.monotonic() - began
        while clock.now < datetime.now(UTC) - timedelta(days=2):
            clock.now += timedelta(days=10)
            _crawl(folder, address, None)
        site.send(None)
        history: dict[str, Any] = site.recv()
    _compare(folder, history, figures)
    return figures


def _crawl(folder: Path, address: str, figures: Figures | None) -> None:
    settings = {**SETTINGS, "LOOPBACK": address}
    [summary] = run.crawl(
        [SOURCE], database_url=f"sqlite:///{folder / 'zhengce.db'}", data_dir=folder, settings=settings
    )
    if figures is None:
        return
    figures.crawls += 1
    figures.requests += summary.requests
    figures.failed += summary.failed
    figures.memory.append(_memory())
    figures.handles.append(len(os.listdir("/proc/self/fd")))
    for path in folder.iterdir():
        if path.is_file() and path.name != "zhengce.db":
            figures.files.setdefault(path.name, []).append(path.stat().st_size)


def _memory() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


# The site


@contextmanager
def _site() -> Iterator[tuple[str, "Connection[Any, Any]"]]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv(), ours
    process.join(10)
    process.terminate()


def _serve(line: "Connection[Any, Any]") -> None:
    """The site's process: lets a day pass for each message, and tells its history at the end."""
    site = Site(keeps_log=False)
    line.send(site.address)
    history: dict[str, int] = {"new": 0, "edited": 0, "gone": 0}
    while (message := line.recv()) is not None:
        day, luck = message
        chance = random.Random(luck)
        site.publish(SOURCE, day)
        history["new"] += 1
        standing = [one for one in site.notices[SOURCE][1:] if not one.gone]
        if standing:
            _change(chance, standing, history)
        line.send(None)
    line.send({**history, "notices": site.notices[SOURCE]})
    site.close()


def _change(chance: random.Random, standing: list[Notice], history: dict[str, int]) -> None:
    what = chance.random()
    one = chance.choice(standing)
    if what < 0.10:
        # Shown by the listing at once, where it stands on the page that every crawl asks for.
        standing[0].edits += 1
        history["edited"] += 1
    elif what < 0.20:
        one.quiet_edits += 1
    elif what < 0.25:
        one.gone = True
        history["gone"] += 1


# The clock


class _Clock:
    now: datetime


@contextmanager
def _clock() -> Iterator[_Clock]:
    """The crawler's clock, set by hand."""
    clock, real = _Clock(), StorageSession.now
    StorageSession.now = lambda session: clock.now  # type: ignore[method-assign, assignment]
    try:
        yield clock
    finally:
        StorageSession.now = real  # type: ignore[method-assign]


# The end


def _compare(folder: Path, history: dict[str, Any], figures: Figures) -> None:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    with database.read() as connection:
        held = {row.url: row for row in connection.execute(sa.select(documents))}
        gone = set(connection.execute(sa.select(pages.c.url).where(pages.c.gone_at.is_not(None))).scalars())
        kinds = list(connection.execute(sa.select(changes.c.kind)).scalars())
        retitled = [
            fields for fields in connection.execute(sa.select(revisions.c.fields)).scalars() if "title" in fields
        ]
        unfinished = connection.execute(sa.select(sa.func.count()).where(runs.c.finished_at.is_(None))).scalar_one()
    database.close()
    notices: list[Notice] = history["notices"]
    expected = {
        "documents": (len(held), len(notices)),
        "addresses": (set(held), {one.url for one in notices}),
        "notices taken down": (gone, {one.url for one in notices if one.gone}),
        "changes new": (kinds.count("new"), history["new"]),
        "changes withdrawn": (kinds.count("withdrawn"), history["gone"]),
        "revisions of a title": (len(retitled), history["edited"]),
        "runs without an end": (unfinished, 0),
    }
    figures.differences = [
        f"{name}: {ours!r} and {theirs!r}" for name, (ours, theirs) in expected.items() if ours != theirs
    ]
    for one in notices:
        row = held.get(one.url)
        if row is not None and not one.gone and (row.title != one.title or one.text not in row.body):
            figures.differences.append(f"{one.url}: held {row.title}, the site has {one.title} ({one.quiet_edits})")
    figures.database = (folder / "zhengce.db").stat().st_size
    figures.archive = sum(path.stat().st_size for path in (folder / "archive").iterdir())


def main() -> int:
    """Prints the figures; exit code 1 where the database differs from the site."""
    crawls = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory(prefix="zhengce-soak-") as folder:
        found = measure(Path(folder), crawls)
    print(f"{found.crawls} crawls, {found.requests} requests in {found.seconds:.0f} s; failed {found.failed}")
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        n = max(10, int(share * crawls))
        print(f"memory around crawl {n}: {statistics.median(found.memory[n - 10 : n]):.1f} MB")
    print(f"open files and sockets: {found.handles[9]} after 10 crawls, {found.handles[-1]} at the end")
    for name, sizes in sorted(found.files.items()):
        print(f"{name}: at most {max(sizes)} bytes, {sizes[-1]} at the end")
    print(f"database {found.database / 2**20:.1f} MB, archive {found.archive / 2**20:.1f} MB")
    print("database and the site's history: " + ("equal" if not found.differences else ""))
    print("\n".join(found.differences))
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
