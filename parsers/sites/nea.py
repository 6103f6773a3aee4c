"""www.nea.gov.cn (Xinhua's platform for government sites): column pages without rows, lists as JSON, notices.

A column page names its list's file, `ds_<id>.json` in the same folder, which holds all rows. No page of the site was
saved. The forms are those that several open crawlers read in 2026. Notices of zfxxgk.nea.gov.cn are older.
"""

import re
from typing import Any

from parsers.extraction import Entry, Listing
from parsers.markup.selection import css
from parsers.page import Page, html_tree
from parsers.platforms.common import answer_of, read_entries, rows_of, text_at, title_at, unknown_template
from parsers.sites import rows
from parsers.sites.site_table import Site
from parsers.text import read_day

_LIST = css("#showData0")  # <ul id="showData0" data="datasource:40d3…">; a page's other lists are menus
_SOURCE = re.compile(r"^\s*datasource\s*:\s*([0-9a-f]{32})\s*$", re.IGNORECASE)


def list_file(page: Page) -> str:
    """The name of the file with a column's rows, as its page names it. Raises UnknownTemplate where it names none."""
    named = [_SOURCE.match(element.get("data") or "") for element in _LIST(page.root)]
    if (match := next(filter(None, named), None)) is None:
        raise unknown_template(page, 'a list #showData0 with data="datasource:…"')
    return f"ds_{match[1]}.json"


def read_listing(page: Page) -> Listing:
    """The rows of a column's file; they are all on one page. Raises UnknownTemplate for a column page without rows."""
    answer = answer_of(page)
    if answer is None:
        return rows.read_listing(page)
    source = answer.get("datasource") if isinstance(answer, dict) else None
    if not isinstance(source, list):
        raise unknown_template(page, "JSON with an array datasource")
    return Listing(read_entries(page, source, lambda row: _entry(row, page), "showTitle and publishUrl"), pages=1)


def _entry(row: Any, page: Page) -> Entry | None:
    title = title_at(row, "showTitle") or title_at(row, "title")
    url = page.absolute(_address(row))
    return Entry(url, title, read_day(text_at(row, "publishTime"))) if title and url else None


def _address(row: Any) -> str:
    """The address of a row. One of the type Link leads to another page: in linkUrls, or around its title."""
    if text_at(row, "contentType") == "Link":
        linked = [text_at(link, "linkUrl") for link in rows_of(row.get("linkUrls"))]
        around = [link.get("href") for name in ("showTitle", "title") for link in _links_in(text_at(row, name))]
        if address := next(filter(None, (*linked, *around)), ""):
            return str(address)
    return text_at(row, "publishUrl")


def _links_in(title: str) -> list[Any]:
    return list(html_tree(title).iter("a")) if "<" in title else []


SITE = Site(
    hosts=("www.nea.gov.cn", "zfxxgk.nea.gov.cn"),
    text=(css("#detailContent"), css("td.detail")),
    heading=css(".article-title .titles"),  # beside span.times and span.author
    read_listing=read_listing,
)
