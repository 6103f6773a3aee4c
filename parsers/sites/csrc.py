"""Where things stand on the pages of the China Securities Regulatory Commission (中国证监会).

Most is read as on any government site. The rules library (规章库) is a list without days and has its files above the
text; the disclosure table of orders and announcements is filled by a script.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import lxml.html

from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place
from parsers.markup.paragraphs import paragraphs, text_of
from parsers.markup.selection import css, metas
from parsers.moments import PRINTED
from parsers.page import Page
from parsers.platforms.common import answer_of, linked_entry, read_entries, refuse_challenge, unknown_template
from parsers.sites import generic
from parsers.sites.site_table import Site

_RULES = css("tbody#zc-list-content")
_LINK, _TITLE = css("a.list[href]"), css(".til")
# createPageHTML('page_div',5, 1,'fg','shtml',89): pages, this page from 1, stem and ending of the names, rows.
_PAGER = re.compile(r"createPageHTML\(\s*'[^']*'\s*,\s*(\d+)\s*,\s*\d+\s*,\s*'[^']*'\s*,\s*'[^']*'\s*,\s*(\d+)\s*\)")
_CHANNEL = re.compile(r"[0-9a-f]{32}")

_BODY = css("div.detail-news, div.content-body")
_DAY = css("input.fwrq[value]")
_BESIDE = css("div.xxgk-down-box, div#files")


def read_listing(page: Page) -> Listing:
    """Rows of a `searchList` answer, of the rules library, which prints no days of publication, or of a column page."""
    tables = [] if answer_of(page) is not None else _RULES(page.root)
    if not tables:
        return generic.read_listing(page)
    rows = [row for table in tables for row in table.iter("tr")]
    entries = read_entries(page, rows, lambda row: _rule(row, page), "a.list")
    pager = _PAGER.search(page.text)
    return Listing(entries, pages=int(pager[1]) if pager else None, total=int(pager[2]) if pager else None)


def _rule(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """A row's title; the note beside it says by which order the rule was published and revised."""
    link = next(iter(_LINK(row)), None)
    return linked_entry(link, page, title=next(map(text_of, _TITLE(link) if link is not None else ()), ""))


def read_channel(page: Page) -> str:
    """The id with which `searchList` is called for the column of this page. Raises Challenge or UnknownTemplate."""
    channel = metas(page, "channelid").get("channelid", "")
    if _CHANNEL.fullmatch(channel):
        return channel
    refuse_challenge(page)
    raise unknown_template(page, "the id of the column in meta channelid")


def _published(page: Page) -> Iterator[tuple[Field, Finding]]:
    """发文日期 as its script has it, epoch milliseconds. Midnight is a day that someone entered, of whatever kind.

    Raises UnknownTemplate for the site's front page, which it serves in place of an article to a client that is too
    fast.
    """
    if not (metas(page, "ArticleTitle") or _BODY(page.root) or page.is_challenge):
        raise unknown_template(page, "an article: the meta ArticleTitle, div.detail-news or div.content-body")
    for element in _DAY(page.root)[:1]:
        value = (element.get("value") or "").strip()
        if not re.fullmatch(r"\d{12,13}", value):
            continue
        moment = datetime.fromtimestamp(int(value) // 1000, PRINTED)
        if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
            yield "published_on", Finding(f"{moment:%Y-%m-%d %H:%M:%S}", Place.TABLE, "发文日期")


def _without_names_of_files(page: Page, notice: Notice) -> Notice:
    beside = {line for block in _BESIDE(page.root) for line in paragraphs(block)}
    return replace(notice, body=tuple(line for line in notice.body if line not in beside))


# PubDate is the time at which the page was generated. 发文日期 is when it was put up, not the day of signing.
SITE = Site(
    hosts=("www.csrc.gov.cn",),
    files=css("div.content-head"),
    findings=_published,
    finish=_without_names_of_files,
    read_listing=read_listing,
)
