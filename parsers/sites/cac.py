"""www.cac.gov.cn (HingeSoft CMS): JsonList answers, the first page of a column, one template of page.

No HTML of this site and no whole JsonList answer was seen; all is read by what several public crawlers agree on and by
the visible text of 100 pages. A third form raises.
"""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from parsers.addresses import path_of
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gathered
from parsers.page import Page
from parsers.sites.common import answer_of, count_at, entries_of, text_at, title_at, unknown
from parsers.text import ById, files, has_class, of_class, one_line, paragraphs, read_day, text_of, title_line

SOURCE = "cac"
HOSTS = ("www.cac.gov.cn",)

# #loadingInfoPage since 2019; #hideData in the columns of 2016 to 2019.
_LISTS = etree.XPath('//*[@id="loadingInfoPage" or @id="hideData"]')
_HOME = etree.XPath(f"//ul[{has_class('news-normal')}]|//div[{has_class('notice-list')}]/ul")
_ROWS = etree.XPath(".//li[.//a or normalize-space()]")
_LINK = etree.XPath("(.//h5//a[@href]|.//h3//a[@href])[1]")
_ANY_LINK = etree.XPath("(.//a[@href])[1]")
_TIMES = etree.XPath(f".//*[{has_class('times')}]")
_TOTAL = re.compile(r"\btotal\s*:\s*['\"]?(\d+)")  # total:'400' in the pager's inline script

_TITLE = etree.XPath(of_class("title", tag="h1"))
_BODY = ById("BodyLabel")
_PART = etree.XPath('//div[@id="content"]')  # in place of #BodyLabel on the later pages of a text in several parts
_PART_PATH = re.compile(r"/c_\d+_\d+\.html?$")
_TIME = ById("pubtime")

_SITE_NAME = re.compile(r"_中央网络安全和信息化委员会办公室\s*$")
_DAY_IN_PATH = re.compile(r"/(\d{4}-\d{2})/(\d{2})/c_\d+(?:_\d+)?\.html?$")


def read_listing(page: Page) -> Listing:
    """Rows of a JsonList answer, of the first page of a column (there is no second in HTML), or of the home page.

    The number of pages depends on the `perPage` that was asked for: the answer gives the total of rows only.
    """
    answer = answer_of(page)
    if answer is not None:
        return _json_list(page, answer)
    root = page.root
    lists = _LISTS(root) or (_HOME(root) if path_of(page.url) == "/" else [])
    if not lists:
        raise unknown(page, "#loadingInfoPage or a JsonList answer")
    rows = [row for container in lists for row in _ROWS(container)]
    total = _TOTAL.search(page.text)
    return Listing(
        entries_of(page, rows, lambda row: _entry(row, page), "links"), total=int(total[1]) if total else None
    )


def _json_list(page: Page, answer: Any) -> Listing:
    rows = answer.get("list") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise unknown(page, "a list in the JsonList answer")
    entries = entries_of(page, rows, lambda row: _json_entry(row, page), "topic and infourl")
    return Listing(entries, total=count_at(answer, "totalRec"))


def _json_entry(row: Any, page: Page) -> Entry | None:
    title, url = title_at(row, "topic"), page.absolute(text_at(row, "infourl"))
    return Entry(url, title, published_on=read_day(text_at(row, "pubtime"))) if title and url else None


def _entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The link's `title` is the title, its text may be cut. The href is unquoted."""
    link = next(iter(_LINK(row) or _ANY_LINK(row)), None)
    url = page.absolute(link.get("href")) if link is not None else None
    if link is None or url is None:
        return None
    title = one_line(link.get("title") or "") or text_of(link)
    day = next((text_of(times) for times in _TIMES(row)), "")
    return Entry(url, title, published_on=read_day(day)) if title else None


def read_notice(page: Page) -> Notice:
    """Findings of a page: title, time of publication, text. Number, issuers and 成文日期 are in the text only.

    The page says nothing of its column, so `stage` is left to the row and the title. 来源 is no finding: another
    ministry's document is read like CAC's own, its bodies come from its text. The footer's publishdate is build time.
    """
    root = page.root
    path = path_of(page.url)
    content = next(iter(_BODY(root) or (_PART(root) if _PART_PATH.search(path) else ())), None)
    if content is None:
        raise unknown(page, "#BodyLabel")
    facts = gathered(_findings(page, root))
    if "title" not in facts:
        raise unknown(page, "h1.title or <title>")
    return Notice(
        source=SOURCE,
        url=page.url,
        facts=facts,
        body=paragraphs(content),
        attachments=files([content], page),
        fetched_at=page.fetched_at,
    )


def _findings(page: Page, root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    for heading in _TITLE(root)[:1]:
        yield "title", Finding(title_line(paragraphs(heading)), Place.HEADING, "h1")
    title = _SITE_NAME.sub("", one_line(root.findtext(".//title") or ""))  # drops blanks inside: 5 of 100 pages
    yield "title", Finding(title, Place.META, "title")
    for time in _TIME(root)[:1]:
        yield "published_on", Finding(text_of(time), Place.LINE, "pubtime")
    if day := _DAY_IN_PATH.search(path_of(page.url)):
        yield "published_on", Finding(f"{day[1]}-{day[2]}", Place.ADDRESS, "path")
