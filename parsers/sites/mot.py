"""xxgk.mot.gov.cn and www.mot.gov.cn (TRS): disclosure lists and documents, lists and articles of the ministry's site.

The HTML of 意见征集 (2026) was seen, of the rest none: those containers are those of public crawlers, the labels those
of one page's text. How www.mot.gov.cn lists 政策解读 since its columns moved (2025-10) is not known; a form not named
here raises.
"""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from parsers.addresses import path_of
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gathered
from parsers.page import Page
from parsers.platforms.trs import (
    DISCLOSURE_LIST,
    EDITORS,
    article_metas,
    disclosure_entry,
    link_of,
    link_title,
    page_count,
)
from parsers.record import Stage
from parsers.sites.common import entries_of, unknown
from parsers.text import (
    ById,
    content_of,
    files,
    has_class,
    label_key,
    of_class,
    one_line,
    paragraphs,
    read_day,
    text_of,
    title_line,
)

SOURCE = "mot"
HOSTS = ("xxgk.mot.gov.cn", "www.mot.gov.cn")

LABELS: dict[str, Field] = {
    "文号": "document_number",
    "索引号": "index_number",
    "公开日期": "published_on",
    "主题分类": "topic",
}
"""Labels of the disclosure block. 机构分类 is the department in charge, never the issuer; 公文类型 (部办公厅函) is no
公文种类; there is no 成文日期."""

STAGES: dict[str, Stage] = {
    "/gongkai/zcjd/": "interpretation",
    "/zhengcejiedu/": "interpretation",
    "/yijianzhengji/": "draft",
    "/hudong/yijianzhengji/": "draft",
    "/xinwen/": "news",
    "/jiaotongyaowen/": "news",
}
"""Address on www.mot.gov.cn -> stage; 意见征集 as it was until 2025-10, and where it is since."""

_FEEDBACK = re.compile("(?:反馈|采纳|采用|征集|征求)[^《》]{0,6}(?:情况|结果)(?:的?(?:通报|公告|公示|说明))?$")
"""关于《…》公开征求意见反馈情况: stands among the drafts, with an empty state, and reports on what readers wrote."""
_EXPLAINS = re.compile("答记者问|解读")

_TR = etree.XPath("tr[td]")
_IFRAME_LISTS = etree.XPath(f"//ul[{has_class('national_development')}]")
_IFRAME_ROWS = etree.XPath("li[.//a or normalize-space()]")
_NEWS_LISTS = etree.XPath(f"//ul[{has_class('news-list')}]")
_NEWS_ROWS = etree.XPath(f"li[{has_class('news-item')}]")
_NEWS_TITLE = etree.XPath(f"(.//*[{has_class('news-title')}])[1]")
_NEWS_STATE = etree.XPath(f"(.//*[{has_class('statusX')}])[1]")
_NEWS_DAY = etree.XPath(f"(.//*[{has_class('news-date')}])[1]")
_PANES = etree.XPath(f"//div[{has_class('tab-pane')}]")
_PANE_ROWS = etree.XPath(f".//a[{has_class('list-group-item')}]")
_PANE_DAY = etree.XPath(f".//span[{has_class('badge')}]|following-sibling::span[{has_class('badge')}]")
_DAY = etree.XPath("(.//span)[last()]")

_ZOOM = ById("Zoom", "zoom")
_ARTICLE = ById("article-content")
_ARTICLE_TITLE = etree.XPath(of_class("article-title", tag="h1"))
_ARTICLE_DAY = etree.XPath(of_class("publish-date"))
_EDITOR = etree.XPath(EDITORS)
_GROUPS = etree.XPath(of_class("form-group"))
_GROUP_LABEL = etree.XPath("(.//label)[1]")
_GROUP_VALUE = etree.XPath(f"(.//*[{has_class('form-control-static')}])[1]")
_TITLE = etree.XPath(of_class("gkzn_right_tit", tag="h1") + "|/descendant::h1[@id='ti']")
_ANY_TITLE = etree.XPath("//h1")
_FILES = etree.XPath(of_class("gksqxz_fj"))

_SITE_NAME = re.compile(
    r"\s*-\s*[^-]{2,12}\s*-\s*(?:中华人民共和国)?交通运输部\s*$"
)  # 标题-意见征集-中华人民共和国交通运输部


