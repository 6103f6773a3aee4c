"""What sites on TRS WCM share: page counts in a script, the disclosure list, the metas of 国办发〔2017〕47号."""

import re
from collections.abc import Iterable

import lxml.html

from parsers.addresses import comparable
from parsers.extraction import Entry, Finding, Link, Place, gather_facts
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms.common import linked_entry, linked_title
from parsers.text import read_day

# createPageHTML(9, 0, "index", "html"): number of pages, index of this page, stem and extension of the page names.
# var countPage = 20: the same on sites that have the script in the page (MOF, MOST, MEE).
# pagination_script_config = { pageNumber: '0', total: '25' }: the same on MOST.
_PAGES = re.compile(
    r"(?:createPageHTML\(\s*(?=\d+\s*,\s*\d)|\bcountPage\s*=\s*"
    r"|\bpagination_script_config\s*=\s*\{[^}]{0,200}?\btotal\s*:\s*[\"']?)(\d+)"
)
# index_8597_1.shtml in a link or a call, "index_8597_" + n + ".shtml", createPageHTML(34, 0, "index_8597", "shtml"): on
# MEE the names of further pages have the number of the column. A link to another folder is another column's.
_FURTHER = (
    r"""(?<![\w/.-])(?:\./)?(?P<link>{stem}(?:_\d{{2,}})?)_(?:\d+|\\?["']\s*\+[^<>;]{{1,40}})\.["'\s+]*(?P<of_link>s?html?)\b"""
    r"""|createPageHTML\([^)]{{0,60}}?["'](?P<call>{stem}(?:_\d{{2,}})?)["']\s*,\s*["'](?P<of_call>s?html?)["']"""
)
# The editor's container, inside or in place of the site's own; old pages have TRS_Editor.
EDITORS = "div.trs_editor_view, div.TRS_UEDITOR, div.TRS_Editor"

DISCLOSURE_LIST = css("tbody#xxgkzn_list_tbody_ID")


def page_count(page: Page) -> int | None:
    """The number of pages of the list, from its inline script, or None."""
    match = _PAGES.search(page.text)
    return int(match[1]) if match else None


def further_pages(page: Page, stem: str = "index") -> str | None:
    """The name of the further pages of a list as its pager prints it, `index_8597_{index}.shtml`; None without one.

    `stem` is the name of the first page without its ending.

    Of two names the one with the column's number holds: a template may print the plain one for columns without.
    """
    names = {
        f"{match['link'] or match['call']}_{{index}}.{match['of_link'] or match['of_call']}"
        for match in re.finditer(_FURTHER.format(stem=re.escape(stem)), page.text)
    }
    return max(names, key=len, default=None)


def link_of(row: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The first link of a row."""
    return next((link for link in row.iter("a") if link.get("href") is not None), None)


def links_of(anchors: Iterable[lxml.html.HtmlElement], page: Page, heading: str = "") -> tuple[Link, ...]:
    """The links of these anchors under a heading, each address once, without anchors that have no text."""
    links: dict[str, Link] = {}
    for anchor in anchors:
        url, title = page.absolute(anchor.get("href") or ""), linked_title(anchor)
        if url and title:
            links.setdefault(comparable(url), Link(title, url, heading))
    return tuple(links.values())


def disclosure_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The entry of a disclosure list's row: 序号 · linked title · 文号 · date in the last cell."""
    cells = [cell for cell in row if cell.tag == "td"]
    place, link = next(((n, href) for n, cell in enumerate(cells) if (href := link_of(cell)) is not None), (0, None))
    number = [Finding(text_of(cell), Place.LISTING, "文号") for cell in cells[place + 1 : -1][:1]]
    facts = gather_facts(("document_number", finding) for finding in number)
    return linked_entry(link, page, text_of(cells[-1]) if cells else "", facts=facts)


LIST_ROWS = css("ul.u-list > li")
"""The rows of `ul.u-list` (NDRC, NDA); a `li` inside a row stands in its box."""

_BOX_LINKS = css("div.popbox a[href]")


def list_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The entry of such a row, with the links to interpretations in its box; None for one without a link."""
    link = row.find("a")  # not in the box
    beside = (text_of(element) for element in row if element.tag in ("span", "font"))
    return linked_entry(link, page, next(filter(read_day, beside), ""), related=links_of(_BOX_LINKS(row), page))
