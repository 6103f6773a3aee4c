"""A target as a line of English: 5G user penetration (5G用户普及率): from 15% (2020) to 56% by 2025."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import COUNTERS, read_quantity, read_value
from zhengce.english.titles.shown import ShownText

CURRENCIES = {"元": "CNY", "元人民币": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD"}
"""They stand before the number."""
SIGNS = {"%": "%", "％": "%", "‰": "‰", "": ""}
"""They follow the number without a blank."""
UNITS = {row["unit"]: (row["one"], row["many"]) for row in rows_of(__package__, "units.csv")}
"""Unit as printed, without 万 and 亿 -> one and many."""
_PLAIN = {*SIGNS, *COUNTERS} - {"成", "番", "方", "位", "次"}
"""Units without English: of measure words the indicator says what is counted; not of 三成, 5万方, 第6位, 每2年1次."""
_PER = {"万": "10,000", "10万": "100,000", "百公里": "100 km", "万人": "10,000 people", "万元": "CNY 10,000"}
"""Denominators with a number of their own."""
_BOUNDS = {"=": ("", ""), ">=": ("at least ", "≥"), "<=": ("at most ", "≤"), "~": ("about ", "≈")}
"""Comparator -> what stands before an amount in words, and as a sign."""
_TIMES = {1: ("doubled", "× 2"), 2: ("quadrupled", "× 4")}
"""翻一番, in words and as a sign."""
_POINTS = ("个百分点", "百分点")
NATURES = {"约束性": "binding", "预期性": "indicative"}
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_LARGER = {"千瓦": (1e6, "GW"), "千瓦时": (1e9, "TWh")}
"""Unit of power and energy -> from where on which larger one is used."""
_MU_OF_A_HECTARE = 15
_NO_FAMILIES = lazy_regex("用户|企业|市场主体|经营主体|贷款|个体|户数")
"""Indicators of which 户 is no household."""
_RATE = lazy_regex("(?:增速|增长率|增幅|涨幅|增长速度)$")
_NUMBER_WORDS = frozenset(
    "at least most about more than within from to by up down added less in principle trillion billion million".split()
)


def line_of(target: Mapping[str, Any]) -> str:
    """The line of a target (of `english_target`), as a newsletter prints it, marked where the English of its indicator
    is a machine's; its printed words where the unit or the number has no certain English."""
    phrase, english = phrase_of(target), target.get("indicator_en")
    if phrase is None:
        return " | ".join(str(target["words"]).split("\t"))
    if not english:
        return f"{target['indicator']}: {phrase}"
    return ShownText(f"{english} ({target['indicator']}): {phrase}", target["indicator_en_origin"]).printed


def phrase_of(target: Mapping[str, Any]) -> str | None:
    """The figure of a target in words: from 15% (2020) to 56% by 2025; None without certain English."""
    year, indicator, falls = target["year"], target["indicator"], target["direction"] == "decrease"
    by, base_year = f" by {year}" if year else "", target["baseline_year"]
    span = f" from {base_year}{by.replace('by', 'to')}" if base_year else by
    if target["unit"] == "番" and target["value"] in _TIMES:
        return _TIMES[target["value"]][0] + span
    amount, bound = _amount_of(target), _BOUNDS[target["comparator"]][0]
    if amount is None:
        return None
    change = f"{'down' if falls else 'up'} {bound or 'by '}{amount}"
    if target["kind"] == "growth_rate" and not _RATE.search(indicator):
        growth = f"{bound}{amount} {'decline' if falls else 'growth'}"
        return f"{change if target['unit'] in _POINTS else growth} a year on average{by.replace('by', 'to')}"
    if target["kind"] == "change" and target["unit"] in (*SIGNS, *_POINTS):  # it has a direction, and adds no number
        return change + span
    if target["kind"] == "change":
        word = "" if "新增" in indicator else " less" if falls else " added"
        return f"{bound}{amount}{word}{by}"
    base = _base_of(target)
    return f"from {base} to {bound}{amount}{by}" if base else f"{bound}{amount}{by}"


def figure_of(target: Mapping[str, Any]) -> str | None:
    """The figure of a target without words, as `zhengce.documents.targets.figure` gives it in Chinese.

    None where the unit or the number has no certain English.

    15% (2020) → 56% · ≥ CNY 3.7 trillion · ↓ 13.5% of a change · ↑ ≥8% of a growth rate, whose `kind` belongs
    beside it.
    """
    amount, mark = _amount_of(target), _BOUNDS[target["comparator"]][1]
    if target["unit"] == "番" and target["value"] in _TIMES:
        return _TIMES[target["value"]][1]
    if amount is None:
        return None
    direction = target["direction"] if target["kind"] in ("change", "growth_rate") else None
    arrow = {"increase": "↑ ", "decrease": "↓ "}.get(direction or "", "")
    if arrow and target["unit"] in _POINTS and not mark:
        amount = f"{'+' if direction == 'increase' else '−'}{amount.replace('percentage ', '')}"
        arrow = ""
    shown = f"{arrow}{mark}{'' if not mark or amount[0].isdigit() else ' '}{amount}"
    base = _base_of(target)
    return f"{base} → {shown}" if base else shown


