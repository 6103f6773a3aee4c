"""The figures of an English sentence, and whether they are those of a Chinese one: CNY 3.7 trillion is 3.7万亿元."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from parsers.record import Comparator
from zhengce.checking.amounts import COUNT, PEOPLE, UNKNOWN, Amount
from zhengce.english.figures import ENGLISH_SCALES, SPELLED
from zhengce.english.targets import UNITS
from zhengce.english.vocabulary import MONTHS

_ROUNDED = 0.005
"""Share by which a rounded figure may differ."""

_SPELLED = "|".join(sorted((word for word, value in SPELLED.items() if value >= 3), key=len, reverse=True))
_MONTH = "|".join([*MONTHS, *(month[:3] + r"\.?" for month in MONTHS)])
_ENGLISH_UNITS = {one.partition(" of ")[0]: many.partition(" of ")[0] for one, many in UNITS.values()} | {
    word: kind
    for kind, words in (
        ("points", "percentage point"),
        ("%", "percent|per cent|%"),
        ("working days", "working day|business day|workday"),
        ("calendar days", "calendar day|natural day|consecutive day"),
        ("weeks", "week"),
        ("months", "calendar month"),
        ("元", "yuan|renminbi|RMB|CNY"),
        ("美元", "US dollar|dollar|USD"),
        ("欧元", "euro|EUR"),
        ("tonnes", "metric ton|tonne|ton"),
        ("km²", "square kilometer|square kilometre|sq km|km²|km2"),
        ("m²", "square meter|square metre|m²|m2"),
        ("m³", "cubic meter|cubic metre|m³|m3"),
        ("km", "kilometer|kilometre"),
        ("m", "meter|metre"),
        ("", "degree|point"),
        ("kg", "kilogram|kilo"),
        ("mg", "milligram"),
        ("g", "gram"),
        ("hectares", "ha"),
        ("litres", "liter|litre"),
        ("kWh", "kilowatt-hour|kilowatt hour"),
        ("MWh", "megawatt-hour|megawatt hour"),
        ("GWh", "gigawatt-hour|gigawatt hour"),
        ("TWh", "terawatt-hour|terawatt hour"),
        ("kW", "kilowatt"),
        ("MW", "megawatt"),
        ("GW", "gigawatt"),
        ("EFLOPS", "exaflop"),
        ("PFLOPS", "petaflop"),
        (PEOPLE, "people|person|individual|resident|inhabitant"),
    )
    for word in words.split("|")
}
"""Words of a unit, in the singular -> its kind, as `amounts` names it."""
_ENGLISH_UNITS_LOWER = {word.lower(): kind for word, kind in _ENGLISH_UNITS.items()}
_UNIT = "|".join(
    re.escape(word) + ("s?" if word[-1].isalpha() else "") for word in sorted(_ENGLISH_UNITS, key=len, reverse=True)
)
_ENGLISH = re.compile(
    r"(?<![\w.,/〔（-])(?P<money>CNY|RMB|USD|US\$|EUR|[¥￥$€])?\s?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![A-Za-z])(?:{_SPELLED}))(?![.,]?\d|-Year Plan)"
    rf"(?:[\s-](?P<scale>{'|'.join(ENGLISH_SCALES)})|(?P<short>bn|tn|m(?=\W)))?"
    rf"(?:(?:[\s-]|(?=%|[A-Za-z]{{2}}))(?P<unit>{_UNIT})(?!\w))?(?![\w])",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\s+(?P<noun>[A-Za-z][\w'’-]*)")
_NO_NOUNS = frozenset(
    "a an and annually are as at be before below beyond by compared during each every for from had has have if in "
    "into is its less more of on or over per than that the their then through times to under until up upward "
    "versus via was were when where which while who will with within would yearly".split()
)
"""Words behind a number that say nothing of what is counted."""
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
_TO = re.compile(r"\s*(?:\((?:19|20)\d\d\)\s*)?(?:to|and|[-–—~])\s*", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)

_MONEY = dict.fromkeys(("¥", "￥", "cny", "rmb"), "元") | dict.fromkeys(("$", "us$", "usd"), "美元")
_MONEY |= {"€": "欧元", "eur": "欧元"}
_TIMES = frozenset("working days|calendar days|days|weeks|months|years|hours|minutes".split("|"))
_SHORT = {"bn": 1e9, "tn": 1e12, "m": 1e6}
_FITS = {
    "days": ("days", "working days"),
    "calendar days": ("days",),
    COUNT: (COUNT, PEOPLE, "households", "users", "person-times", "times", ""),
    PEOPLE: (PEOPLE, COUNT, "person-times", ""),
}
"""Kind of a figure -> kinds of a text that it may mean. "45 days" is said of 45个工作日, "45 calendar days" is not."""
_BASES = {
    kind: (base, size)
    for base, kinds in (
        ("W", {"kW": 1e3, "MW": 1e6, "GW": 1e9}),
        ("Wh", {"kWh": 1e3, "MWh": 1e6, "GWh": 1e9, "TWh": 1e12}),
        ("hectares", {"mu": 1 / 15, "km²": 100}),
        ("g", {"mg": 1e-3, "kg": 1e3, "tonnes": 1e6}),
        ("m", {"km": 1e3}),
    )
    for kind, size in kinds.items()
}
"""Kind -> the one that it is measured in, and how many of that it is: 350 GW is 3.5亿千瓦, 4 million ha 6000万亩."""
_BEFORE_A_BASELINE = re.compile("[比较]|高于|低于|超过|相比")
"""比2020年的15%提高: the sentence has the value first."""


MULTIPLE = re.compile(
    r"\b(?:(?P<more>more than|over|at least)\s+)?(?P<factor>halv|doubl|tripl|quadrupl)(?:e[sd]?|ing)\b"
    r"(?!-|\s+(?:down|check|standard|taxation))",
    re.IGNORECASE,
)
"""More than double: what a figure is raised or brought down to."""
_FACTORS = {"halv": 0.5, "doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0}
_MULTIPLE_ROUNDED = 0.25
"""Share by which a multiple may be rounded: 2.25 times is "double"."""


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
        if not self.kind:
            return amount.kind != UNKNOWN and self.is_near(amount.value)
        (base, size), (own_base, own_size) = (_BASES.get(kind, (kind, 1.0)) for kind in (amount.kind, self.kind))
        return self.is_near(amount.value * size / own_size) and base in _FITS.get(self.kind, (own_base,))

    def is_alike(self, amount: Amount) -> bool:
        """True for an amount of the same kind, whatever its number."""
        return amount.kind in _FITS.get(self.kind, (self.kind, COUNT if not self.kind else self.kind))

    def may_stand_for(self, amount: Amount) -> bool:
        """True where it has the number, and nobody knows what one of the two counts."""
        is_open = amount.kind == UNKNOWN or (amount.kind == "" and self.kind not in ("%", "points"))
        return is_open and self.is_near(amount.value)

    def is_near(self, value: float) -> bool:
        """True for its number, whatever it counts."""
        return value == self.amount or abs(value - self.amount) <= min(self.step / 2, _ROUNDED * abs(self.amount))

    def is_turned_round_in(self, amounts: Iterable[Amount]) -> bool:
        """True where a Chinese sentence has the figure with the opposite bound alone: at most 3 percent, 不低于3%."""
        if self.bound == "=":
            return False
        return {amount.bound for amount in amounts if self.stands_for(amount)} == {"<=" if self.bound == ">=" else ">="}


def is_reversed(start: Figure, end: Figure, amounts: Iterable[Amount], sentence: str) -> bool:
    """True where a sentence goes the other way: from 56 to 15 percent, 由15%提高到56%."""
    first = [amount.at for amount in amounts if start.stands_for(amount)]
    last = [amount.at for amount in amounts if end.stands_for(amount)]
    return min(first) > max(last) and not _BEFORE_A_BASELINE.search(sentence, max(last), min(first))


def is_multiple(multiple: re.Match[str], start: float, end: float) -> bool:
    """True if what rises or falls from `start` to `end` is so many times as much: 90,000 is double of 40,000."""
    factor = _FACTORS[multiple["factor"].lower()]
    if multiple["more"] and factor > 1:
        return end > factor * start
    return abs(end - factor * start) <= _MULTIPLE_ROUNDED * factor * start


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
    unit = (match["unit"] or "").lower()
    kind = _MONEY.get((match["money"] or "").lower()) or _ENGLISH_UNITS_LOWER.get(unit)
    kind = kind or _ENGLISH_UNITS_LOWER.get(unit.removesuffix("s"), "")
    scale = ENGLISH_SCALES.get((match["scale"] or "").lower(), 1.0) * _SHORT.get((match["short"] or "").lower(), 1.0)
    is_bare = not (kind or match["scale"] or match["short"])
    if is_bare and (noun := _NOUN.match(text, match.end())) and noun["noun"].lower() not in _NO_NOUNS:
        kind = COUNT
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
    first = replace(first, kind=second.kind if first.kind in ("", COUNT) else first.kind)
    scale = next((size for word, size in ENGLISH_SCALES.items() if word in second.words.lower()), 1.0)
    is_scaled = any(word in first.words.lower() for word in ENGLISH_SCALES)
    if is_scaled or scale == 1:
        return first
    amount, step = float(f"{first.amount * scale:.12g}"), (first.step or 1.0) * scale
    return replace(first, amount=amount, step=step)
