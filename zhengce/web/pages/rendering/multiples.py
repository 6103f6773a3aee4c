"""Targets as small pictures that share their years: from where to where, each kind of measure on an axis of its own.

What cannot be compared never shares an axis: another unit, a level beside a growth rate or a change, a change since
another year, a sum over years beside a yearly amount. Every axis begins at zero.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from textwrap import wrap

from storage.documents.queries import StoredDocument
from storage.documents.targets import HeldTarget
from storage.resolution.normalization import comparable
from zhengce.documents.targets import as_row
from zhengce.web import words
from zhengce.web.api.relation_schemas import TargetItem
from zhengce.web.pages.rendering.goals import Goal, goals

LEFT, RIGHT, TOP, BOTTOM = 20.0, 240.0, 12.0, 80.0
"""The edges of a drawing, of 260 by 104."""
COLUMNS, CELL_WIDTH, CELL_HEIGHT, PLAIN_HEIGHT, HEAD_HEIGHT = 4, 285, 240, 140, 40
"""Of a sheet for print: a cell with a drawing, one without, and the head of a group."""
_PERCENT = ("%", "％")
_SUM = re.compile("累计")
_YEARLY = re.compile("年均|每年|年度|/年|／年")
# a Chinese character is as wide as two others
_WIDE, _NARROW = 20, 38


@dataclass(frozen=True, slots=True)
class Segment:
    """What one document aims at, in a picture."""

    document: StoredDocument
    goal: Goal
    begins: tuple[float, float] | None
    """Where its baseline stands: at the edge where its year is not printed; None where no baseline is."""
    ends: tuple[float, float] | None
    """Where its value stands; None where that is no number, or has no year."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One measure: of one document, or of plan after plan."""

    segments: tuple[Segment, ...]
    note: str | None
    """A word of `words.csv`: that no baseline is printed, or that the baseline counts as 100."""

    @property
    def is_drawn(self) -> bool:
        """Whether there is more to see than the words say."""
        return any(one.ends for one in self.segments)

    @property
    def shape(self) -> TargetItem:
        """The first target, with the names of the indicator."""
        shape = self.segments[0].goal.shape
        assert isinstance(shape, TargetItem)
        return shape