_BOUND = lazy_regex(
    r"(?:(?P<least>不得?[低少小]于|至少|达到|(?P<more>超过))|(?P<most>不得?(?:[高大]于|超过))|(?P<valid>有效期限?为?))?"
    r"(?P<of>\D*?)(?P<number>\d[\d,.]*|[一二两三四五六七八九十百]+)\s?(?P<unit>[^\d，。；：]*?)"
    r"(?:(?P<above>以上)|(?P<below>以下|(?P<inside>以内|之内|内)))?"
)
_LONGEST_BOUND = 100  # characters: the pattern tries each numeral, and what stands behind each
_IS_SPAN = lazy_regex(r"(?:minutes?|hours?|days?|months?|years?|k?m)$")
"""Of time or way: within 5 days, but at most 5 people."""


def bound_phrase(words: str) -> tuple[str, str] | None:
    """A bound in words, and the Chinese of which it is a share: at least 3%, within 45 working days, valid for 2 years.

    None without certain English.
    """
    bound = _BOUND.fullmatch(words) if len(words) <= _LONGEST_BOUND else None
    value = read_value(bound["number"]) if bound else None
    amount = _amount(value, bound["number"], bound["unit"]) if bound and value is not None else None
    if bound is None or amount is None:
        return None
    least, most = bound["least"] or bound["above"], bound["most"] or bound["below"]
    before = "at most " if most else "at least " if least else ""
    if bound["inside"] and _IS_SPAN.search(amount):
        before = "within "
    elif bound["valid"] or bound["more"]:
        before = "valid for " if bound["valid"] else "more than "
    return before + amount, bound["of"]


def is_bare(figure: str) -> bool:
    """Whether a figure is a number without a unit: ≥5, at least 1.5 million by 2025."""
    return set(re.findall(r"[^\W\d_]+|[%‰/]", figure.lower())) <= _NUMBER_WORDS


def _amount_of(target: Mapping[str, Any]) -> str | None:
    """What a target sets, with its unit; None without certain English."""
    if target["unit"] == "倍" and target["kind"] in ("change", "growth_rate"):
        return None  # 增长2倍 is three times as much
    return _amount(target["value"], target["value_as_printed"], _unit_of(target), target.get("upper"))


def _base_of(target: Mapping[str, Any]) -> str | None:
    """Where a target starts: 15% (2020)."""
    if target["baseline"] is None:
        return None
    base = _amount(target["baseline"], str(target["baseline"]), _unit_of(target))
    return f"{base} ({target['baseline_year']})" if base and target["baseline_year"] else base


def _unit_of(target: Mapping[str, Any]) -> str:
    """The unit; of firms and users, which are no households, without one."""
    unit = str(target["unit"])
    return f"{unit[:-1]}个" if unit.endswith("户") and _NO_FAMILIES.search(target["indicator"]) else unit


@lru_cache(maxsize=4096, typed=True)
def _amount(value: object, printed: str, unit: str, upper: float | None = None) -> str | None:
    """The number with its unit in English: CNY 3.7 trillion, 12 kWh per 100 km; None where that is not certain."""
    if (upper is None and "/" in printed) or "分之" in printed or printed == "一半":
        ratio = read_value(printed)
        return None if unit or ratio is None else str(Fraction(ratio).limit_denominator(100)).replace("1/2", "half")
    head, *below = [unit] if unit in UNITS else re.split("[/／]", unit)
    ends = [f"{end:.12g}" if isinstance(end, float) else str(end) for end in (value, upper) if end is not None]
    quantities = [read_quantity(end, "" if unit in UNITS else head) for end in ends]
    amounts = [quantity.amount for quantity in quantities if quantity.amount is not None]
    base = head if unit in UNITS else quantities[0].base_unit
    denominators = [_PER.get(part) or UNITS.get(part, ("",))[0] for part in below]
    is_known = base in CURRENCIES or base in UNITS or base in _PLAIN
    if len(amounts) < len(ends) or not all(denominators) or not is_known:
        return None
    return "".join([_with_unit(amounts, base), *(f" per {denominator}" for denominator in denominators)])


def _with_unit(amounts: list[float], base: str) -> str:
    """3700000000000 元 as CNY 3.7 trillion; 350 million kW as 350 GW; 60 million mu (4 million ha)."""
    size, larger = _LARGER.get(base, (0.0, ""))
    if larger and min(amounts) >= size:
        return f"{_spell([amount / size for amount in amounts])} {larger}"
    number = _spell(amounts)
    if base in CURRENCIES:
        return f"{CURRENCIES[base]} {number}"
    shown = f"{number} {UNITS[base][number != '1']}" if base in UNITS else number + SIGNS.get(base, "")
    hectares = [float(f"{amount / _MU_OF_A_HECTARE:.3g}") for amount in amounts]
    return f"{shown} ({_spell(hectares)} ha)" if base == "亩" else shown


def _spell(amounts: list[float]) -> str:
    """3700000000000 as 3.7 trillion, 90000 as 90,000; the ends of a range in one size: 1-2 million."""
    size, name = next(((size, f" {name}") for size, name in _SIZES if min(amounts) >= size), (1, ""))
    return "-".join(f"{amount / size:,.10g}" for amount in amounts) + name
