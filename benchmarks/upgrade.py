"""How an upgrade goes on a large database: its rate, how long it keeps writers waiting, its memory, and after kills.

The corpus of `benchmarks.scale` is saved (N documents, then 4 N), and the database made as the revisions after 0005
leave an old one: every step that fills rows is noted as left to do, the full-text index is empty, and the indexes of
pages and documents are gone. A process upgrades it and is killed again and again, while a writer asks for the lock.
The baseline is the same steps in one transaction without a pause, on a copy, as upgrades were made before.
`--database` takes a copy of a database of your own, which is upgraded at its size; without the baseline, unless asked.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex

from benchmarks import scale_corpus
from storage import upgrades
from storage.database import Database, open_database, unfinished
from storage.schema import documents, pages, upgrade_steps
from storage.search import fts5
from storage.upgrades.steps import BY_NAME, STEPS

CHILD = "--child"
ASKS_EVERY = 0.2
"""Seconds between two writers that ask for the lock."""


@dataclass
class Run:
    """What was measured of one upgrade."""

    seconds: float = 0.0
    kills: int = 0
    starting: float = 0.0
    """Seconds in which processes started."""
    longest: dict[str, float] = field(default_factory=dict)
    """The longest transaction of each step, in seconds."""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds of each step."""
    waits: list[float] = field(default_factory=list)
    """Seconds for which writers waited for the lock."""
    memory: int = 0
    """Megabytes of the process at its peak."""
    log: int = 0
    """Megabytes of SQLite's write-ahead log at its largest."""


def make_old(database: Database, *, without_index: bool) -> None:
    """Notes every step as left to do, and takes away the indexes (and the full-text index) that they make."""
    dialect = database.engine.dialect
    indexes = sorted((*documents.indexes, *pages.indexes), key=lambda index: str(index.name))
    left: list[tuple[str, str | None]] = [(step.name, None) for step in STEPS]
    left += [(str(index.name), " ".join(str(CreateIndex(index).compile(dialect=dialect)).split())) for index in indexes]
    with database.write() as connection:
        for index in indexes:
            connection.exec_driver_sql(f"DROP INDEX {index.name}")
        if without_index and dialect.name == "sqlite":
            for table in (fts5.search_rows, fts5.texts, fts5.titles):
                connection.exec_driver_sql(f"DROP TABLE {table.name}")
            for statement in fts5.ASKED.statements:
                connection.exec_driver_sql(statement)
        if without_index and dialect.name == "postgresql":
            connection.exec_driver_sql("TRUNCATE search_texts, search_pages")
        rows = [
            {"position": position, "name": name, "last_id": 0, "statement": statement}
            for position, (name, statement) in enumerate(left)
        ]
        connection.execute(sa.insert(upgrade_steps), rows)


def in_one_transaction(database: Database) -> float:
    """The baseline: every step to its end under one lock; gives seconds."""
    begun = time.perf_counter()
    with database.write() as connection:
        for row in connection.execute(sa.select(upgrade_steps).order_by(upgrade_steps.c.position)).all():
            if row.statement:
                connection.exec_driver_sql(row.statement)
                continue
            last: int | None = 0
            while last is not None:
                last = BY_NAME[row.name].fill(connection, last)
        connection.execute(sa.delete(upgrade_steps))
    return time.perf_counter() - begun


# ------------------------------------------------------------------ the process that upgrades


def child(url: str) -> None:
    """Upgrades; prints the step, how far it is, and how long its longest transaction was, a line for each progress."""
    database = open_database(url, upgrade=False)
    longest = 0.0
    plain = database.write

    @contextmanager
    def timed() -> Iterator[Connection]:
        nonlocal longest
        with plain() as connection:
            begun = time.perf_counter()
            yield connection
        longest = max(longest, time.perf_counter() - begun)

    def told(progress: upgrades.Progress) -> None:
        nonlocal longest
        print(f"{progress.step}\t{progress.done}\t{longest}", flush=True)
        longest = 0.0

    database.write = timed  # type: ignore[method-assign]
    upgrades.finish(database, told)
    database.close()


