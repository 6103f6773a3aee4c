"""The year for which a figure is meant: 到2025年, “十四五”末, 2030年前, 规划期末."""

import re
from dataclasses import dataclass

from parsers.grammar.numerals import read_numeral

PLAN = r"[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?(?:规划)?(?:时期|期间|期末|规划期末|规划期|末)"
_PLAN = re.compile(
    r"(?P<before>比|较|与|从|自|由|在)?[“\"]?(?P<number>[一二三四五六七八九十]{1,3})五[”\"]?(?:规划)?(?:时期|期间|期末|规划期末|规划期|末)(?P<after>以来|的?基础上)?"
)
_YEAR = re.compile(
    r"(?P<before>力争到|争取到|确保到|预计到|计划到|截至|截止到|截止|自|从|由|到|至|比|较|与|以|在)?[“\"]?(?P<year>(?:19|20)\d{2})"
    r"(?:年(?!度|版|第|本|修订|报)(?P<end>底|末)?|(?P<bare_end>底|末))(?P<month>\d{1,2}月(?:\d{1,2}日)?(?:底|末)?)?"
    r"(?P<after>之?前(?![一二三四五六七八九十几两\d]|期|后)|以前|以来|起|后|同期|(?:的|水平的)?基础上|基数|为基数|以后)?"
)
_BASE_BEFORE = ("比", "较", "与", "自", "从", "由", "以", "截至", "截止", "截止到")
_ON_TOP_OF = re.compile(r"的?\d[^，,。；;]{0,14}?的?基础上")
"""在2020年8.1万亿元的基础上."""
_PART_OF_YEAR = re.compile(
    r"(?:[上下]半年|前?[一二三四1-4]季度|前[一二三四五六七八九十\d]+个?月|\d{1,2}\s?[-—至～]\s?\d{1,2}月|第)"
)
_PAST = re.compile(r"截至|截止|以来|(?<![早])已(?![投建])|已经|去年|上年|同比|回顾|增长了|提高了|下降了")


@dataclass(frozen=True, slots=True)
class YearWord:
    """A year that a sentence names, and whether its words make it the year of a target."""

    year: int
    start: int
    end: int
    is_bound: bool
    """到2025年, 2025年底前, “十四五”末: a target's year by its own words."""
    is_base: bool
    """比2020年, 由2020年的, 在2020年基础上: the year that is compared with, or from which something begins."""
    is_whole: bool = True
    """Not a month or a quarter of the year."""
    is_day: bool = False
    """2025年6月30日前: the term of a task, which holds for its own sentence alone."""


def plan_end(number: str) -> int | None:
    """The last year of a five-year plan by its numeral: 十四 of 十四五 -> 2025."""
    count = read_numeral(number)
    return None if count is None or not 1 <= count <= 30 else 1955 + 5 * count


def find_years(sentence: str) -> list[YearWord]:
    """The years that a sentence names, in order."""
    found: list[YearWord] = []
    if "五" in sentence:
        for match in _PLAN.finditer(sentence):
            if (year := plan_end(match["number"])) is None:
                continue
            is_base = match["after"] is not None or match["before"] in ("比", "较", "与", "从", "自", "由")
            found.append(YearWord(year, match.start(), match.end(), not is_base, is_base))
    if "年" in sentence or "底" in sentence:
        found += map(_year_word, _YEAR.finditer(sentence))
    return sorted(found, key=lambda word: word.start)


def _year_word(match: re.Match[str]) -> YearWord:
    before, after = match["before"] or "", match["after"] or ""
    begins = after in ("以来", "起", "同期", "后", "以后") or after.endswith(("基础上", "基数"))
    # 至2027年12月31日 ends a term; 到2025年 and 至2025年底 set a target's year.
    is_term = before == "至" and match["month"] is not None and match["month"].endswith("日")
    is_base = before in _BASE_BEFORE or begins or is_term or _ON_TOP_OF.match(match.string, match.end()) is not None
    is_bound = not is_base and (before.endswith("到") or before == "至" or after.endswith("前"))
    is_whole = match["month"] is None and _PART_OF_YEAR.match(match.string, match.end()) is None
    return YearWord(
        int(match["year"]),
        match.start(),
        match.end(),
        is_bound,
        is_base,
        is_whole,
        (match["month"] or "").endswith("日"),
    )


def is_past(sentence: str, quantity_at: int) -> bool:
    """Whether words before a figure tell of what was reached: 截至2020年底…已达到."""
    return _PAST.search(sentence[:quantity_at]) is not None
