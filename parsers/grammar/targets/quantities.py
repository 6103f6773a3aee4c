"""Numbers with their units: 3.7万亿元, 56%, 百分之三十, 5%-7%, 1/3, 12千瓦时/百公里, 300EFLOPS, 10个百分点, 翻一番."""

import re
from dataclasses import dataclass

from parsers.csv_tables import rows_of
from parsers.grammar.numerals import NUMERALS, read_numeral
from parsers.grammar.patterns import lazy_regex

FIGURE = r"(?:\d{1,3}(?:[,，]\d{3})+(?![\d])|\d+)(?:[.．]\d+)?"
"""1,000 · 3.7 · ５６."""
_WORDED = f"(?:[一二三四五六七八九十两][{NUMERALS}]*)(?:点[{NUMERALS}]+)?"
_SCALE = "[十百千万亿]"
_TO = r"\s?(?:[-－—–~～]{1,2}|至)\s?"
"""Between the two ends of a range: 5%-7%, 3～5个."""

# Units of measure as plans print them. A unit of one character that begins another word is none there: 50万人口, 3个人.
_MEASURES = (
    "个百分点 百分点 微克/立方米 毫克/立方米 微克／立方米 毫克/升 标准箱 平方公里 平方千米 平方米 标准立方米 "
    "立方米 公里 千米 海里 毫米 厘米 微米 纳米 公顷 公斤 美元 欧元 港元 元 千瓦时 千瓦 兆瓦 吉瓦 太瓦时 瓦时 "
    "瓦 千克 毫克 克 吨公里 人公里 人次 人天 人日 人年 台（套） 台(套) 台套 万标箱 标箱 标台 车次 架次 航次 "
    "艘次 班次 班列 批次 标方 端口 载重吨 总吨 净吨 兆 度 TEU TB PB EB ZB GB MB KB Tbps Gbps Mbps Kbps bit/s "
    "bps EFLOPS EFlops EFLOPs PFLOPS PFlops Flops FLOPS MW GW kW KW kWh GWh TWh MWh Wh km 百亿亿次浮点运算/秒 "
    "亿亿次/秒 百亿亿次/秒 卡/小时 分贝 焦耳 摄氏度 mL L ℃ % ％ ‰ "
).split()
_COUNTERS = {row["counter"]: row["not_before"] for row in rows_of(__package__, "counters.csv")}
_MATTER = r"(?:标准煤|标煤|二氧化碳当量|二氧化碳|油当量|标准油)"
_MEASURE = "|".join(re.escape(unit) for unit in sorted(_MEASURES, key=len, reverse=True))
_COUNTER = "|".join(
    f"{unit}(?![{not_before}])" if not_before else unit
    for unit, not_before in sorted(_COUNTERS.items(), key=lambda item: -len(item[0]))
)
COUNTERS = frozenset(_COUNTERS)
PERCENT = ("%", "％")
SHARES = (*PERCENT, "‰", "倍", "个百分点", "百分点", "成", "番", "")
"""Units of what has none of its own."""
TIMES = "个工作日|工作日|个月|小时|分钟|毫秒|微秒|年|天|日|秒"
"""Units of time: a term, and a target only of an indicator of time (平均受教育年限, 审批时间)."""
_PEOPLE = "人口|人|户|元|吨公里|名"
_PER_UNITS = (
    "吨公里 人公里 平方公里 立方米 平方米 千瓦时 瓦时 千瓦 千克 公斤 公里 公顷 小时 单位 年 日 天 秒 次 人 户 家 件 亩 "
    "吨 升 元 瓦 床 车 辆 台"
)
_PER = (
    rf"(?:[/／](?:人[·.]?[年日天]|{'|'.join(_PER_UNITS.split())}|百公里|\d+{_SCALE}*(?:{_PEOPLE})?"
    rf"|{_SCALE}+(?![瓦克米])(?:{_PEOPLE})?))"
)
_BASE = rf"(?:{_MEASURE}|(?:{_COUNTER})(?:（[个家项处条所座人名件台]）)?){_MATTER}?{_PER}{{0,2}}"
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
_LEADING = lazy_regex(rf"{_SCALE}+")
_RANGE = lazy_regex(rf"(?P<low>{FIGURE})(?:[%％‰]|{_SCALE}{{1,2}})?{_TO}(?P<high>{FIGURE})")
_WHOLE_UNITS = ("千瓦", "千米", "千克", "百分点")
"""They begin with a numeral that belongs to the unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as printed and by value."""

    value: str
    unit: str
    amount: float | None
    base_unit: str


def read_quantity(number: str, unit: str) -> Quantity:
    """A quantity of its number and unit as printed: 3.7 and 万亿元 -> 3.7e12 元; 三十 and % -> 30 %."""
    scale = _LEADING.match(unit)
    prefix = scale[0] if scale else ""
    for whole in _WHOLE_UNITS:
        at = unit.find(whole)
        if 0 <= at < len(prefix):
            prefix = prefix[:at]
    size = 1
    for character in prefix:
        size *= _SCALES[character]
    if found := _RANGE.fullmatch(number):
        number = f"{found['low']}-{found['high']}"
    value = read_value(number)
    # 0.58 × 10^4 and its like leave digits of floating point behind: 1.1万 is 11000, not 11000.000000000002.
    amount = None if value is None else float(f"{value * size:.12g}")
    return Quantity(number, unit, amount, unit[len(prefix) :])


def read_range(number: str) -> tuple[str, str] | None:
    """The ends of a range: 3-5 -> 3 and 5; None of any other number."""
    found = _RANGE.fullmatch(number)
    return (found["low"], found["high"]) if found else None


def read_value(number: str) -> float | None:
    """The value of a number in figures or Chinese numerals: 1,000 · 3.7 · 三点五 · 二十 · 1/3 · 三分之一 · 一半.

    None for ranges and for what is no number.
    """
    if number == "一半":
        return 0.5
    if "分之" in number:
        below, _, above = number.partition("分之")
        return _ratio(read_numeral(above), read_numeral(below))
    if "/" in number:
        above, _, below = number.partition("/")
        return _ratio(read_numeral(above), read_numeral(below))
    plain = number.replace(",", "").replace("，", "").replace("．", ".")
    try:
        return float(plain)
    except ValueError:
        whole, _, part = plain.partition("点")
        value = read_numeral(whole)
        digits = "".join(str(read_numeral(digit)) for digit in part) if part else ""
        if value is None or "None" in digits:
            return None
        return float(f"{value}.{digits}") if digits else float(value)


def _ratio(above: int | None, below: int | None) -> float | None:
    return above / below if above is not None and below else None