def upgrade(url: str, kill_after: float) -> Run:
    """Upgrades in a process that is killed every so many seconds (0: never), and measures from outside."""
    run, database, done = Run(), open_database(url, upgrade=False), threading.Event()
    asking = threading.Thread(target=_ask, args=(database, run, done))
    asking.start()
    begun = time.perf_counter()
    while unfinished(database):
        command = [sys.executable, "-m", "benchmarks.upgrade", "--database", url, CHILD]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            killer = threading.Timer(kill_after or 10**7, process.kill)
            killer.start()
            started, at = time.perf_counter(), 0.0
            for line in process.stdout or ():
                step, _, longest = line.rstrip("\n").split("\t")
                now = time.perf_counter()
                if not at:
                    run.starting += now - started
                    at = now
                run.took[step] = run.took.get(step, 0.0) + now - at
                run.longest[step] = max(run.longest.get(step, 0.0), float(longest))
                at = now
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            killer.cancel()
        run.memory = max(run.memory, usage.ru_maxrss // 1024)
        if process.returncode > 0:
            raise SystemExit(process.returncode)
        run.kills += process.returncode < 0
        kill_after *= 1.5  # so that it comes to an end
    run.seconds = time.perf_counter() - begun
    done.set()
    asking.join()
    database.close()
    return run


def _ask(database: Database, run: Run, done: threading.Event) -> None:
    """Takes the writer's lock again and again, as crawls do."""
    log = Path(f"{database.engine.url.database}-wal")
    while not done.wait(ASKS_EVERY):
        begun = time.perf_counter()
        with database.write():
            run.waits.append(time.perf_counter() - begun)
        if database.dialect == "sqlite" and log.exists():
            run.log = max(run.log, log.stat().st_size >> 20)


# ------------------------------------------------------------------ the report


def report(run: Run, count: int, baseline: float | None) -> None:
    """Prints the steps, then the whole."""
    print(f"{'step':40}{'seconds':>9}{'rows/s':>9}{'longest transaction, s':>24}")
    for step, taken in run.took.items():
        if step in BY_NAME:
            print(f"{step:40}{taken:9.1f}{count / taken:9,.0f}{run.longest[step]:24.2f}")
    made = [step for step in run.took if step not in BY_NAME]
    taken, longest = sum(run.took[step] for step in made), max((run.longest[step] for step in made), default=0.0)
    print(f"{f'{len(made)} indexes':40}{taken:9.1f}{'':9}{longest:24.2f}")
    print(f"{count:,} documents in {run.seconds:.1f} s, {run.kills} kills, {run.starting:.1f} s of it starting anew")
    print(f"{run.memory} MB at its peak" + (f", write-ahead log {run.log} MB at most" if run.log else ""))
    waits = sorted(run.waits)
    print(f"{len(waits)} writers waited {statistics.median(waits):.2f} s in the median, {waits[-1]:.2f} s at most")
    if baseline is not None:
        ratio, wait = (run.seconds - run.starting) / baseline, waits[-1] / baseline
        print(f"baseline: one transaction of {baseline:.1f} s; in steps {ratio:.2f} ×, the longest wait {wait:.3f} ×")


def measure(url: str, kill_after: float, *, without_index: bool, with_baseline: bool) -> None:
    """Makes the database old, upgrades it, and prints how that went."""
    database = open_database(url)
    with database.read() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
    make_old(database, without_index=without_index)
    database.close()
    baseline = None
    if with_baseline:
        file = Path(url.removeprefix("sqlite:///"))
        copy = file.with_name(f"{file.stem}-baseline.db")
        shutil.copy(file, copy)
        other = open_database(f"sqlite:///{copy}", upgrade=False)
        baseline = in_one_transaction(other)
        other.close()
        copy.unlink()
    report(upgrade(url, kill_after), count, baseline)


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upgrade", description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000, metavar="N")
    parser.add_argument("--database", help="a file, or a server's URL: a COPY of a database, which is upgraded")
    parser.add_argument("--kill", type=float, default=10.0, metavar="SECONDS", help="0: never")
    parser.add_argument("--baseline", action="store_true", help="with --database: also in one transaction, on a copy")
    parser.add_argument("--keep-index", action="store_true", help="leave the full-text index as it is")
    parser.add_argument(CHILD, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    given = options.database or ""
    url = given if "://" in given else f"sqlite:///{given}"
    if options.child:
        child(url)
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    if given:
        measure(url, options.kill, without_index=not options.keep_index, with_baseline=options.baseline)
        return
    for count in (options.documents, 4 * options.documents):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/upgrade.db"
            database = open_database(url)
            for _ in scale_corpus.save_all(database, scale_corpus.documents(count, 600), 2):
                pass
            database.close()
            measure(url, options.kill, without_index=not options.keep_index, with_baseline=True)


if __name__ == "__main__":
    main()