def read_listing(page: Page) -> Listing:
    """Rows of a disclosure list (文号 too), of a list in an iframe or in tabs on www.mot.gov.cn, of 意见征集."""
    root = page.root
    if lists := DISCLOSURE_LIST(root):
        rows = [row for tbody in lists for row in _TR(tbody)]
        entries = entries_of(page, rows, lambda row: disclosure_entry(row, page), "links")
    elif lists := _IFRAME_LISTS(root):
        rows = [row for ul in lists for row in _IFRAME_ROWS(ul)]
        entries = entries_of(page, rows, lambda row: _entry(link_of(row), _DAY(row), page), "links")
    elif lists := _NEWS_LISTS(root):
        rows = [row for ul in lists for row in _NEWS_ROWS(ul)]
        entries = entries_of(page, rows, lambda row: _news_entry(row, page), "links")
    elif lists := _PANES(root):
        rows = [row for pane in lists for row in _PANE_ROWS(pane)]
        if not rows and any(text_of(pane) for pane in lists):
            raise unknown(page, "a.list-group-item in div.tab-pane")
        entries = entries_of(page, rows, lambda row: _entry(row, _PANE_DAY(row), page), "addresses")
    else:
        raise unknown(page, "#xxgkzn_list_tbody_ID, ul.national_development, ul.news-list or div.tab-pane")
    return Listing(entries, page_count(page))


def _entry(link: lxml.html.HtmlElement | None, days: list[lxml.html.HtmlElement], page: Page) -> Entry | None:
    url = page.absolute(link.get("href") or "") if link is not None else None
    if link is None or url is None:
        return None
    day = read_day(text_of(days[0])) if days else None
    return Entry(url, link_title(link), published_on=day, stage=stage_of(url))


def _news_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """A row of 意见征集: `[进行中] - 标题`, its day, and sometimes another host (CAAC, NRA).

    Where the state is empty the row reports on the comments that came, and is no draft.
    """
    link = link_of(row)
    url = page.absolute(link.get("href") or "") if link is not None else None
    printed, states = next(iter(_NEWS_TITLE(row)), link), _NEWS_STATE(row)
    if printed is None or url is None:
        return None
    state = text_of(states[0]) if states else ""
    title = text_of(printed).removeprefix(state).lstrip(" -–—")
    day = next((read_day(text_of(element)) for element in _NEWS_DAY(row)), None)
    return (
        Entry(url, title, published_on=day, stage=_consultation(title) or ("draft" if state else None))
        if title
        else None
    )


def _consultation(title: str) -> Stage | None:
    """What stands in 意见征集 beside the drafts, by its title."""
    if _EXPLAINS.search(title):
        return "interpretation"
    return "news" if _FEEDBACK.search(title) else None


def stage_of(url: str) -> Stage | None:
    """What the address says of the stage: its column."""
    path = path_of(url)
    return next((stage for start, stage in STAGES.items() if path.startswith(start)), None)


def read_notice(page: Page) -> Notice:
    """Findings of a disclosed document, or of an article on www.mot.gov.cn.

    Raises UnknownTemplate where neither #Zoom nor an editor's container is there (stubs of 400 bytes, the root's
    JavaScript redirect), and where nothing is a title.
    """
    root = page.root
    content = next(iter(_ZOOM(root) or _ARTICLE(root) or _EDITOR(page.root)), None)
    if content is None:
        raise unknown(page, "#Zoom, #article-content or div.TRS_UEDITOR")
    _, head = article_metas(page)
    facts = gathered([*_block(page), *_heading(root), *_line(root), *head, ("title", _page_title(root))])
    if "title" not in facts:
        raise unknown(page, "ArticleTitle, h1 or <title>")
    stage = stage_of(page.url)
    if stage == "draft":
        stage = _consultation(facts["title"][0].text) or stage
    return Notice(
        source=SOURCE,
        url=page.url,
        facts=facts,
        body=paragraphs(content),
        attachments=files([*_FILES(page.root), content], page),
        stage=stage,
        fetched_at=page.fetched_at,
    )


def _block(page: Page) -> Iterator[tuple[Field, Finding]]:
    for group in _GROUPS(page.root):
        for label, value in zip(_GROUP_LABEL(group), _GROUP_VALUE(group), strict=False):
            if (name := label_key(content_of(label))) in LABELS:
                yield LABELS[name], Finding(text_of(value), Place.TABLE, name)


def _heading(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    for heading in (_TITLE(root) or _ARTICLE_TITLE(root) or _ANY_TITLE(root))[:1]:
        yield "title", Finding(title_line(paragraphs(heading)), Place.HEADING, "h1")


def _line(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    """The printed day of an article; the day in its address is that of its making (20260903, printed 2026-09-07)."""
    for day in _ARTICLE_DAY(root)[:1]:
        yield "published_on", Finding(text_of(day), Place.LINE, "publish-date")


def _page_title(root: lxml.html.HtmlElement) -> Finding:
    title = one_line(root.findtext(".//title") or "")
    return Finding(_SITE_NAME.sub("", title), Place.META, "title")
