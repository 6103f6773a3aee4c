"""Kills at random moments: `python -m benchmarks.kills [--kills 60] [--seed N] [--engine E] [--command C]`.

On both engines a crawl of the recording, `reparse`, `publish`, `db reindex`, a backup (of PostgreSQL, which has
pg_dump, an export in its place) and `watch run` are killed with SIGKILL at moments drawn at random from the time that
they take undisturbed; each crawl in a folder of its own. Then the same command runs to its end, and everything must be
as if nothing had happened: documents, pages, files, changes in order, each archived answer with its digest, the search,
the published files. What watches sent is checked by `tests.watch_deliveries`. A kill counts where the command ran.
Prints a line a command; exit code 1 where something was lost, doubled or delivered twice without its id.
"""

import argparse
import json
import multiprocessing
import os
import random
import runpy
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.harness import postgresql_databases, sqlite_databases
from storage.archive import Archive, Location
from storage.database import open_database
from storage.schema import captures, changes, documents, files, pages
from tests import watch_deliveries as watches

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["zhengce.cli.program", "scrapers.run.process", "pipelines.reparse.reparse", "zhengce.search.segmentation"]
)

TRIES = 6
"""For each kill that is wanted: a command may end before."""

COMMANDS = ("crawl", "publish", "backup", "reindex", "reparse", "watch")

SEARCHED = ("数据安全", "规划", "5G")


@dataclass
class Place:
    """A database with its archive."""

    url: str
    folder: Path

    def words(self, *words: str) -> list[str]:
        """A command line of ours on it."""
        return ["zhengce", "--data", str(self.folder), "--database", self.url, *words]


@dataclass
class Killer:
    """Runs commands, and kills them."""

    chance: random.Random
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """How long each command took undisturbed."""
    met: Counter[str] = field(default_factory=Counter)
    """How often each was killed while it ran."""

    def run(self, name: str, words: list[str]) -> str:
        """To the end; what it printed. Raises RuntimeError where it fails."""
        with tempfile.NamedTemporaryFile() as out:
            began = time.monotonic()
            process = FORKS.Process(target=command, args=(words, out.name))
            process.start()
            process.join()
            self.seconds.setdefault(name, []).append(time.monotonic() - began)
            printed = Path(out.name).read_text()
        if process.exitcode:
            raise RuntimeError(f"{' '.join(words[5:])}: exit code {process.exitcode}: {printed[-400:]}")
        return printed

    def kill(self, name: str, words: list[str]) -> bool:
        """At a moment; False where it had ended before."""
        process = FORKS.Process(target=command, args=(words, os.devnull))
        process.start()
        process.join(self.chance.uniform(0, statistics.median(self.seconds[name])))
        process.kill()
        process.join()
        self.met[name] += process.exitcode == -signal.SIGKILL
        return process.exitcode == -signal.SIGKILL


def command(words: list[str], out: str) -> None:
    """A command in this process, which prints to a file."""
    descriptor = os.open(out, os.O_WRONLY)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.argv = words
    runpy.run_module("zhengce", run_name="__main__")


# What is held


def holdings(place: Place) -> dict[str, Any]:
    """What must be the same, without numbers and moments. Raises where an archived answer is not the stored one."""
    database = open_database(place.url, upgrade=False)
    with Archive(place.folder / "archive") as archive, database.read() as connection:
        if database.dialect == "sqlite":
            assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        numbers = list(connection.execute(sa.select(changes.c.number).order_by(changes.c.number)).scalars())
        assert numbers == list(range(1, len(numbers) + 1)), "changes have gaps"
        archived = set()
        for row in connection.execute(sa.select(captures)):
            read = archive.read(Location(row.file, row.offset, row.digest, row.length))
            archived.add((row.url, sha256(read.body).hexdigest()))
        held = documents.c
        texts = sa.select(held.url, held.title, held.body, held.stage)
        found = {
            "documents": sorted(map(repr, connection.execute(texts))),
            "pages": sorted(connection.execute(sa.select(pages.c.url)).scalars()),
            "files": sorted(map(repr, connection.execute(sa.select(files.c.printed_url, files.c.state)))),
            "changes": Counter(_told(connection)),
            "archive": archived,
        }
    database.close()
    return found


