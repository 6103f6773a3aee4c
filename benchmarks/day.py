"""What a day costs a machine, part by part: `python -m benchmarks.day [--readers 20 --seconds 60] [SOURCE …]`.

Every source is crawled on a loopback replica of its site, once from nothing and then as on a day: one of the four
crawls finds new notices on each list, the others none. Then come the indexes, a brief of a week, a look of the watches,
a publication, and readers of `serve`. Each part is a process of its own. Printed: processor time, memory at the peak
and bytes added to the folder, once; and the processor time of a day, as often as DAILY says. A day of readers is eight
hours at the pace measured. Not in it: delays between requests, attached files, and texts of real length.
"""

import argparse
import multiprocessing
import resource
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.harness import machine, memory, processor
from benchmarks.receivers import Chance, MailServer, WebhookServer, make_certificate, running
from benchmarks.replica import _crawl as crawl
from benchmarks.serve import crowd, held, serving, together
from benchmarks.speed import run
from benchmarks.watches import write_settings
from scrapers.run import process
from tests.scrapers.replica_server import Replica

DAILY = {"crawl, new notices": 1, "crawl, nothing new": 3, "indexes": 4, "brief": 10, "watches": 4, "publish": 1}
"""How often a day has each part."""

READING_HOURS = 8
Part = Callable[[], tuple[float, float]]
"""Does it in a process; gives milliseconds of processor and megabytes."""


def in_process(work: Callable[..., object], *arguments: object) -> tuple[float, float]:
    """What a fresh process takes for it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, work, *arguments).result()


def _measured(work: Callable[..., object], *arguments: object) -> tuple[float, float]:
    work(*arguments)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024


def size(folder: Path) -> float:
    """Megabytes of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def report(name: str, folder: Path, part: Part) -> float:
    """Does a part and prints it; gives seconds of processor time a day."""
    before, (milliseconds, megabytes) = size(folder), part()
    daily = milliseconds / 1000 * DAILY.get(name, 0)
    figures = (
        f"{milliseconds / 1000:10.1f}{megabytes:9.0f}{size(folder) - before:9.1f}{DAILY.get(name, 0):8}{daily:9.1f}"
    )
    print(f"{name:24}{figures}", flush=True)
    return daily


def readers(folder: Path, number: int, seconds: float) -> float:
    """Lets readers ask; gives seconds of processor time of a day of theirs."""
    url = f"sqlite:///{folder / 'zhengce.db'}"
    with serving(url, str(folder)) as (address, server):
        crowd(address, held(url), 1, min(seconds, 20.0), 0.5)  # the server loads its dictionaries
        begun = processor(server)
        count = len(together(crowd(address, held(url), number, seconds, 3.0)).milliseconds)
        spent, megabytes = processor(server) - begun, memory(server)
    daily = spent / 1000 / seconds * READING_HOURS * 3600
    print(f"{f'{number} readers, {seconds:.0f} s':24}{spent / 1000:10.1f}{megabytes:9.0f}{0:9.1f}{'':8}{daily:9.1f}")
    print(f"{count} requests, {spent / count:.1f} ms of processor each")
    return daily


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day", description=__doc__)
    parser.add_argument("sources", nargs="*", metavar="SOURCE")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    sources = [source for source in process.sources() if source.name in options.sources or not options.sources]
    names = [source.name for source in sources]
    with tempfile.TemporaryDirectory() as made:
        folder, replica, chance = Path(made), Replica(sources, 2), Chance(1)
        hooks = {name: WebhookServer(chance) for name in ("one", "two")}
        mail = MailServer(chance, make_certificate(folder / "mail.pem"))
        write_settings(folder, hooks, mail)
        zhengce = ("-m", "zhengce", "--data", made, "--config", f"{made}/zhengce.toml")
        commands = {
            "indexes": ("ops", "index"),
            "brief": ("brief", "--from", "2020-01-01", "--to", "2030-01-01", "--limit", "50"),
            "watches": ("watch", "run"),
            "publish": ("publish", f"{made}/published"),
        }
        with running(*hooks.values(), mail):
            print(f"{len(sources)} sources; {machine()}")
            print(f"{'':24}{'s':>10}{'MB peak':>9}{'MB disk':>9}{'a day':>8}{'s a day':>9}")
            replica.turn(0)
            crawled = partial(in_process, crawl, names, folder, replica.settings)
            report("crawl, from nothing", folder, crawled)
            run(*zhengce, *commands["watches"])  # they begin
            replica.turn(1)
            total = report("crawl, new notices", folder, crawled) + report("crawl, nothing new", folder, crawled)
            for name, words in commands.items():
                total += report(name, folder, lambda words=words: run(*zhengce, *words)[:2])  # type: ignore[misc]
            total += readers(folder, options.readers, options.seconds)
        replica.close()
    print(f"a day: {total:.0f} s of processor, {total / 864:.1f} % of one processor")


if __name__ == "__main__":
    main()
