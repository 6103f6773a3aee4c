"""Page: one clean tree (or JSON) from any bytes, with its address and fetch time."""

import json
import re
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import lxml.html
from lxml import etree
from parsel import Selector

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# www.gov.cn closes </html> after its header include, and sites that paste whole documents into one another close it
# several times. libxml2 hangs all that follows beside the root, where CSS and relative XPath find nothing.
_HTML_END = re.compile(r"</html\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Sites that are only ever quoted with http; every other government host answers on https.
_HTTP_ONLY = frozenset({"www.csrc.gov.cn", "www.sasac.gov.cn", "www.pbc.gov.cn"})
# Characters that no HTML or XML tree can hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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
        return cls(url, text.encode(), content_type="text/plain; charset=utf-8", fetched_at=fetched_at)

    @property
    def is_plain_text(self) -> bool:
        """True where there is text and no markup."""
        return (self.content_type or "").startswith("text/plain")

    @cached_property
    def text(self) -> str:
        """The body as text. See `decode`."""
        return decode(self.body, self.content_type)

    @cached_property
    def tree(self) -> Selector:
        """The HTML tree under one root, whatever the page closes too early."""
        return Selector(root=html_tree(self.text), type="html")

    @cached_property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError where it is not."""
        return json.loads(self.text.lstrip("\ufeff"))

    @cached_property
    def is_challenge(self) -> bool:
        """True for a script challenge: whatever the status, an HTML answer with scripts and an empty body.

        Ruishu (NMPA) answers 200 with `$_ts` scripts and `<body></body>`; a page of ours always shows text or pictures.
        """
        if self.is_plain_text or self.text.lstrip()[:1] in ("{", "["):
            return False
        root = self.tree.root
        if next(root.iter("script"), None) is None:
            return False
        body = root.find("body")
        shown = "".join(body.xpath("descendant-or-self::*[not(self::script or self::style or self::noscript)]/text()"))
        return not shown.strip() and next(body.iter("img", "iframe", "frame", "embed", "object"), None) is None

    def absolute(self, href: str) -> str | None:
        """The http(s) address that a link on this page leads to, normalised; None for scripts, mail and anchors."""
        href = href.strip()
        if not href or href.startswith("#"):
            return None
        try:
            url = urljoin(self.url, href)
            return normal_url(url) if urlsplit(url).scheme in ("http", "https") else None
        except ValueError:  # "http://[": an address that no parser takes
            return None


def decode(body: bytes, content_type: str | None = None) -> str:
    """Text from bytes whose declared charset may be wrong or missing; never raises.

    UTF-8 is tried first whatever is declared, for no GBK text of any length is valid UTF-8 by chance; then the header's
    charset, the page's own `<meta>`, and GB18030. Latin-1 in a header is a server's default, not a fact. Where nothing
    fits (an answer cut inside a character, a page pasted from two encodings) the reading with fewest holes is taken.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
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


def html_tree(text: str) -> lxml.html.HtmlElement:
    """An lxml tree of any text; an empty document gives an empty root."""
    text = _HTML_END.sub("", _FORBIDDEN.sub("", _XML_DECLARATION.sub("", text)))
    parser = lxml.html.HTMLParser(huge_tree=True, remove_blank_text=False)
    try:
        root = lxml.html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except etree.ParserError:  # nothing, or nothing but a comment that was cut
        root = lxml.html.document_fromstring("<html></html>", parser=parser, ensure_head_body=True)
    assert isinstance(root, lxml.html.HtmlElement)
    return root


def normal_url(url: str) -> str:
    """One form of an address for comparing and requesting: https for government hosts, no double slash, no fragment.

    A fragment that is a route of a front-end page (`#/key`) is kept: NDRC's consultation list points to such.
    """
    scheme, host, path, query, fragment = urlsplit(url.strip())
    if scheme == "http" and host.lower().endswith(".gov.cn") and host.lower() not in _HTTP_ONLY:
        scheme = "https"
    path = re.sub(r"/{2,}", "/", path)
    return urlunsplit((scheme, host.lower(), path or "/", query, fragment if fragment.startswith("/") else ""))
