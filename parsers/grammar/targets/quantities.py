"""Numbers with their units: 3.7万亿元, 56%, 百分之三十, 5%-7%, 1/3, 12千瓦时/百公里, 300EFLOPS, 10个百分点, 翻一番.

`units.csv` has the units: measures, counters (none before the characters that make them the beginning of another word:
50万人口, 3个人), units of time, and what something is measured by (元/人).
"""

import re
from dataclasses import dataclass
from math import prod

from parsers.csv_tables import rows_of
from parsers.grammar.numerals import NUMERALS, read_numeral
from parsers.grammar.patterns import lazy_regex

FIGURE = r"(?:\d{1,3}(?:[,，]\d{3})+(?![\d])|\d+)(?:[.．]\d+)?"
"""1,000 · 3.7 · ５６."""
_WORDED = f"(?:[一二三四五六七八九十两][{NUMERALS}]*)(?:点[{NUMERALS}]+)?"
_SCALE = "[十百千万亿]"
_TO = r"\s?(?:[-－—–~～]{1,2}|至)\s?"
"""Between the two ends of a range: 5%-7%, 3～5个."""

_ROWS = sorted(rows_of(__package__, "units.csv"), key=lambda row: -len(row["unit"]))
COUNTERS = frozenset(row["unit"] for row in _ROWS if row["sort"] == "counter")
PERCENT = ("%", "％")
SHARES = (*PERCENT, "‰", "倍", "个百分点", "百分点", "成", "番", "")
"""Units of what has none of its own."""


def _units(sort: str) -> str:
    """The pattern of the units of a sort, the longest first."""
    return "|".join(
        re.escape(row["unit"]) + (f"(?![{row['not_before']}])" if row["not_before"] else "")
        for row in _ROWS
        if row["sort"] == sort
    )


TIMES = _units("time")
"""Units of time: a term, and a target only of an indicator of time (平均受教育年限, 审批时间)."""
_MATTER = r"(?:标准煤|标煤|二氧化碳当量|二氧化碳|油当量|标准油)"
_PEOPLE = "人口|人|户|元|吨公里|名"
_PER = (
    rf"(?:[/／](?:人[·.]?[年日天]|{_units('per')}|百公里|\d+{_SCALE}*(?:{_PEOPLE})?"
    rf"|{_SCALE}+(?![瓦克米])(?:{_PEOPLE})?))"
)
_BASE = rf"(?:{_units('measure')}|(?:{_units('counter')})(?:（[个家项处条所座人名件台]）)?){_MATTER}?{_PER}{{0,2}}"
_UNIT = rf"{_SCALE}*(?:{_BASE})|{_SCALE}*(?:{TIMES})|万亿|亿|万|{_PER}"
_NOT_AFTER_UNIT = r"(?![级万亿/／]|工作日|小时(?!工)|自然日|学时|学期|交易日|世纪|周年|方面|部门|附件|章(?!程)|月\d)"

QUANTITY = (
    rf"(?P<sign>[>＞<＜≥≤~～﹥﹤]?)(?:百分之(?P<percent>{_WORDED}|{FIGURE})"
    r"|(?P<fraction>(?<!\d)\d/\d(?![\d/])|[一二三四五六七八九十]分之[一二三四五六七八九十]|一半)"
    rf"|(?P<number>(?<![\d.]){FIGURE}(?:(?:[%％‰]|{_SCALE}{{1,2}})?{_TO}{FIGURE})?|(?<![第每{NUMERALS}])(?:{_WORDED}))(?P<unit>{_UNIT}){_NOT_AFTER_UNIT})"
)
"""A pattern of a quantity, with the groups `sign`, and `percent`, `fraction`, or `number` and `unit`."""
PLAIN_NUMBER = lazy_regex(rf"(?<![\d.]){FIGURE}(?![\d%％‰/:：—–~～-])")
"""A number without a unit: of coefficients and indices (灌溉水有效利用系数提高到0.58)."""

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LEADING = lazy_regex(r"(?:[十百万亿]|千(?![瓦米克])|百(?!分点))*")
"""The scale of a unit: 万亿 of 万亿元, none of 千瓦, whose numeral belongs to the unit."""
_RANGE = lazy_regex(rf"(?P<low>{FIGURE})(?:[%％‰]|{_SCALE}{{1,2}})?{_TO}(?P<high>{FIGURE})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, by value: 3-5 has an upper end, and what is no number stays as printed."""

    value: float | str
    upper: float | None
    amount: float | None
    base_unit: str


def read_quantity(number: str, unit: str) -> Quantity:
    """A quantity of its number and unit as printed: 3.7 and 万亿元 -> 3.7e12 元; 三十 and % -> 30 %."""
    prefix = scale[0] if (scale := _LEADING.match(unit)) else ""
    size = prod(_SCALES[character] for character in prefix)
    value, *upper = map(as_number, read_range(number) or (number,))
    # 0.58 × 10^4 and its like leave digits of floating point behind: 1.1万 is 11000, not 11000.000000000002.
    amount = None if value is None or upper else float(f"{value * size:.12g}")
    return Quantity(number if value is None else value, upper[0] if upper else None, amount, unit[len(prefix) :])


def as_number(text: str) -> float | None:
    """The value of a number, whole where it is; None of what is none."""
    value = read_value(text)
    return int(value) if value is not None and value.is_integer() else value


def read_range(number: str) -> tuple[str, str] | None:
    """The ends of a range: 3-5 -> 3 and 5; None of any other number."""
    match = _RANGE.fullmatch(number)
    return (match["low"], match["high"]) if match else None


def read_value(number: str) -> float | None:
    """The value of a number in figures or Chinese numerals: 1,000 · 3.7 · 三点五 · 二十 · 1/3 · 三分之一 · 一半.

    None for ranges and for what is no number.
    """
    if number == "一半":
        return 0.5
    if "分之" in number or "/" in number:
        one, _, other = number.partition("分之" if "分之" in number else "/")
        above, below = (read_numeral(text) for text in ((other, one) if "分之" in number else (one, other)))
        return above / below if above is not None and below else None
    try:
        return float(number.replace(",", "").replace("，", "").replace("．", "."))
    except ValueError:
        whole, _, part = number.partition("点")
        digits = [read_numeral(digit) for digit in part]
        value = read_numeral(whole)
        if value is None or None in digits:
            return None
        return float(f"{value}.{''.join(map(str, digits))}") if digits else float(value)
