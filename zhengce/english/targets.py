"""A target as a line of English: 5G user penetration (5G用户普及率): from 15% (2020) to 56% by 2025."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from parsers.csv_tables import rows_of
from parsers.grammar.targets.quantities import read_quantity, read_value
from zhengce.english.titles.shown import ShownText

CURRENCIES = {"元": "CNY", "元人民币": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD"}
"""They stand before the number."""
SIGNS = {"%": "%", "％": "%", "‰": "‰", "": ""}
"""They follow the number without a blank."""
UNITS = {row["unit"]: (row["one"], row["many"]) for row in rows_of(__package__, "units.csv")}
"""Unit as printed, without 万 and 亿 -> one and many."""
COUNTERS = frozenset(
    "个 家 项 件 台 台套 台（套） 套 辆 艘 架 座 处 条 所 张 种 株 批 只 头 枚 支 场 列 片 款 部 篇 册 例 床 站".split()
)
"""Measure words, of which English has none: the indicator says what is counted."""
_BOUNDS = {"=": ("", ""), ">=": ("at least ", "≥"), "<=": ("at most ", "≤"), "~": ("about ", "≈")}
"""Comparator -> what stands before an amount in words, and as a sign."""
_TIMES = {1: ("doubled", "× 2"), 2: ("quadrupled", "× 4"), 3: ("eight times as much", "× 8")}
"""翻一番, in words and as a sign."""
_POINTS = ("个百分点", "百分点")
_IN_SHARES = ("倍", *SIGNS, *_POINTS)
"""Units in which a change has a direction, and not a number that is added."""
NATURES = {"约束性": "binding", "预期性": "indicative"}
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MONEY = re.compile("(?:产值|收入|投资|销售额|交易额|利润|税收|资金)$")
_FIRMS = re.compile("企业|市场主体|经营主体|贷款|个体|户数")
PERCENT = ("%", "％")
_IN_BRACKETS = re.compile(r"[\[〔［【]")
_CHANGES = re.compile("(?:下降|降低|减少|增长|提高)(?:率|幅度|比例)?$")
_RATE = re.compile("(?:增速|增长率|增幅|涨幅|增长速度)$")
_NUMBER_WORDS = frozenset("at least most about more than within from to by up down added less in principle".split())
_SCALED = re.compile(r"(?P<number>\d*)(?P<scale>[十百千万亿]*)(?P<unit>\D*)")


def line_of(target: Mapping[str, Any]) -> str:
    """The line of a target (of `english_target`), as a newsletter prints it, marked where the English of its indicator
    is a machine's; its printed words where the unit or the number has no certain English."""
    phrase = phrase_of(target)
    if phrase is None:
        return " | ".join(str(target["words"]).split("\t"))
    english = target.get("indicator_en")
    if not english:
        return f"{target['indicator']}: {phrase}"
    return ShownText(f"{english} ({target['indicator']}): {phrase}", target["indicator_en_origin"]).printed


def phrase_of(target: Mapping[str, Any]) -> str | None:
    """The figure of a target in words: from 15% (2020) to 56% by 2025; None without certain English."""
    year, indicator, falls = target["year"], target["indicator"], target["direction"] == "decrease"
    by, span = f" by {year}" if year else "", _span(target)
    if target["unit"] == "番":
        times, _ = _TIMES.get(target["value"], (None, ""))
        return times and times + span
    amount, bound = _amount_of(target), _BOUNDS[target["comparator"]][0]
    if amount is None:
        return None
    if target["kind"] == "growth_rate" and not _RATE.search(indicator):
        growth = f"{bound}{amount} {'decline' if falls else 'growth'}"
        if target["unit"] in _POINTS:
            growth = f"{'down' if falls else 'up'} {bound or 'by '}{amount}"
        return f"{growth} a year on average" + (f" to {year}" if year else "")
    if target["kind"] == "change":
        if target["unit"] in _IN_SHARES:
            return f"{'down' if falls else 'up'} {bound or 'by '}{amount}{span}"
        word = "" if "新增" in indicator else " less" if falls else " added"
        return f"{bound}{amount}{word}{by}"
    base = _base_of(target) if target["kind"] == "level" else ""
    return f"from {base} to {bound}{amount}{by}" if base else f"{bound}{amount}{by}"


