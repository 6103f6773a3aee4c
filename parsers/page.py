"""A fetched page: its address, bytes and fetch time, and the text, tree or JSON in them."""

import contextlib
import json
import re
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree
from w3lib.encoding import read_bom

from parsers.markup.decoding import decode
from parsers.text import one_line

# www.gov.cn closes </html> after its header include, and sites that paste documents into one another close it several
# times. libxml2 puts everything behind it beside the root, where CSS and relative XPath find nothing.
_HTML_END = re.compile(rb"</[hH][tT][mM][lL]\s*>")
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_VISIBLE = re.compile("[^\\s\ufeff]")
# Bytes and characters that no HTML or XML tree can hold.
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r"))
_NO_CHARACTERS = ("\ufffe", "\uffff")
# One parser for all pages: it keeps no state, and creating one takes as long as parsing a small page.
_PARSER = lxml.html.HTMLParser(huge_tree=True, remove_blank_text=False, encoding="utf-8")
# Every element is an HtmlElement: lxml's choice of a class by tag calls Python for each element.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment)
)


class Page:
    """A server's answer for an address. Text, tree and JSON are computed once, on first use."""

    def __init__(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str | None = None,
        fetched_at: datetime | None = None,
        status: int = 200,
    ) -> None:
        self.url = url
        self.body = body
        self.content_type = content_type
        self.fetched_at = fetched_at
        self.status = status

    @classmethod
    def from_text(cls, url: str, text: str) -> "Page":
        """A page whose visible text alone is known, as copied from a browser."""
        return cls(url, text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8")

    @property
    def is_plain_text(self) -> bool:
        """Whether the page is text without markup."""
        return (self.content_type or "").startswith("text/plain")

    @cached_property
    def _decoded(self) -> tuple[str, bytes]:
        """The body as text, and that text in UTF-8, which for most pages is the body itself."""
        if read_bom(self.body)[0] is None:
            with contextlib.suppress(UnicodeDecodeError):
                return self.body.decode("utf-8"), self.body
        text = decode(self.body, self.content_type)
        return text, text.encode("utf-8", "replace")

    @property
    def text(self) -> str:
        """The body as text. See `decode`."""
        return self._decoded[0]

    @cached_property
    def begins(self) -> str:
        """The first character that is not a blank, or an empty string. `{` and `[` begin JSON."""
        first = _VISIBLE.search(self.text)
        return first[0] if first else ""

    @cached_property
    def root(self) -> lxml.html.HtmlElement:
        """The root of the HTML tree. It holds the whole page, even where `</html>` comes too early."""
        return html_tree(*self._decoded)

    @cached_property
    def title(self) -> str:
        """The `<title>` on one line; empty where there is none."""
        return one_line(str(self.root.findtext(".//title") or ""))

    @cached_property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError for other text."""
        return json.loads(self.text.lstrip("\ufeff"))

    @cached_property
    def is_challenge(self) -> bool:
        """Whether this is a script challenge: HTML of any status with scripts and an empty body.

        Ruishu (NMPA) answers 200 with `$_ts` scripts and `<body></body>`; a real page shows text or pictures.
        """
        if self.is_plain_text or self.begins in ("{", "["):
            return False
        root = self.root
        return next(root.iter("script"), None) is not None and not _shows_anything(root.find("body"))

    def absolute(self, href: str) -> str | None:
        """The http(s) address of a link on this page; None for scripts, mail and anchors.

        A relative link is resolved against the page's address; nothing else is changed.
        """
        href = href.strip()
        if not href or href.startswith("#") or len(href) > LONGEST_ADDRESS:
            return None
        try:
            url = urljoin(self.url, href)
            return url if urlsplit(url).scheme in ("http", "https") else None
        except ValueError:  # http://[
            return None


LONGEST_ADDRESS = 8192
"""Characters. A longer text is not the address of a page or file."""

_SILENT = ("script", "style", "noscript")
_SHOWN = ("img", "iframe", "frame", "embed", "object")


def _shows_anything(body: lxml.html.HtmlElement) -> bool:
    """Whether there is a picture, a frame, or text outside of scripts and styles."""
    for node in body.iter():
        if node.tag in _SHOWN:
            return True
        printed = isinstance(node.tag, str) and node.tag not in _SILENT and (node.text or "").strip()
        if (printed or (node is not body and (node.tail or "").strip())) and not any(
            ancestor.tag in _SILENT for ancestor in node.iterancestors()
        ):
            return True
    return False


def as_html(content_type: str | None) -> str | None:
    """A Content-Type header, with HTML for plain text: no ministry has notices in plain text, and servers call a file
    so whose type they do not know."""
    if content_type and content_type.startswith("text/plain"):
        return content_type.replace("text/plain", "text/html", 1)
    return content_type


def html_tree(text: str, encoded: bytes | None = None) -> lxml.html.HtmlElement:
    """An lxml tree of any text, always with a head and a body. `encoded` is the text in UTF-8, if available."""
    for character in _NO_CHARACTERS:
        if character in text:
            text, encoded = text.replace(character, ""), None
    body = (encoded or text.encode("utf-8", "replace")).translate(None, _CONTROLS)
    if declaration := _XML_DECLARATION.match(body):
        body = body[declaration.end() :]
    try:
        root = etree.fromstring(_HTML_END.sub(b"", body), _PARSER)
    except etree.ParserError:  # blanks only, a comment without end
        root = None
    if root is None:
        root = etree.fromstring(b"<html></html>", _PARSER)
    assert isinstance(root, lxml.html.HtmlElement)
    parts = [child.tag for child in root]
    if "head" not in parts:
        root.insert(0, lxml.html.Element("head"))
    if "body" not in parts:
        root.append(lxml.html.Element("body"))
    return root
