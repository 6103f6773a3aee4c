"""Figures of a report and of a Chinese text, by amount and kind: CNY 3.7 trillion and 3.7万亿元 are one.

A row of a table gives its unit in its label or in a cell: 累计投资（万亿元）, 2.5, 3.7.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.grammar.targets.figures import Figure as ChineseFigure
from parsers.grammar.targets.figures import find_figures
from parsers.grammar.targets.folding import fold
from parsers.grammar.targets.quantities import FIGURE, read_quantity, read_range
from parsers.grammar.targets.wording import BOUND_BEFORE
from parsers.record import Comparator
from zhengce.english.figures import ENGLISH_SCALES, SPELLED, chinese_numbers
from zhengce.english.vocabulary import MONTHS

Amount = tuple[float, str]
"""An amount and its kind: %, points (百分点), 元, 美元, a unit of time, or nothing."""

_ROUNDED = 0.005
"""Share by which a rounded figure may differ."""

_SPELLED = "|".join(sorted((word for word, value in SPELLED.items() if value >= 3), key=len, reverse=True))
_MONTH = "|".join([*MONTHS, *(month[:3] + r"\.?" for month in MONTHS)])
_ENGLISH = re.compile(
    r"(?<![\w.,/〔（-])(?P<money>CNY|RMB|USD|US\$|EUR|[¥￥$€])?\s?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![A-Za-z])(?:{_SPELLED}))(?![.,]?\d|-Year Plan)"
    rf"(?:[\s-](?P<scale>{'|'.join(ENGLISH_SCALES)})|(?P<short>bn|tn|m(?=\W)))?"
    r"(?P<unit>\s?(?:percentage points?|percent|per cent|%)|[\s-](?:(?:working|business|calendar) )?"
    r"(?:days?|months?|years?|hours?)\b|\s(?:yuan|renminbi|RMB|CNY|dollars|euros?)\b)?(?![\w])",
    re.IGNORECASE,
)
_NAMES = re.compile(
    rf"(?:\b(?:No\.?|nos\.?|article|art\.|chapter|section|paragraph|phase|stage|top|part|annex|level|class|{_MONTH})\s*)$",
    re.IGNORECASE,
)
"""Words before a number that is a name: Article 12, November 20."""
_RELATIVE = re.compile(r"\b(?:next|past|last|coming|previous|following)\s*$", re.IGNORECASE)
"""Before a time that the writer counts: over the next 15 years."""
_DAY_BEHIND = re.compile(rf"\s+(?:{_MONTH})\b", re.IGNORECASE)
_YEARS = range(1900, 2100)
_BOUND = re.compile(
    r"\b(?:(?P<least>at least|(?:no|not) (?:less|fewer|lower) than|more than|over|above|exceed(?:s|ing)?|minimum of)"
    r"|(?P<most>at most|(?:no|not) (?:more|higher|greater) than|not exceed(?:ing)?|(?:less|fewer) than"
    r"|under|below|within|maximum of|capped at))\s*$",
    re.IGNORECASE,
)
"""Before a figure. "Up to" is no bound: it is said of a rise, too."""
_BOUND_LENGTH = 24
_BOUND_BEHIND = re.compile(
    r"\s*or (?:(?P<least>more|above|higher|over)|(?P<most>less|below|lower|under|fewer))\b", re.I
)
_BOUND_APART = re.compile(rf"({'|'.join(sorted(BOUND_BEFORE, key=len, reverse=True))})[^，,。；;、：:0-9]*的$")
_TO = re.compile(r"\s*(?:\((?:19|20)\d\d\)\s*)?(?:to|and|[-–—~])\s*", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)

_KINDS = dict(
    pair.split("=")
    for pair in (
        "percentage point=points|percent=%|per cent=%|%=%|day=日|month=月|year=年|hour=小时|"
        "yuan=元|renminbi=元|rmb=元|cny=元|dollar=美元|euro=欧元"
    ).split("|")
)
"""Kind of an amount by the words of an English unit, then by those of a Chinese one."""
_MONEY = {"¥": "元", "￥": "元", "usd": "美元", "us$": "美元", "$": "美元", "eur": "欧元", "€": "欧元"} | _KINDS
_TIMES = ("日", "月", "年", "小时")
_SHORT = {"bn": 1e9, "tn": 1e12, "m": 1e6}
_UNITS = dict(
    pair.split("=")
    for pair in (
        "百分点=points|美元=美元|欧元=欧元|元=元|%=%|％=%|小时=小时|工作日=日|天=日|日=日|个月=月|月=月|年=年"
    ).split("|")
)
_CELL_UNIT = re.compile("[十百千万亿]*(?:个?百分点|美元|欧元|元|%|％|人|件|个|家|座|吨|千瓦)|[百千万亿]+")
_CELL_NUMBER = re.compile(rf"(?<![\d.]){FIGURE}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a report prints."""

    words: str
    amount: float
    kind: str
    start: int
    end: int
    step: float
    """What one more at the last printed digit would add; 0 for a number that is printed to its end."""
    is_spelled: bool = False
    start_of: "Figure | None" = None
    """The figure that it rises or falls from: from 5 to 26."""
    bound: Comparator = "="
    """What the words at it say: at least, or less."""

    def stands_for(self, amount: Amount) -> bool:
        """True for its own amount, and for one that is rounded to it: 3194.4亿元 is CNY 319.4 billion."""
        value, kind = amount
        if kind != self.kind:
            return False
        return value == self.amount or abs(value - self.amount) <= min(self.step / 2, _ROUNDED * abs(self.amount))

    def is_turned_round_in(self, sentence: str) -> bool:
        """True where a Chinese sentence has the figure with the opposite bound alone: at most 3 percent, 不低于3%."""
        if self.bound == "=":
            return False
        text = fold(sentence)
        same = (one for one in find_figures(text) if any(map(self.stands_for, _amounts_of(one))))
        return {_chinese_bound(one, text) for one in same} == {"<=" if self.bound == ">=" else ">="}