def figure_of(target: Mapping[str, Any]) -> str | None:
    """The figure of a target without words, as `zhengce.documents.targets.figure` gives it in Chinese.

    None where the unit or the number has no certain English.

    15% (2020) → 56% · ≥ CNY 3.7 trillion · ↓ 13.5% of a change · ↑ ≥8% of a growth rate, whose `kind` belongs
    beside it.
    """
    if target["unit"] == "番":
        return _TIMES.get(target["value"], (None, None))[1]
    amount, mark = _amount_of(target), _BOUNDS[target["comparator"]][1]
    if amount is None:
        return None
    direction = target["direction"] if target["kind"] in ("change", "growth_rate") else None
    arrow = {"increase": "↑ ", "decrease": "↓ "}.get(direction or "", "")
    if arrow and amount.endswith(" percentage points"):
        amount = f"{'+' if direction == 'increase' else '−'}{amount.replace('percentage ', '')}"
        arrow = ""
    shown = f"{arrow}{mark}{'' if not mark or amount[0].isdigit() else ' '}{amount}"
    base = _base_of(target)
    return f"{base} → {shown}" if base else shown


_BOUND = re.compile(
    r"(?P<number>\d[\d,.]*|[一二两三四五六七八九十百]+)\s?(?P<unit>[^\d，。；：]*?)(?P<end>以上|以下|以内|之内|内)?$"
)
_LONGEST_BOUND = 100  # characters: the pattern tries each numeral, and what stands behind each
_AT_LEAST = re.compile("不(?:得)?(?:低|少|小)于|至少|达到|超过|以上$")
_AT_MOST = re.compile("不(?:得)?(?:高|大|超)[于过]|(?:以下|内)$")


def bound_of(words: str) -> str | None:
    """The figure of a bound: ≥3% of 不低于当年营业收入的3%, ≤45 working days of 45个工作日内, 2 years of 有效期二年.

    None where the unit or the number has no certain English, or none: of what it is a number, the words alone say.
    """
    figure = figure_of(target) if (target := bound_in(words)) else None
    return None if figure is None or is_bare(figure) else figure


def bound_in(words: str) -> dict[str, Any] | None:
    """A bound as a target knows its figure."""
    match = _BOUND.search(words) if len(words) <= _LONGEST_BOUND else None
    value = read_value(match["number"]) if match else None
    if match is None or value is None:
        return None
    comparator = "<=" if _AT_MOST.search(words) else ">=" if _AT_LEAST.search(words) else "="
    target = {"indicator": words, "kind": "level", "value": value, "value_as_printed": match["number"]}
    absent = ("direction", "baseline", "baseline_year", "year")
    return target | {"unit": match["unit"], "comparator": comparator} | dict.fromkeys(absent)


def _amount_of(target: Mapping[str, Any]) -> str | None:
    """What a target sets, with its unit; of a change in multiples the percentage; None without certain English."""
    value, is_change = target["value"], target["kind"] in ("change", "growth_rate")
    if target["kind"] == "change" and _may_be_points(target):
        return None
    if target["unit"] == "倍" and is_change:
        is_known = isinstance(value, int | float) and target["direction"] != "decrease"
        return f"{value * 100:,.10g}%" if is_known else None
    return _amount(value, target["value_as_printed"], _unit_of(target), target.get("upper"))


def _base_of(target: Mapping[str, Any]) -> str | None:
    """Where a target starts: 15% (2020)."""
    if target["baseline"] is None:
        return None
    base = _amount(target["baseline"], str(target["baseline"]), _unit_of(target))
    return f"{base} ({target['baseline_year']})" if base and target["baseline_year"] else base


def is_bare(figure: str) -> bool:
    """Whether a figure is a number without a unit: ≥5, at least 1.5 million by 2025."""
    words = set(re.findall(r"[^\W\d_]+|[%‰/]", figure.lower()))
    return words <= _NUMBER_WORDS | {name for _, name in _SIZES}


def _may_be_points(target: Mapping[str, Any]) -> bool:
    """Whether a change in percent may be one in points: [41] of a rate is 41 points, of an amount 41%."""
    in_brackets = target["unit"] in PERCENT and _IN_BRACKETS.search(target["value_as_printed"])
    return bool(in_brackets) and not _CHANGES.search(target["indicator"])


