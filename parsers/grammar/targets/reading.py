"""The targets of a whole text: its tables and its prose, with the day and the kind of document that it has."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from parsers.grammar.targets.goals import Genre, genre_of
from parsers.grammar.targets.prose import read_prose
from parsers.grammar.targets.tables import TableReader
from parsers.passages import Passage
from parsers.record import Target

_DATED = re.compile(r"[^\d〔〕]{1,14}〔(20\d\d)〕\d{1,5}号|(20\d\d)年\d{1,2}月\d{1,2}日")
"""国发〔2018〕42号, 2018年12月21日."""

_HEAD = 8
_TITLE = re.compile(
    r"[^。；，]{6,120}(?:通知|规划|计划|方案|意见|纲要|要点|清单|措施|办法|规定|条例|细则|规则|公告|通告|批复|决定|函)》?(?:[（(].*)?"
)
"""A line of a text's head that may be its title."""


def read_targets(paragraphs: Iterable[Passage], on: date | None = None, title: str | None = None) -> tuple[Target, ...]:
    """The targets of a text, in the order of printing; each once, where it stands first.

    `on`: the day of the document, after which a target's year lies; without it, that of its number or its last line.
    `title`: what kind of text it is; without it, the first line that names a kind.
    """
    paragraphs = list(paragraphs)
    on = on or _find_year(paragraphs)
    if title is None:
        title = next((line.text.strip() for line in paragraphs[:_HEAD] if _TITLE.fullmatch(line.text.strip())), None)
    targets: dict[tuple[object, ...], Target] = {}
    for target in _read(paragraphs, on, genre_of(title or "")):
        key = (target.indicator, target.value, target.upper, target.unit, target.year, target.kind)
        targets.setdefault(key, target)
    return tuple(targets.values())


def _find_year(paragraphs: Sequence[Passage]) -> date | None:
    """The first day of the year in the document's number or in a line that is a date; None where there is none."""
    years = [match for line in paragraphs if len(line.text) <= 40 and (match := _DATED.fullmatch(line.text.strip()))]
    return date(max(int(match[1] or match[2]) for match in years), 1, 1) if years else None


def _read(paragraphs: Sequence[Passage], on: date | None, genre: Genre) -> Iterator[Target]:
    prose: list[Passage] = []
    table = TableReader(on)
    for paragraph in paragraphs:
        if table.takes(paragraph):
            yield from read_prose(prose, on, genre)
            prose = []
            yield from table.read(paragraph)
        else:
            table.end(paragraph)
            prose.append(paragraph)
    yield from read_prose(prose, on, genre)
