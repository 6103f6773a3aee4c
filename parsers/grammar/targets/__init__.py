"""Quantified targets: what a text commits to in figures, for a year to come.

Prose and tables are read by rules of their own; both are silent rather than wrong. A figure is a target where words
bind it to a year after the document (到2025年…达到56%, “十四五”末, a column 2025年 of a table). Figures of the past,
limits of a rule, fees, page and article numbers are none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.prose import read_prose
from parsers.grammar.targets.tables import TableReader
from parsers.passages import Passage

_DATED = re.compile(r"[^\d〔〕]{1,14}〔(20\d\d)〕\d{1,5}号|(20\d\d)年\d{1,2}月\d{1,2}日")
"""国发〔2018〕42号, 2018年12月21日."""

__all__ = ["TargetReading", "read_targets"]


def read_targets(paragraphs: Iterable[Passage], on: date | None = None) -> tuple[TargetReading, ...]:
    """The targets of a text, in the order of printing; each once, where it stands first.

    `on`: the day of the document, after which a target's year lies; without it, that of its number or its last line.
    """
    paragraphs = list(paragraphs)
    on = on or _find_year(paragraphs)
    found: dict[tuple[object, ...], TargetReading] = {}
    for target in _read(paragraphs, on):
        key = (target.indicator, target.value, target.unit, target.year, target.kind)
        found.setdefault(key, target)
    return tuple(found.values())


def _find_year(paragraphs: Sequence[Passage]) -> date | None:
    """The first day of the year in the document's number or in a line that is a date; None where there is none."""
    years = [match for one in paragraphs if len(one.text) <= 40 and (match := _DATED.fullmatch(one.text.strip()))]
    return date(max(int(match[1] or match[2]) for match in years), 1, 1) if years else None


def _read(paragraphs: Iterable[Passage], on: date | None) -> Iterator[TargetReading]:
    prose: list[Passage] = []
    table = TableReader(on)
    for paragraph in paragraphs:
        if table.takes(paragraph):
            yield from read_prose(prose, on)
            prose = []
            yield from table.read(paragraph)
        else:
            table.end(paragraph)
            prose.append(paragraph)
    yield from read_prose(prose, on)
