"""A figure with the words before it in its clause and the words behind it, and the target that they make."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import BARE, BARE_AT_END, HEAD, name_indicator
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import read_quantity
from parsers.grammar.targets.wording import (
    ADDED,
    BUILT,
    COMPARED,
    DESCRIBES,
    ENDS_CLAUSE,
    LEADING_WORDS,
    MEASURED,
    YEAR_PHRASE,
    YEARLY,
    read_bound,
)
from parsers.record import TargetKind

PERCENT = ("%", "％")

SHARES = (*PERCENT, "‰", "倍", "个百分点", "百分点", "成", "番", "")

_SHARE = lazy_regex(r"\s*(?P<noun>占比|比重|比例)(?:约|力争|将)?\s*")
_SHORT_NAME = 4
_OF_WHOLE = lazy_regex("占(?!比)|在.+中的?(?:占比|比重|比例)")
_LONGEST_VERB = 24
_ONLY_YEAR = lazy_regex(rf"(?:{YEAR_PHRASE.pattern}|{LEADING_WORDS.pattern[1:-1]}|进一步|再|或|较|比)*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure, the words before it in its clause, the words behind it, and the target read before it."""

    figure: Figure
    words: str
    rest: str
    last: TargetReading | None
    sentence: str
    whole: str
    """The words before the figure back to the last comma, with the figures among them."""

    @property
    def tail(self) -> int:
        """Where the end of the words begins, in which a verb stands: what is looked for there costs a fifth."""
        return max(0, len(self.words) - _LONGEST_VERB)

    @property
    def is_described(self) -> bool:
        """Whether a noun follows that the figure describes: 产值超1000亿元园区."""
        return DESCRIBES.match(self.rest) is not None and not ENDS_CLAUSE.match(self.rest)

    def name_before(self, words: str) -> str:
        """The indicator of the target before, which a figure goes on from that has only a year: 到2030年，达到25%."""
        if self.last is None or not _ONLY_YEAR.fullmatch(words):
            return ""
        is_change = self.last.kind in ("change", "growth_rate") or self.last.unit in ("番", "倍")
        if self.last.unit != self.figure.unit and not (is_change and not self.last.words):
            return ""
        is_next = self.last.words == "" and not words.strip()  # 翻一番达到20亿元
        before = self.sentence[: self.figure.start - len(self.words) + len(words)]
        return self.last.indicator if is_next or _ONLY_YEAR.fullmatch(before) or words.strip() else ""

    def goes_on(self, head: str) -> str:
        """The indicator of the target before, where the words before a verb name none of their own."""
        head = YEAR_PHRASE.sub("", COMPARED.sub("", head))
        is_next = self.last is not None and not self.last.words and _ONLY_YEAR.fullmatch(head.strip())
        return self.last.indicator if self.last is not None and is_next else ""

    def name(self, words: str) -> str:
        keep = self.figure.unit not in SHARES
        share = _SHARE.fullmatch(words)
        if share and self.last is not None and not self.last.words:
            return self.last.indicator + share["noun"]  # 装机达到7.7亿千瓦，占比约39%
        name = name_indicator(words, keep_yearly=keep)
        if self.last is not None and self._is_end_of(self.last, name):
            return self.last.indicator  # 大宗固废年利用量达到40亿吨；到2030年，年利用量达到45亿吨
        if _OF_WHOLE.match(name):  # 生产总值达到1.5万亿元，占全省比重达到28.5%
            is_next = self.last is not None and not self.last.words and self.last.unit not in SHARES
            return self.last.indicator + name if self.last is not None and is_next else ""
        if not BARE.fullmatch(name.partition("占")[0]):
            return name
        if self._is_first():
            return name
        # 化肥施用量减少2公斤，利用率提高到40%: the noun before is what the next measures, too.
        if self.last is None or self.last.words:
            return ""
        thing = self.last.indicator.partition("占")[0]
        noun = HEAD.search(thing) or BARE_AT_END.search(thing)
        if noun and noun.start() > 1 and not re.search("[、和与]", thing):
            return thing[: noun.start()] + name
        return name if "占" in name else ""

    def _is_end_of(self, last: TargetReading, name: str) -> bool:
        """Whether a sentence that opens with a year and a short noun goes on with the indicator before."""
        is_short = 0 < len(name) <= _SHORT_NAME and last.unit == self.figure.unit
        return is_short and last.indicator.endswith(name) and self._is_first()

    def _is_first(self) -> bool:
        """Whether no words but a year stand before the clause in its sentence."""
        before = re.split("[：:]", self.sentence[: self.figure.start].removesuffix(self.whole))[-1]
        return _ONLY_YEAR.fullmatch(YEAR_PHRASE.sub("", before).strip("，, ")) is not None


def make_target(indicator: str, figure: Figure, kind: TargetKind) -> TargetReading:
    """The target of a figure; 新增 before the indicator makes it a change, a verb of building a count."""
    direction: Literal["increase"] | None = None
    if kind == "level" and figure.unit not in (*PERCENT, ""):
        if ADDED.search(indicator) and not re.match(r"新增(?:和|、|及|或)", indicator):
            kind, direction = "change", "increase"
            if not YEARLY.search(indicator):
                indicator = re.sub(r"^(?:新增|净增)(?=..)", "", indicator)
        elif BUILT.match(indicator) and not MEASURED.search(indicator) and not figure.unit.endswith("元"):
            kind = "count"
    quantity = read_quantity(figure.number, figure.unit)
    return TargetReading(
        indicator=indicator,
        value=quantity.value,
        unit=quantity.unit,
        year=None,
        kind=kind,
        comparator=figure.comparator,
        value_as_printed=figure.sign + figure.number,
        amount=quantity.amount,
        base_unit=quantity.base_unit,
        direction=direction,
    )


def bound_by_verb(target: TargetReading, verb: str | None) -> TargetReading:
    if target.comparator != "=" or not verb:
        return target
    return replace(target, comparator=read_bound(verb))
