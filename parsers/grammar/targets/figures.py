"""A sentence as it is read: folded, with its years (到2025年, “十四五”末) and figures (不低于3.7万亿元), read once."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import PLAIN_NUMBER, QUANTITY
from parsers.grammar.targets.wording import any_of, read_bound, words
from parsers.record import Comparator

_MARKS, _LATIN, _BLANKS = "，。；：、（）《》〔〕“”％", "0-9０-９A-Za-z<>≥≤%＜＞", r"[ \u00a0\u3000]{1,4}"
_WIDE = rf"\u3400-\u9fff{_MARKS}"
_NO_BLANK = lazy_regex(
    rf"(?<=[{_WIDE}]){_BLANKS}(?=[{_LATIN}{_MARKS}/／])|(?<=[{_LATIN}]){_BLANKS}(?=[{_WIDE}/／])"
    rf"|(?<=[{_MARKS}]){_BLANKS}(?=[{_WIDE}])"
)
"""A blank at a figure (不少于 2万名, 2025 年) or at a mark (“小巨人 ”企业)."""
_BETWEEN_CELLS = lazy_regex(r"[\u3400-\u9fff）)][ \u00a0\u3000]+(?=[\u3400-\u9fff（(])")
"""古田县 鹤塘镇: between two words of a sentence stands no blank."""
_PUNCTUATION = lazy_regex("[，,。；;：:]")
_ROW_CELLS, _ROW_GAPS = 4, 2
_ROW_NUMBER = lazy_regex(r"^\d{1,2}[ \u00a0\u3000]+(?=[\u3400-\u9fff]{3})")
"""10 中心城区绿色出行比例: the number of a row."""
_OTHER_DIGITS = lazy_regex(r"(?<![〇○一二三四五六七八九\d])(?:二[〇○][〇○一二三四五六七八九]{2}|２０[０-９]{2})(?=年)")
_DIGITS = str.maketrans("〇○一二三四五六七八九０１２３４５６７８９", "00123456789" + "0123456789")


def fold(sentence: str) -> str:
    """The copy of a sentence that is read: 到 二〇二五年，建成 “小巨人 ”企业 -> 到2025年，建成“小巨人”企业."""
    if " " in sentence or "\u3000" in sentence or "\u00a0" in sentence:
        sentence = _NO_BLANK.sub("", _ROW_NUMBER.sub("", sentence))
    return _OTHER_DIGITS.sub(lambda match: match[0].translate(_DIGITS), sentence)


def is_flattened_row(sentence: str) -> bool:
    """Whether a sentence is cells of a table that a saver ran together: 古田县 鹤塘镇 清淤工程 2015 清淤2.95公里.

    Cells have blanks between them, also between words, or no punctuation; a sentence has blanks at its figures alone.
    """
    if " " not in sentence and "\u3000" not in sentence:
        return False
    cells = sentence.split()
    is_bare = len(cells) >= _ROW_CELLS and _PUNCTUATION.search(sentence, 0, len(sentence) - 1) is None
    return is_bare or (len(cells) > _ROW_GAPS and len(_BETWEEN_CELLS.findall(sentence)) >= _ROW_GAPS)


# The patterns of years begin with what is rare; what stands before it is looked for from there: ten times as fast.
_PLAN = lazy_regex(r"五[”\"]?(?:规划)?(?:时期|期间|期末|规划期末|规划期|末)(?P<after>以来|的?基础上)?")
_YEAR = lazy_regex(
    r"(?P<year>(?:19|20)\d{2})(?:年(?!度|版|第(?![一二三四1-4]季度)|本|修订|报)(?:底|末)?|底|末)(?P<month>\d{1,2}月(?:\d{1,2}日)?(?:底|末)?)?"
    r"(?P<after>之?前(?![一二三四五六七八九十几两\d]|期|后)|以前|以来|起|后(?![备勤续端])|同期|(?:的|水平的)?基础上|基数|为基数|以后)?"
)
_LONGEST_BEFORE, _LONGEST_NEAR, _LONGEST_AFTER = 5, 6, 40
_BASE_BEFORE = ("比", "较", "与", "自", "从", "由", "以", "截至", "截止", "截止到")
_TITLE = lazy_regex(r"《[^《》]*》")
"""A year in a title is none of the sentence: 《2030年前碳达峰行动方案》."""


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
    last_month: int = 12
    """6 of 上半年, 3 of 第一季度; 0 of a month or a day."""
    is_day: bool = False
    """2025年6月30日前: the term of a task, which holds for its own sentence alone."""


def plan_end(number: str) -> int | None:
    """The last year of a five-year plan by its numeral: 十四 of 十四五 -> 2025."""
    count = read_numeral(number)
    return None if count is None or not 1 <= count <= 30 else 1955 + 5 * count


def find_years(sentence: str) -> list[YearWord]:
    """The years that a sentence names outside of titles, in order."""
    years: list[YearWord] = []
    for match in _PLAN.finditer(sentence) if "五" in sentence else ():
        before = words.before_plan.search(sentence, max(0, match.start() - _LONGEST_BEFORE), match.start())
        if before is not None and (year := plan_end(before["number"])) is not None:
            is_base = match["after"] is not None or before["before"] in ("比", "较", "与", "从", "自", "由")
            years.append(YearWord(year, before.start(), match.end(), not is_base, is_base))
    if "年" in sentence or "底" in sentence:
        years += map(_year_word, _YEAR.finditer(sentence))
    if years and "《" in sentence:
        titles = [match.span() for match in _TITLE.finditer(sentence)]  # none begins inside another
        behind = [bisect_left(titles, (word.start,)) for word in years]
        years = [word for word, at in zip(years, behind, strict=True) if at == 0 or word.start >= titles[at - 1][1]]
    return sorted(years, key=lambda word: word.start) if len(years) > 1 else years


def _year_word(match: re.Match[str]) -> YearWord:
    opening = words.before_year.search(match.string, max(0, match.start() - _LONGEST_BEFORE), match.start())
    rest = match.string[match.end() : match.end() + _LONGEST_AFTER]
    before, after, month = (opening["before"] or "" if opening else ""), match["after"] or "", match["month"] or ""
    begins = after in ("以来", "起", "同期", "后", "以后") or after.endswith(("基础上", "基数"))
    # 至2027年12月31日 ends a term; 到2025年 and 至2025年底 set a target's year.
    is_term = before == "至" and month.endswith("日")
    is_base = before in _BASE_BEFORE or begins or is_term or words.on_top_of.match(rest) is not None
    is_ahead = after.endswith("前") or words.comes_ahead.match(rest) is not None
    part = words.part_of_year.match(rest)
    last_month = 0 if part or month else 12
    if part and part["half"]:
        last_month = 6 if part["half"] == "上" else 12
    elif part and part["quarter"]:
        last_month = 3 * (read_numeral(part["quarter"]) or 0)
    return YearWord(
        int(match["year"]),
        opening.start() if opening else match.start(),
        match.end(),
        not is_base and (before.endswith("到") or before == "至" or is_ahead),
        is_base,
        last_month,
        month.endswith("日"),
    )


_AFTER = f"(?P<after>{any_of('bound_after')})?"
_FIGURE = lazy_regex(QUANTITY + _AFTER)
_AFTER_NUMBER = lazy_regex(rf"{_AFTER}(?=[，,。；;、）)\s]|$)")
_TO = frozenset("至—–-～~")
_FROM = lazy_regex("[由从](?:[^，,。；;]{0,10}的)?$")
"""由2020年的5家到2025年的8家 is no range, 5家至8家 is."""
_DOUBLED = lazy_regex(r"翻(?P<number>[一两二三123]?)番")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in a sentence."""

    number: str
    unit: str
    start: int
    end: int
    near: str = ""
    """约, 不低于."""
    sign: str = ""
    after: str = ""
    """以上, 左右."""

    @property
    def comparator(self) -> Comparator:
        """The bound that the words at the figure print."""
        return read_bound(self.sign or self.after or self.near)

    @property
    def is_vague(self) -> bool:
        """Whether a number in words counts nothing that can be measured: 一批, 三个类别. 百分之三十 and 二十万户 do."""
        is_exact = self.number[0].isdigit() or "分之" in self.number or self.number == "一半"
        return not (is_exact or re.search("[百千万亿倍成番%]", self.number + self.unit))


