"""The timeline as an SVG: a row of bars for each body, a bar a month, drawn by hand.

Places along a row are percent of its width, so that all months are seen on a phone as on a desk; heights are pixels.
"""

from dataclasses import dataclass
from typing import Literal

from web.schemas import TimelineAnswer

ROW, HEIGHT = 56, 40
FILLED = 0.77
"""The part of a month's width that its bar takes."""
NEAR_THE_END = 85
"""Percent from which the name of a year stands before its line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of one body."""

    month: str
    count: int
    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """One body."""

    issuer: str
    label: str
    label_en: str
    total: int
    baseline: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a year."""

    year: str
    x: float
    anchor: Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws."""

    height: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    most: int


def months(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, as 2021-11."""
    begin, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1)]


def chart(answer: TimelineAnswer) -> Chart | None:
    """The timeline's drawing; None where there is nothing to draw."""
    if not answer.rows or answer.first is None or answer.last is None:
        return None
    every = months(answer.first, answer.last)
    place = {month: round(100 * at / len(every), 2) for at, month in enumerate(every)}
    width = round(100 * FILLED / len(every), 2)
    most = max(item.count for row in answer.rows for item in row.months)
    rows = []
    for number, row in enumerate(answer.rows):
        baseline = number * ROW + ROW
        bars = []
        for item in row.months:
            height = max(2, round(HEIGHT * item.count / most))
            bars.append(Bar(item.month, item.count, place[item.month], baseline - height, width, height))
        rows.append(Row(row.issuer, row.label, row.label_en, row.total, baseline, tuple(bars)))
    ticks = tuple(
        Tick(month[:4], place[month], "end" if place[month] > NEAR_THE_END else "start")
        for month in every
        if month.endswith("-01")
    )
    return Chart(len(rows) * ROW + 24, tuple(rows), ticks, most)
