"""Knows the lists and styles of a DOCX file that number its paragraphs (ECMA-376 part 1, 17.7 and 17.9).

A paragraph names a list and a level itself or through its style; a list takes its levels from an abstract list and may
replace some.
"""

import re
from dataclasses import replace
from typing import Any

from parsers.files.package import attribute, child, children
from parsers.files.word.numbering import (
    LEVELS,
    LONGEST_CHAIN,
    LONGEST_TEXT,
    Level,
    ListCounter,
    NumberedList,
    Style,
    place_in_list,
)


class DocxNumbering:
    """Numbers the paragraphs of one document in their order."""

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
        self._markup = {attribute(item, "numId") or "": item for item in children(lists, "num")}
        self._lists: dict[str, NumberedList | None] = {"0": None}  # list 0 takes a paragraph out of its style's list
        self._counter = ListCounter()

    def next_label(self, properties: Any) -> str:
        """The number printed before the next paragraph, by its properties (`w:pPr` or None); "" for none."""
        own = child(properties, "numPr")
        list_id, level = _value(child(own, "numId")), _whole(_value(child(own, "ilvl")))
        style = _value(child(properties, "pStyle")) or self._default_style
        place = place_in_list(list_id, level, style, self._styles, self._list)
        return self._counter.next_label(*place) if place else ""

    def _list(self, list_id: str) -> NumberedList | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: str) -> NumberedList | None:
        item = self._markup.get(list_id)
        abstract_id = _value(child(item, "abstractNumId"))
        for _ in range(LONGEST_CHAIN):
            abstract = self._abstract.get(abstract_id or "")
            link = _value(child(abstract, "numStyleLink"))
            if link is None:
                break
            style = self._styles.get(link)
            abstract_id = _value(child(self._markup.get(style.list_id or "") if style else None, "abstractNumId"))
        if abstract is None:
            return None
        levels = [Level()] * LEVELS
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
        return NumberedList(list_id, abstract_id or "", levels, starts)


def _read_levels(holder: Any, levels: list[Level]) -> None:
    """Sets the levels that an abstract list or an override defines."""
    for item in children(holder, "lvl"):
        at = _whole(attribute(item, "ilvl"))
        if at is None or not 0 <= at < LEVELS:
            continue
        start = _whole(_value(child(item, "start")))
        # The format of a level. A newer one stands in `mc:AlternateContent`, with an older one to fall back on.
        plain = child(item, "numFmt")
        if plain is None:
            plain = child(child(child(item, "AlternateContent"), "Fallback"), "numFmt")
        level = Level(
            start=0 if start is None else start,
            number_format=_value(plain) or "decimal",
            text=(_value(child(item, "lvlText")) or "")[:LONGEST_TEXT],
            suffix=_value(child(item, "suff")) or "tab",
            legal=_is_on(child(item, "isLgl")),
            restart_after=_whole(_value(child(item, "lvlRestart"))),
            style=_value(child(item, "pStyle")),
        )
        levels[at] = replace(level, text="") if child(item, "lvlPicBulletId") is not None else level


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
