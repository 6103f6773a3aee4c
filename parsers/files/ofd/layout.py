"""Puts runs of text with their places on a page into lines, and lines into paragraphs."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

SAME_LINE = 0.5
"""Baselines that differ by less than this share of the size are one line."""
WORD_GAP = 0.25
"""A wider gap, in sizes, is a blank between words; between Chinese characters it is none."""
CELL_GAP = 1.5
"""A wider gap is a tab."""
LINE_STEP = 2.5
"""Lines of one paragraph are at most so many sizes apart."""
INDENT = 3.0
"""A line that begins more sizes inside the margin is centred; two are the indent of a paragraph."""
MARGIN = 1.2
"""A line that ends or begins so many sizes inside the margin ends or begins a paragraph."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text at a place; all lengths are in one unit, y grows downwards."""

    text: str
    x: float
    y: float
    size: float
    width: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    right: float
    y: float
    size: float


def character_width(sign: str) -> float:
    """The usual width of a character in sizes."""
    return 1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5


def read_paragraphs(runs: list[Run]) -> tuple[str, ...]:
    """The paragraphs of a page from top to bottom.

    A line goes on in the next one if it is not centred and reaches the right margin, and the next begins at the left
    margin in the same size. A line with tabs is a row of a table.
    """
    # Each text once at one place: bold is often drawn by drawing twice.
    first = {(run.text, round(run.x * 2), round(run.y * 2)): run for run in reversed(runs)}
    lines = _lines(list(first.values()))
    left = {round(line.size): line.x for line in sorted(lines, key=attrgetter("x"), reverse=True)}
    right = {round(line.size): line.right for line in sorted(lines, key=attrgetter("right"))}
    paragraphs: list[str] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None and _goes_on(previous, line, left[round(line.size)], right[round(line.size)]):
            paragraphs[-1] = _joined(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
        previous = line
    return tuple(paragraphs)


def _goes_on(line: _Line, following: _Line, left: float, right: float) -> bool:
    size = max(line.size, 0.1)
    return (
        "\t" not in line.text
        and "\t" not in following.text
        and round(line.size) == round(following.size)
        and following.y - line.y <= LINE_STEP * size
        and line.right >= right - MARGIN * size
        and following.x <= left + MARGIN * size
        and line.x <= left + INDENT * size
    )


def _joined(before: str, after: str) -> str:
    """Lines of Chinese without a blank, Latin words with one."""
    blank = " " if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() else ""
    return f"{before}{blank}{after}"


def _lines(runs: list[Run]) -> list[_Line]:
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        last = groups[-1][0] if groups else None
        if last is not None and run.y - last.y <= SAME_LINE * max(min(run.size, last.size), 0.1):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [_line(sorted(group, key=attrgetter("x"))) for group in groups]


def _line(runs: list[Run]) -> _Line:
    text = runs[0].text
    for before, run in pairwise(runs):
        gap = (run.x - before.right) / max(min(run.size, before.size), 0.1)
        if gap > CELL_GAP:
            text += "\t"
        elif gap > WORD_GAP and text[-1:].isascii() and run.text[:1].isascii():
            text += " "
        text += run.text
    return _Line(text.strip(), runs[0].x, max(run.right for run in runs), runs[0].y, max(run.size for run in runs))
