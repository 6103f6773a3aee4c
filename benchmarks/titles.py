"""How well and how fast titles are read: `python -m benchmarks.titles [--truth DIR] [--out FILE]`.

Against the documents of a truth folder (`documents.jsonl`), each origin proves what it can: the library its bodies, the
State Council's list the lead body by number prefix, all of them the type by the title's last words. Disagreements go
to `--out`, one a line, for reading. Speed is titles a second in one process, and that against a plain pass with one
regular expression and a split over the same titles in the same run. Behind it: how many titles are English by rules.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import english_titles
from benchmarks.accuracy import SHARED, lacking
from parsers.grammar import document_number
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.title import TitleReading, read_title

TRUTH = SHARED / "truth"
PAIRS = SHARED / "english" / "titles.jsonl"

_HEAD = re.compile(
    r"^(?P<names>(?!关于|印发|转发|批转|发布|公布)[^《“对]{2,80}?)(?:关于|印发|转发|批转|联合|发布|公布)"
)
_MORE = re.compile(r"等\S{0,12}$|^\S{1,3}部门")
_LAST = re.compile(
    r"(?P<kind>通知|批复|意见|决定|函|通报|公告|通告|令|纪要|报告|请示|议案|决议|公报|条例|办法|规定|细则|规划|方案|预案|规则)(?:[（(][^（）()]*[)）])*$"
)
_LEADS = {"国发": "state_council", "国函": "state_council", "国令": "state_council", "国办": "state_council_go"}

Row = dict[str, Any]
Finding = tuple[str, str, object, object]
"""Field, verdict (right, wrong, missing), what was read, what the truth says."""


def findings(row: Row, reading: TitleReading) -> Iterator[Finding]:
    """What one document of the truth proves about the reading of its title."""
    yield from _bodies(row, reading)
    head = _HEAD.match(row["title"])
    named_all = head is None or _MORE.search(head["names"]) is None
    yield _verdict("complete", reading.issuing_bodies_complete, named_all)
    if last := _LAST.search(row["title"]):
        yield _verdict("type", reading.document_type, last["kind"])
    if reading.document_number and row.get("document_number"):
        ours, truth = (
            document_number.read_number(reading.document_number),
            document_number.read_number(row["document_number"]),
        )
        if ours and truth:
            yield _verdict("number", (ours.year, ours.serial), (truth.year, truth.serial))


def _bodies(row: Row, reading: TitleReading) -> Iterator[Finding]:
    head = _HEAD.match(row["title"])
    ours = frozenset(body.id for body in reading.issuing_bodies)
    raw = row.get("issuing_bodies_raw")
    if raw and head:
        truth = read_bodies(raw)
        if None in {body.id for body in truth.bodies}:  # MIIT's table names a bureau where the title names the ministry
            return
        ids = frozenset(body.id for body in truth.bodies)
        short = not (truth.complete and reading.issuing_bodies_complete)
        same = ours <= ids if short else ours == ids
        yield (
            "bodies",
            "missing" if not ours and reading.issuing_bodies_complete else "right" if same else "wrong",
            sorted(map(str, ours)),
            raw,
        )
    elif head and (number := row.get("document_number")) and row["origin"] == "state-council-list":
        lead = next((body for stem, body in _LEADS.items() if number.startswith(stem)), None)
        first = reading.issuing_bodies[0].id if reading.issuing_bodies else None
        yield _verdict("bodies", first, lead)


def _verdict(field: str, ours: object, truth: object) -> Finding:
    return field, "right" if ours == truth else "missing" if ours is None else "wrong", ours, truth


def _rows(folder: Path) -> list[Row]:
    with (folder / "documents.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(rows: Iterable[Row]) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """Counts by (origin, field, verdict), and the disagreements as lines."""
    counts: Counter[tuple[str, str, str]] = Counter()
    lines: list[str] = []
    for row in rows:
        for field, verdict, ours, truth in findings(row, read_title(row["title"])):
            counts[row["origin"], field, verdict] += 1
            if verdict != "right":
                number = row.get("document_number")
                lines.append(f"{row['origin']}\t{field}\t{verdict}\t{ours}\t{truth}\t{row['title']}\t{number}")
    return counts, lines


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
    """Prints the table and the speed; writes the disagreements."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.titles", description=__doc__.partition("\n")[0])
    options.add_argument("--truth", type=Path, default=TRUTH, help="folder with documents.jsonl")
    options.add_argument("--pairs", type=Path, default=PAIRS, help="lines with zh and en, a publisher's English")
    options.add_argument("--out", type=Path, help="file for the disagreements, one a line; default: they go nowhere")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.truth, "documents.jsonl", option="--truth"):
        print(why, file=sys.stderr)
        return 2
    rows = _rows(chosen.truth)
    counts, lines = measure(rows)
    print(f"{'origin':20} {'field':10} {'right':>6} {'wrong':>6} {'missing':>8} {'right of all':>13}")
    for origin, field in sorted({key[:2] for key in counts}):
        right, wrong, missing = (counts[origin, field, verdict] for verdict in ("right", "wrong", "missing"))
        print(f"{origin:20} {field:10} {right:6} {wrong:6} {missing:8} {right / (right + wrong + missing):13.2%}")
    rate, ratio = speed([row["title"] for row in rows])
    print(f"{rate:,.0f} titles a second; {ratio:.1f} times a plain pass")
    for line in english_titles.report(rows, chosen.pairs):
        print(line)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} disagreements in {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
