"""Targets of whole documents against a reader's labels, with and without a year: what is right, wrong and missing.

    python -m benchmarks.targets FOLDER [--texts TEXTS.jsonl] [--show]

FOLDER has `targets.jsonl`, `doubtful.jsonl` and `documents.json`. The documents are labelled whole: a
target that no label has is wrong, and so is one with a wrong indicator, value, unit, year or comparator. What is
doubtful and rows of a flattened table count neither way where they are missing.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from benchmarks.harness import read_lines
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.grammar.numerals import read_numeral
from parsers.page import Page

Label = dict[str, Any]

_SIGNS = re.compile(r"[\s“”\"'（）()〔〕、，,：:·]+")
_LEADING = re.compile(
    "^(?:全国|全省|全市|争取|力争|确保|每年|年|累计|新增|净增|高质量|基本|建成|建设|培育|打造|实施|引进|取得|完成|推广|支持|推动|组织|提供|开展)+"
)
_SHORTEST = 3
_ALIKE = 0.55
"""Least share of characters that two wordings of one indicator have in common, in order."""


@dataclass(slots=True)
class Tally:
    """What was right, wrong and missing, with the rows to read."""

    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """(right, wrong, missing or doubtful; whether it has a year) -> how many."""
    rows: list[str] = field(default_factory=list)

    def add(self, verdict: str, name: str, row: Mapping[str, Any], words: str) -> None:
        self.counts[verdict, row["year"] is not None] += 1
        figure = f"{row['indicator']} | {row['comparator']} {row['value']} {row['unit']} | {row['year']}"
        self.rows.append(f"{verdict}\t{name[:24]}\t{figure}\t{words[:140]}")

    def rows_of(self, *verdicts: str) -> Iterator[str]:
        """The rows of some verdicts, as lines with tabs."""
        return (row for row in self.rows if row.startswith(verdicts))

    def lines(self) -> Iterator[str]:
        """Precision of all, recall of those with a year and of those without."""
        right, wrong = (sum(self.counts[verdict, dated] for dated in (True, False)) for verdict in ("right", "wrong"))
        yield f"{right + wrong} given: {right} right, {wrong} wrong, precision {right / max(right + wrong, 1):.3f}"
        for dated, name in ((True, "with a year"), (False, "without a year")):
            found, missing = self.counts["found", dated], self.counts["missing", dated]
            yield f"{name}: {found} of {found + missing} found, recall {found / max(found + missing, 1):.3f}"


def measure(labels: Path, texts: Path) -> Tally:
    """Reads the labelled documents as a user does and compares their targets."""
    documents = {row["id"]: row for row in json.loads((labels / "documents.json").read_text("utf-8"))}
    wanted, doubtful = (_by_text(labels / name) for name in ("targets.jsonl", "doubtful.jsonl"))
    tally = Tally()
    for row in read_lines(texts):
        if row["id"] not in documents:
            continue
        ends = documents[row["id"]]["plan_years"]
        _compare(tally, row["id"], _given(row), wanted.get(row["id"], []), doubtful.get(row["id"], []), ends)
    return tally


def _by_text(path: Path) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = {}
    for label in read_lines(path):
        found.setdefault(label["text_id"], []).append(label)
    return found


def _given(row: Label) -> list[Label]:
    try:
        record = parse(Page.from_text(row["url"], f"{row['title']}\n{row['text']}"))
    except NotReadable:
        return []
    targets: list[Label] = record.to_dict()["targets"]
    return targets


def _compare(
    tally: Tally,
    name: str,
    given: Sequence[Label],
    wanted: Sequence[Label],
    doubtful: Sequence[Label],
    ends: Sequence[int],
) -> None:
    open_labels, repeated = list(wanted), list(wanted)
    for target in given:
        label = next((one for one in open_labels if is_right(target, one, ends)), None)
        if label is not None:
            open_labels.remove(label)
            tally.counts["found", label["year"] is not None] += 1
        elif label is None and any(_same_figure(target, one) for one in doubtful):
            tally.add("doubtful", name, target, target["words"])
            continue
        label = label or next((one for one in repeated if is_right(target, one, ends)), None)
        tally.add("right" if label else "wrong", name, target, target["words"])
    for label in open_labels:
        said_twice = any(is_right(_as_target(other), label, ends) for other in wanted if other not in open_labels)
        if not label.get("place") and not said_twice:
            tally.add("missing", name, label, label["sentence"])


def _as_target(label: Label) -> Label:
    directed = label["comparator"] in ("increase", "decrease")
    return label | {
        "comparator": label["bound"] if directed else label["comparator"],
        "direction": label["comparator"] if directed else None,
        "upper": None,
    }


def is_right(target: Label, label: Label, ends: Sequence[int] = ()) -> bool:
    """Whether indicator, value, unit, year and comparator are the label's, or others that it accepts."""
    years = {label["year"], *(label.get("years_accepted") or ())} | (set(ends) if label["year"] is None else set())
    names = [label["indicator"], *(label.get("indicator_also") or ())]
    if re.search(r"各\s*(?:约|超过|不少于)?\d", label["sentence"]):  # A和B各20家: of each, or of both as one
        names += re.split("[、和与]", label["indicator"])
    return (
        _same_figure(target, label)
        and target["year"] in years
        and _bound(target, label)
        and not (label.get("indicator_half") and target["indicator"] in label["indicator_half"])
        and any(_alike(target["indicator"], name) for name in names)
    )


def _same_figure(target: Label, label: Label) -> bool:
    return _number(target) == _number(label) and _unit(target["unit"]) == _unit(label["unit"])


def _number(row: Label) -> str:
    value, upper = row["value"], row.get("upper")
    if upper is not None:
        return f"{value:g}-{upper:g}"
    if isinstance(value, str):
        numeral = read_numeral(value)
        return value if numeral is None else str(numeral)
    return f"{value:g}"


def _unit(unit: str) -> str:
    return re.sub(r"（.*?）|\s", "", unit).replace("％", "%").replace("個", "个")


def _bound(target: Label, label: Label) -> bool:
    if label["comparator"] in ("increase", "decrease"):
        is_bound: bool = target["comparator"] == label["bound"]
        fits = target["direction"] in (None, label["comparator"])
        return is_bound and fits
    equal: bool = target["comparator"] == label["comparator"]
    return equal or (label["comparator"] == "=" and label.get("note") == "达到" and target["comparator"] == ">=")


def _alike(given: str, wanted: str) -> bool:
    one, two = (_LEADING.sub("", _SIGNS.sub("", name)) or name for name in (given, wanted))
    if one == two or (len(two) >= _SHORTEST and one.endswith(two)):
        return True
    same = sum(block.size for block in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    return same / max(len(one), len(two)) >= _ALIKE


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.targets", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("--texts", type=Path, help="texts of the documents; default: texts.jsonl two folders above")
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    options = parser.parse_args()
    tally = measure(options.labels, options.texts or options.labels.parents[1] / "texts.jsonl")
    print("\n".join([*(tally.rows_of("wrong", "missing") if options.show else ()), *tally.lines()]))


if __name__ == "__main__":
    main()
