"""Knows the automatic numbers of a Word document: 第一章, （二）, 3.1, which stand in no run of text.

The rules are those of ECMA-376 part 1, 17.9 (numbering) and 17.7 (styles): a paragraph names a list and a level itself
or through its style; the list names the level's format, its text (`第%1章`), its first number and after which level
it starts again.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from parsers.files.number_formats import format_number
from parsers.files.package import attribute, child, children

LEVELS = 9
LONGEST_CHAIN = 50
"""No style is based on more styles; a ring ends here."""

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
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    """Numbers of higher levels are printed in decimal digits: 第一章, but 1.1."""
    restart_after: int | None = None
    """The level, counted from 1, after which this one starts again; 0: never; None: after every higher one."""
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about numbering."""

    based_on: str | None
    list_id: str | None
    level: int | None


class Numbering:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, styles: Any = None, lists: Any = None) -> None:
        """Takes the roots of the parts styles.xml and numbering.xml, or None where the document has none."""
        self._styles = {attribute(style, "styleId") or "": _style(style) for style in children(styles, "style")}
        self._default_style = next(
            (
                attribute(style, "styleId")
                for style in children(styles, "style")
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")
            ),
            None,
        )
        self._abstract = {attribute(item, "abstractNumId") or "": item for item in children(lists, "abstractNum")}
        self._lists = {attribute(item, "numId") or "": item for item in children(lists, "num")}
        self._levels: dict[str, tuple[str, list[Level], dict[int, int]] | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Any) -> str:
        """The number printed before a paragraph with these properties (`w:pPr` or None), with a blank after it where
        the list has a tab or a space; "" for none. Counts the paragraph: call it once each, in order."""
        list_id, level = self._place(properties)
        definition = self._definition(list_id)
        if definition is None:
            return ""
        counter, levels, starts = definition
        counts = self._counts.setdefault(counter, [None] * LEVELS)
        if level in starts and (list_id or "", level) not in self._begun:
            counts[level] = None
        self._begun.add((list_id or "", level))
        first = starts.get(level, levels[level].start)
        current = counts[level]
        counts[level] = first if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            after = levels[deeper].restart_after
            if after is None or level < after:
                counts[deeper] = None
        return _printed(levels, level, [_shown(counts[at], levels[at]) for at in range(LEVELS)])

    def _place(self, properties: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, or those of its style."""
        own = child(properties, "numPr")
        list_id, level = _value(child(own, "numId")), _whole(_value(child(own, "ilvl")))
        if list_id is None:
            style = _value(child(properties, "pStyle")) or self._default_style
            list_id, style_level = self._place_of_style(style)
            level = style_level if level is None else level
        return list_id, min(max(level or 0, 0), LEVELS - 1)

    def _place_of_style(self, style_id: str | None) -> tuple[str | None, int | None]:
        """The list of the nearest style of the chain that names one, and the level that belongs to it."""
        level: int | None = None
        for _ in range(LONGEST_CHAIN):
            style = self._styles.get(style_id or "")
            if style is None:
                return None, None
            level = style.level if level is None else level
            if style.list_id is not None:
                definition = self._definition(style.list_id)
                linked = [at for at, item in enumerate(definition[1]) if item.style == style_id] if definition else []
                return style.list_id, linked[0] if linked and level is None else level
            style_id = style.based_on
        return None, None

    def _definition(self, list_id: str | None) -> tuple[str, list[Level], dict[int, int]] | None:
        """What counts a list (lists of one abstract list count together), its levels, and first numbers of its own."""
        if list_id is None or list_id == "0" or list_id not in self._lists:
            return None
        if list_id not in self._levels:
            self._levels[list_id] = self._read_definition(self._lists[list_id])
        return self._levels[list_id]

    def _read_definition(self, item: Any) -> tuple[str, list[Level], dict[int, int]] | None:
        abstract_id = _value(child(item, "abstractNumId"))
        for _ in range(LONGEST_CHAIN):
            abstract = self._abstract.get(abstract_id or "")
            link = _value(child(abstract, "numStyleLink"))
            if link is None:
                break
            style = self._styles.get(link)
            abstract_id = _value(child(self._lists.get(style.list_id or "") if style else None, "abstractNumId"))
        if abstract is None:
            return None
        levels = [Level(number_format="none") for _ in range(LEVELS)]
        _read_levels(abstract, levels)
        starts: dict[int, int] = {}
        for override in children(item, "lvlOverride"):
            at = _whole(attribute(override, "ilvl"))
            if at is None or not 0 <= at < LEVELS:
                continue
            _read_levels(override, levels)
            start = _whole(_value(child(override, "startOverride")))
            if start is not None:
                starts[at] = start
        return abstract_id or "", levels, starts


def _read_levels(holder: Any, levels: list[Level]) -> None:
    """Sets the levels that an abstract list or an override defines."""
    for item in children(holder, "lvl"):
        at = _whole(attribute(item, "ilvl"))
        if at is None or not 0 <= at < LEVELS:
            continue
        start = _whole(_value(child(item, "start")))
        level = Level(
            start=0 if start is None else start,
            number_format=_number_format(item),
            text=_value(child(item, "lvlText")) or "",
            suffix=_value(child(item, "suff")) or "tab",
            legal=_is_on(child(item, "isLgl")),
            restart_after=_whole(_value(child(item, "lvlRestart"))),
            style=_value(child(item, "pStyle")),
        )
        levels[at] = replace(level, text="") if child(item, "lvlPicBulletId") is not None else level


def _number_format(level: Any) -> str:
    """The format of a level. A newer one stands in `mc:AlternateContent`, with an older one to fall back on."""
    plain = child(level, "numFmt")
    if plain is None:
        plain = child(child(child(level, "AlternateContent"), "Fallback"), "numFmt")
    return _value(plain) or "decimal"


def _shown(count: int | None, level: Level) -> int:
    return level.start if count is None else count


def _printed(levels: list[Level], at: int, counts: list[int]) -> str:
    """The text of a level with the numbers in their places."""
    level = levels[at]
    if level.number_format == "bullet":
        sign = level.text.translate(SYMBOLS)
        label = _PRIVATE.sub(BULLET, sign)
    else:

        def number(place: re.Match[str]) -> str:
            which = int(place[1]) - 1
            chosen = levels[which].number_format
            return format_number(counts[which], "decimal" if level.legal and chosen != "none" else chosen)

        label = _PLACE.sub(number, level.text)
    if not label.strip():
        return ""
    return label if level.suffix == "nothing" else f"{label.rstrip()} "


def _style(style: Any) -> Style:
    numbering = child(child(style, "pPr"), "numPr")
    return Style(
        based_on=_value(child(style, "basedOn")),
        list_id=_value(child(numbering, "numId")),
        level=_whole(_value(child(numbering, "ilvl"))),
    )


def _value(element: Any) -> str | None:
    return None if element is None else attribute(element, "val")


def _is_on(element: Any) -> bool:
    return element is not None and (_value(element) or "1") in ("1", "true", "on")


def _whole(text: str | None) -> int | None:
    """A whole number of moderate size; None for anything else."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else None
