"""xxgk.mot.gov.cn and www.mot.gov.cn (TRS): disclosure lists and documents, lists and articles of the ministry's site.

We have seen the HTML of 意见征集 (2026) only: the other containers are those of public crawlers. How www.mot.gov.cn
lists 政策解读 since its columns moved (2025-10) is unknown. Other forms raise UnknownTemplate.
"""

import re
from dataclasses import replace
from itertools import takewhile

import lxml.html

from parsers.extraction import Entry, Listing, Notice
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css, outermost
from parsers.page import Page
from parsers.platforms.common import filled_rows, linked_entry, read_entries, stage_by_path, unknown_template
from parsers.platforms.trs import DISCLOSURE_LIST, EDITORS, disclosure_entry, link_of, page_count
from parsers.record import Stage
from parsers.sites.site_table import Site

STAGES: dict[str, Stage] = {
    "/gongkai/zcjd/": "interpretation",
    "/zhengcejiedu/": "interpretation",
    "/yijianzhengji/": "draft",
    "/hudong/yijianzhengji/": "draft",
    "/xinwen/": "news",
    "/jiaotongyaowen/": "news",
}
"""Address on www.mot.gov.cn -> stage; 意见征集 until 2025-10 and since."""

_FEEDBACK = re.compile("(?:反馈|采纳|采用|征集|征求)[^《》]{0,6}(?:情况|结果)(?:的?(?:通报|公告|公示|说明))?$")
"""关于《…》公开征求意见反馈情况: a report on the comments, listed among the drafts with an empty state."""
_EXPLAINS = re.compile("答记者问|解读")

_IFRAME_LISTS = css("ul.national_development")
_NEWS_LISTS = css("ul.news-list")
_NEWS_ROWS = css("ul.news-list > li.news-item")
_NEWS_TITLE = css(".news-title")
_NEWS_STATE = css(".statusX")
_NEWS_DAY = css(".news-date")
_PANES = css("div.tab-pane")
_PANE_ROWS = css("div.tab-pane a.list-group-item")
_BADGE = css("span.badge")


def read_listing(page: Page) -> Listing:
    """Rows of a disclosure list (文号 too), of a list in an iframe or in tabs on www.mot.gov.cn, of 意见征集."""
    root = page.root
    if lists := DISCLOSURE_LIST(root):
        rows = [row for tbody in lists for row in tbody.findall("tr[td]")]
        entries = read_entries(page, rows, lambda row: disclosure_entry(row, page), "links")
    elif lists := _IFRAME_LISTS(root):
        rows = filled_rows(row for ul in lists for row in ul.findall("li"))
        entries = read_entries(page, rows, lambda row: _entry(link_of(row), row.findall(".//span")[-1:], page), "links")
    elif _NEWS_LISTS(root):
        entries = read_entries(page, list(outermost(_NEWS_ROWS(root))), lambda row: _news_entry(row, page), "links")
    elif lists := _PANES(root):
        rows = _PANE_ROWS(root)
        if not rows and any(text_of(pane) for pane in lists):
            raise unknown_template(page, "a.list-group-item in div.tab-pane")
        entries = read_entries(page, rows, lambda row: _entry(row, _badges(row), page), "addresses")
    else:
        raise unknown_template(page, "#xxgkzn_list_tbody_ID, ul.national_development, ul.news-list or div.tab-pane")
    return Listing(entries, page_count(page))


def _entry(link: lxml.html.HtmlElement | None, days: list[lxml.html.HtmlElement], page: Page) -> Entry | None:
    entry = linked_entry(link, page, text_of(days[0]) if days else "")
    return replace(entry, stage=stage_by_path(entry.url, STAGES)) if entry else None


def _badges(link: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The days inside a link of a pane, or beside it up to the next link."""
    beside = takewhile(lambda sibling: sibling.tag != "a", link.itersiblings())
    return _BADGE(link) or [badge for sibling in beside if sibling.tag == "span" for badge in _BADGE(sibling)]


def _news_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """A row of 意见征集: `[进行中] - 标题`, its day, and sometimes another host (CAAC, NRA).

    A row with an empty state reports on the comments and is not a draft.
    """
    link = link_of(row)
    printed, states = next(iter(_NEWS_TITLE(row)), link), _NEWS_STATE(row)
    if printed is None:
        return None
    state = text_of(states[0]) if states else ""
    title = text_of(printed).removeprefix(state).lstrip(" -–—")
    day = next(map(text_of, _NEWS_DAY(row)), "")
    return linked_entry(link, page, day, title=title, stage=_consultation(title) or ("draft" if state else None))


def _consultation(title: str) -> Stage | None:
    """The stage of a page of 意见征集 that is not a draft, by its title."""
    if _EXPLAINS.search(title):
        return "interpretation"
    return "news" if _FEEDBACK.search(title) else None


def _in_consultations(page: Page, notice: Notice) -> Notice:
    if notice.stage != "draft" or not stage_by_path(page.url, STAGES):
        return notice
    return replace(notice, stage=_consultation(notice.facts["title"][0].text) or "draft")


# The day in the address of an article is that of its creation (20260903, printed 2026-09-07). Stubs of 400 bytes and
# the root's JavaScript redirect have no container of the text.
SITE = Site(
    hosts=("xxgk.mot.gov.cn", "www.mot.gov.cn"),
    text=(css("#Zoom, #zoom"), css("#article-content"), css(EDITORS)),
    expects="#Zoom, #article-content or div.TRS_UEDITOR",
    heading=css("h1.gkzn_right_tit, h1#ti, h1.article-title, h1"),
    day=css(".publish-date"),
    files=css(".gksqxz_fj"),
    stages=STAGES,
    finish=_in_consultations,
    read_listing=read_listing,
)
