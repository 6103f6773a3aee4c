"""List pages and shells that were taken for notices: more linked rows with days than text, or hardly any text."""

import re
from collections.abc import Sequence

from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Notice
from parsers.page import Page
from parsers.platforms.common import answer_of
from parsers.sites.rows import read_listing
from parsers.text import compact

_LEAST_TEXT = 10
"""Characters. 返回手机版 is no text of a notice."""
_LONGEST_TEXT = 2_000
_LONGEST_COLUMN = 12
"""Characters of a column's name, which stands where a notice has its title: 政策发布, 药品公告通告."""
_NAMES_A_DOCUMENT = re.compile("关于|《|[〔\\[（(]")
_LEAST_ROWS = 3
_LEAST_LINES = 5
# 某部关于样例的通知 2024-05-06 · [05-06] 某部关于样例的通知: a row of a list in copied text
_ROW = re.compile(
    r"[^。；]{6,120}?[\s\[（(]{1,3}(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[\])）]?|[\[（(]?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[\])）]?\s?[^。；]{6,120}"
)


def refuse_list_page(page: Page, notice: Notice) -> None:
    """Raises UnknownTemplate for a page that holds the rows of a list, or no text, in place of a notice."""
    if notice.attachments or notice.facts.get("document_number"):
        return
    length = sum(len(compact(line)) for line in notice.body)
    if page.is_plain_text:
        if _are_rows(notice.body):
            raise UnknownTemplate(f"{page.url}: expected a notice, found the rows of a list")
        return
    title = compact(notice.facts["title"][0].text) if notice.facts.get("title") else ""
    if length > _LONGEST_TEXT or len(title) > _LONGEST_COLUMN or _NAMES_A_DOCUMENT.search(title):
        return
    if 0 < length < _LEAST_TEXT and not notice.body[-1].endswith("。"):
        raise UnknownTemplate(f"{page.url}: expected a notice, found {''.join(notice.body)!r} under {title!r}")
    if answer_of(page) is None and (rows := _rows(page)) and sum(map(len, rows)) > length:
        raise UnknownTemplate(f"{page.url}: expected a notice, found {len(rows)} rows of a list under {title!r}")


def _rows(page: Page) -> list[str]:
    """The titles of the dated rows of a page; empty for fewer than a list has."""
    try:
        listing = read_listing(page)
    except NotReadable:
        return []
    titles = [entry.title for entry in listing.entries if entry.published_on]
    return titles if len(titles) >= _LEAST_ROWS else []


def _are_rows(body: Sequence[str]) -> bool:
    rows = [line for line in body if len(line) <= 160 and _ROW.fullmatch(line.strip())]
    return len(rows) >= _LEAST_LINES and 2 * sum(map(len, rows)) > sum(map(len, body))
