"""Targets as rows, one an indicator: from where to where, by when, and by how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers.record import Target
from storage.resolution.normalization import comparable
from zhengce.documents.targets import is_step_of_a_level
from zhengce.web import words
from zhengce.web.api.relation_schemas import TargetShape

_PERCENT = ("%", "％")
_LEVELS = ("level", "count")
RAIL = (6.0, 144.0)
"""The ends of the track in its drawing; zero is at the first."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a document aims at for one indicator and year."""

    shape: TargetShape
    target: Target
    figure: str
    """≥56%."""
    base: str | None
    """15% (2020); None where no baseline is printed."""
    by: str | None
    """+90%, +41 points; None where there is none."""
    also: tuple[TargetShape, ...]
    """Changes and growth rates of the same indicator, up to the same year."""

    @property
    def track(self) -> tuple[float, float] | None:
        """Where the baseline and the value stand on the rail; None where they cannot be compared."""
        base, value = self.target.baseline, self.target.value
        if base is None or not isinstance(value, float | int) or min(base, value) < 0 or max(base, value) == 0:
            return None
        first, last = RAIL
        return tuple(first + (last - 10 - first) * one / max(base, value) for one in (base, value))  # type: ignore[return-value]


def goals(pairs: Sequence[tuple[Target, TargetShape]]) -> list[Goal]:
    """A row for each level, in the order of printing; `pairs`: each target, as read and as the API has it.

    A change or a growth rate of an indicator stands beside its level of the same year; the step that a level takes from
    its baseline is left out.
    """
    targets = [target for target, _ in pairs]
    rows: list[list[tuple[Target, TargetShape]]] = []
    of_level: dict[tuple[str, int | None], list[tuple[Target, TargetShape]]] = {}
    for target, shape in pairs:
        if target.kind in _LEVELS:
            rows.append([(target, shape)])
            of_level.setdefault(_key(target), rows[-1])
    for target, shape in pairs:
        if target.kind in _LEVELS or is_step_of_a_level(target, targets):
            continue
        if _key(target) in of_level:
            of_level[_key(target)].append((target, shape))
        else:
            rows.append([(target, shape)])
    order = {id(target): place for place, target in enumerate(targets)}
    rows.sort(key=lambda row: order[id(row[0][0])])
    return [_goal(row) for row in rows]


def _key(target: Target) -> tuple[str, int | None]:
    return comparable(target.indicator), target.year


def year_of_all(found: Iterable[Goal]) -> int | None:
    """The year to which all of them are set; None where there are several."""
    years = {goal.target.year for goal in found}
    return years.pop() if len(years) == 1 else None


def _goal(row: Sequence[tuple[Target, TargetShape]]) -> Goal:
    (target, shape), *also = row
    base, arrow, figure = words.figure(shape).rpartition(" → ")
    others = tuple(other for _, other in also)
    return Goal(shape, target, figure, base if arrow else None, _by(target), others)


def _by(target: Target) -> str | None:
    base, value = target.baseline, target.value
    if target.kind != "level" or base is None or not isinstance(value, float | int):
        return None
    if target.unit in _PERCENT:
        return words.word("by_points").format(f"{value - base:+.4g}".replace("-", "−"))
    return f"{100 * (value - base) / base:+.0f}%".replace("-", "−") if base > 0 and abs(value / base) < 100 else None
