"""The units of a text: what people cite as 第十二条第二款 or 二、（一）, each with its words and its place."""

from dataclasses import dataclass
from typing import Any, Literal

Level = Literal[
    "part",  # 编, 篇, 部分
    "chapter",  # 章
    "section",  # 节
    "article",  # 条
    "paragraph",  # 款
    "item",  # 项
    "point",  # 目
    "section1",  # 一、
    "section2",  # （一）
    "section3",  # 1.
    "section4",  # （1）
    "appendix",  # 附件, 附录, 附表
    "uncut",  # what follows a break of the numbering
]


_PLACES = ("start", "end", "text_start", "attachment")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a text.

    The text of an article holds its paragraphs and items; that of a chapter or of a section 一、 ends where the first
    unit below it begins, for these are units of their own. Points 1. and （1） are within the section that they are of.
    """

    path: str
    """Its address: `art-12/para-2/item-3`, `ch-2`, `sec-2/sub-1`, `annex-1`; `annex-2/art-1` of a second rule."""
    level: Level
    number: int | None
    """None for an annex without a number, and for what is not cut."""
    sub: int
    """Of 第十条之一: 1; else 0."""
    number_as_printed: str
    heading: str | None
    """What stands behind the number on a line of its own, or in brackets: 总则, 目的."""
    text: str
    """As printed, without its number, lines kept."""
    start: int
    """The index of its number in the text that was cut."""
    end: int
    """The index behind its last character."""
    attachment: int = 0
    """0 for the body; else the position of the attachment, counted from 1."""
    page: int | None = None
    paragraph: int = 1
    """Of its first words, counted from 1 in the body or on the page."""
    why: str | None = None
    """Why it is not cut further, where its numbering breaks."""
    text_start: int = 0
    """The index behind its number, at which its words begin."""

    def to_dict(self) -> dict[str, Any]:
        """The unit for JSON."""
        return {name: getattr(self, name) for name in Unit.__slots__ if name not in _PLACES}
