"""How good English titles are: `python -m benchmarks.titles [--engine rules|local|model] [--truth DIR] [--pairs FILE]`.

Of the pairs of a title and the English that its publisher gave it: how many an engine puts into English, how near that
is (chrF), how many answers the gates refuse, by gate, and what it took. `local` and `model` are those that zhengce.toml
or the environment names; a model is asked as `zhengce translate` asks it. Of the rules also: how many real titles they
print, in what time; and how many indicators have English. Whether a title is right, only a reader can say.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.accuracy import SHARED, lacking
from benchmarks.harness import read_lines
from parsers.grammar.title import read_title
from zhengce.english.engines import BatchFailed, EngineFailed
from zhengce.english.engines.gates import faults
from zhengce.english.engines.local import LocalEngine
from zhengce.english.engines.model import ModelEngine
from zhengce.english.engines.run import Engine
from zhengce.english.indicators import english_indicator
from zhengce.english.titles.frames import english_title
from zhengce.settings.load import load

TRUTH = SHARED / "truth"
PAIRS = SHARED / "english" / "titles.jsonl"
LONGEST_GRAM = 6


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
    return 100 * mean(scores) if scores else 0.0


def of_rules(rows: Iterable[Mapping[str, Any]], pairs: Path) -> Iterator[str]:
    """Lines on what the rules print of real titles, of pairs and of indicators."""
    times, shown = [], []
    english_title("关于印发规划的通知")  # the tables are read once
    for title in {row["title"]: None for row in rows}:
        started = time.process_time()
        shown.append(english_title(title))
        times.append(time.process_time() - started)
    whole, certain = mean(bool(title.text) for title in shown), mean(title.is_certain for title in shown)
    yield f"{len(shown):,} titles: {whole:.1%} in English, {certain:.1%} certain; {median(times) * 1000:.2f} ms each"
    read = [(english_title(pair["zh"]), pair) for pair in read_lines(pairs)]
    yield from _on_pairs([(title.text, pair) for title, pair in read])
    indicators = pairs.with_name("indicators.jsonl")
    if indicators.is_file():
        named = [(english_indicator(pair["zh"]) or "", pair["en"]) for pair in read_lines(indicators)]
        scores = [chrf(ours, reference) for ours, reference in named if ours]
        yield f"{len(scores)} of {len(named)} indicators in English; chrF {mean(scores):.1f}"


def of_engine(engine: Engine, pairs: Path) -> Iterator[str]:
    """Lines on what a model makes of the pairs."""
    known, failed = read_lines(pairs), 0
    answers: list[tuple[str, Mapping[str, str]]] = []
    started = time.monotonic()
    for start in range(0, len(known), engine.batch):
        batch = known[start : start + engine.batch]
        try:
            answers += zip(engine.translate("name", [_name(pair["zh"]) for pair in batch]), batch, strict=True)
        except BatchFailed:
            failed += len(batch)
    spent = time.monotonic() - started
    yield f"{engine.name}: {spent:.1f} s, {spent / len(known):.2f} s each"
    if failed:
        yield f"{failed} without a usable answer"
    yield from _on_pairs(answers)


def _name(title: str) -> str:
    """What a title issues, which its English names."""
    return read_title(title).issued_title or title


def _on_pairs(answers: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[str]:
    refused: Counter[str] = Counter()
    scores: list[float] = []
    for english, pair in answers:
        hard = [fault.kind for fault in faults("name", _name(pair["zh"]), english) if not fault.is_mild]
        refused.update(dict.fromkeys(hard, 1) if english else {})
        scores += [chrf(english, pair["en"])] if english and not hard else []
    near = f"; chrF {mean(scores):.1f}" if scores else ""
    yield f"{len(scores)} of {len(answers)} pairs in English that the gates let pass{near}"
    yield "refused: " + (", ".join(f"{kind} {count}" for kind, count in refused.most_common()) or "none")


def engine_of(name: str) -> Engine:
    """The engine that is configured. Raises EngineFailed."""
    chosen = load(None, os.environ).english
    if name == "local" and chosen.local:
        return LocalEngine(chosen.local)
    if name == "model" and chosen.url:
        return ModelEngine(chosen)
    raise EngineFailed(f"no {name} in the section [english] of zhengce.toml")


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.titles", description=__doc__.partition("\n")[0])
    options.add_argument("--engine", choices=("rules", "local", "model"), default="rules")
    options.add_argument("--truth", type=Path, default=TRUTH, help="folder with documents.jsonl")
    options.add_argument("--pairs", type=Path, default=PAIRS, help="lines with zh and en, a publisher's English")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.truth, "documents.jsonl", option="--truth"):
        print(why, file=sys.stderr)
        return 2
    if chosen.engine == "rules":
        for line in of_rules(read_lines(chosen.truth / "documents.jsonl"), chosen.pairs):
            print(line)
        return 0
    try:
        for line in of_engine(engine_of(chosen.engine), chosen.pairs):
            print(line)
    except EngineFailed as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
