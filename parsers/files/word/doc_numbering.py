"""Knows the lists and styles of a Word 97–2003 file that number its paragraphs ([MS-DOC] 2.9: LSTF, LVL, LFO, STD)."""

import struct

from parsers.files.word.doc_file import LIST_OVERRIDES, LISTS, STYLES, WordFile, read_modifiers
from parsers.files.word.numbering import LEVELS, LONGEST_TEXT, Level, NumberedList, Style, place_in_list

LIST_OF_PARAGRAPH, LEVEL_OF_PARAGRAPH = 0x460B, 0x260A
"""The modifiers sprmPIlfo and sprmPIlvl."""

NO_STYLE = 0xFFF

NUMBER_FORMATS = {
    **dict(enumerate("decimal upperRoman lowerRoman upperLetter lowerLetter".split())),
    **{10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle"},
    **{17: "japaneseDigitalTenThousand", 19: "decimalFullWidth", 22: "decimalZero", 23: "bullet"},
    **{26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese"},
    **{29: "ideographEnclosedCircle", 30: "ideographTraditional"},
    **{33: "taiwaneseCounting", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting"},
    **{38: "chineseLegalSimplified", 39: "chineseCountingThousand", 57: "numberInDash", 255: "none"},
}
"""The formats of [MS-OSHARED] 2.2.1.3 by their names in ECMA-376."""

_SUFFIXES = ("tab", "space", "nothing")


class DocNumbering:
    """The lists of one file by their number, counted from 1, and what its styles say about them."""

    def __init__(self, file: WordFile) -> None:
        """Raises one of BROKEN_DOC where the tables are broken."""
        self._styles = _read_styles(file)
        self.lists = _read_lists(file)

    def place(self, style: int, operands: dict[int, bytes]) -> tuple[NumberedList, int] | None:
        """The list and level of a paragraph, by its own modifiers or those of its style; None for no list."""
        list_number = _number(operands.get(LIST_OF_PARAGRAPH))
        level = _number(operands.get(LEVEL_OF_PARAGRAPH))
        return place_in_list(_name(list_number), level, str(style), self._styles, self.lists.get)


def _number(operand: bytes | None) -> int | None:
    return None if operand is None else int.from_bytes(operand, "little")


def _name(number: int | None) -> str | None:
    return None if number is None else str(number)


def _read_styles(file: WordFile) -> dict[str, Style]:
    """The paragraph styles by their number."""
    start, size = file.table(STYLES)
    content = file.tables[start : start + size]
    if not content:
        return {}
    header, count, base = struct.unpack_from("<HHH", content)
    at = 2 + header
    styles: dict[str, Style] = {}
    for number in range(count):
        length = struct.unpack_from("<H", content, at)[0]
        style = content[at + 2 : at + 2 + length]
        at += 2 + length
        if length < base + 2:
            continue
        kind = struct.unpack_from("<H", style, 2)[0]
        if kind & 0xF != 1:
            continue
        name = struct.unpack_from("<H", style, base)[0]
        place = base + 2 + 2 * name + 2
        place += place % 2
        operands: dict[int, bytes] = {}
        if place + 2 <= length:
            properties = struct.unpack_from("<H", style, place)[0]
            operands = read_modifiers(style[place + 4 : place + 2 + properties])
        list_id, level = _name(_number(operands.get(LIST_OF_PARAGRAPH))), _number(operands.get(LEVEL_OF_PARAGRAPH))
        styles[str(number)] = Style(str(kind >> 4), list_id, level)
    return styles


def _read_lists(file: WordFile) -> dict[str, NumberedList]:
    """The lists that paragraphs name: each takes its levels from an abstract list and may replace some."""
    abstract = _read_abstract_lists(file)
    start, size = file.table(LIST_OVERRIDES)
    if not size:
        return {}
    count = struct.unpack_from("<I", file.tables, start)[0]
    if 4 + 16 * count > size:
        raise ValueError("the table of lists is broken")
    at = start + 4 + 16 * count
    lists: dict[str, NumberedList] = {}
    for number in range(count):
        identity, overrides = struct.unpack_from("<i8xB", file.tables, start + 4 + 16 * number)
        levels = list(abstract.get(identity, [Level()] * LEVELS))
        starts: dict[int, int] = {}
        at += 4
        for _ in range(overrides):
            first, flags = struct.unpack_from("<iI", file.tables, at)
            at += 8
            level = min(flags & 0xF, LEVELS - 1)
            if flags & 0x10:
                starts[level] = first
            if flags & 0x20:
                levels[level], at = _read_level(file.tables, at, levels[level].style)
                if flags & 0x10:
                    starts[level] = levels[level].start
        lists[str(number + 1)] = NumberedList(str(number + 1), str(identity), levels, starts)
    return lists


def _read_abstract_lists(file: WordFile) -> dict[int, list[Level]]:
    start, size = file.table(LISTS)
    if not size:
        return {}
    count = struct.unpack_from("<H", file.tables, start)[0]
    at = start + size  # the levels follow the table
    abstract: dict[int, list[Level]] = {}
    for number in range(count):
        place = start + 2 + 28 * number
        identity, *styles, flags = struct.unpack_from("<i4x9HB", file.tables, place)
        levels = [Level()] * LEVELS
        for level in range(1 if flags & 1 else LEVELS):
            linked = styles[level]
            levels[level], at = _read_level(file.tables, at, None if linked == NO_STYLE else str(linked))
        abstract[identity] = levels
    return abstract


def _read_level(content: bytes, at: int, style: str | None) -> tuple[Level, int]:
    """A level (LVL), and where the next one begins. Characters 0 to 8 of its text stand for numbers of levels."""
    start, number_format, flags, suffix = struct.unpack_from("<iBB9xB", content, at)
    characters, paragraph, restart = struct.unpack_from("<BBB", content, at + 24)
    at += 28 + characters + paragraph
    length = struct.unpack_from("<H", content, at)[0]
    text = content[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    level = Level(
        start=start,
        number_format=NUMBER_FORMATS.get(number_format, "decimal"),
        text="".join(f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign for sign in text[:LONGEST_TEXT]),
        suffix=_SUFFIXES[min(suffix, 2)],
        legal=bool(flags & 4),
        restart_after=restart if flags & 8 else None,
        style=style,
    )
    return level, at + 2 + 2 * length
