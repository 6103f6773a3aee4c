"""Numbers with their units: 3.7万亿元, 56%, 百分之三十, 1000公里, 300EFLOPS, 10个百分点."""

import re
from dataclasses import dataclass

from parsers.grammar.numerals import NUMERALS, read_numeral

_FIGURE = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?"
_WORDED = f"[{NUMERALS}]+(?:点[{NUMERALS}]+)?"
_SCALE = "[十百千万亿]"
# Units of measure as plans print them, the longer ones first. A unit of time is none: 30日 is a term, not a target.
_UNITS = (
    "个百分点 百分点 微克/立方米 毫克/立方米 微克／立方米 克标准煤/千瓦时 吨标准煤/万元 立方米/万元 "
    "件/万人 吨标准煤 吨标煤 吨二氧化碳 千瓦时 千瓦 兆瓦 吉瓦 标准箱 平方公里 平方千米 平方米 立方米 公里 "
    "千米 海里 米 公顷 亩 公斤 斤 克 吨 美元 欧元 元 人次 人天 人日 人 户 家 个 项 件 台套 台 套 辆 艘 架 "
    "座 处 条 所 张 种 株 次 批 对 口 头 只 羽 枚 门 位 名 支 场 列 节 片 款 部 篇 部门 岁 倍 成 分 册 例 "
    "床 站 孔 芯 端口 TEU TB PB EB ZB GB Tbps Gbps Mbps Kbps bit/s bps EFLOPS EFlops PFLOPS Flops "
    "百亿亿次浮点运算/秒 亿亿次/秒 百亿亿次/秒 MW GW kW kWh GWh TWh KB 标台 车次 架次 航次 班 度 折标煤 "
    "标准立方米 标方 % ％ ‰ "
).split()
_UNIT = "|".join(re.escape(unit) for unit in sorted(set(_UNITS), key=len, reverse=True))
_COMPOUND = r"(?:/(?:万?人|百人|千人|户|公里|平方公里|平方米|亩|年|万元|秒|日|天|吨|千瓦时))?"
_SIGNS = "[>＞<＜≥≤~～﹥﹤]?"

QUANTITY = (
    rf"(?P<sign>{_SIGNS})(?:百分之(?P<percent>{_WORDED}|{_FIGURE})"
    rf"|(?P<number>{_FIGURE}|(?<![第每一二三四五六七八九十百千万亿]){_WORDED})(?P<unit>(?:{_SCALE})*(?:{_UNIT}){_COMPOUND}(?!月|工作日|小时|自然日|日|学期|学时|交易日)|亿|万亿|万))"
)
"""A pattern of a quantity, with the groups `sign`, `percent`, or `number` and `unit`."""

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LEADING = re.compile(rf"{_SCALE}+")


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
    # 千瓦, 千米, 百分点 and 百亿亿次 begin with a numeral that belongs to the unit.
    prefix = scale[0] if scale else ""
    for whole in ("千瓦", "千米", "百分点"):
        at = unit.find(whole)
        if at >= 0 and at < len(prefix):
            prefix = prefix[:at]
    size = 1
    for character in prefix:
        size *= _SCALES[character]
    value = read_value(number)
    return Quantity(number, unit, None if value is None else value * size, unit[len(prefix) :] or "")


def read_value(number: str) -> float | None:
    """The value of a number in figures or Chinese numerals: 1,000 · 3.7 · 三点五 · 二十."""
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