def find_figures(sentence: str) -> list[Figure]:
    """The numbers with a unit, those without one behind a verb of reaching, and 翻一番, in order."""
    read: list[Figure] = []
    end = 0
    for match in _FIGURE.finditer(sentence):
        figure = _figure_of(match)
        to = sentence[end : figure.start]
        if read and to in _TO and read[-1].unit == figure.unit and not _FROM.search(sentence, 0, read[-1].start):
            first = read.pop()
            figure = replace(first, number=f"{first.number}{to}{figure.number}", end=figure.end, after=figure.after)
        read.append(figure)
        end = match.end()
    read += _find_plain_numbers(sentence, read)
    doubled = _DOUBLED.finditer(sentence) if "翻" in sentence else ()
    read += [Figure(match["number"] or "一", "番", match.start(), match.end()) for match in doubled]
    return sorted(read, key=lambda figure: figure.start)


def _figure_of(match: re.Match[str]) -> Figure:
    """百分之三十 is 三十 and %; 三分之一 has no unit."""
    number, unit = match["number"], match["unit"]
    if match["percent"] or match["fraction"]:
        number, unit = match["percent"] or match["fraction"], "%" if match["percent"] else ""
    start = match.start()
    near = words.near_before.search(match.string, max(0, start - _LONGEST_NEAR), start)
    word = near[0] if near else ""
    return Figure(number, unit, start - len(word), match.end(), word, match["sign"] or "", match["after"] or "")


def _find_plain_numbers(sentence: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """Numbers without a unit at the end of a clause: 系数提高到0.58以上."""
    plain = [
        (match, tail)
        for match in PLAIN_NUMBER.finditer(sentence)
        if (tail := _AFTER_NUMBER.match(sentence, match.end())) is not None
    ]
    taken = {at for figure in figures for at in range(figure.start, figure.end)} if plain else set()
    for match, tail in plain:
        is_free = match.start() not in taken and match.end() - 1 not in taken
        if is_free and words.verb.search(sentence[max(0, match.start() - 12) : match.start()]):
            yield Figure(match[0], "", match.start(), tail.end(), after=tail["after"] or "")
