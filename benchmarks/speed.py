"""What a user waits for, part by part, beside a baseline of the same run: `python -m benchmarks.speed PART …`.

    commands    start of each command on --data (default: the sample), beside `import sqlalchemy`
    kept        pages of `serve` on one kept connection, beside a new connection for each; its start and memory
    search      filtered and dated searches on --database, beside the same words without filters
    english     the queries of `english_queries.csv`, beside all hits of Chinese words
    export      documents of --database as JSON lines, CSV and changes, beside reading their rows
    crawl       the sample crawled, and crawled again, beside a process that imports Scrapy

Figures are milliseconds of processor time, medians of --rounds turns taken one after the other; of processes with the
peak of their memory. Absolute times are this machine's at this hour: compare ratios.
"""

import argparse
import http.client
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import Connection

from benchmarks.english_queries import QUERIES, read_queries
from benchmarks.harness import machine, memory, percentile, processor
from benchmarks.serve import serving
from storage.changes import last_number
from storage.database import open_database
from storage.documents.filters import EVERYTHING, Filters
from storage.search.expression import Term
from storage.search.searcher import Searcher
from zhengce.documents import changes
from zhengce.english.indicators import english_indicator
from zhengce.english.titles.frames import english_clause, english_title
from zhengce.search.parser import understand
from zhengce.search.results import as_json, find
from zhengce.tables.exporting import export

TITLE = "工业和信息化部关于印发《“十四五”信息通信行业发展规划》的通知"
COMMANDS = (
    f"--version|db current|title {TITLE}|list|show 1|search 数据安全|search 'data security'|runs|health|watch list"
)
YEAR = Filters(date_from=date(2023, 1, 1), date_to=date(2023, 12, 31))
FILTERS = {
    "no filter": EVERYTHING,
    "issuer": Filters(issuers=("ndrc",)),
    "source": Filters(sources=("ndrc",)),
    "from 2023": Filters(date_from=date(2023, 1, 1)),
    "stage final": Filters(stages=("final",)),
}
WORDS = ("数据安全", "算力", "能源", "标准", "平台")
EXPORTED = 2_000


def report(name: str, own: Sequence[float], baseline: float | None = None, megabytes: float = 0) -> float:
    """Prints a line; gives the median."""
    middle = statistics.median(own)
    slow = f"{percentile(own):9.1f}" if len(own) > 9 else " " * 9
    ratio = f"{middle / baseline:8.2f} ×" if baseline else " " * 10
    print(f"{name:44.44}{middle:9.1f}{slow}{ratio}" + (f"{megabytes:7.0f} MB" if megabytes else ""), flush=True)
    return middle


