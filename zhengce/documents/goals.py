"""Targets as rows, one an indicator: from where to where, by when, and by how much; and their place among the years."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.record import Target
from storage.resolution.normalization import comparable
from zhengce.documents.targets import is_step_of_a_level, printed_figure

_PERCENT = ("%", "％")
_LEVELS = ("level", "count")
RAIL = (6.0, 144.0)
"""The ends of the track in the drawing of one goal; zero is at the first."""
BEFORE, YEARS, UNDATED = 20.0, (26.0, 66.0), 72.0
"""Percent of the width: where baselines without a year stand, the first and the last year, targets without a year."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a document aims at for one indicator and year."""

    plain: Mapping[str, Any]
    """The target as JSON has it, with the English of its indicator."""
    target: Target
    figure: str
    """≥56%; 8% a year."""
    base: str | None
    """15% (2020); None where no baseline is printed."""
    by: str | None
    """+90%, +41 points; None where there is none."""
    also: tuple[str, ...]
    """Figures of changes and growth rates of the same indicator, up to the same year."""

    @property
    def track(self) -> tuple[float, float] | None:
        """Where the baseline and the value stand on the rail; None where they cannot be compared."""
        base, value = self.target.baseline, self.target.value
        if base is None or not isinstance(value, float | int) or min(base, value) < 0 or max(base, value) == 0:
            return None
        first, last = RAIL
        return tuple(first + (last - 10 - first) * one / max(base, value) for one in (base, value))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that all rows of a page share, from one five-year plan to another."""

    first: int
    last: int

    def begins(self, goal: Goal) -> float | None:
        """Percent of the width at which the baseline stands; that of a change is its year, of which it is counted."""
        target = goal.target
        if target.baseline is None and target.baseline_year is None:
            return None
        return self.at(target.baseline_year) if target.baseline_year else BEFORE

    def ends(self, goal: Goal) -> float:
        """Percent of the width at which the target stands."""
        return self.at(goal.target.year) if goal.target.year else UNDATED

    def at(self, year: int) -> float:
        """Percent of the width at which a year stands."""
        first, last = YEARS
        return round(first + (last - first) * (year - self.first) / (self.last - self.first), 1)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Every fifth year, or every tenth of many."""
        step = 5 if self.last - self.first <= 20 else 10
        return [(year, self.at(year)) for year in range(self.first, self.last + 1, step)]


def axis_of(targets: Iterable[Target]) -> Axis:
    """The years of these targets; the first is before any of them is to be reached."""
    years = [
        year
        for target in targets
        for year in (target.baseline_year, target.year and target.year - 1, target.year)
        if year
    ]
    first, last = min(years, default=2020), max(years, default=2030)
    first -= first % 5
    return Axis(first, max(last + -last % 5, first + 10))


def goals(pairs: Sequence[tuple[Target, Mapping[str, Any]]]) -> list[Goal]:
    """A row for each level, in the order of printing; `pairs`: each target of a document, as read and as JSON has it.

    A change or a growth rate of an indicator stands beside its level of the same year; the step that a level takes from
    its baseline is left out.
    """
    targets = [target for target, _ in pairs]
    rows: list[list[tuple[Target, Mapping[str, Any]]]] = []
    of_level: dict[tuple[str, int | None], list[tuple[Target, Mapping[str, Any]]]] = {}
    for target, plain in sorted(pairs, key=lambda pair: pair[0].kind not in _LEVELS):
        key = comparable(target.indicator), target.year
        if target.kind in _LEVELS:
            rows.append([(target, plain)])
            of_level.setdefault(key, rows[-1])
        elif not is_step_of_a_level(target, targets):
            if key not in of_level:
                rows.append([])
            of_level.get(key, rows[-1]).append((target, plain))
    order = {id(target): place for place, target in enumerate(targets)}
    rows.sort(key=lambda row: order[id(row[0][0])])
    return [_goal(row) for row in rows]


def year_of_all(found: Iterable[Goal]) -> int | None:
    """The year to which all of them are set; None where there are several."""
    years = {goal.target.year for goal in found}
    return years.pop() if len(years) == 1 else None


def _goal(row: Sequence[tuple[Target, Mapping[str, Any]]]) -> Goal:
    (target, plain), *also = row
    base, arrow, words = printed_figure(plain).rpartition(" → ")
    others = tuple(printed_figure(other) for _, other in also)
    return Goal(plain, target, words, base if arrow else None, _by(target), others)


def _by(target: Target) -> str | None:
    base, value = target.baseline, target.value
    if target.kind != "level" or base is None or not isinstance(value, float | int):
        return None
    if target.unit in _PERCENT:
        return f"{value - base:+.4g} points".replace("-", "−")
    return f"{100 * (value - base) / base:+.0f}%".replace("-", "−") if base > 0 and abs(value / base) < 100 else None
