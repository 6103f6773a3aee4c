"""Lists in `ul.u-list` (NDRC, NDA): rows with a title, a day, and a box with links to interpretations (div.popbox)."""

import lxml.html

from parsers.extraction import Entry
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms.common import linked_entry
from parsers.platforms.trs import links_of
from parsers.text import read_day

ROWS = css("ul.u-list > li")
"""The rows; a `li` inside a row stands in its box."""

_RELATED = css("div.popbox a[href]")


def row_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The entry of a row, with the links of its box as `related`; None for a row without a link of its own."""
    link = row.find("a")  # not in the box
    beside = (text_of(element) for element in row if element.tag in ("span", "font"))
    return linked_entry(link, page, next(filter(read_day, beside), ""), related=links_of(_RELATED(row), page))
