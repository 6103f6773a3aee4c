"""The figures of a sentence: numbers with their units, bounds and signs, and where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import PLAIN_NUMBER, QUANTITY
from parsers.grammar.targets.wording import NEAR, VERB, any_of, read_bound
from parsers.record import Comparator

_AFTER = f"(?P<after>{any_of('bound_after')})?"
_FIGURE = lazy_regex(QUANTITY + _AFTER)
_AFTER_NUMBER = lazy_regex(rf"{_AFTER}(?=[，,。；;、）)\s]|$)")
_LONGEST_NEAR = 6
_NEAR = lazy_regex(f"{NEAR}$")
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
        if self.number[0].isdigit() or "分之" in self.number or self.number == "一半":
            return False
        return not re.search("[百千万亿倍成番%]", self.number + self.unit)


def find_figures(sentence: str) -> list[Figure]:
    """The numbers with a unit, those without one behind a verb of reaching, and 翻一番, in order."""
    found: list[Figure] = []
    end = 0
    for match in _FIGURE.finditer(sentence):
        figure = _figure_of(match)
        to = sentence[end : figure.start]
        if found and to in _TO and found[-1].unit == figure.unit and not _FROM.search(sentence, 0, found[-1].start):
            first = found.pop()
            figure = replace(first, number=f"{first.number}{to}{figure.number}", end=figure.end, after=figure.after)
        found.append(figure)
        end = match.end()
    found += _find_plain_numbers(sentence, found)
    if "翻" in sentence:
        doubled = _DOUBLED.finditer(sentence)
        found += [Figure(match["number"] or "一", "番", match.start(), match.end()) for match in doubled]
    return sorted(found, key=lambda figure: figure.start)


def _figure_of(match: re.Match[str]) -> Figure:
    """百分之三十 is 三十 and %; 三分之一 has no unit."""
    if match["percent"]:
        number, unit = match["percent"], "%"
    elif match["fraction"]:
        number, unit = match["fraction"], ""
    else:
        number, unit = match["number"], match["unit"]
    start = match.start()
    near = _NEAR.search(match.string, max(0, start - _LONGEST_NEAR), start)
    word = near[0] if near else ""
    return Figure(number, unit, start - len(word), match.end(), word, match["sign"] or "", match["after"] or "")


def _find_plain_numbers(sentence: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """Numbers without a unit at the end of a clause: 系数提高到0.58以上."""
    plain = [
        (match, tail)
        for match in PLAIN_NUMBER.finditer(sentence)
        if (tail := _AFTER_NUMBER.match(sentence, match.end())) is not None
    ]
    taken = {at for figure in found for at in range(figure.start, figure.end)} if plain else set()
    for match, tail in plain:
        if match.start() in taken or match.end() - 1 in taken:
            continue
        if VERB.search(sentence[max(0, match.start() - 12) : match.start()]):
            yield Figure(match[0], "", match.start(), tail.end(), after=tail["after"] or "")
