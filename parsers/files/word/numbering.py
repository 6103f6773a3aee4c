"""Counts the automatic numbers of a Word document: 第一章, （二）, 3.1, which stand in no run of text.

DOC and DOCX describe their lists in different forms; what a list is and how it counts is the same in both (ECMA-376
part 1, 17.9): a level has a format of 17.18.59, a text (`第%1章`), a first number and a level that restarts it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.grammar.numerals import numeral

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def format_number(value: int, number_format: str) -> str:
    """A number in a format of Word; decimal where the format is unknown or has no sign for this value.

    >>> format_number(12, "chineseCountingThousand")
    '十二'
    """
    if number_format == "none":
        return ""
    written = _FORMATS[number_format](value) if value >= 0 and number_format in _FORMATS else ""
    return written or str(value)


def _counted(value: int) -> str:
    """一百零五; none from ten thousand on, where no list has numbers."""
    return numeral(value) or "零" if value < 10**4 else ""


def _legal(value: int) -> str:
    """壹拾 for 十: the digits of amounts, which cannot be altered."""
    written = _counted(value).translate(str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"))
    return f"壹{written}" if written.startswith("拾") else written


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _signs(first: str, count: int) -> Callable[[int], str]:
    """One character of Unicode for each of the first numbers."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else ""


def _letters(value: int) -> str:
    """a … z, then aa, bb … as Word repeats letters."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 1 <= value <= 780 else ""


def _roman(value: int) -> str:
    written = ""
    for size, sign in _ROMAN if value < 4000 else ():
        times, value = divmod(value, size)
        written += sign * times
    return written


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _signs("①", 20)),
    "decimalEnclosedFullstop": _signs("⒈", 20),
    "decimalEnclosedParen": _signs("⑴", 20),
    "ideographEnclosedCircle": _signs("㊀", 10),
    "numberInDash": lambda value: f"- {value} -",
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    # Word in Chinese offers the one of Japanese as 一, 二, 三 (简)
    **dict.fromkeys("chineseCounting chineseCountingThousand japaneseCounting".split(), _counted),
    **dict.fromkeys("taiwaneseCounting taiwaneseCountingThousand".split(), _counted),
    "chineseLegalSimplified": _legal,
    **dict.fromkeys("ideographDigital japaneseDigitalTenThousand taiwaneseDigital".split(), _digits),
    "ideographTraditional": lambda value: "甲乙丙丁戊己庚辛壬癸"[value - 1] if 1 <= value <= 10 else "",
}


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


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about numbering."""

    based_on: str | None
    list_id: str | None
    level: int | None


LONGEST_CHAIN = 50
"""No style is based on more styles; a ring ends here."""


def place_in_list(
    list_id: str | None,
    level: int | None,
    style_id: str | None,
    styles: Mapping[str, Style],
    find_list: Callable[[str], NumberedList | None],
) -> tuple[NumberedList, int] | None:
    """The list and level of a paragraph: its own, or those of the nearest style of its chain that names a list."""
    numbers, of_style = find_list(list_id) if list_id is not None else None, None
    for _ in range(LONGEST_CHAIN if list_id is None else 0):
        style = styles.get(style_id or "")
        if style is None:
            break
        of_style = style.level if of_style is None else of_style
        if style.list_id is not None:
            numbers = find_list(style.list_id)
            linked = [at for at, item in enumerate(numbers.levels if numbers else ()) if item.style == style_id]
            of_style = linked[0] if linked and of_style is None else of_style
            break
        style_id = style.based_on
    level = of_style if level is None else level
    return (numbers, min(max(level or 0, 0), LEVELS - 1)) if numbers else None


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
        numbers = [levels[at].start if count is None else count for at, count in enumerate(counts)]
        return _printed(levels, level, numbers)


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
