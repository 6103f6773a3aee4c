"""How long a page takes from bytes to record, beside what building its tree and taking its text costs.

    python -m benchmarks.parse [--shared DIR] [--rounds N]

Over the notice pages of `captures/` and of `truth/pages/`, reported apart, in processor time. The baseline is what any
reader of a page must do: decode it, build the tree with lxml.html and take all its text. Each round goes through all
pages as a crawl does and does both with each, so that both meet the processor's caches as the page before left them: a
page parsed twenty times on end is read by nobody. The best round of each counts. The last lines give each set's
medians, and the median of its pages' ratios.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import process_time

import lxml.html

from benchmarks.accuracy import FILES, SHARED, lacking
from benchmarks.harness import read_lines
from parsers.document import parse
from parsers.grammar.issuing_bodies import read_remembered
from parsers.markup.decoding import decode
from parsers.page import Page


def captures(shared: Path) -> Iterator[tuple[str, str, bytes]]:
    """Name, address and bytes of every captured HTML page of a notice."""
    for row in read_lines(shared / "captures/manifest.jsonl"):
        if row["kind"] in ("notice", "news") and row["file"].endswith(".html"):
            yield row["file"], row["url"], (shared / "captures" / row["file"]).read_bytes()


def truth_pages(shared: Path) -> Iterator[tuple[str, str, bytes]]:
    """The same of the pages with known values: documents of the State Council."""
    for row in read_lines(shared / "truth/documents.jsonl"):
        if "page" in row:
            yield row["page"], row["url"], (shared / "truth" / row["page"]).read_bytes()


def tree_and_text(body: bytes) -> int:
    """The baseline: decode, build the lxml tree, take all text; without what our `Page` mends."""
    return len(lxml.html.document_fromstring(decode(body)).text_content())


def _record(url: str, body: bytes) -> object:
    read_remembered.cache_clear()  # what another document named is no help to one that a crawl meets first
    return parse(Page(url, body))


def taken(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    begin = process_time()
    work()
    return (process_time() - begin) * 1000


def measure(pages_of_a_set: Sequence[tuple[str, str, bytes]], rounds: int) -> tuple[float, float, float]:
    """Prints a line a page; gives the medians of record, baseline and ratio."""
    records: list[list[float]] = [[] for _ in pages_of_a_set]
    trees: list[list[float]] = [[] for _ in pages_of_a_set]
    for _ in range(rounds):
        for place, (_name, url, body) in enumerate(pages_of_a_set):
            trees[place].append(taken(partial(tree_and_text, body)))
            records[place].append(taken(partial(_record, url, body)))
    rows = [(min(record), min(tree), min(record) / min(tree)) for record, tree in zip(records, trees, strict=True)]
    for (name, _url, body), (record, tree, ratio) in zip(pages_of_a_set, rows, strict=True):
        print(f"{name:<55}{len(body) / 1024:>6.0f}{record:>11.2f}{tree:>14.2f}{ratio:>7.1f}")
    record, tree, ratio = map(statistics.median, zip(*rows, strict=True))
    return record, tree, ratio


def main(arguments: list[str] | None = None) -> int:
    """Prints a line a page and the medians of each set."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--shared", type=Path, default=SHARED, help="folder with truth/ and captures/")
    options.add_argument("--rounds", type=int, default=40, help="rounds a page")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.shared, *FILES):
        print(why, file=sys.stderr)
        return 2
    print(f"{'page':<55}{'KB':>6}{'record ms':>11}{'tree+text ms':>14}{'times':>7}")
    medians = {}
    for kind, pages_of_a_set in (("captures", captures(chosen.shared)), ("truth pages", truth_pages(chosen.shared))):
        medians[kind] = measure(list(pages_of_a_set), chosen.rounds)
    for kind, (record, tree, ratio) in medians.items():
        print(
            f"{kind}: median record {record:.2f} ms, median tree and text {tree:.2f} ms = {record / tree:.1f} times; "
            f"median of the ratios {ratio:.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
