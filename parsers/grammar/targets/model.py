"""A target as the rules read it: numbers as printed. `parsers.record.Target` is the same with numbers."""

from dataclasses import dataclass
from typing import Any, Literal

from parsers.grammar.targets.quantities import read_range, read_value
from parsers.record import Comparator, Nature, Target, TargetKind


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One figure to which a document commits itself; its fields are those of `Target`."""

    indicator: str
    value: str
    """The number as printed, without its unit: 3.7, 百分之三十 as 三十, 1/3, 一半, a range as 3-5, 翻一番 as 一."""
    unit: str
    """Empty of fractions, coefficients and indices."""
    year: int | None
    kind: TargetKind
    comparator: Comparator = "="
    value_as_printed: str = ""
    amount: float | None = None
    base_unit: str | None = None
    baseline: str | None = None
    """基期值 in the unit of the value: as printed, or converted where the text has 9000亿元 before 1.2万亿元."""
    baseline_year: int | None = None
    direction: Literal["increase", "decrease"] | None = None
    nature: Nature | None = None
    words: str = ""
    place: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The target for JSON: `value` and `baseline` as numbers where they are some, a range with its `upper` end."""
        lower, upper = read_range(self.value) or (self.value, None)
        numbers = {"value": _number(lower), "upper": _number(upper), "baseline": _number(self.baseline)}
        return {name: numbers[name] if name in numbers else getattr(self, name) for name in Target.__slots__}


def _number(text: str | None) -> float | int | str | None:
    if text is None or (value := read_value(text)) is None:
        return text
    return int(value) if value.is_integer() else value
