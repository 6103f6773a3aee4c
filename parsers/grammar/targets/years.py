"""The year for which a figure is meant: 到2025年, “十四五”末, 2030年前, 规划期末."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex

PLAN = r"[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?(?:规划)?(?:时期|期间|期末|规划期末|规划期|末)"
_OTHER_DIGITS = lazy_regex(r"(?<![〇○一二三四五六七八九\d])(?:二[〇○][〇○一二三四五六七八九]{2}|２０[０-９]{2})(?=年)")
_DIGITS = str.maketrans("〇○一二三四五六七八九０１２３４５６７８９", "00123456789" + "0123456789")
# The patterns begin with what is rare; what stands before it is looked for from there: a search is ten times as fast.
_PLAN = lazy_regex(r"五[”\"]?(?:规划)?(?:时期|期间|期末|规划期末|规划期|末)(?P<after>以来|的?基础上)?")
_BEFORE_PLAN = lazy_regex(r"(?P<before>比|较|与|从|自|由|在)?[“\"]?(?P<number>[一二三四五六七八九十]{1,3})$")
_YEAR = lazy_regex(
    r"(?P<year>(?:19|20)\d{2})(?:年(?!度|版|第(?![一二三四1-4]季度)|本|修订|报)(?:底|末)?|底|末)(?P<month>\d{1,2}月(?:\d{1,2}日)?(?:底|末)?)?"
    r"(?P<after>之?前(?![一二三四五六七八九十几两\d]|期|后)|以前|以来|起|后(?![备勤续端])|同期|(?:的|水平的)?基础上|基数|为基数|以后)?"
)
_BEFORE_YEAR = lazy_regex(
    r"(?P<before>力争到|争取到|确保到|预计到|计划到|截至|截止到|截止|自|从|由|到|至|比|较|与|以|在)?[“\"]?$"
)
_LONGEST_BEFORE = 5
_BASE_BEFORE = ("比", "较", "与", "自", "从", "由", "以", "截至", "截止", "截止到")
_TITLE = lazy_regex(r"《[^《》]*》")
"""A year in a title is none of the sentence: 《2030年前碳达峰行动方案》."""
_ON_TOP_OF = lazy_regex(r"的?\d[^，,。；;]{0,14}?的?基础上")
"""在2020年8.1万亿元的基础上."""
_PART_OF_YEAR = lazy_regex(
    r"(?:(?P<half>[上下])半年|[第前]?(?P<quarter>[一二三四1-4])个?季度|前[一二三四五六七八九十\d]+个?月|\d{1,2}\s?[-—至～]\s?\d{1,2}月|第)"
)
_AHEAD = lazy_regex(r"[，,]?[^，,。；;\d]{0,20}?(?:计划(?!目标|数)|力争|争取|确保|力促|拟|不少于|不低于)")
"""2025年计划, 2025年新增企业不少于: a figure to come, whatever the month."""
_PAST = lazy_regex(
    r"截至|截止|以来|(?<![由从自])目前(?!的)|(?<![早])已(?![投建])|已经|去年|上年|同比|回顾|增长了|提高了|下降了"
)


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
    last_month: int = 0
    """The last of a quarter or half of a year: 6 of 上半年; 0 of others."""
    is_day: bool = False
    """2025年6月30日前: the term of a task, which holds for its own sentence alone."""


def plan_end(number: str) -> int | None:
    """The last year of a five-year plan by its numeral: 十四 of 十四五 -> 2025."""
    count = read_numeral(number)
    return None if count is None or not 1 <= count <= 30 else 1955 + 5 * count


def write_years(text: str) -> str:
    """The text with its years in the digits of ASCII, as long as it was: 二〇三五年 and ２０３５年 -> 2035年."""
    if "二〇" not in text and "二○" not in text and "２０" not in text:
        return text
    return _OTHER_DIGITS.sub(lambda found: found[0].translate(_DIGITS), text)


def find_years(sentence: str) -> list[YearWord]:
    """The years that a sentence names outside of titles, in order."""
    found: list[YearWord] = []
    if "五" in sentence:
        for match in _PLAN.finditer(sentence):
            before = _BEFORE_PLAN.search(sentence, max(0, match.start() - _LONGEST_BEFORE), match.start())
            if before is None or (year := plan_end(before["number"])) is None:
                continue
            is_base = match["after"] is not None or before["before"] in ("比", "较", "与", "从", "自", "由")
            found.append(YearWord(year, before.start(), match.end(), not is_base, is_base))
    if "年" in sentence or "底" in sentence:
        found += map(_year_word, _YEAR.finditer(sentence))
    if found and "《" in sentence:
        titles = [match.span() for match in _TITLE.finditer(sentence)]  # none begins inside another
        behind = [bisect_left(titles, (word.start,)) for word in found]
        found = [word for word, at in zip(found, behind, strict=True) if at == 0 or word.start >= titles[at - 1][1]]
    return sorted(found, key=lambda word: word.start) if len(found) > 1 else found


def _year_word(match: re.Match[str]) -> YearWord:
    words = _BEFORE_YEAR.search(match.string, max(0, match.start() - _LONGEST_BEFORE), match.start())
    before, after = (words["before"] or "" if words else ""), match["after"] or ""
    begins = after in ("以来", "起", "同期", "后", "以后") or after.endswith(("基础上", "基数"))
    # 至2027年12月31日 ends a term; 到2025年 and 至2025年底 set a target's year.
    is_term = before == "至" and match["month"] is not None and match["month"].endswith("日")
    is_base = before in _BASE_BEFORE or begins or is_term or _ON_TOP_OF.match(match.string, match.end()) is not None
    is_ahead = after.endswith("前") or _AHEAD.match(match.string, match.end()) is not None
    is_bound = not is_base and (before.endswith("到") or before == "至" or is_ahead)
    part = _PART_OF_YEAR.match(match.string, match.end())
    is_whole = match["month"] is None and part is None
    return YearWord(
        int(match["year"]),
        words.start() if words else match.start(),
        match.end(),
        is_bound,
        is_base,
        is_whole,
        _last_month(part) if part else 0,
        (match["month"] or "").endswith("日"),
    )


def _last_month(part: re.Match[str]) -> int:
    if part["half"]:
        return 6 if part["half"] == "上" else 12
    return 3 * (read_numeral(part["quarter"]) or 0) if part["quarter"] else 0


def is_past(sentence: str, quantity_at: int) -> bool:
    """Whether words before a figure tell of what was reached: 截至2020年底…已达到."""
    return _PAST.search(sentence[:quantity_at]) is not None
