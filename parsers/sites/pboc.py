"""www.pbc.gov.cn (Huilan eportal): how long a list is, and when a notice was published; the rest as on all sites.

No spider asks this site: its robots.txt forbids crawling, as five open projects of 2026 report (`Disallow: /`).
Its pages are read where somebody has saved them. Its documents also stand in the State Council's 部门文件 and in the
Gazette, joint ones on the partners' sites. The pages of most documents before 2020 are a link to a PDF.
"""

import re
from dataclasses import replace

from parsers.extraction import Finding, Listing, Notice, Place, gather_facts
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import ById, css
from parsers.page import Page
from parsers.sites import generic, rows
from parsers.text import read_day

HOSTS = ("www.pbc.gov.cn",)

_LENGTHS = css("input[totalpage]")  # <input name="article_paging_list_hidden" moduleid="21892" totalpage="6">
_TIME = ById("shijian")
_HEAD = css("td.hui12")  # 字号 大 中 小 · 文章来源：条法司 · 2026-02-06 19:59:18
_PRINTED = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")


def read_listing(page: Page) -> Listing:
    """Rows of a list and its number of pages. The number in a row's address is a build stamp, not its day."""
    listing = rows.read_listing(page)
    printed = [int(length) for found in _LENGTHS(page.root) if (length := found.get("totalpage") or "").isdecimal()]
    return replace(listing, pages=max(printed, default=None))


def read_notice(page: Page) -> Notice:
    """Findings of a notice as on all sites, with the day that is printed over its text, with a time or without.

    The meta PubDate of pages that were moved in 2025 is the day of the move.
    """
    notice = generic.read_notice(page)
    times = [text_of(element) for element in (*_TIME(page.root), *_HEAD(page.root))]
    printed = next((found[0] for text in times if (found := _PRINTED.search(text)) and read_day(found[0])), "")
    others = notice.facts.get("published_on", ())
    days = gather_facts(("published_on", day) for day in (Finding(printed, Place.LINE, "shijian"), *others))
    return replace(notice, facts={**notice.facts, **days})
