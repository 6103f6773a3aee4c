"""What sites on TRS WCM share: page counts in a script, the disclosure list, the metas of 国办发〔2017〕47号."""

import re
from collections.abc import Iterable, Iterator

import lxml.html
from lxml import etree

from parsers.addresses import comparable
from parsers.extraction import Entry, Field, Finding, Link, Place, gathered
from parsers.page import Page
from parsers.text import metas, of_class, one_line, read_day, text_of

# createPageHTML(9, 0, "index", "html"): pages in all, this page counted from 0, stem and ending of the page names.
# var countPage = 20: the same on sites that have the script in the page (MOF, MOST, MEE).
_PAGES = re.compile(r"(?:createPageHTML\(\s*(?=\d+\s*,\s*\d)|\bcountPage\s*=\s*)(\d+)")
# The container of the editor, inside or in place of the site's own; old pages have TRS_Editor.
EDITORS = of_class("trs_editor_view", "TRS_UEDITOR", "TRS_Editor", tag="div")

DISCLOSURE_LIST = etree.XPath('//tbody[@id="xxgkzn_list_tbody_ID"]')
_LINK = etree.XPath("(.//a[@href])[1]")

METAS: dict[str, Field] = {"ArticleTitle": "title", "PubDate": "published_on"}
"""Page labels that are findings. ContentSource is the drafting bureau or a web desk, never the issuer."""


def page_count(page: Page) -> int | None:
    """How many pages the list has, from its inline script; None where it does not say."""
    match = _PAGES.search(page.text)
    return int(match[1]) if match else None


def meta_findings(labels: dict[str, str]) -> Iterator[tuple[Field, Finding]]:
    """The findings among a page's metas."""
    for name, field in METAS.items():
        if name in labels:
            yield field, Finding(labels[name], Place.META, name)


def article_metas(page: Page) -> tuple[dict[str, str], list[tuple[Field, Finding]]]:
    """The page labels that are read, and the findings among them."""
    labels = metas(page, *METAS, "ColumnName")
    return labels, list(meta_findings(labels))


def link_of(row: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The first link of a row."""
    return next(iter(_LINK(row)), None)


def link_title(link: lxml.html.HtmlElement) -> str:
    """The title of a linked page: the `title` attribute, for link texts may be cut, else the text."""
    return one_line(link.get("title") or "") or text_of(link)


def links_of(anchors: Iterable[lxml.html.HtmlElement], page: Page) -> tuple[Link, ...]:
    """Where these anchors lead, each address once; anchors without text are left out."""
    found: dict[str, Link] = {}
    for anchor in anchors:
        url, title = page.absolute(anchor.get("href") or ""), link_title(anchor)
        if url and title:
            found.setdefault(comparable(url), Link(title, url))
    return tuple(found.values())


def disclosure_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The entry of a disclosure list's row: 序号 · linked title · 文号 · date in the last cell."""
    cells = [cell for cell in row if cell.tag == "td"]
    place, link = next(((n, found) for n, cell in enumerate(cells) if (found := link_of(cell)) is not None), (0, None))
    url = page.absolute(link.get("href")) if link is not None else None
    if link is None or url is None:
        return None
    number = [Finding(text_of(cell), Place.LISTING, "文号") for cell in cells[place + 1 : -1][:1]]
    return Entry(
        url,
        link_title(link),
        published_on=read_day(text_of(cells[-1])),
        facts=gathered(("document_number", finding) for finding in number),
    )
