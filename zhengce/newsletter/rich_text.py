"""An editor's text with emphasis and links (Markdown), as pieces that each format prints in its own way.

A line is a paragraph. Links lead to the web alone; all else that Markdown or HTML would make of the text is shown as
it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from zhengce.documents.links import web_address


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None
    is_soft: bool = False
    """Beside the matter: a place, a context."""
    is_chinese: bool = False
    """For who reads a page aloud."""


Spans = tuple[Span, ...]


def paragraphs(text: str | None) -> Iterator[Spans]:
    """The paragraphs of a text: its lines that are not blank."""
    for line in (text or "").split("\n"):
        if line.strip():
            yield spans(line)


def spans(line: str) -> Spans:
    """The pieces of one line."""
    (inline,) = _parser().parseInline(line.strip())
    return tuple(_read(inline.children or []))


def plain(line: str) -> Spans:
    """A line as it is: a title, a name."""
    return (Span(line),)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["emphasis", "link", "escape"])


def _read(tokens: list[Token]) -> Iterator[Span]:
    bold = italic = 0
    url: str | None = None
    for token in tokens:
        if token.type == "link_open":
            url = web_address(str(token.attrGet("href")))
        elif token.type == "link_close":
            url = None
        elif token.tag == "strong":
            bold += token.nesting
        elif token.tag == "em":
            italic += token.nesting
        elif token.content:
            yield Span(token.content, bold > 0, italic > 0, url)
