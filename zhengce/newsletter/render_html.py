"""Blocks as one HTML page without scripts, to be opened, printed or mailed, or as a part of one."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from zhengce.documents.links import web_address
from zhengce.newsletter.blocks import Block
from zhengce.newsletter.rich_text import Span, Spans

STYLE = "\n" + files(__package__).joinpath("printed.css").read_text(encoding="utf-8")

# What neither HTML nor XML may hold: control characters but tab, newline and return, surrogates, non-characters.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def pieces(title: str, blocks: Iterable[Block]) -> Iterator[str]:
    """The whole page, block by block."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    yield from (f"{_block(block)}\n" for block in blocks)
    yield "</body>\n</html>\n"


def content(blocks: Iterable[Block]) -> str:
    """The blocks as a part of a page or of a feed."""
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    if block.kind == "end":
        return "</details>"
    lines = [rich(line) for line in block.lines]
    if block.kind == "fold":
        return f"<details><summary>{lines[0]}</summary>"
    if block.kind == "heading":
        anchor = f' id="{text(block.anchor)}"' if block.anchor else ""
        return f"<h{block.level}{anchor}>{lines[0]}</h{block.level}>"
    if block.kind == "list":
        return "\n".join(["<ul>", *(f"<li>{line}</li>" for line in lines), "</ul>"])
    if block.kind == "picture":
        return f"<figure>{block.svg}<figcaption>{lines[0]}</figcaption></figure>"
    tag = "blockquote" if block.kind == "quote" else "p"
    return f"<{tag}>{'<br>'.join(lines)}</{tag}>"


def rich(found: Spans) -> str:
    """A text with its emphasis and links; whatever else it holds is shown as text."""
    return "".join(map(_span, found))


def _span(span: Span) -> str:
    """A link leads to the web or into the page alone: an address of a crawled page is not to be trusted."""
    shown, url = text(span.text), span.url or ""
    if url.startswith("#"):
        shown = f'<a href="{text(url)}">{shown}</a>'
    elif address := url and web_address(url):
        shown = f'<a href="{text(address)}" rel="noreferrer">{shown}</a>'
    shown = f"<em>{shown}</em>" if span.italic else shown
    shown = f"<strong>{shown}</strong>" if span.bold else shown
    marks = (' class="soft"' if span.is_soft else "") + (' lang="zh-Hans"' if span.is_chinese else "")
    return f"<span{marks}>{shown}</span>" if marks else shown


def text(value: str) -> str:
    """Text as HTML shows it; characters that HTML and XML may not hold are left out."""
    return escape(clean(value))


def clean(value: str) -> str:
    """Text without the characters that neither HTML nor XML may hold."""
    return value if value.isprintable() else _NEVER.sub("", value)  # of most texts ten times as fast
