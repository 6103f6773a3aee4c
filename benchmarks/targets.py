"""Targets against labels: `python -m benchmarks.targets LABELS.jsonl [--texts FOLDER]` prints right, wrong and missing.

`--pages MANIFEST.jsonl` (lines of `file` and `url`, files beside it) prints what targets add to the time of a page.

`python -m benchmarks.targets FOLDER [--texts TEXTS.jsonl]`, with the labels of whole documents in FOLDER, prints what
is right, wrong and missing of these (`benchmarks.whole_targets`).

Labels are JSON lines with `text_ref`, `sentence`, `indicator`, `value`, `unit`, `year`, `comparator`, `kind`,
`baseline` and `nature`. A target that is given is right where a label of its text has its value, unit and year.
"""

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.whole_targets import measure
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import read_value
from parsers.grammar.targets.reading import read_targets
from parsers.page import Page
from parsers.passages import Passage, passages_of

_ROUNDS = 3


def passages_in(path: Path) -> list[Passage]:
    """The paragraphs of a text, or the rows of an HTML table."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
        cells = [
            [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd]>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in rows
        ]
        text = "\n".join("\t".join(cell.replace("&gt;", ">") for cell in row) for row in cells)
    return list(passages_of(text))


def matches(target: TargetReading, label: dict[str, Any]) -> bool:
    """Whether value, unit and year are the label's."""
    return (read_value(target.value), target.unit, target.year) == (float(label["value"]), label["unit"], label["year"])


def time_pages(manifest: Path) -> str:
    """The time that targets take as a share of the time that the pages of a manifest take to be parsed, in one run."""
    records, parsing, reading = 0, 0.0, 0.0
    for line in manifest.read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = manifest.parent / entry["file"]
        if path.suffix not in (".html", ".htm"):
            continue
        content = path.read_bytes()
        for _ in range(_ROUNDS):
            began = time.process_time()
            try:
                record = parse(Page(entry["url"], content))
            except NotReadable:
                break
            parsed = time.process_time()
            passages = list(passages_of(record.body or ""))
            split = time.process_time()
            read_targets(passages, record.written_on or record.published_on, record.title)
            reading += time.process_time() - split
            parsing += parsed - began
        else:
            records += 1
    return f"{records} pages: {parsing / _ROUNDS:.3f} s to parse, targets add {reading / max(parsing, 1e-9):.1%}"


def compare_lengths(passages: list[Passage]) -> str:
    """The time for a text eight times as long: 8 where it grows as the text does."""
    seconds = []
    for times in (1, 8):
        began = time.process_time()
        for _ in range(_ROUNDS):
            read_targets(passages * times)
        seconds.append(time.process_time() - began)
    return f"a text eight times as long takes {seconds[1] / max(seconds[0], 1e-9):.1f} times as long"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--texts", type=Path, help="the folder of `text_ref`, or the texts of whole documents")
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    parser.add_argument("--pages", type=Path, help="a manifest of saved pages, to compare the time with")
    arguments = parser.parse_args()
    if arguments.labels.is_dir():
        tally = measure(arguments.labels, arguments.texts or arguments.labels.parents[1] / "texts.jsonl")
        print("\n".join([*(tally.rows_of("wrong", "missing") if arguments.show else ()), *tally.lines()]))
        return
    labels = [json.loads(line) for line in arguments.labels.read_text("utf-8").splitlines() if line.strip()]
    folder = arguments.texts or arguments.labels.parent
    compare(labels, folder, show=arguments.show)
    texts = dict.fromkeys(label["text_ref"] for label in labels)
    print(compare_lengths([passage for name in texts for passage in passages_in(folder / name)]))
    if arguments.pages:
        print(time_pages(arguments.pages))


def compare(labels: list[dict[str, Any]], folder: Path, *, show: bool) -> None:
    """Prints how many targets of the labelled texts are right, wrong and missing, and which with `show`."""
    counts: Counter[str] = Counter()
    seconds = 0.0
    for name in dict.fromkeys(label["text_ref"] for label in labels):
        wanted = [label for label in labels if label["text_ref"] == name]
        began = time.process_time()
        given = read_targets(passages_in(folder / name))
        seconds += time.process_time() - began
        for target in given:
            label = next((one for one in wanted if matches(target, one)), None)
            if label is None:
                counts["wrong"] += 1
                if show:
                    print("wrong", name, target)
                continue
            wanted.remove(label)
            counts["right"] += 1
            for field in ("kind", "baseline", "nature"):
                counts[f"{field} differs"] += str(getattr(target, field) or "") != str(label[field] or "")
                if show and str(getattr(target, field) or "") != str(label[field] or ""):
                    print(field, getattr(target, field), "label:", label[field], target.indicator, target.words[:80])
            counts["indicator differs"] += target.indicator != label["indicator"]
            if show and target.indicator != label["indicator"]:
                print("indicator", target.indicator, "label:", label["indicator"])
        counts["missing"] += len(wanted)
        if show:
            for label in wanted:
                print(
                    "missing",
                    label["indicator"],
                    label["value_as_printed"],
                    label["unit"],
                    label["year"],
                    label["sentence"][:150],
                )
    given_, right = counts["right"] + counts["wrong"], counts["right"]
    print(f"{len(labels)} labels: {right} right, {counts['wrong']} wrong, {counts['missing']} missing")
    print(f"precision {right / max(given_, 1):.3f}, recall {right / max(len(labels), 1):.3f}; {seconds:.2f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if name.endswith("differs")))


if __name__ == "__main__":
    main()
