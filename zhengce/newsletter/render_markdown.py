"""Blocks as Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from zhengce.documents.links import web_address
from zhengce.english.titles.shown import LEGEND, LOZENGE, MARK
from zhengce.newsletter.blocks import Block
from zhengce.newsletter.rich_text import Span

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def pieces(blocks: Iterable[Block]) -> Iterator[str]:
    """The text, block by block, a blank line between two of them; ◇ is behind a machine's words, as its end says."""
    between, is_marked = "", False
    for block in blocks:
        if block.kind not in ("fold", "end"):
            text = _block(block)
            is_marked |= LOZENGE in text
            yield between + text
            between = "\n\n"
    yield f"\n\n{LEGEND}.\n" if is_marked else "\n"


def _block(block: Block) -> str:
    if block.kind == "heading":
        return f"{'#' * block.level} {''.join(_span(replace(span, url=None)) for span in block.lines[0])}"
    lines = ["".join(map(_span, line)) for line in block.lines]
    if block.kind == "list":
        return "\n".join(f"- {line}" for line in lines)
    return "  \n".join(f"> {line}" for line in lines) if block.kind == "quote" else "  \n".join(lines)


def _span(span: Span) -> str:
    """A piece of a text; the blanks at its ends stand outside its marks, where Markdown wants them."""
    text = span.text.replace(MARK, LOZENGE)
    words = text.strip()
    if not words:
        return text
    before, _, behind = text.partition(words)
    marks = "**" * span.bold + "*" * span.italic
    shown = link(span.url) if span.url == words else _link(words, span.url)
    return f"{before}{marks}{shown}{marks[::-1]}{behind}"


def _link(words: str, url: str | None) -> str:
    address = web_address(url) if url else None
    return f"[{escape(words)}](<{_quoted(address)}>)" if address else escape(words)


@lru_cache(maxsize=4096)
def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", line) if _SPECIAL.search(line) else line


def link(url: str) -> str:
    """An address as Markdown shows and follows it; as text alone where it does not lead to the web."""
    address = web_address(url)
    return f"<{_quoted(address)}>" if address else escape(url)


def _quoted(address: str) -> str:
    return quote(address, safe=":/?#@!$&()*+,;=%~[]-._" + chr(39))
