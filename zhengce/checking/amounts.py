"""The amounts of a Chinese sentence or row of a table, each with its kind and where it stands.

A row of a table gives its unit in its label or in a cell of its own: 累计投资（万亿元）, 2.5, 3.7.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.grammar.targets.figures import Figure as ChineseFigure
from parsers.grammar.targets.figures import find_figures, fold
from parsers.grammar.targets.quantities import COUNTERS, FIGURE, read_quantity, read_range
from parsers.grammar.targets.wording import any_of, read_bound
from parsers.record import Comparator
from zhengce.english.figures import chinese_numbers
from zhengce.english.targets import UNITS

COUNT, UNKNOWN = "count", "?"
"""Kinds of what is counted (家, 项) and of a unit that no table knows. A number without a unit has none."""
PEOPLE = "people"

_MONEY = ("美元", "欧元", "港元", "元")
_PLAIN_UNITS = {"%": "%", "％": "%", "个百分点": "points", "百分点": "points", "月": "months", "天": "days"}
_LABEL = re.compile(r"[（(]([^（()）]{1,16})[）)]")
_WEEKS = re.compile(rf"(?P<number>{FIGURE}|[一二三四五六七八九十两]+)(?:个?星期|周(?![年岁边围期]))")
_CELL_NUMBER = re.compile(rf"(?<![\d.]){FIGURE}(?![\d.]*[%％])")
_BOUND_APART = re.compile(rf"({any_of('near')})[^，,。；;、：:0-9]*的$")
_BOUND_LENGTH = 24
_REACHED = ("达到", "达", "满")
"""Before a figure and 的, of a condition: 达到100万人的 begins at it."""


class Amount(NamedTuple):
    """An amount of a Chinese text."""

    value: float
    kind: str
    """%, points (百分点), 元, days, working days, km, EFLOPS …, COUNT, UNKNOWN, or nothing."""
    at: int
    bound: Comparator = "="
    """That of the words at it: 不低于3%, 45个工作日内."""


def amounts_of(sentence: str) -> tuple[Amount, ...]:
    """The amounts of a sentence or of a row of a table."""
    text = fold(sentence)
    figures = find_figures(text)
    read = [amount for figure in figures for amount in _amounts_of(figure, text)]
    rest = text
    for figure in figures:
        rest = _blank(rest, figure.start, figure.end)
    if "\t" in text and (units := _units_of_row(text)):
        for match in list(_CELL_NUMBER.finditer(rest, rest.index("\t") if "\t" in rest else 0)):
            quantities = [read_quantity(match.group(), unit) for unit in units]
            read += (
                Amount(quantity.amount, kind_of(quantity.base_unit), match.start())
                for quantity in quantities
                if quantity.amount
            )
            if "%" in units and text[match.start() - 1] in "[〔(（":  # the change of a share
                read += (Amount(quantity.amount, "points", match.start()) for quantity in quantities if quantity.amount)
            rest = _blank(rest, match.start(), match.end())
    for match in list(_WEEKS.finditer(rest)):
        if (weeks := read_quantity(match["number"], "").amount) is not None:
            read.append(Amount(weeks, "weeks", match.start()))
        rest = _blank(rest, match.start(), match.end())
    read += (Amount(value, "", rest.find(f"{value:g}")) for value in dict.fromkeys(chinese_numbers(rest)[1]))
    return tuple(read)


def kind_of(unit: str) -> str:
    """The kind of a Chinese unit: its English where the table of units has it."""
    unit = re.split("[/／]", unit)[0] if unit not in UNITS else unit
    if unit in _PLAIN_UNITS:
        return _PLAIN_UNITS[unit]
    if money := next((money for money in _MONEY if unit.startswith(money)), None):
        return money
    if unit in UNITS:
        return UNITS[unit][1].partition(" of ")[0]
    if not unit or unit in COUNTERS or unit[:1] in COUNTERS:
        return COUNT if unit else ""
    return UNKNOWN


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _amounts_of(figure: ChineseFigure, text: str) -> Iterator[Amount]:
    for number in read_range(figure.number) or (figure.number,):
        quantity = read_quantity(number, figure.unit)
        if quantity.amount is not None:
            yield Amount(quantity.amount, kind_of(quantity.base_unit), figure.start, _bound(figure, text))


def _bound(figure: ChineseFigure, text: str) -> Comparator:
    """That of the words at the figure, or of those before its share: 不低于主营业务收入的3%."""
    if figure.comparator != "=":
        return figure.comparator
    if text.startswith("内", figure.end):
        return "<="
    if text.startswith("的", figure.end) and text.endswith(_REACHED, 0, figure.start):
        return ">="
    apart = _BOUND_APART.search(text, max(0, figure.start - _BOUND_LENGTH), figure.start)
    return read_bound(apart[1] if apart else None)


def _units_of_row(text: str) -> list[str]:
    """The units of a row's numbers: in brackets in its label, or in a cell without a number."""
    cells = text.split("\t")
    labels = [unit for cell in cells for unit in _LABEL.findall(cell) if not any(map(str.isdigit, unit))]
    labels += (cell for cell in cells[1:] if kind_of(read_quantity("1", cell.strip()).base_unit) not in ("", UNKNOWN))
    return list(dict.fromkeys(unit.strip() for unit in labels))