def _told(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Every change by its page. Of pages that are one document, chance decides which site's comes first."""
    first = sa.select(pages.c.document_id, sa.func.min(pages.c.url)).group_by(pages.c.document_id)
    names = {row[0]: row[1] for row in connection.execute(first)}
    for kind, number, url in connection.execute(sa.select(changes.c.kind, changes.c.document_id, changes.c.url)):
        yield kind, names.get(number, url) if kind in ("new", "merged") else url


def searched(place: Place, killer: Killer) -> list[Any]:
    """Ids that searches find."""
    found = (killer.run("search", place.words("search", words, "--format", "json")) for words in SEARCHED)
    return [[row["id"] for row in json.loads(text[text.index("[") :])] for text in found]


def differences(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """What is not the same, with an example each of what is missing and what is too much."""
    faults = []
    for name in wanted:
        one, other = Counter(wanted[name]), Counter(found[name])
        faults += [f"{name}: missing {sorted(one - other)[:2]}"] if one - other else []
        faults += [f"{name}: too much {sorted(other - one)[:2]}"] if other - one else []
    return faults


def digests(folder: Path) -> list[str]:
    """Of published files but those that hold moments."""
    return [
        f"{file.relative_to(folder)} {sha256(file.read_bytes()).hexdigest()}"
        for file in folder.rglob("*")
        if file.suffix in (".parquet", ".jsonl")
    ]


# The commands


def crawl(killer: Killer, make: Callable[[], Place], wanted: Mapping[str, Any], kills: int) -> list[str]:
    """Each kill in a new folder, then to the end."""
    faults = []
    for _ in range(kills):
        for _ in range(TRIES):
            place = make()
            if killer.kill("crawl", place.words("crawl", "--sample")):
                break
        killer.run("crawl again", place.words("crawl", "--sample"))
        faults += differences(holdings(place), wanted)
    return faults


def repeat(killer: Killer, name: str, words: list[str], kills: int) -> None:
    """Kills one command so many times, one after the other."""
    for _ in range(kills):
        any(killer.kill(name, words) for _ in range(TRIES))


def reparse(killer: Killer, base: Place, kills: int) -> list[str]:
    """Documents look as an older parser read them; killed in between, each is read again once."""
    words = base.words("ops", "reparse")
    faults = []
    worsen(base)
    killer.run("reparse", words)
    for _ in range(kills):
        before = holdings(base)
        worsen(base)
        repeat(killer, "reparse", words, 1)
        killer.run("reparse", words)
        after = holdings(base)
        faults += differences(after, {key: before[key] for key in before if key != "changes"})
        events = after["changes"] - before["changes"]
        faults += [f"{count} changes of one document" for count in events.values() if count > 1]
    return faults


def worsen(place: Place) -> None:
    """Lets every document look as an older parser read it."""
    database = open_database(place.url, upgrade=False)
    with database.write() as connection:
        connection.execute(sa.update(documents).values(addressed_to="某某"))
        connection.execute(sa.update(pages).values(digest="older"))
    database.close()


def publish(killer: Killer, base: Place, kills: int) -> list[str]:
    """The files are those of an undisturbed publication."""
    undisturbed, killed = base.folder / "undisturbed", base.folder / "published"
    killer.run("publish", base.words("publish", str(undisturbed)))
    repeat(killer, "publish", base.words("publish", str(killed)), kills)
    killer.run("publish", base.words("publish", str(killed)))
    names = [sorted(str(file.relative_to(folder)) for file in folder.rglob("*")) for folder in (killed, undisturbed)]
    return differences(
        {"names": names[0], "digests": digests(killed)}, {"names": names[1], "digests": digests(undisturbed)}
    )


def reindex(killer: Killer, base: Place, kills: int) -> list[str]:
    """Searches find the same after each kill, and in the end."""
    words, before = base.words("ops", "db", "reindex"), searched(base, killer)
    killer.run("reindex", words)
    faults = []
    for _ in range(kills):
        repeat(killer, "reindex", words, 1)
        killer.run("reindex", words)
        faults += [] if searched(base, killer) == before else ["other hits"]
    return faults


def backup(killer: Killer, base: Place, kills: int) -> list[str]:
    """A copy is whole or is not there; of PostgreSQL: an export."""
    wanted = holdings(base)
    name = "copy.db" if base.url.startswith("sqlite") else "export.jsonl"
    file = base.folder / name
    words = base.words("ops", "backup", str(file)) if name == "copy.db" else base.words("export", str(file))
    killer.run("backup", words)
    whole, faults = file.stat().st_size, []
    for _ in range(kills):
        file.unlink()
        repeat(killer, "backup", words, 1)
        if file.exists() and file.stat().st_size != whole:
            faults.append("half a file")
        file.unlink(missing_ok=True)
        killer.run("backup", words)
        if name == "copy.db":
            faults += differences(holdings(Place(f"sqlite:///{file}", base.folder)), wanted)
    return faults + [left.name for left in base.folder.iterdir() if left.name.startswith(f"{name}.")]


def watch(killer: Killer, make: Callable[[], Place], kills: int) -> list[str]:
    """Senders are killed while receivers refuse and drop; what a consumer would complain of."""
    place = make()
    figures = watches.measure(place.folder, 16 * kills, killer.chance.randrange(1 << 30), place.url, kill_often=25)
    killer.met["watch"] = figures.killed
    return figures.faults


# The benchmark


@contextmanager
def places(engine: str, root: Path) -> Iterator[Callable[[], Place]]:
    """What makes an empty database with a folder."""
    with sqlite_databases() if engine == "sqlite" else postgresql_databases() as fresh:
        yield lambda: Place(fresh(), Path(tempfile.mkdtemp(dir=root)))


def measure(engine: str, root: Path, kills: int, chance: random.Random, chosen: list[str]) -> list[str]:
    """All commands, or those chosen, on one engine, so many kills of each; what was wrong."""
    faults: list[str] = []
    with places(engine, root) as make:
        killer, base = Killer(chance), make()
        killer.run("crawl", base.words("crawl", "--sample"))
        wanted = holdings(base)

        commands: dict[str, Callable[[], list[str]]] = {
            "crawl": lambda: crawl(killer, make, wanted, kills),
            "publish": lambda: publish(killer, base, kills),
            "backup": lambda: backup(killer, base, kills),
            "reindex": lambda: reindex(killer, base, kills),
            "reparse": lambda: reparse(killer, base, kills),
            "watch": lambda: watch(killer, make, kills),
        }
        for name in chosen or commands:
            run = commands[name]
            found = sorted(set(run()))
            faults += [f"{engine}: {name}: {one}" for one in found]
            verdict = "; ".join(found) or "nothing lost, nothing doubled"
            print(f"{engine:10} {name:8} {killer.met[name]} kills: {verdict}", flush=True)
    return faults


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=60, help="of all commands and engines together")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--command", choices=COMMANDS, action="append", help="default: all")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append", help="default: both")
    options = parser.parse_args()
    engines = options.engine or ["sqlite", "postgresql"]
    each = max(1, round(options.kills / len(options.command or COMMANDS) / len(engines)))
    print(f"seed {options.seed}; {each} kills of each command on each engine", flush=True)
    faults: list[str] = []
    for engine in engines:
        root = Path(tempfile.mkdtemp(prefix="zhengce-kills-"))
        try:
            faults += measure(engine, root, each, random.Random(options.seed), options.command)
        finally:
            shutil.rmtree(root, ignore_errors=True)
    raise SystemExit(int(bool(faults)))


if __name__ == "__main__":
    main()
