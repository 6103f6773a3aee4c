"""The timeline as an SVG: a row of bars for each body, a bar a month, drawn by hand."""

from dataclasses import dataclass

from feeds.web.shapes import TimelineAnswer

BAR, GAP, ROW, HEIGHT = 20, 6, 56, 40
LEFT = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of one body."""

    month: str
    count: int
    x: int
    y: int
    width: int
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
    x: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws."""

    width: int
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
    place = {month: LEFT + at * (BAR + GAP) for at, month in enumerate(every)}
    most = max(item.count for row in answer.rows for item in row.months)
    rows = []
    for number, row in enumerate(answer.rows):
        baseline = number * ROW + ROW
        bars = []
        for item in row.months:
            height = max(2, round(HEIGHT * item.count / most))
            bars.append(Bar(item.month, item.count, place[item.month], baseline - height, BAR, height))
        rows.append(Row(row.issuer, row.label, row.label_en, row.total, baseline, tuple(bars)))
    ticks = tuple(Tick(month[:4], place[month]) for month in every if month.endswith("-01"))
    return Chart(LEFT + len(every) * (BAR + GAP), len(rows) * ROW + 24, tuple(rows), ticks, most)
