"""The timeline as a drawing: a bar a bucket, stacked by stage, with a scale of round numbers and named places in time.

Along the time the unit is a bucket, so that the drawing stretches to any width; heights are pixels.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parsers.record import Stage
from zhengce.settings.watches import Language
from zhengce.web import words
from zhengce.web.api.schemas import Step, TimelineAnswer
from zhengce.web.pages.rendering.links import Links
from zhengce.web.searching import timeline
from zhengce.web.searching.timeline import STAGES, wider_span

FILLED = 0.8
"""The part of a bucket's width that its bar takes."""
WIDEST = 0.05
"""The part of the whole width that a bar takes at most."""
LEAST = 2
"""Pixels of the smallest part of a bar."""
ROUND = (1, 2, 5)
MOST_LINES = 4
"""Lines of the scale above zero."""
MOST_TICKS = 12
ON_A_PHONE = 6
"""Of the ticks; where there are more, every second one is left out."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket with documents."""

    name: str
    """2021-11: 3 final, 1 draft."""
    at: int
    """The bucket's place, from 0."""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Layer:
    """What a stage adds to the bars."""

    stage: Stage
    total: int
    path: str
    """The shapes, as SVG's `d`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    label: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place in time."""

    label: str
    percent: float
    """The middle of its bucket, of the whole width."""
    is_minor: bool
    """Left out on a phone."""


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws."""

    title: str
    """Documents by month, 2019-03 – 2021-11."""
    width: int
    """Buckets."""
    height: int
    bars: Sequence[Bar]
    layers: Sequence[Layer]
    lines: Sequence[Line]
    ticks: Sequence[Tick]


def draw(answer: TimelineAnswer, language: Language, height: int) -> Chart | None:
    """The drawing with `height` pixels for its bars; None where nothing with a day was found."""
    if answer.first is None or answer.last is None or answer.step is None:
        return None
    values = scale(max(bucket.total for bucket in answer.buckets))
    top = values[-1]
    shown = [timeline.name(answer.step, day, language) for day in (answer.first, answer.last)]
    span = " – ".join(dict.fromkeys(shown))
    return Chart(
        title=words.word(f"by_{answer.step}", language).format(span),
        width=len(answer.buckets),
        height=height,
        bars=[
            Bar(timeline.with_counts(answer.step, bucket.first, bucket.stages, language), at, bucket.first, bucket.last)
            for at, bucket in enumerate(answer.buckets)
            if bucket.total
        ],
        layers=_layers(answer, height, top),
        lines=[Line(f"{value:,}", round(height * (1 - value / top), 1)) for value in values],
        ticks=_ticks(answer.step, [bucket.first for bucket in answer.buckets], language),
    )


@dataclass(frozen=True, slots=True)
class Wider:
    """One step out of a span that was narrowed."""

    name: str
    url: str


def on_a_page(answer: TimelineAnswer | None, links: Links, language: Language, height: int) -> dict[str, Any]:
    """What the macro `chart` takes; empty where the timeline could not be had."""
    drawn = draw(answer, language, height) if answer else None
    return {"drawn": drawn, "wider": _wider(answer, links, language)}


def _wider(answer: TimelineAnswer | None, links: Links, language: Language) -> Wider | None:
    first, last = links.values.get("from"), links.values.get("to")
    if first is None and last is None:
        return None
    first, last = first or (answer and answer.first), last or (answer and answer.last)
    span = wider_span(first, last) if first and last else None
    if span is None:
        return Wider(words.word("all_dates", language), links.url(from_=None, to=None))
    step: Step = "month" if span[0].month == span[1].month else "year"
    return Wider(timeline.name(step, span[0], language), links.url(from_=span[0], to=span[1]))


def scale(most: int) -> list[int]:
    """Round numbers from 0 to `most` or a little more, at the same distance: 0, 20, 40, 60."""
    distance = next(
        number * 10**power for power in range(12) for number in ROUND if number * 10**power * MOST_LINES >= most
    )
    return list(range(0, most + distance, distance))


def _layers(answer: TimelineAnswer, height: int, top: int) -> list[Layer]:
    width = round(min(FILLED, WIDEST * len(answer.buckets)), 2)
    shapes: dict[Stage, list[str]] = {stage: [] for stage in STAGES}
    totals = dict.fromkeys(STAGES, 0)
    for at, bucket in enumerate(answer.buckets):
        y = float(height)
        for stage, count in bucket.stages.items():
            tall = max(LEAST, round(height * count / top, 1))
            y = round(y - tall, 1)
            shapes[stage].append(f"M{at + (1 - width) / 2:.4g} {y:g}h{width:g}v{tall:g}h-{width:g}z")
            totals[stage] += count
    return [Layer(stage, totals[stage], "".join(shapes[stage])) for stage in STAGES if totals[stage]]


def _ticks(step: Step, days: Sequence[date], language: Language) -> list[Tick]:
    """The finest of the rounds of which MOST_TICKS are enough."""
    every = next((is_round for is_round in _ROUNDS[step] if sum(map(is_round, days)) <= MOST_TICKS), _ROUNDS[step][-1])
    chosen = [(at, day) for at, day in enumerate(days) if every(day)]
    are_many = len(chosen) > ON_A_PHONE
    return [
        Tick(_tick_label(step, day, language), round(100 * (at + 0.5) / len(days), 1), are_many and number % 2 == 1)
        for number, (at, day) in enumerate(chosen)
    ]


def _tick_label(step: Step, day: date, language: Language) -> str:
    if step in ("day", "month") and day.month > 1 and (step == "month" or day.day == 1):
        return timeline.month(day, language)
    return str(day.day) if step == "day" and day.day > 1 else f"{day.year:04}"


def _years(number: int, *, only_first: bool = False) -> Callable[[date], bool]:
    """Whether a bucket is of a year that this number divides; `only_first`: and begins with it."""
    return lambda day: day.year % number == 0 and (day.month == 1 or not only_first)


_OF_YEARS = tuple(_years(number) for number in (1, 2, 5, 10, 20, 50, 100, 500, 1000))
_BEGINNINGS = tuple(_years(number, only_first=True) for number in (1, 2, 5, 10, 20))
_ROUNDS: Mapping[Step, Sequence[Callable[[date], bool]]] = {
    "day": (
        lambda day: True,
        lambda day: day.day in (1, 6, 11, 16, 21, 26),
        lambda day: day.day in (1, 11, 21),
        lambda day: day.day == 1,
    ),
    "month": (lambda day: True, lambda day: day.month % 3 == 1, lambda day: day.month % 6 == 1, *_BEGINNINGS),
    "quarter": _BEGINNINGS,
    "year": _OF_YEARS,
    "decade": _OF_YEARS,
    "century": _OF_YEARS,
}
"""Which buckets have a name below them, the most first."""
