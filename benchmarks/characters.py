"""Counts the commonest Chinese characters of policy documents: the list by which garbled text layers are recognised.

    python -m benchmarks.characters [--shared DIR] [--count N] > parsers/files/pdf/common_characters.txt

Counts the texts and pages of `truth/documents.jsonl` in the shared folder. Forty characters a line, the commonest
first. What share of all characters they make goes to standard error.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks.accuracy import SHARED, lacking
from benchmarks.harness import read_lines
from parsers.page import Page

A_LINE = 40


def count(shared: Path) -> Counter[str]:
    """How often each Chinese character stands in the documents with known text."""
    counts: Counter[str] = Counter()
    for row in read_lines(shared / "truth/documents.jsonl"):
        text = row.get("text", row["title"])
        if "page" in row:
            text = Page(row["url"], (shared / "truth" / row["page"]).read_bytes()).root.text_content()
        counts.update(character for character in text if "\u4e00" <= character <= "\u9fff")
    return counts


def main(arguments: list[str] | None = None) -> int:
    """Prints the list."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.characters", description=(__doc__ or "").splitlines()[0]
    )
    options.add_argument("--shared", type=Path, default=SHARED, help="folder with truth/")
    options.add_argument("--count", type=int, default=400, help="characters to print")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.shared, "truth/documents.jsonl"):
        print(why, file=sys.stderr)
        return 2
    counts = count(chosen.shared)
    commonest = counts.most_common(chosen.count)
    for start in range(0, len(commonest), A_LINE):
        print("".join(character for character, _ in commonest[start : start + A_LINE]))
    share = sum(number for _, number in commonest) / counts.total()
    print(f"{len(commonest)} of {len(counts):,} characters make {share:.1%} of {counts.total():,}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
