"""What is printed, as a row of blocks: issues, briefs, messages of watches and entries of feeds have these in common.

Markdown, HTML, Word and plain text each write a row of blocks (`render_markdown` …).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from zhengce.newsletter.rich_text import Span, Spans


class Block(NamedTuple):
    """A heading of a level, a paragraph or a quotation with its lines, a list with its items, or a picture.

    From `fold` to `end` stand details, which HTML shows folded below the line of the first.
    """

    kind: Literal["heading", "paragraph", "list", "quote", "picture", "fold", "end"]
    lines: Sequence[Spans] = ()
    """Of a heading one; of a picture what it shows."""
    level: int = 0
    """Of a heading, from 1."""
    anchor: str = ""
    """Of a heading, for links inside HTML."""
    svg: str = ""
    """Of a picture; text alone has its words in its place."""


def heading(words: str, level: int, anchor: str = "") -> Block:
    """A heading of plain words."""
    return Block("heading", [(Span(words),)], level, anchor)


def paragraph(*spans: Span) -> Block:
    """A paragraph of one line."""
    return Block("paragraph", [spans])
