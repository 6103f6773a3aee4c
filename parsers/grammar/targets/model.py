"""A target as the rules read it: numbers as printed. `parsers.record.Target` is the same with numbers."""

from dataclasses import dataclass
from typing import Any, Literal

from parsers.grammar.targets.quantities import read_range, read_value
from parsers.record import Comparator, Nature, TargetKind


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One figure to which a document commits itself."""

    indicator: str
    """指标, as printed: 5G用户普及率."""
    value: str
    """The number as printed, without its unit: 3.7, 百分之三十 as 三十, 1/3, 一半, a range as 3-5, 翻一番 as 一."""
    unit: str
    """As printed: 万亿元, %, 个百分点, 倍; "" of fractions, coefficients and indices."""
    year: int | None
    """None where neither its sentence nor what governs it names one."""
    kind: TargetKind
    comparator: Comparator = "="
    """`>=` 不低于, 以上, 超过; `<=` 控制在…以内, 不超过; `~` 左右, 约."""
    value_as_printed: str = ""
    """With sign and brackets as printed: >28, 〔3〕."""
    amount: float | None = None
    """The value in the base unit: 3.7万亿元 is 3.7e12; None where the words give no exact number."""
    base_unit: str | None = None
    """The unit without 万 and 亿: 元."""
    baseline: str | None = None
    """基期值 in the unit of the value: as printed, or converted where the text has 9000亿元 before 1.2万亿元."""
    baseline_year: int | None = None
    direction: Literal["increase", "decrease"] | None = None
    """Of a change or growth rate."""
    nature: Nature | None = None
    """约束性 or 预期性, where a table says so."""
    words: str = ""
    """The sentence, or the row of a table, as printed."""
    place: str | None = None
    """Where the words stand (`parsers.passages.Passage.place`)."""

    def to_dict(self) -> dict[str, Any]:
        """The target for JSON: `value` and `baseline` as numbers where they are some, a range with its `upper` end."""
        lower, upper = read_range(self.value) or (self.value, None)
        return {
            "indicator": self.indicator,
            "baseline": _number(self.baseline),
            "baseline_year": self.baseline_year,
            "value": _number(lower),
            "upper": _number(upper),
            "value_as_printed": self.value_as_printed,
            "unit": self.unit,
            "amount": self.amount,
            "base_unit": self.base_unit,
            "year": self.year,
            "comparator": self.comparator,
            "kind": self.kind,
            "direction": self.direction,
            "nature": self.nature,
            "words": self.words,
            "place": self.place,
        }


def _number(text: str | None) -> float | int | str | None:
    if text is None or (value := read_value(text)) is None:
        return text
    return int(value) if value.is_integer() else value
