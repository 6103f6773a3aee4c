"""Page: one clean tree (or JSON) from any bytes, with its address and fetch time."""

import contextlib
import json
import re
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree
from parsel import Selector

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# www.gov.cn closes </html> after its header include, and sites that paste whole documents into one another close it
# several times. libxml2 hangs all that follows beside the root, where CSS and relative XPath find nothing.
_HTML_END = re.compile(rb"</[hH][tT][mM][lL]\s*>")
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_VISIBLE = re.compile("[^\\s\ufeff]")
# Bytes and characters that no HTML or XML tree can hold.
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r"))
_NO_CHARACTERS = ("\ufffe", "\uffff")
# One for all pages: a parser keeps nothing of a page, and making one costs as much as a small page.
_PARSER = lxml.html.HTMLParser(huge_tree=True, remove_blank_text=False, encoding="utf-8")
# Every element is an HtmlElement: lxml's own choice of a class by tag (forms, inputs) is a call in Python an element.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment)
)


class Page:
    """What a server answered for an address; text, tree and JSON are made once, when asked for."""

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
    def from_text(cls, url: str, text: str, fetched_at: datetime | None = None) -> "Page":
        """A page of which only the visible text is known, as copied from a browser."""
        body = text.encode("utf-8", "replace")
        return cls(url, body, content_type="text/plain; charset=utf-8", fetched_at=fetched_at)

    @property
    def is_plain_text(self) -> bool:
        """True where there is text and no markup."""
        return (self.content_type or "").startswith("text/plain")

    @cached_property
    def _decoded(self) -> tuple[str, bytes]:
        """The body as text, and that text in UTF-8: for most pages the body itself."""
        if not self.body.startswith(tuple(_MARKS)):
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
        """The first character that is no blank; empty where there is none. `{` or `[`: an answer in JSON."""
        first = _VISIBLE.search(self.text)
        return first[0] if first else ""

    @cached_property
    def root(self) -> lxml.html.HtmlElement:
        """The root of the HTML tree, under which everything is, whatever the page closes too early."""
        return html_tree(*self._decoded)

    @cached_property
    def tree(self) -> Selector:
        """The HTML tree for CSS and XPath."""
        return Selector(root=self.root, type="html")

    @cached_property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError where it is not."""
        return json.loads(self.text.lstrip("\ufeff"))

    @cached_property
    def is_challenge(self) -> bool:
        """True for a script challenge: whatever the status, an HTML answer with scripts and an empty body.

        Ruishu (NMPA) answers 200 with `$_ts` scripts and `<body></body>`; a page of ours always shows text or pictures.
        """
        if self.is_plain_text or self.begins in ("{", "["):
            return False
        root = self.root
        return next(root.iter("script"), None) is not None and not _shows_anything(root.find("body"))

    def absolute(self, href: str) -> str | None:
        """The http(s) address that a link on this page leads to, as printed; None for scripts, mail and anchors.

        A relative link is resolved against the page's address, and nothing else is changed: `addresses` compares.
        """
        href = href.strip()
        if not href or href.startswith("#") or len(href) > LONGEST_ADDRESS:
            return None
        try:
            url = urljoin(self.url, href)
            return url if urlsplit(url).scheme in ("http", "https") else None
        except ValueError:  # "http://[": an address that no parser takes
            return None


LONGEST_ADDRESS = 8192
"""What is longer is no address of a page or file."""

_SILENT = ("script", "style", "noscript")
_SHOWN = ("img", "iframe", "frame", "embed", "object")


def _shows_anything(body: lxml.html.HtmlElement) -> bool:
    """True at the first text outside of scripts and styles, or the first picture or frame."""
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


def decode(body: bytes, content_type: str | None = None) -> str:
    """Text from bytes whose declared charset may be wrong or missing; never raises.

    UTF-8 is tried first whatever is declared, for no GBK text of any length is valid UTF-8 by chance; then the header's
    charset, the page's own `<meta>`, and GB18030. Latin-1 in a header is a server's default, not a fact. Where nothing
    fits (an answer cut inside a character, a page pasted from two encodings) the reading with fewest holes is taken.
    """
    for mark, encoding in _MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    readings = [body.decode("utf-8", "replace")]
    for name in (*_declared(body, content_type), "gb18030"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            readings.append(body.decode(name, "replace"))
        except LookupError:
            continue
    return min(readings, key=lambda text: text.count("\ufffd"))


def _declared(body: bytes, content_type: str | None) -> list[str]:
    found = []
    if header := _HEADER_CHARSET.search(content_type or ""):
        found.append(header[1])
    if meta := _META_CHARSET.search(body[:8192]):
        found.append(meta[1].decode("ascii", "ignore"))
    names = ["gb18030" if name.lower() in ("gb2312", "gbk") else name for name in found]
    return [name for name in names if name.lower() not in ("iso-8859-1", "latin-1", "latin1", "utf-8", "ascii")]


def html_tree(text: str, encoded: bytes | None = None) -> lxml.html.HtmlElement:
    """An lxml tree of any text, with a head and a body; an empty document gives empty ones.

    `encoded` is the text in UTF-8, where that is at hand.
    """
    for character in _NO_CHARACTERS:
        if character in text:
            text, encoded = text.replace(character, ""), None
    body = (encoded or text.encode("utf-8", "replace")).translate(None, _CONTROLS)
    if declaration := _XML_DECLARATION.match(body):
        body = body[declaration.end() :]
    try:
        root = etree.fromstring(_HTML_END.sub(b"", body), _PARSER)
    except etree.ParserError:  # nothing in it that could be a tree: blanks, a comment without end
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