@dataclass(frozen=True, slots=True)
class Group:
    """The pictures of a document, or all of them."""

    document: StoredDocument | None
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that all pictures of a page share."""

    first: int
    last: int

    def x(self, year: int) -> float:
        """The place of a year."""
        return round(LEFT + (RIGHT - LEFT) * (year - self.first) / (self.last - self.first), 1)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Every fifth year, or every tenth of many."""
        step = 5 if self.last - self.first <= 20 else 10
        return [(year, self.x(year)) for year in range(self.first, self.last + 1, step)]

    @property
    def bands(self) -> list[tuple[float, float]]:
        """Every second period of a five-year plan: left edge and width."""
        starts = range(self.first, self.last, 5)
        return [(self.x(year), round(self.x(year + 5) - self.x(year), 1)) for year in starts if year // 5 % 2 == 0]


def axis_of(found: Iterable[HeldTarget]) -> Axis:
    """The years of these targets, from one five-year plan to another."""
    years = [year for one in found for year in (one.target.year, one.target.baseline_year) if year]
    first, last = min(years, default=2020), max(years, default=2030)
    first -= first % 5
    return Axis(first, max(last + -last % 5, first + 10))


def groups(found: Sequence[HeldTarget], axis: Axis, group: str) -> list[Group]:
    """The pictures of targets, by document or by indicator."""
    rows = [(document, goal) for document, goal in _goals(found)]
    if group == "document":
        return [
            Group(document, tuple(_picture([(document, goal)], axis) for _, goal in several))
            for document, several in ((key, list(items)) for key, items in groupby(rows, key=lambda row: row[0]))
        ]
    measures: dict[tuple[object, ...], list[tuple[StoredDocument, Goal]]] = {}
    for document, goal in rows:
        measures.setdefault(_measure(goal), []).append((document, goal))
    longest_first = sorted(measures.values(), key=len, reverse=True)
    return [Group(None, tuple(_picture(several, axis) for several in longest_first))]


def _goals(found: Sequence[HeldTarget]) -> Iterator[tuple[StoredDocument, Goal]]:
    by_document: dict[int, list[HeldTarget]] = {}
    for one in found:
        by_document.setdefault(one.document.id, []).append(one)
    for several in by_document.values():
        pairs = [(one.target, TargetItem(**as_row(one))) for one in several]
        yield from ((several[0].document, goal) for goal in goals(pairs))


def _measure(goal: Goal) -> tuple[object, ...]:
    """What two targets must have in common to share an axis."""
    target = goal.target
    since = target.baseline_year if target.kind == "change" else None
    spans = tuple(bool(pattern.search(target.words + target.unit)) for pattern in (_SUM, _YEARLY))
    kind = "level" if target.kind == "count" else target.kind
    return (comparable(target.indicator), target.base_unit or target.unit, kind, target.direction, since, spans)


def _values(goal: Goal) -> tuple[float | None, float | None]:
    """Baseline and value, in one unit; of a change in percent, the baseline counts as 100."""
    target = goal.target
    if not isinstance(target.value, float | int):
        return None, None
    if target.kind == "change" and target.unit in _PERCENT and target.baseline_year:
        return 100.0, 100.0 + (-target.value if target.direction == "decrease" else target.value)
    amount = target.value if target.amount is None else target.amount
    size = amount / target.value if target.value else 1.0
    return (None if target.baseline is None else target.baseline * size), amount


def _picture(several: Sequence[tuple[StoredDocument, Goal]], axis: Axis) -> Picture:
    several = sorted(several, key=lambda one: (one[1].target.year or 0, one[0].record.day or date.min))
    values = [_values(goal) for _, goal in several]
    top = max((value for pair in values for value in pair if value is not None), default=0.0)
    if several[0][1].target.kind == "level" and several[0][1].target.unit in _PERCENT:
        top = max(top, 100.0)  # a share is seen against the whole

    is_share = top == 100.0 and several[0][1].target.unit in _PERCENT
    # a dot alone on an axis that ends with it says nothing but its year
    is_drawn = is_share or len(several) > 1 or any(base is not None for base, _ in values)

    def at(year: int | None, value: float | None) -> tuple[float, float] | None:
        if year is None or value is None or value < 0 or top <= 0 or not is_drawn:
            return None
        return axis.x(year), round(BOTTOM - (BOTTOM - TOP) * value / top, 1)

    segments = tuple(
        Segment(document, goal, at(goal.target.baseline_year or axis.first, base), at(goal.target.year, value))
        for (document, goal), (base, value) in zip(several, values, strict=True)
    )
    return Picture(segments, _note(segments))


def _note(segments: Sequence[Segment]) -> str | None:
    drawn = [one for one in segments if one.begins and one.ends]
    if any(one.goal.target.kind == "change" for one in drawn):
        return "index_of_100"
    if any(one.goal.target.baseline_year is None for one in drawn):
        return "undated_baseline"
    return None if any(one.goal.base for one in segments) else "no_baseline"


# --- a sheet for print ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A picture on a sheet, with its lines of text."""

    x: int
    y: int
    picture: Picture
    name: tuple[str, ...]
    below: tuple[str, ...]
    """The Chinese indicator below an English one."""
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Groups of pictures as one drawing."""

    width: int
    height: int
    heads: tuple[tuple[int, Group], ...]
    """The height at which a group begins."""
    cells: tuple[Cell, ...]


def sheet(found: Sequence[Group]) -> Sheet:
    """The pictures in rows, below the heads of their groups."""
    y, heads, cells = 76, [], []
    for group in found:
        if group.document:
            heads.append((y, group))
            y += HEAD_HEIGHT
        for start in range(0, len(group.pictures), COLUMNS):
            row = group.pictures[start : start + COLUMNS]
            cells += [_cell(picture, 30 + at * CELL_WIDTH, y) for at, picture in enumerate(row)]
            y += CELL_HEIGHT if any(picture.is_drawn for picture in row) else PLAIN_HEIGHT
    return Sheet(30 + COLUMNS * CELL_WIDTH, y + 40, tuple(heads), tuple(cells))


def _cell(picture: Picture, x: int, y: int) -> Cell:
    shape = picture.shape
    is_english = shape.indicator_en
    name = wrap(shape.indicator_en or "", _NARROW) if is_english else wrap(shape.indicator, _WIDE)
    below = wrap(shape.indicator, _WIDE + 4)[:1] if is_english else []
    lines = [line for one in picture.segments for line in wrap(figure_line(one.goal), _NARROW)]
    return Cell(x, y, picture, _cut(name, 2), tuple(below), _cut(lines, 3))


def _cut(lines: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(lines[:most]) if len(lines) <= most else (*lines[: most - 1], lines[most - 1] + " …")


def figure_line(goal: Goal) -> str:
    """15% (2020) → 56% by 2025."""
    figure = f"{goal.base} → {goal.figure}" if goal.base else goal.figure
    if goal.target.kind == "growth_rate":
        figure += f" {words.word('a_year')}"
    return f"{figure} {words.word('by_the_year').format(goal.target.year)}" if goal.target.year else figure
