"""Cuts an article into its 款, 项 and 目: paragraphs, items （一） and points 1. or （1）.

立法技术规范（试行）: a paragraph has no number and begins a line, items are numbered （一） and points 1. within their
paragraph. Older rules number items 一、 behind a colon. A line that ends in the middle of a sentence was broken by its
page and goes on in the next one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from parsers.grammar.articles.heads import ENDS, NAMED, last_before, value_of

_ITEM = re.compile(
    rf"[（(]\s?(?P<item>[一二三四五六七八九十百]{{1,4}})\s?[)）](?!{NAMED})"
    rf"|[（(]\s?(?P<bracketed>[0-9０-９]{{1,2}})\s?[)）](?!{NAMED})"
    r"|(?P<numeral>[一二三四五六七八九十]{1,3})、"
    r"|(?<![0-9０-９.．第])(?P<point>[0-9０-９]{1,2})(?:[.．](?![0-9０-９])|、(?![0-9０-９]))"
)
_BEFORE = "：；。:;！？”）)"
_LINE_ENDS = (*ENDS, "”", "）", ")")


@dataclass(slots=True)
class Inner:
    """A paragraph, an item or a point, with the indexes of its number, its words and its end."""

    level: Literal["paragraph", "item", "point"]
    number: int
    printed: str
    start: int
    body: int
    end: int = 0
    below: "list[Inner]" = field(default_factory=list)


def cut_article(text: str, start: int, end: int) -> tuple[list[Inner], str | None]:
    """The paragraphs of an article between two indexes, with what is below them, and why there are none."""
    paragraphs: list[Inner] = []
    items = _Items()
    lines = [
        (begins, ends, goes_on, list(_marks(text, begins, ends)) if "\t" not in text[begins:ends] else [])
        for begins, ends, goes_on in _lines(text, start, end)
    ]
    for at_line, (begins, ends, goes_on, all_marks) in enumerate(lines):
        marks = [m for m in all_marks if m[0] != "numeral" or items.begins_or_continues(text, m[1], m[3])]
        is_item = bool(marks) and marks[0][1] == begins
        if not is_item and not goes_on and not items.go_on_at(lines[at_line + 1 :]):
            items = _Items()
            paragraphs.append(Inner("paragraph", len(paragraphs) + 1, "", begins, begins))
        elif not paragraphs:  # an article that begins with its items
            paragraphs.append(Inner("paragraph", 1, "", begins, begins))
        for kind, at, body, number in marks:
            if not items.add(paragraphs[-1], kind, number, text[at:body], at, body) and at == begins:
                return [], f"{text[at:body]} is not the next of its list"
        _end(paragraphs[-1], ends)
    return paragraphs, None


class _Items:
    """The list of a paragraph, followed from number to number."""

    def __init__(self) -> None:
        self._item: Inner | None = None
        self._point: Inner | None = None
        self._kinds: list[str] = []
        self._has_numerals = False

    def begins_or_continues(self, text: str, at: int, number: int) -> bool:
        """Whether 一、 at an index is the first item of a list, behind a colon, or the next one of such a list."""
        if self._item is None:
            return number == 1 and last_before(text, at) in "：:"
        return self._has_numerals and number == self._item.number + 1

    def go_on_at(self, lines: "Sequence[tuple[int, int, bool, list[Mark]]]") -> bool:
        """Whether the first number in the lines below is the next: the line before them belongs to the last item."""
        kind, number = next(((m[0][0], m[0][3]) for begins, _, _, m in lines if m and m[0][1] == begins), ("", 0))
        last = self._item if kind in ("item", "numeral") else self._point
        return last is not None and number == last.number + 1

    def add(self, paragraph: Inner, kind: str, number: int, printed: str, at: int, body: int) -> bool:
        """Adds an item or point where its number is the next one; False where it is not."""
        level: Literal["item", "point"] = "item" if kind in ("item", "numeral") else "point"
        last = self._item if level == "item" else self._point
        if level == "point" and self._kinds and kind not in self._kinds:
            return True  # points within points: （1） below 1.
        if number != (last.number + 1 if last else 1):
            return False
        inner = Inner(level, number, "".join(printed.split()), at, body)
        if level == "item":
            owner, self._item, self._point, self._kinds = paragraph, inner, None, []
            self._has_numerals = kind == "numeral"
        else:
            owner, self._point, self._kinds = self._item or paragraph, inner, [kind]
        if owner.below:
            _end(owner.below[-1], at)
        owner.below.append(inner)
        return True


def _end(inner: Inner, end: int) -> None:
    while True:
        inner.end = end
        if not inner.below:
            return
        inner = inner.below[-1]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The lines that are not empty, by index, and whether each goes on from the line before it."""
    at = start
    while at < end:
        newline = text.find("\n", at, end)
        ends = newline if newline >= 0 else end
        begins = at
        while begins < ends and text[begins].isspace():
            begins += 1
        if begins < ends:
            last = last_before(text, at)
            yield begins, ends, at > start and bool(last) and last not in _LINE_ENDS
        at = ends + 1


Mark = tuple[str, int, int, int]
"""The kind of a number, the indexes of its start and end, and its value."""


def _marks(text: str, begins: int, ends: int) -> Iterator[Mark]:
    for match in _ITEM.finditer(text, begins, ends):
        at = match.start()
        if at != begins and last_before(text, at) not in _BEFORE and not text[at - 1].isspace():
            continue
        kind = match.lastgroup or ""
        if kind == "numeral" and at != begins:
            continue
        if kind == "point" and at != begins and last_before(text, at) not in _BEFORE:
            continue
        if number := value_of(match[kind]):
            yield kind, at, match.end(), number
