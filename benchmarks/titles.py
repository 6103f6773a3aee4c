"""How fast titles are read, and how many are English by rules: `python -m benchmarks.titles [--truth DIR]`.

Speed is titles a second in one process, and that against a plain pass with one regular expression and a split over the
same titles in the same run. Of the English: how many titles the rules put wholly into English, how near to what
publishers print, and in what time; and how many indicators have English.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.accuracy import SHARED, lacking
from benchmarks.harness import read_lines
from parsers.grammar.title import read_title
from zhengce.english.indicators import english_indicator
from zhengce.english.titles.frames import english_name, english_title

TRUTH = SHARED / "truth"
PAIRS = SHARED / "english" / "titles.jsonl"
LONGEST_GRAM = 6


def is_held_out(title: str) -> bool:
    """True for a third of all titles."""
    return int(sha256(title.encode()).hexdigest(), 16) % 3 == 0


def chrf(shown: str, reference: str) -> float:
    """The F2 score of two texts' runs of 1 to 6 characters without blanks, 0 to 100 (Popović, chrF)."""
    ours, theirs = ("".join(text.casefold().split()) for text in (shown, reference))
    scores = []
    for length in range(1, min(LONGEST_GRAM, len(ours), len(theirs)) + 1):
        one, other = (
            Counter(text[at : at + length] for at in range(len(text) - length + 1)) for text in (ours, theirs)
        )
        common = (one & other).total()
        precision, recall = common / one.total(), common / other.total()
        scores.append(5 * precision * recall / (4 * precision + recall) if common else 0.0)
    return 100 * sum(scores) / len(scores) if scores else 0.0


def english(rows: Iterable[Mapping[str, Any]], pairs: Path) -> Iterator[str]:
    """Lines on the titles of a truth folder, and on pairs of titles and the English that publishers gave them."""
    years = {row["title"]: (row.get("published_on") or "")[:4] for row in rows}
    times = []
    english_title.cache_clear()
    english_name.cache_clear()
    english_title("关于印发规划的通知")  # the tables are read once
    for title in years:
        started = time.process_time()
        english_title(title)
        times.append(time.process_time() - started)
    for name, titles in (
        ("held out", [title for title in years if is_held_out(title)]),
        ("held out, since 2018", [title for title in years if is_held_out(title) and years[title] >= "2018"]),
        ("others", [title for title in years if not is_held_out(title)]),
        ("others, since 2018", [title for title in years if not is_held_out(title) and years[title] >= "2018"]),
    ):
        shown = [english_title(title) for title in titles]
        whole = sum(one.is_whole for one in shown) / len(titles)
        certain = sum(one.is_certain for one in shown) / len(titles)
        yield f"{name:22} {len(titles):5} titles: {whole:6.1%} in English, {certain:5.1%} certain"
    yield f"{median(times) * 1000:.2f} ms of processor time a title (median)"
    if pairs.is_file():
        known = read_lines(pairs)
        both = [(english_title(pair["zh"]), pair["en"]) for pair in known]
        scores = [chrf(one.text, reference) for one, reference in both if one.is_whole]
        yield f"{len(scores)} of {len(known)} titles with a publisher's English; chrF {sum(scores) / len(scores):.1f}"
    indicators = pairs.with_name("indicators.jsonl")
    if indicators.is_file():
        named = [(english_indicator(pair["zh"]), pair["en"]) for pair in read_lines(indicators)]
        scores = [chrf(ours, reference) for ours, reference in named if ours]
        yield f"{len(scores)} of {len(named)} indicators in English; chrF {sum(scores) / len(scores):.1f}"


def speed(titles: list[str], rounds: int = 5) -> tuple[float, float]:
    """Titles a second, read and written as JSON, and how many times a plain pass takes; best of rounds."""
    plain = re.compile(r"^(.*?)关于(.*?)的?(通知|批复|意见|决定|函)$")
    ours = base = float("inf")
    write = json.JSONEncoder(ensure_ascii=False).encode
    for _ in range(rounds):
        started = time.perf_counter()
        for title in titles:
            write(read_title(title).to_dict())
        ours = min(ours, time.perf_counter() - started)
        started = time.perf_counter()
        for title in titles:
            plain.search(" ".join(title.split()))
        base = min(base, time.perf_counter() - started)
    return len(titles) / ours, ours / base


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.titles", description=__doc__.partition("\n")[0])
    options.add_argument("--truth", type=Path, default=TRUTH, help="folder with documents.jsonl")
    options.add_argument("--pairs", type=Path, default=PAIRS, help="lines with zh and en, a publisher's English")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.truth, "documents.jsonl", option="--truth"):
        print(why, file=sys.stderr)
        return 2
    rows = read_lines(chosen.truth / "documents.jsonl")
    rate, ratio = speed([row["title"] for row in rows])
    print(f"{rate:,.0f} titles a second; {ratio:.1f} times a plain pass")
    for line in english(rows, chosen.pairs):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
