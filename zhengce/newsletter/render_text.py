"""Blocks as plain text: of a mail."""

from collections.abc import Iterable

from zhengce.newsletter.blocks import Block
from zhengce.newsletter.render_html import clean
from zhengce.newsletter.rich_text import Span

_LINES = {1: "=", 2: "-"}
"""Level of a heading -> what underlines it."""


def render(blocks: Iterable[Block]) -> str:
    """The text, a blank line between two blocks; addresses stand behind their words."""
    return clean("\n\n".join(_block(block) for block in blocks if block.kind not in ("fold", "end"))) + "\n"


def _block(block: Block) -> str:
    lines = [" ".join("".join(_span(span, block) for span in line).split()) for line in block.lines]
    if block.kind == "heading" and block.level in _LINES:
        return f"{lines[0]}\n{_LINES[block.level] * len(lines[0])}"
    mark = {"list": "- ", "quote": "> "}.get(block.kind, "")
    return "\n".join(mark + line for line in lines)


def _span(span: Span, block: Block) -> str:
    is_plain = block.kind == "heading" or not span.url or span.url.startswith("#") or span.url == span.text
    return span.text if is_plain else f"{span.text} {span.url}"
