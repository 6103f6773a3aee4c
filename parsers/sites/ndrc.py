"""www.ndrc.gov.cn and its service hosts: lists, orders and notices (TRS), the articles of 意见征求 (JSON).

We have not seen a page of a 通知 (class `article_con_notitle`), of zfxxgk.ndrc.gov.cn or of the site
before 2019: their selectors are those of public crawlers. Other forms raise UnknownTemplate.
"""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urljoin

import lxml.html

from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gather_facts
from parsers.markup.attachments import files
from parsers.markup.paragraphs import paragraphs
from parsers.markup.selection import css
from parsers.page import Page, html_tree
from parsers.platforms import trs
from parsers.platforms.common import (
    answer_of,
    filled_rows,
    read_entries,
    stage_by_path,
    text_at,
    title_at,
    unknown_template,
)
from parsers.record import Stage
from parsers.sites.site_table import Site

SOURCE = "ndrc"

STAGES: dict[str, Stage] = {
    "/xxgk/jd/": "interpretation",
    "/hdjl/yjzq/": "draft",
    "/xwdt/xwfb/": "news",
    "/xwdt/dt/": "news",
    "/xwdt/ztzl/": "news",
}
"""Address -> stage. /xwdt/tzgg/ is left out: some notices are published only there."""

ARTICLE = "/public/submission-service/column/getArticleDetail?articleId="
"""Address at which the service of 意见征求 answers with an article by its id."""

_PUBLIC_ARTICLE = "/sa.html#/"  # the page for readers, by the article's short key

_LISTS = css("ul.u-list")
_BODY = css("div.article_con, div.zwgkdetail div.article, div.txt1#zoom")

_STATE = re.compile(r"^\s*【(?:进行中|已结束)】\s*|\s*[\[【［](?:进行中|已结束)[\]】］]\s*$")  # 【进行中】…, …[已结束]
_LAST_NUMBER = re.compile(r"[(（]([^()（）]*\d{4}[^()（）]*号)[)）]\s*$")  # …的通知(发改能源〔2025〕1171号)


def read_listing(page: Page) -> Listing:
    """Rows of a list page, or of 意见征求, with their 解读 as `related`.

    The list's titles leave out the issuing bodies of most notices.
    """
    if not _LISTS(page.root):
        raise unknown_template(page, "ul.u-list")
    rows = filled_rows(trs.LIST_ROWS(page.root))
    return Listing(read_entries(page, rows, lambda row: _entry(row, page), "li > a"), trs.page_count(page))


def _entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    entry = trs.list_entry(row, page)
    if entry is None:
        return None
    title = _STATE.sub("", entry.title)
    stage: Stage | None = "draft" if title != entry.title else stage_by_path(entry.url, STAGES)
    return replace(entry, title=title, stage=stage, facts=_number_in(title))


def _number_in(title: str) -> dict[Field, tuple[Finding, ...]]:
    match = _LAST_NUMBER.search(title)
    return {"document_number": (Finding(match[1].strip(), Place.LISTING, "title"),)} if match else {}


def article_address(page: Page) -> str:
    """The address of the article that an answer of `access-url` names (意见征求, second of three steps).

    The address in the answer itself is a front-end page without text. Raises UnknownTemplate where it names no article.
    """
    answer = answer_of(page)
    key = parse_qs(text_at(answer, "data").partition("?")[2]).get("articleId", [""])[0]
    if not key:
        raise unknown_template(page, "data with the address of an article")
    return urljoin(page.url, ARTICLE + key)


def _article(page: Page, answer: Any) -> Notice:
    """An article of 意见征求. Its address is that of the page for readers, not that of the service."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not title_at(data, "articleTitle") or not text_at(data, "articleContent"):
        raise UnknownTemplate(f"{page.url}: expected data with articleTitle and articleContent")
    content = html_tree(str(data["articleContent"])).find("body")
    key = text_at(data, "shortUrlKey")
    title = Finding(title_at(data, "articleTitle"), Place.API, "articleTitle")
    published = Finding(text_at(data, "publishDate"), Place.API, "publishDate")
    facts = gather_facts([("title", title), ("published_on", published)])
    url = urljoin(page.url, _PUBLIC_ARTICLE + key) if key else page.url
    attachments = files([content], page)
    return Notice(SOURCE, url, facts, paragraphs(content), attachments, "draft", fetched_at=page.fetched_at)


# The issuing bodies and the number are in the text; 来源 and ContentSource name the bureau that drafted it.
SITE = Site(
    hosts=("www.ndrc.gov.cn", "zfxxgk.ndrc.gov.cn", "yyglxxbsgw.ndrc.gov.cn"),
    text=(_BODY,),
    expects="div.article_con",
    heading=css("h2.article_title, div.zwgktoptitle"),
    day=css("div.shezhi .time"),
    files=css("div.attachment, table.enclosure"),
    related=css(".xgwz a[href]"),
    related_heading="相关政策与解读",
    stages=STAGES,
    read_answer=_article,
    read_listing=read_listing,
)
