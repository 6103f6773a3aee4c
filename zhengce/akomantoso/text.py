"""A text with its units as elements of Akoma Ntoso: parts, chapters, articles, paragraphs, points, tables, references.

Every character of the text but line breaks stands in the elements, in the order of printing: what is no unit is an
`intro` before the first unit within another one, a `wrapUp` behind the last, else a block or a container of its own.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from parsers.grammar.articles.model import Level, Unit
from parsers.text import compact
from zhengce.brief.render_html import clean

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

_KINDS: dict[Level, tuple[str, int]] = {
    "appendix": ("attachment", 0),
    "part": ("part", 1),
    "chapter": ("chapter", 2),
    "section": ("section", 3),
    "section1": ("section", 4),
    "uncut": ("hcontainer", 4),
    "article": ("article", 5),
    "section2": ("subsection", 5),
    "paragraph": ("paragraph", 6),
    "section3": ("point", 6),
    "item": ("point", 7),
    "section4": ("indent", 7),
    "point": ("indent", 8),
}
"""Level -> its element and its rank: a unit stands below one of a lower rank. 项 is a point and 目 an indent, as in the
acts of the European Union."""

_STEPS = {"ch": "chp", "sub": "subsec", "item": "point", "annex": "att", "rest": "hcontainer"}
"""Step of a path -> how an eId names it, where that differs (naming convention of Akoma Ntoso, 5.3)."""

_RULE = re.compile(r"(?:(?:file|annex|doc)-\d+/)*")
_MARKS = r"[\s【】\[\]（）()]*"


@dataclass(frozen=True, slots=True)
class Reference:
    """Words of a text that name an article, and the address of that."""

    start: int
    end: int
    href: str


@dataclass(slots=True)
class Node:
    """A unit with those within it."""

    unit: Unit
    end: int
    """Behind the last character of it and of what is within it."""
    within: list["Node"] = field(default_factory=list)


def add(parent: etree._Element, name: str, words: str | None = None, /, **attributes: str | None) -> etree._Element:
    """A new element at the end of another one; attributes that are None are left out."""
    given = {key: clean(value) for key, value in attributes.items() if value is not None}
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", given)
    element.text = clean(words) if words is not None else None
    return element


def element_id(path: str) -> str:
    """The eId of the unit of this path: art-12/para-2/item-3 -> art_12__para_2__point_3; of 第十条之一: art_10-1."""
    steps = [step.partition("-") for step in path.split("/")]
    is_of_article = path.startswith("art-") or "/art-" in path
    names = _STEPS | ({"point": "indent"} if is_of_article else {})
    return "__".join("_".join(filter(None, (names.get(name, name), number))) for name, _, number in steps)


def arrange(units: Iterable[Unit]) -> list[Node]:
    """The units of a text as trees. A chapter, whose own text ends at its first article, has its articles within it."""
    roots: list[Node] = []
    open_nodes: list[Node] = []
    for unit in units:
        while open_nodes and not _is_within(unit, open_nodes[-1].unit):
            open_nodes.pop()
        node = Node(unit, unit.end)
        (open_nodes[-1].within if open_nodes else roots).append(node)
        open_nodes.append(node)
        for above in open_nodes:
            above.end = max(above.end, unit.end)
    return roots


def _is_within(unit: Unit, above: Unit) -> bool:
    """Whether a unit belongs to one before it: it stands in its text, or has a lower level in the same rule."""
    if unit.level != "appendix" and unit.start < above.end:
        return True
    rule, other = (_RULE.match(one.path)[0] for one in (unit, above))  # type: ignore[index]
    is_of_rule = rule == other or rule.startswith(f"{above.path}/")  # above is the annex that is the rule
    return is_of_rule and _rank(above) < _rank(unit)


def _rank(unit: Unit) -> int:
    return 0 if unit.path == "rest" else _KINDS[unit.level][1]


class TextWriter:
    """Writes pieces of one text; `references` are in order."""

    def __init__(self, text: str, references: Sequence[Reference]) -> None:
        self._text = text
        self._references = references

    def is_blank(self, start: int, end: int) -> bool:
        """Whether nothing is printed in a piece."""
        return not self._text[start:end].strip()

    def write_within(self, parent: etree._Element, start: int, end: int, nodes: Sequence[Node]) -> None:
        """A piece with its units into an element of the hierarchy."""
        if not nodes:
            self.write_blocks(add(parent, "content"), start, end)
            return
        at = start
        for node in nodes:
            self._write_between(parent, "intro" if node is nodes[0] else None, at, node.unit.start)
            self._write_unit(parent, node, at)
            at = max(at, node.end)
        self._write_between(parent, "wrapUp", at, end)

    def write_open(self, parent: etree._Element, start: int, end: int, nodes: Sequence[Node]) -> None:
        """A piece with its units into a main body, where blocks stand between units."""
        at = start
        for node in nodes:
            self.write_blocks(parent, at, node.unit.start)
            self._write_unit(parent, node, at)
            at = max(at, node.end)
        self.write_blocks(parent, at, end)
        if len(parent) == 0:
            add(parent, "p")

    def _write_between(self, parent: etree._Element, name: str | None, start: int, end: int) -> None:
        if not self.is_blank(start, end):
            into = add(parent, name) if name else add(add(parent, "hcontainer", name="text"), "content")
            self.write_blocks(into, start, end)

    def _write_unit(self, parent: etree._Element, node: Node, at: int) -> None:
        """A unit with its number, its heading and what is within it, from an index on: an article's heading, which is
        written, can stand in its first paragraph."""
        unit = node.unit
        broken = {"name": "uncut", "status": "incomplete"} if unit.level == "uncut" else {}
        element = add(parent, _KINDS[unit.level][0], eId=element_id(unit.path), **broken)
        self.write_within(element, max(at, self.write_head(element, node)), node.end, node.within)

    def write_head(self, element: etree._Element, node: Node) -> int:
        """The number and the heading of a unit as printed; gives the index behind them."""
        unit = node.unit
        if unit.number_as_printed:
            add(element, "num", self._text[unit.start : unit.text_start].strip())
        if unit.heading:
            pattern = _MARKS.join(["", *map(re.escape, compact(unit.heading))]) + r"[】\]）)]?"
            numbered = (one.unit.start for one in node.within if one.unit.number_as_printed)
            if match := re.compile(pattern).match(self._text, unit.text_start, next(numbered, unit.end)):
                self._write_words(add(element, "heading"), match.end() - len(match[0].lstrip()), match.end())
                return match.end()
        return unit.text_start

    def write_blocks(self, parent: etree._Element, start: int, end: int) -> None:
        """A piece by its lines: a paragraph each, those with cells as tables; empty ones are left out."""
        for has_cells, lines in groupby(self._lines(start, end), key=lambda line: "\t" in self._text[slice(*line)]):
            table = add(parent, "table") if has_cells else parent
            for first, last in lines:
                if not has_cells:
                    self._write_words(add(parent, "p"), first, last)
                    continue
                row, at = add(table, "tr"), first
                for cell in self._text[first:last].split("\t"):
                    self._write_words(add(add(row, "td"), "p"), at, at + len(cell))
                    at += len(cell) + 1

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = start
        for line in self._text[start:end].split("\n"):
            if line.strip():
                yield at, at + len(line)
            at += len(line) + 1

    def _write_words(self, parent: etree._Element, start: int, end: int) -> None:
        """Words, those that name an article as references."""
        at, last = start, None
        first, behind = (bisect_left(self._references, place, key=lambda one: one.start) for place in (start, end))
        for one in self._references[first:behind]:
            if at <= one.start and one.end <= end:
                _append(parent, last, self._text[at : one.start])
                last = add(parent, "ref", self._text[one.start : one.end], href=one.href)
                at = one.end
        _append(parent, last, self._text[at:end])


def _append(parent: etree._Element, last: etree._Element | None, words: str) -> None:
    if last is None:
        parent.text = clean(words)
    else:
        last.tail = clean(words)
