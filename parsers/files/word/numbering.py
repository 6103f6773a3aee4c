"""Counts the automatic numbers of a Word document: 第一章, （二）, 3.1, which stand in no run of text.

DOC and DOCX describe their lists in different forms; what a list is and how it counts is the same in both (ECMA-376
part 1, 17.9): a level has a format, a text (`第%1章`), a first number and a level after which it starts again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsers.files.word.number_formats import format_number

LEVELS = 9
LONGEST_TEXT = 255
"""Characters that the text of a level has at most."""

BULLET = "•"
SYMBOLS = str.maketrans(
    {
        **dict.fromkeys("\uf0b7\uf06c\uf09f\uf0a7", "•"),
        **dict.fromkeys("\uf06e\uf0fe", "■"),
        **dict.fromkeys("\uf0a8\uf06f\uf071\uf0a3", "□"),
        **{"\uf052": "☑", "\uf0fc": "✓", "\uf0fb": "✗", "\uf0d8": "➢", "\uf075": "◆", "\uf076": "❖", "\uf0e0": "→"},
    }
)
"""Signs of the fonts Symbol and Wingdings, which sit in the private use area, as Unicode has them."""

_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    number_format: str = "none"
    text: str = ""
    suffix: str = "tab"
    """What follows the number: `tab`, `space` or `nothing`."""
    legal: bool = False
    """Numbers of higher levels are printed in decimal digits: 第一章, but 1.1."""
    restart_after: int | None = None
    """The level, counted from 1, after which this one starts again; 0: never; None: after every higher one."""
    style: str | None = None
    """The paragraph style that belongs to the level."""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list of a document."""

    name: str
    counter: str
    """What it counts with; lists with one counter go on counting where the other stopped."""
    levels: Sequence[Level]
    starts: Mapping[int, int] = field(default_factory=dict)
    """First numbers of its own by level, counted from 0: there it starts anew."""


class ListCounter:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_label(self, numbered_list: NumberedList, level: int) -> str:
        """The number printed before the next paragraph at a level (from 0) of a list; "" for none. A blank stands
        after it where the list has a tab or a space."""
        levels, starts = numbered_list.levels, numbered_list.starts
        counts = self._counts.setdefault(numbered_list.counter, [None] * LEVELS)
        if level in starts and (numbered_list.name, level) not in self._begun:
            counts[level] = None
        self._begun.add((numbered_list.name, level))
        current = counts[level]
        counts[level] = starts.get(level, levels[level].start) if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            after = levels[deeper].restart_after
            if after is None or level < after:
                counts[deeper] = None
        shown = [levels[at].start if count is None else count for at, count in enumerate(counts)]
        return _printed(levels, level, shown)


def _printed(levels: Sequence[Level], at: int, counts: Sequence[int]) -> str:
    """The text of a level with the numbers in their places."""
    level = levels[at]

    def number(place: re.Match[str]) -> str:
        which = int(place[1]) - 1
        chosen = levels[which].number_format
        return format_number(counts[which], "decimal" if level.legal and chosen != "none" else chosen)

    if level.number_format == "bullet":
        label = _PRIVATE.sub(BULLET, level.text.translate(SYMBOLS))
    else:
        label = _PLACE.sub(number, level.text)
    if not label.strip():
        return ""
    return label if level.suffix == "nothing" else f"{label.rstrip()} "
