"""The newsletter as Markdown."""

from urllib.parse import quote

from zhengce.brief.render_markdown import escape
from zhengce.newsletter.blocks import Block, blocks
from zhengce.newsletter.issue import Newsletter
from zhengce.newsletter.rich_text import Span


def render(newsletter: Newsletter) -> str:
    """The whole text, a blank line between two blocks."""
    return "\n\n".join(map(_block, blocks(newsletter))) + "\n"


def _block(block: Block) -> str:
    lines = ["".join(map(_span, line)) for line in block.lines]
    if block.kind == "heading":
        return f"{'#' * block.level} {lines[0]}"
    return "\n".join(f"- {line}" for line in lines) if block.kind == "list" else "  \n".join(lines)


def _span(span: Span) -> str:
    """A piece of a text; the blanks at its ends stand outside its marks, where Markdown wants them."""
    words = span.text.strip()
    if not words:
        return span.text
    before, _, behind = span.text.partition(words)
    marks = "**" * span.bold + "*" * span.italic
    return f"{before}{marks}{_link(words, span.url)}{marks[::-1]}{behind}"


def _link(words: str, url: str | None) -> str:
    if url is None:
        return escape(words)
    return f"[{escape(words)}](<{quote(url, safe=':/?#@!$&()*+,;=%~[]-._' + chr(39))}>)"
