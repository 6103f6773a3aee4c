"""The year for which a figure is meant: 到2025年, “十四五”末, 2030年前, 规划期末."""

import re
from dataclasses import dataclass

from parsers.grammar.numerals import read_numeral

_PLAN = re.compile(r"[“\"]?([一二三四五六七八九十]{1,3})五[”\"]?(?:规划)?(?:时期|期间|末|期末|规划期)")
_YEAR = re.compile(
    r"(?P<before>力争到|争取到|确保到|截至|截止|自|从|到|至|比|较|与|以|在)?[“\"]?(?P<year>(?:19|20)\d{2})年?(?P<end>底|末)?(?P<after>之?前|以前|以来|后|起|为|同期|增|减)?"
)
_PAST = re.compile(r"截至|截止|以来|已|去年|上年|同比|回顾")


@dataclass(frozen=True, slots=True)
class YearWord:
    """A year that a sentence names, and whether its words make it the year of a target."""

    year: int
    start: int
    end: int
    is_bound: bool
    """到2025年, 2025年底前, “十四五”末: a target's year by its own words."""
    is_base: bool
    """比2020年, 较2020年, 从2020年的: the year that is compared with."""


def plan_end(number: str) -> int | None:
    """The last year of a five-year plan by its numeral: 十四 of 十四五 -> 2025."""
    count = read_numeral(number)
    return None if count is None or not 1 <= count <= 30 else 1955 + 5 * count


def find_years(sentence: str) -> list[YearWord]:
    """The years that a sentence names, in order."""
    found: list[YearWord] = []
    for match in _PLAN.finditer(sentence):
        year = plan_end(match[1])
        if year is not None:
            found.append(YearWord(year, match.start(), match.end(), True, False))
    for match in _YEAR.finditer(sentence):
        before, after = match["before"] or "", match["after"] or ""
        if not match[0].rstrip("底末之前以后起来为同期增减").endswith("年") and not match["end"]:
            continue
        is_base = before in ("比", "较", "与", "自", "从", "以", "截至", "截止") or after in ("以来", "起", "同期")
        is_bound = not is_base and (before.endswith("到") or before == "至" or after.endswith("前"))
        found.append(YearWord(int(match["year"]), match.start(), match.end(), is_bound, is_base))
    return sorted(found, key=lambda word: word.start)


def is_past(sentence: str, quantity_at: int) -> bool:
    """Whether words before a figure tell of what was reached: 截至2020年底…已达到."""
    return _PAST.search(sentence[:quantity_at]) is not None
