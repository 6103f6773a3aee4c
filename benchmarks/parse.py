"""How long a page takes from bytes to record, beside what building its tree and taking its text costs.

    python -m benchmarks.parse [--shared DIR] [--rounds N]

Over the notice pages of `captures/` and `truth/pages/`; both columns are measured in the same run, page by page, the
best of several rounds. The last line gives the median page and how many times the baseline it takes.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time

import lxml.html

from benchmarks.accuracy import SHARED
from parsers.document import parse
from parsers.page import Page, decode


def pages(shared: Path) -> Iterator[tuple[str, str, bytes]]:
    """Name, address and bytes of every saved HTML page of a notice."""
    for line in (shared / "captures/manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] in ("notice", "news") and row["file"].endswith(".html"):
            yield row["file"], row["url"], (shared / "captures" / row["file"]).read_bytes()
    for line in (shared / "truth/documents.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if "page" in row:
            yield row["page"], row["url"], (shared / "truth" / row["page"]).read_bytes()


def tree_and_text(body: bytes) -> int:
    """The baseline: decode, build the lxml tree, take all text; without what our `Page` mends."""
    return len(lxml.html.document_fromstring(decode(body)).text_content())


def _record(url: str, body: bytes) -> object:
    return parse(Page(url, body))


def best(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time of the quickest of several rounds."""
    times = []
    for _ in range(rounds):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times) * 1000


def main(arguments: list[str] | None = None) -> int:
    """Prints a line a page and the medians."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--shared", type=Path, default=SHARED, help="folder with truth/ and captures/")
    options.add_argument("--rounds", type=int, default=7, help="rounds a page")
    chosen = options.parse_args(arguments)
    if not (chosen.shared / "captures/manifest.jsonl").exists():
        print(f"{chosen.shared}: no captures/manifest.jsonl there; name the folder with --shared", file=sys.stderr)
        return 2
    whole, base = [], []
    print(f"{'page':<45}{'KB':>6}{'record ms':>11}{'tree+text ms':>14}{'times':>7}")
    for name, url, body in pages(chosen.shared):
        record = best(partial(_record, url, body), chosen.rounds)
        tree = best(partial(tree_and_text, body), chosen.rounds)
        whole.append(record)
        base.append(tree)
        print(f"{name:<45}{len(body) / 1024:>6.0f}{record:>11.2f}{tree:>14.2f}{record / tree:>7.1f}")
    record, tree = statistics.median(whole), statistics.median(base)
    print(
        f"median of {len(whole)} pages: record {record:.2f} ms, tree and text {tree:.2f} ms = {record / tree:.1f} times"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