def _unit_of(target: Mapping[str, Any]) -> str:
    """The unit, by its indicator where it has several meanings: 户 of users, of firms and of families."""
    unit, indicator = str(target["unit"]), str(target["indicator"])
    if unit in ("百亿亿次", "百亿亿次/秒") and "算力" in indicator:
        return "百亿亿次浮点运算/秒"
    if unit.endswith("户") and "用户" in indicator:
        return unit.removesuffix("户") + ("个" if "user" in (target.get("indicator_en") or "") else "用户")
    if unit in ("万", "亿", "万亿") and _MONEY.search(indicator):
        return f"{unit}?"  # whose currency the page leaves out
    if unit.endswith("户") and _FIRMS.search(indicator):
        return unit.removesuffix("户") + "个"
    return unit


def _span(target: Mapping[str, Any]) -> str:
    base, year = target["baseline_year"], target["year"]
    if base:
        return f" from {base}" + (f" to {year}" if year else "")
    return f" by {year}" if year else ""


@lru_cache(maxsize=4096, typed=True)
def _amount(value: object, printed: str, unit: str, upper: float | None = None) -> str | None:
    """The number with its unit in English: CNY 3.7 trillion, 12 kWh per 100 km; None where that is not certain."""
    if (upper is None and "/" in printed) or "分之" in printed or printed == "一半":
        ratio = read_value(printed)
        if unit or not isinstance(ratio, float):
            return None
        return "half" if ratio == 0.5 else str(Fraction(ratio).limit_denominator(100))
    head, *below = [unit] if unit in UNITS else re.split("[/／]", unit)
    ends = [f"{end:.12g}" if isinstance(end, float) else str(end) for end in (value, upper) if end is not None]
    quantities = [read_quantity(end, "" if unit in UNITS else head) for end in ends]
    amounts = [quantity.amount for quantity in quantities if quantity.amount is not None]
    base = head if unit in UNITS else quantities[0].base_unit
    denominators = [_denominator(part) for part in below]
    is_known = base in CURRENCIES or base in SIGNS or base in UNITS or base in COUNTERS
    if len(amounts) < len(ends) or None in denominators or not is_known:
        return None
    shown = _with_unit(_spell(amounts), base) if below else _as_expected(amounts, base)
    return shown + "".join(f" per {denominator}" for denominator in denominators)


_LARGER = {"千瓦": (1e6, "GW"), "千瓦时": (1e9, "TWh")}
"""Unit of power and energy -> from where on which larger one is used."""
_MU_OF_A_HECTARE = 15


def _as_expected(amounts: Sequence[float], base: str) -> str:
    """350 million kW as 350 GW; 60 million mu (4 million ha)."""
    size, larger = _LARGER.get(base, (0.0, ""))
    if larger and min(amounts) >= size:
        return f"{_range(amounts, size)} {larger}"
    shown = _with_unit(_spell(amounts), base)
    hectares = [float(f"{amount / _MU_OF_A_HECTARE:.3g}") for amount in amounts]
    return f"{shown} ({_spell(hectares)} ha)" if base == "亩" else shown


def _with_unit(number: str, base: str) -> str:
    if base in CURRENCIES:
        return f"{CURRENCIES[base]} {number}"
    if base not in UNITS:
        return number + SIGNS.get(base, "")
    one, many = UNITS[base]
    return f"{number} {one if number == '1' else many}"


def _denominator(unit: str) -> str | None:
    """年 -> year, 百公里 -> 100 km, 万人 -> 10,000 people, 10万 -> 100,000."""
    if unit in UNITS:
        return UNITS[unit][0]
    match = _SCALED.fullmatch(unit)
    scale = read_quantity(match["number"] or "1", match["scale"] + "个").amount if match else None
    if match is None or scale is None:
        return None
    if match["unit"] == "元":
        return f"CNY {scale:,.0f}"
    if match["unit"] not in UNITS:
        return None if match["unit"] else f"{scale:,.0f}"
    one, many = UNITS[match["unit"]]
    return one if scale == 1 else f"{scale:,.0f} {many}"


def _spell(amounts: Sequence[float]) -> str:
    """3700000000000 as 3.7 trillion, 90000 as 90,000; the ends of a range in one size: 1-2 million."""
    for size, name in _SIZES:
        if min(amounts) >= size:
            return f"{_range(amounts, size)} {name}"
    return "-".join(f"{amount:,.10g}" for amount in amounts)


def _range(amounts: Sequence[float], size: float) -> str:
    return "-".join(f"{amount / size:,.6g}" for amount in amounts)