def in_turn(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of processor time of each, one turn after the other; no English is kept from one to the next."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            for kept in (english_title, english_clause, english_indicator):
                kept.cache_clear()
            begun = time.process_time()
            work()
            times[name].append(1000 * (time.process_time() - begun))
    return times


def run(*words: str) -> tuple[float, float, bytes]:
    """Processor milliseconds, megabytes at the peak and output of a process."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        out = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        print(f"exit code {process.returncode}: {' '.join(words)}", file=sys.stderr)
    return 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024, out


def processes(works: Mapping[str, Sequence[str]], rounds: int) -> None:
    """Prints each process; the first one is the baseline."""
    taken: dict[str, list[tuple[float, float, bytes]]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, words in works.items():
            taken[name].append(run(*words))
    baseline = None
    for name, several in taken.items():
        middle = report(name, [one[0] for one in several], baseline, max(one[1] for one in several))
        baseline = baseline or middle


def commands(options: argparse.Namespace) -> None:
    """Each command's start."""
    zhengce = ("-m", "zhengce", "--data", str(options.data))
    named = {f"zhengce {words}": (*zhengce, *shlex.split(words)) for words in COMMANDS.split("|")}
    processes({"import sqlalchemy": ("-c", "import sqlalchemy"), **named}, options.rounds)


def crawl(options: argparse.Namespace) -> None:
    """The bundled sample, into an empty folder and once more."""
    with tempfile.TemporaryDirectory() as folder:
        sample = ("-m", "zhengce", "--data", folder, "crawl", "--sample")
        libraries = ("-c", "import scrapy, sqlalchemy")
        processes({"import scrapy, sqlalchemy": libraries, "crawl --sample": sample, "again, nothing new": sample}, 1)


def kept(options: argparse.Namespace) -> None:
    """One reader of a server."""
    with tempfile.TemporaryDirectory() as folder, serving(f"sqlite:///{options.database}", folder) as (url, number):
        address = urlsplit(url).netloc
        for path in ("/", "/documents/1"):
            _get(http.client.HTTPConnection(address), path)
        print(f"first pages of serve: {processor(number):.0f} ms of processor, {memory(number):.0f} MB")
        print("milliseconds by the clock, and as often as on a new connection for each:")
        line = http.client.HTTPConnection(address)
        for path in ("/static/style.css", "/", "/?q=%E6%95%B0%E6%8D%AE", "/documents/5"):
            _get(line, path)
            ours, new = [], []
            for _ in range(20 * options.rounds):
                ours.append(_get(line, path))
                new.append(_get(http.client.HTTPConnection(address), path))
            report(path, ours, statistics.median(new))


def _get(line: http.client.HTTPConnection, path: str) -> float:
    begun = time.perf_counter()
    line.request("GET", path)
    line.getresponse().read()
    return 1000 * (time.perf_counter() - begun)


def search(options: argparse.Namespace, connection: Connection) -> None:
    """Words with filters and days."""
    baseline = None
    for name, filters in FILTERS.items():
        works = {word: partial(_found, connection, word, filters) for word in WORDS}
        times = in_turn(works, options.rounds)
        middle = report(f"search, {name}", [*chain(*times.values())], baseline)
        baseline = baseline or middle
    for word in ("数据", "缂丝"):
        for order in ("best", "newest"):
            work = partial(_found, connection, word, YEAR, order)
            report(f"{word} in 2023, {order}", in_turn({word: work}, options.rounds)[word], baseline)


def _found(connection: Connection, word: str, filters: Filters, order: str = "best") -> object:
    results = find(connection, word, filters, order="newest" if order == "newest" else "best")
    return list(map(as_json, results.found))


def _read_hits(connection: Connection, word: str) -> object:
    return Searcher(connection).texts(Term((word,)))


def english(options: argparse.Namespace, connection: Connection) -> None:
    """What is understood of English words, and what is then found."""
    queries = [query for query, _ in read_queries(QUERIES)]
    understand(connection, "data security 数据", None)
    hits = in_turn({word: partial(_read_hits, connection, word) for word in WORDS}, options.rounds)
    baseline = report("all hits of a Chinese word, read", [*chain(*hits.values())])
    times = in_turn({query: partial(understand, connection, query) for query in queries}, 1)
    report("English queries, understood", [*chain(*times.values())], baseline)
    whole = in_turn({query: partial(find, connection, query, EVERYTHING) for query in queries}, 1)
    report("English queries, understood and found", [*chain(*whole.values())], baseline)
    absent = "数据中心节能改造企业平台"
    report("a Chinese run that no text holds", in_turn({"": partial(understand, connection, absent)}, 5)[""], baseline)


def exported(options: argparse.Namespace, connection: Connection) -> None:
    """What is written of documents."""
    rows = f"SELECT * FROM documents ORDER BY coalesce(published_on, written_on) DESC LIMIT {EXPORTED}"
    starts = range(0, min(last_number(connection), EXPORTED), 100)
    with tempfile.TemporaryDirectory() as folder:
        works: dict[str, Callable[[], object]] = {
            f"rows of {EXPORTED:,} documents": lambda: connection.exec_driver_sql(rows).all(),
            "as JSON lines": partial(export, connection, Path(folder) / "all.jsonl", limit=EXPORTED),
            "as CSV": partial(export, connection, Path(folder) / "all.csv", limit=EXPORTED),
            f"changes, {len(starts) * 100:,}": lambda: [list(changes.lines(connection, at, 100)) for at in starts],
        }
        baseline = None
        for name, times in in_turn(works, options.rounds).items():
            middle = report(name, times, baseline)
            baseline = baseline or middle


PARTS = {"commands": commands, "kept": kept, "crawl": crawl}
ASKING = {"search": search, "english": english, "export": exported}
"""Those that ask a database in this process."""


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="+", choices=(*PARTS, *ASKING), metavar="PART")
    parser.add_argument("--data", type=Path, help="a folder with the sample; made where it is not given")
    parser.add_argument("--database", type=Path, help="an SQLite file of benchmarks.scale; by default that of --data")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        if options.data is None:
            options.data = Path(folder)
            run("-m", "zhengce", "--data", folder, "crawl", "--sample")
        options.database = options.database or options.data / "zhengce.db"
        for part in options.parts:
            print(f"--- {part}: median, 95 %, ratio; {machine()}")
            if part in PARTS:
                PARTS[part](options)
                continue
            database = open_database(f"sqlite:///{options.database}")
            with database.read() as connection:
                ASKING[part](options, connection)
            database.close()


if __name__ == "__main__":
    main()
