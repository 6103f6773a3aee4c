"""Targets against labels: `python -m benchmarks.targets LABELS.jsonl [--texts FOLDER]` prints right, wrong and missing.

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

from parsers.grammar.targets import Target, read_targets
from parsers.grammar.targets.quantities import read_value
from parsers.passages import Passage, passages_of


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


def matches(target: Target, label: dict[str, Any]) -> bool:
    """Whether value, unit and year are the label's."""
    return (read_value(target.value), target.unit, target.year) == (float(label["value"]), label["unit"], label["year"])


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--texts", type=Path, help="the folder of `text_ref`; the folder of the labels otherwise")
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    arguments = parser.parse_args()
    labels = [json.loads(line) for line in arguments.labels.read_text("utf-8").splitlines() if line.strip()]
    folder = arguments.texts or arguments.labels.parent
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
                if arguments.show:
                    print("wrong", name, target)
                continue
            wanted.remove(label)
            counts["right"] += 1
            for field in ("kind", "baseline", "nature"):
                counts[f"{field} differs"] += str(getattr(target, field) or "") != str(label[field] or "")
                if arguments.show and str(getattr(target, field) or "") != str(label[field] or ""):
                    print(field, getattr(target, field), "label:", label[field], target.indicator, target.words[:80])
            counts["indicator differs"] += target.indicator != label["indicator"]
            if arguments.show and target.indicator != label["indicator"]:
                print("indicator", target.indicator, "label:", label["indicator"])
        counts["missing"] += len(wanted)
        if arguments.show:
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
