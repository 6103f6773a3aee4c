"""Units, amendments and events against labels: `python -m benchmarks.articles FOLDER [--show]`.

FOLDER has `texts.jsonl` with the units of each text, `texts/INDEX.tsv` with the files, `triples.jsonl` with amendments,
`life.jsonl` and `elliptic.jsonl` with sentences. A document is right where every labelled unit is given with its level,
number, sub, first and last words, and no other unit of these levels. Counts of paragraphs and items are shown beside.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from parsers.grammar.articles import Unit, cut_text
from parsers.text import compact

_WORDS = 12


def texts_of(folder: Path) -> dict[str, str]:
    """The text of each reference."""
    rows = [line.split("\t") for line in (folder / "texts/INDEX.tsv").read_text("utf-8").splitlines()]
    return {
        row[1]: (folder / "texts" / row[0]).read_text("utf-8") for row in rows if (folder / "texts" / row[0]).exists()
    }


def judge_units(given: tuple[Unit, ...], labels: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the units of a document, in words."""
    levels = {label["level"] for label in labels}
    units = [unit for unit in given if unit.level in levels]
    wrong: list[str] = []
    if len(units) != len(labels):
        wrong.append(f"{len(units)} units, {len(labels)} labelled")
    for unit, label in zip(units, labels, strict=False):
        key = (unit.level, unit.number if label["level"] != "appendix" else None, unit.sub)
        if key != (label["level"], label.get("number"), label.get("sub", 0)):
            wrong.append(f"{key} for {label['printed']}")
            break
        words = compact(unit.text)
        if label.get("first") and words[:_WORDS] != label["first"]:
            wrong.append(f"{label['printed']} begins {words[:_WORDS]}, not {label['first']}")
        if label.get("last") and words[-_WORDS:] != label["last"]:
            wrong.append(f"{label['printed']} ends {words[-_WORDS:]}, not {label['last']}")
        if label.get("heading") and label["level"] != "appendix" and unit.heading != label["heading"]:
            wrong.append(f"{label['printed']} is headed {unit.heading}, not {label['heading']}")
    return wrong


def judge_inner(given: tuple[Unit, ...], labels: list[dict[str, Any]]) -> Counter[str]:
    """How many articles have the labelled counts of paragraphs and items, other ones, or none."""
    counts: Counter[str] = Counter()
    for label in labels:
        if label["level"] != "article":
            continue
        path = f"art-{label['number']}" + (f"-{label['sub']}" if label.get("sub") else "")
        below = [unit for unit in given if unit.path.startswith(f"{path}/")]
        found = tuple(sum(unit.level == level for unit in below) for level in ("paragraph", "item"))
        wanted = (label["paragraphs"], label["items"])
        counts["right" if found == wanted else "silent" if not below else "other"] += 1
    return counts


def measure_units(folder: Path, *, show: bool) -> None:
    """Prints how many documents have the labelled units."""
    texts = texts_of(folder)
    right, inner = 0, Counter[str]()
    rows = [json.loads(line) for line in (folder / "texts.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        given = cut_text(texts[row["text_ref"]])
        wrong = judge_units(given, row["units"])
        right += not wrong
        counts = judge_inner(given, row["units"])
        inner += counts
        if show and (wrong or counts["other"]):
            print(row["title"], dict(counts), *wrong[:6], sep="\n    ")
    print(f"units: {right} of {len(rows)} documents right; paragraphs and items of articles: {dict(inner)}")


def main(argv: list[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    arguments = parser.parse_args(argv)
    measure_units(arguments.folder, show=arguments.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