def figures_of(text: str) -> list[Figure]:
    """The figures of an English sentence; no years, ordinals, days or numbers of articles."""
    found: list[Figure] = []
    for match in _ENGLISH.finditer(text):
        figure = _figure(match)
        if figure is None:
            continue
        before = found[-1] if found else None
        if before and _TO.fullmatch(text, before.end, figure.start):
            found[-1] = before = _with_unit_of(before, figure)
            if _FROM.search(text, max(0, before.start - 30), before.start):
                figure = replace(figure, start_of=before)
        found.append(figure)
    starts = {id(figure.start_of) for figure in found}
    return [figure for figure in found if id(figure) not in starts]


def _figure(match: re.Match[str]) -> Figure | None:
    number, text = match["number"], match.string
    is_spelled = not number[0].isdigit()
    amount = SPELLED[number.lower()] if is_spelled else float(number.replace(",", ""))
    unit = (match["unit"] or "").strip(" -").lower()
    kind = next((kind for word, kind in _KINDS.items() if word in unit), "") or _MONEY.get(
        (match["money"] or "").lower(), ""
    )
    scale = ENGLISH_SCALES.get((match["scale"] or "").lower(), 1.0) * _SHORT.get((match["short"] or "").lower(), 1.0)
    is_bare = not (kind or match["scale"] or match["short"])
    if kind in _TIMES and _RELATIVE.search(text, max(0, match.start() - 12), match.start("number")):
        return None
    if is_bare and (
        (number.isdigit() and int(number) in _YEARS)
        or _NAMES.search(text, max(0, match.start() - 16), match.start("number"))
        or _DAY_BEHIND.match(text, match.end())
    ):
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    decimals = len(number.partition(".")[2])
    step = scale / 10**decimals if decimals or scale > 1 else 0.0
    words, value = match.group().strip(), float(f"{amount * scale:.12g}")
    return Figure(words, value, kind, start, match.end(), step, is_spelled, bound=_bound(match, kind))


def _bound(match: re.Match[str], kind: str) -> Comparator:
    found = _BOUND_BEHIND.match(match.string, match.end())
    found = found or _BOUND.search(match.string[max(0, match.start() - _BOUND_LENGTH) : match.start()] + " ")
    if found is None or (kind in _TIMES and found.group().strip().lower() == "over"):  # over five years: during them
        return "="
    return ">=" if found["least"] else "<="


def _with_unit_of(first: Figure, second: Figure) -> Figure:
    """The first end of a range with what only the second prints: from 15 to 56 percent, from 2.5 to 3.7 trillion."""
    scale = next((size for word, size in ENGLISH_SCALES.items() if word in second.words.lower()), 1.0)
    is_scaled = any(word in first.words.lower() for word in ENGLISH_SCALES)
    if is_scaled or scale == 1:
        return replace(first, kind=first.kind or second.kind)
    amount, step = float(f"{first.amount * scale:.12g}"), (first.step or 1.0) * scale
    return replace(first, kind=first.kind or second.kind, amount=amount, step=step)


def amounts_of(paragraph: str) -> frozenset[Amount]:
    """The amounts of a Chinese paragraph or row of a table, each with its kind and without it."""
    return frozenset(_amounts(fold(paragraph)))


def _chinese_bound(figure: ChineseFigure, text: str) -> Comparator:
    """That of the words at the figure (45个工作日内), or of those before its share: 不低于主营业务收入的3%."""
    if figure.comparator != "=":
        return figure.comparator
    if text.startswith("内", figure.end):
        return "<="
    apart = _BOUND_APART.search(text, max(0, figure.start - _BOUND_LENGTH), figure.start)
    return BOUND_BEFORE[apart[1]] if apart else "="


def _amounts_of(figure: ChineseFigure) -> Iterator[Amount]:
    for number in read_range(figure.number) or (figure.number,):
        quantity = read_quantity(number, figure.unit)
        if quantity.amount is not None:
            yield from ((quantity.amount, kind) for kind in ("", _kind(quantity.base_unit)))


def _amounts(text: str) -> Iterator[Amount]:
    for figure in find_figures(text):
        yield from _amounts_of(figure)
    yield from ((value, "") for value in chinese_numbers(text)[1])
    if "\t" in text:
        units = set(_CELL_UNIT.findall(text)) | {""}
        for number in _CELL_NUMBER.findall(text):
            for unit in units:
                quantity = read_quantity(number, unit)
                if quantity.amount is not None:
                    yield from ((quantity.amount, kind) for kind in ("", _kind(quantity.base_unit)))


def _kind(unit: str) -> str:
    return next((kind for word, kind in _UNITS.items() if word in unit), "")
