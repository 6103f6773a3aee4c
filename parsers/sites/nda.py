"""www.nda.gov.cn (static pages of its own system): lists with boxes of interpretations, texts in `div.article`.

No page of the site was saved. The forms are those that several open crawlers read in 2026.
"""

import math
import re

from parsers.extraction import Listing
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms import trs
from parsers.platforms.common import filled_rows, read_entries, unknown_template
from parsers.sites.error_pages import refuse_error_page
from parsers.sites.site_table import Site

# $('.pages').pagination({ totalData: 34, showData: 15, ... })
_ROWS_IN_ALL = re.compile(r"\btotalData\s*[:=]\s*['\"]?(\d+)")
_ROWS_A_PAGE = re.compile(r"\bshowData\s*[:=]\s*['\"]?(\d+)")


def read_listing(page: Page) -> Listing:
    """Rows of a list, with their interpretations as `related`; the script tells how many there are.

    Raises UnknownTemplate without `ul.u-list`, and where none of its rows has a link.
    """
    refuse_error_page(page)
    rows = filled_rows(trs.LIST_ROWS(page.root))
    if not rows:
        raise unknown_template(page, "rows in ul.u-list")
    entries = read_entries(page, rows, lambda row: trs.list_entry(row, page), "li > a")
    total, size = _ROWS_IN_ALL.search(page.text), _ROWS_A_PAGE.search(page.text)
    pages = math.ceil(int(total[1]) / int(size[1])) if total and size and int(size[1]) else None
    return Listing(entries, pages=pages, total=int(total[1]) if total else None)


SITE = Site(hosts=("www.nda.gov.cn",), text=(css("div.article"),), files=css("div.filelist"), read_listing=read_listing)
