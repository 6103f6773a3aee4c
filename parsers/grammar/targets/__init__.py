"""Quantified targets: what a text commits to in figures, for a year to come.

Prose and tables are read by rules of their own; both are silent rather than wrong. A figure is a target where words
bind it to a year after the document (到2025年…达到56%, “十四五”末, a column 2025年 of a table). Figures of the past,
limits of a rule, fees, page and article numbers are none.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from parsers.grammar.targets.model import Target
from parsers.grammar.targets.prose import read_prose
from parsers.grammar.targets.tables import TableReader
from parsers.passages import Passage

__all__ = ["Target", "read_targets"]


def read_targets(paragraphs: Iterable[Passage], on: date | None = None) -> tuple[Target, ...]:
    """The targets of a text, in the order of printing; each once, where it stands first.

    `on`: the day of the document, after which a target's year lies; without it only words like 到2025年 show that.
    """
    found: dict[tuple[object, ...], Target] = {}
    for target in _read(paragraphs, on):
        key = (target.indicator, target.value, target.unit, target.year, target.kind)
        found.setdefault(key, target)
    return tuple(found.values())


def _read(paragraphs: Iterable[Passage], on: date | None) -> Iterator[Target]:
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
