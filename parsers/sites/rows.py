"""Rows of a list on a site without a module of its own: links with a day beside them.

Side columns, menus, headers and footers have dated links too, and are recognised by the element around them. A
deadline and the days of a period are not the day of publication. Lists in JSON are read where they name title, address
and day: jpaas units, the lists of CSRC; and rows of jpage.
"""

import re
from collections.abc import Mapping
from typing import Any

import lxml.html

from parsers.extraction import Entry, Listing
from parsers.markup.paragraphs import text_of
from parsers.page import Page
from parsers.platforms import jpaas, jpage, trs
from parsers.platforms.common import (
    answer_of,
    days_of,
    deadline,
    linked_title,
    read_entries,
    refuse_challenge,
    unknown_template,
)
from parsers.platforms.json_list import JsonList
from parsers.sites.error_pages import refuse_error_page
from parsers.text import compact, one_line

_ASIDE = frozenset(("nav", "aside", "footer", "header"))
_ASIDE_NAME = re.compile(
    r"(?:^|[-_])(?:foot|footer|nav|navbar|menu|aside|side|sidebar|header|crumbs?|breadcrumb|related|xgwz)(?:$|[-_])",
    re.IGNORECASE,
)
"""A class or id of an element beside the list: footer, side-nav, site_menu; not `mainnav04` or `inside`."""


_NO_TITLE = re.compile(
    r"[\[【(（〔].{0,12}[\]】)）〕]|.{0,3}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?:查看)?(?:详情|更多|全文|下载)\W*"
)
"""The text of a link beside the title: 【综合】, [政策原文], 2026-06-23, 详情."""
_SHORTEST_TITLE = 5
"""Characters. 设为首页 and 联系我们 stand beside today's date."""
_CUT = re.compile(r"(?:…|\.{2,}|⋯)+\s*$")

_STATE = re.compile(r"^\s*[\[【［(（]?(?:进行中|征集中|已结束|已截止|未开始)[\]】］)）]?\s*[-—–]?\s*")


def read_listing(page: Page) -> Listing:
    """Dated rows of a static list, or the rows of a JSON answer, in page order.

    Raises UnknownTemplate where there are none, Challenge for a script challenge, ErrorPage for an error page.
    """
    answer = answer_of(page)
    if answer is not None:
        return _json_listing(page, answer)
    if jpage.holds_rows(page):
        return jpage.read_listing(page)
    refuse_challenge(page)
    refuse_error_page(page)
    rows = [row for group in _groups(page) for row in group]
    if not rows:
        raise unknown_template(page, "rows with a link and a date")
    return Listing(read_entries(page, rows, lambda row: _entry(row, page), "links"), pages=trs.page_count(page))


# --- HTML -----------------------------------------------------------------------------------------------------------


def _groups(page: Page) -> list[list[lxml.html.HtmlElement]]:
    """The dated rows of the page by list, without lists in side columns."""
    groups: dict[lxml.html.HtmlElement, list[lxml.html.HtmlElement]] = {}
    for row in page.root.iter("li", "tr"):
        if _entry(row, page) is not None:
            groups.setdefault(row.getparent(), []).append(row)
    return [rows for parent, rows in groups.items() if not _is_aside(parent)]


def _is_aside(element: lxml.html.HtmlElement) -> bool:
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in _ASIDE:
            return True
        if ancestor.tag in ("body", "html"):
            return False
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".split()
        if any(map(_ASIDE_NAME.search, names)):
            return True
    return False


def _entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """A row's link and its days; None for a row of rows, a link without a day and a day inside a title."""
    if row.find(".//li") is not None or row.find(".//tr") is not None:
        return None
    # The link to the document: the first that is not a label (【综合】), a day or 详情; else the first.
    links = [link for link in row.iter("a") if link.get("href")]
    link = next((link for link in links if not _NO_TITLE.fullmatch(text_of(link))), next(iter(links), None))
    url = page.absolute(link.get("href")) if link is not None else None
    if link is None or url is None:
        return None
    title = _STATE.sub("", linked_title(link))
    if len(compact(title)) < _SHORTEST_TITLE:
        return None
    published, due = days_of(_beside(row, link, title))
    if published is None and due is None:
        published, due = days_of(_day_below(row))
    if published is None and due is None:
        return None
    return Entry(url, title, published, facts=deadline(due))


def _beside(row: lxml.html.HtmlElement, link: lxml.html.HtmlElement, title: str) -> str:
    """The text of a row without its title, which is printed as `title` or as the link's text."""
    inside = one_line(" ".join(text for text in row.itertext() if text))
    for form in (title, one_line(link.text_content())):
        if form in inside and not _only_day(form):
            # the link's text can be longer than its title: it includes a day
            return inside.replace(title if len(compact(form)) > len(compact(title)) else form, " ", 1)
    cut = one_line(_CUT.sub("", link.text_content()))
    return inside.replace(cut, " ", 1) if cut else inside


def _day_below(row: lxml.html.HtmlElement) -> str:
    """The day of a row that is a list of its own, of two `li`: the link, the day (SAMR's subsites)."""
    parent, following = row.getparent(), row.getnext()
    if row.tag != "li" or following is None or following.tag != "li" or len(parent.findall("li")) != 2:
        return ""
    return text if _only_day(text := text_of(following)) else ""


def _only_day(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s\-/.年月日]+", text))


# --- JSON -----------------------------------------------------------------------------------------------------------

_ROWS = ("results", "rows", "lists", "list", "resultList", "records")
_JSON = JsonList(
    rows=(*(f"data.{name}" for name in _ROWS), *_ROWS),
    titles=("title", "docSubtitle", "docTitle", "articleTitle", "topic"),
    addresses=("url", "link", "docPubUrl", "href"),
    days=("publishedTimeStr", "publishDate", "pubDate", "publishTime", "pubtime", "docRelTime"),
)
"""Names that several sites use; CSRC has publishedTimeStr, the wall clock in China. A site with names of its own has a
reader of its own, with a `JsonList`."""


def _json_listing(page: Page, answer: Any) -> Listing:
    data = answer.get("data", answer) if isinstance(answer, Mapping) else answer
    if isinstance(data, Mapping) and (isinstance(data.get("html"), str) or "searchResult" in data):
        return jpaas.read_listing(page)
    if isinstance(answer, Mapping) and answer.get("success") is False:
        return jpaas.read_listing(page)  # raises UnknownTemplate with the site's message
    return _JSON.read(page, answer)
