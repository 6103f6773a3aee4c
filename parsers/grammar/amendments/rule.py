"""A rule as its chapters, articles, paragraphs and items, which operations change; and back into its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.grammar.articles.cutting import cut_text
from parsers.grammar.articles.model import Unit
from parsers.grammar.numerals import numeral

_AT_HAN = re.compile(r"(?<=[^\x00-\x7f])[ \t\u00a0\u3000]+|[ \t\u00a0\u3000]+(?=[^\x00-\x7f])")
_ENDS = "。；：，、;:,"


@dataclass(slots=True)
class Item:
    """An item of a paragraph, its points within its words."""

    text: str
    number: int
    printed: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph: what stands before its items, and these."""

    lead: str
    number: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Article:
    """An article with its number in the old text."""

    number: int
    sub: int
    paragraphs: list[Paragraph]
    heading: str = ""
    is_cut: bool = True
    """False where its items have no order: then it is one paragraph."""
    new: tuple[int, int] | None = None
    """The number that a decision gives to it."""
    is_new: bool = False
    """Whether a decision put it in."""

    @property
    def text(self) -> str:
        """Its words, a paragraph and an item a line."""
        return "\n".join(line for one in self.paragraphs for line in lines_of(one))


@dataclass(slots=True)
class Division:
    """The heading of a chapter or section."""

    printed: str
    level: str
    number: int


Node = Article | Division


def whole_words(text: str) -> str:
    """A text without the blanks that a page left between Chinese characters."""
    return _AT_HAN.sub("", text.strip())


def printed_number(number: int, sub: int = 0) -> str:
    """第十条之一."""
    return f"第{numeral(number)}条" + (f"之{numeral(sub)}" if sub else "")


def lines_of(paragraph: Paragraph) -> list[str]:
    """The lines of a paragraph, its items numbered anew: （二）, or 二、 as older rules have it."""
    is_bare = any(item.printed.endswith("、") for item in paragraph.items)
    items = []
    for index, item in enumerate(paragraph.items, 1):
        number = f"{numeral(index)}、" if is_bare else f"（{numeral(index)}）"
        items.append(f"{item.printed if item.printed and item.number == index else number}{item.text}")
    return ([paragraph.lead] if paragraph.lead else []) + items


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of the new words of an article."""
    units = cut_text(f"第一条　{text.strip()}\n第二条　。")
    below = [unit for unit in units if unit.path.startswith("art-1/")]
    if not below or units[0].why:
        return [
            Paragraph(whole_words(line), index) for index, line in enumerate(filter(str.strip, text.split("\n")), 1)
        ]
    return _paragraphs(below)


def _paragraphs(below: Sequence[Unit]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for unit in below:
        if unit.level == "paragraph":
            within = [one for one in below if one.level == "item" and one.path.startswith(f"{unit.path}/")]
            lead = unit.text[: within[0].start - unit.start] if within else unit.text
            items = [Item(whole_words(one.text), one.number or 0, one.number_as_printed) for one in within]
            found.append(Paragraph(whole_words(lead), unit.number or len(found) + 1, items))
    return found


def read_rule(text: str) -> list[Node]:
    """The chapters and articles of a rule in their order; none where its text has no articles."""
    units = cut_text(text)
    nodes: list[Node] = []
    below: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.level in ("paragraph", "item"):
            below.setdefault(unit.path.split("/")[0], []).append(unit)
    for unit in units:
        if unit.path.startswith("doc-") or unit.level == "uncut":
            return []  # several rules, or one whose numbers break
        if unit.level in ("part", "chapter", "section"):
            nodes.append(Division(f"{unit.number_as_printed}　{unit.heading or ''}", unit.level, unit.number or 0))
        elif unit.level == "article":
            cut = _paragraphs(below.get(unit.path, []))
            whole = [Paragraph(whole_words(unit.text), 1)]
            nodes.append(Article(unit.number or 0, unit.sub, cut or whole, is_cut=bool(cut)))
    return nodes


def text_of(nodes: Sequence[Node]) -> str:
    """The text of a rule, each article with its number."""
    lines = []
    for node in nodes:
        if isinstance(node, Division):
            lines.append(node.printed)
        else:
            number, sub = node.new or (node.number, node.sub)
            lines.append(f"{printed_number(number, sub)}　{node.text}")
    return "\n".join(lines)


def joined(old: str, new: str) -> str:
    """New words in place of old ones, with the sign that ended the old ones where the new ones have none."""
    if new and old and new[-1] not in _ENDS and old[-1] in _ENDS:
        return new + old[-1]
    return new
