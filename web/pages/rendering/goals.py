"""Targets as rows, one an indicator: from where to where, by when, and by how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from configuration.watches import Language
from outputs.targets import is_step_of_a_level
from parsers.record import Target
from storage.resolution.normalization import comparable
from web import words
from web.api.relation_schemas import TargetShape

_PERCENT = ("%", "％")
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
    """+90%, +41 points; None where that cannot be said."""
    also: tuple[TargetShape, ...]
    """Other figures for the same indicator and year."""

    @property
    def track(self) -> tuple[float, float] | None:
        """Where the baseline and the value stand on the rail; None where they cannot be compared."""
        base, value = self.target.baseline, self.target.value
        if base is None or not isinstance(value, float | int) or min(base, value) < 0 or max(base, value) == 0:
            return None
        first, last = RAIL
        return tuple(first + (last - 10 - first) * one / max(base, value) for one in (base, value))  # type: ignore[return-value]


def goals(pairs: Sequence[tuple[Target, TargetShape]], language: Language) -> list[Goal]:
    """A row for each indicator and year, in the order of printing; `pairs`: each target, as read and as the API has it.

    The step that a level takes from its baseline is no row of its own.
    """
    targets = [target for target, _ in pairs]
    rows: dict[tuple[str, int | None], list[tuple[Target, TargetShape]]] = {}
    for target, shape in pairs:
        if not is_step_of_a_level(target, targets):
            rows.setdefault((comparable(target.indicator), target.year), []).append((target, shape))
    return [_goal(several, language) for several in rows.values()]


def year_of_all(found: Iterable[Goal]) -> int | None:
    """The year to which all of them are set; None where there are several."""
    years = {goal.target.year for goal in found}
    return years.pop() if len(years) == 1 else None


def _goal(several: Sequence[tuple[Target, TargetShape]], language: Language) -> Goal:
    """The figure with a baseline leads, else the first."""
    leading = next((pair for pair in several if pair[0].baseline is not None), several[0])
    base, arrow, figure = words.figure(leading[1], language).rpartition(" → ")
    also = tuple(shape for pair in several for shape in pair[1:] if pair is not leading)
    return Goal(leading[1], leading[0], figure, base if arrow else None, _by(leading[0], language), also)


def _by(target: Target, language: Language) -> str | None:
    base, value = target.baseline, target.value
    if target.kind != "level" or base is None or not isinstance(value, float | int):
        return None
    if target.unit in _PERCENT:
        return words.word("by_points", language).format(f"{value - base:+.4g}".replace("-", "−"))
    return f"{100 * (value - base) / base:+.0f}%".replace("-", "−") if base > 0 and abs(value / base) < 100 else None
