"""Lists of Hanweb's `jpage` (JCMS): rows stand as XML in a script of the page, further pages are answers of a proxy.

A row is `<record><![CDATA[<li><a href="…">title</a><span>2026-09-30</span></li>]]></record>`, on the page within
`<script type="text/xml">`, in an answer of `/module/web/jpage/dataproxy.jsp` alone. A browser puts it into the list.
"""

import html
import re

import lxml.html

from parsers.extraction import Entry, Listing
from parsers.markup.paragraphs import text_of
from parsers.page import Page, html_tree
from parsers.platforms.common import linked_entry, read_entries

_RECORD = re.compile(r"<record>\s*+<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PROXY = re.compile(r"""/module/web/jpage/dataproxy\.jsp\?[^\s"'<>\]]*""")
_NUMBER = re.compile(r"(?<=[?&])page=\d+")


def holds_rows(page: Page) -> bool:
    """Whether rows stand in a page so; else it is another list, or one that a browser saved with its rows in place."""
    return _RECORD.search(page.text) is not None


def read_listing(page: Page) -> Listing:
    """The rows of a page or of an answer of the proxy. Raises UnknownTemplate where none has a link."""
    return Listing(read_entries(page, _RECORD.findall(page.text), lambda record: _entry(record, page), "links"))


def further_pages(page: Page) -> str | None:
    """The address of the further pages with `{n}` for their number, as the page's script names it; None without one."""
    for address in _PROXY.findall(page.text):
        named, count = _NUMBER.subn("page={n}", html.unescape(address))
        if count:
            return named
    return None


def _entry(record: str, page: Page) -> Entry | None:
    row: lxml.html.HtmlElement = html_tree(record)
    link = next(row.iter("a"), None)
    return linked_entry(link, page, " ".join(text_of(span) for span in row.iter("span")))
