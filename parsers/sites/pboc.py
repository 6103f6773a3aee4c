"""www.pbc.gov.cn (Huilan eportal): how long a list is, where its pages stand, when a notice was published.

A list's first page is `index.html`. Its pager names the others: `21892-2.html` in the same folder, or as before 2024
`21892/index2.html`. The number before the page's own is a part of the module's id, to be read and not to be guessed.
The rest is read as on all sites.
"""

import re
from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.extraction import Listing
from parsers.markup.selection import css
from parsers.page import Page
from parsers.sites import rows
from parsers.sites.site_table import Site

FULL = 20
"""Rows of a full page. A shorter list without a pager has one page."""

_LENGTHS = css("input[totalpage]")  # <input name="article_paging_list_hidden" moduleid="21892" totalpage="6">
_LINKS = css("a[tagname], a[onclick]")
_ADDRESS = re.compile(r"^(?P<start>[^'\"()]*?(?:-|/index))\d+(?P<end>\.html?)$")
_CALL = re.compile(r"queryArticleByCondition\(\s*this\s*,\s*'([^']+)'")


def read_listing(page: Page) -> Listing:
    """Rows of a list and its number of pages. The number in a row's address is a build stamp, not its day."""
    listing = rows.read_listing(page)
    printed = [int(length) for element in _LENGTHS(page.root) if (length := element.get("totalpage") or "").isdecimal()]
    if not printed and len(listing.entries) < FULL and further_pages(page) is None:
        printed = [1]
    return replace(listing, pages=max(printed, default=None))


def further_pages(page: Page) -> str | None:
    """The address of a list's page `{n}`, as its pager names it; None where it names none of a known form."""
    here = urlsplit(page.url).path.rpartition("/")[0] + "/"
    pages: Counter[str] = Counter()
    for link in _LINKS(page.root):
        named = [link.get("tagname") or "", *_CALL.findall(link.get("onclick") or "")]
        for match in filter(None, map(_ADDRESS.match, named)):
            url = page.absolute(match["start"])
            if url is not None and urlsplit(url).path.startswith(here):
                pages[f"{url}{{n}}{match['end']}"] += 1
    return pages.most_common(1)[0][0] if pages else None


SITE = Site(
    hosts=("www.pbc.gov.cn",),
    # 字号 大 中 小 · 文章来源：条法司 · 2026-02-06 19:59:18. The PubDate of moved pages is the day of the move.
    day=css("#shijian, td.hui12"),
    read_listing=read_listing,
)
