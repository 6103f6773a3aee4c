"""How many titles the rules put wholly into English, how many with names in pinyin, how near to what publishers print,
and in what time; and how many indicators have English.

A third of the titles, by their digest, is held out: nobody looks at them while the tables are enlarged.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from outputs.english.indicators import english_indicator
from outputs.english.titles.frames import english_name, english_title
from outputs.english.titles.spelled import MARK

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


def report(rows: Iterable[Mapping[str, Any]], pairs: Path) -> Iterator[str]:
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
        spelled = sum(MARK in one.text for one in shown) / len(titles)
        yield (
            f"{name:22} {len(titles):5} titles: {whole:6.1%} in English, {spelled:5.1%} with names in pinyin, "
            f"{certain:5.1%} certain"
        )
    yield f"{median(times) * 1000:.2f} ms of processor time a title (median)"
    if pairs.is_file():
        with pairs.open(encoding="utf-8") as lines:
            known = [json.loads(line) for line in lines]
        both = [(english_title(pair["zh"]), pair["en"]) for pair in known]
        scores = [chrf(one.text, reference) for one, reference in both if one.is_whole]
        yield f"{len(scores)} of {len(known)} titles with a publisher's English; chrF {sum(scores) / len(scores):.1f}"
        strict = [chrf(one.text, reference) for one, reference in both if MARK not in one.text]
        yield f"{len(strict)} of them without pinyin; chrF {sum(strict) / len(strict):.1f}"
    indicators = pairs.with_name("indicators.jsonl")
    if indicators.is_file():
        with indicators.open(encoding="utf-8") as lines:
            named = [(english_indicator(pair["zh"]), pair["en"]) for pair in map(json.loads, lines)]
        scores = [chrf(ours, reference) for ours, reference in named if ours]
        yield f"{len(scores)} of {len(named)} indicators in English; chrF {sum(scores) / len(scores):.1f}"
