"""www.ndrc.gov.cn and its service hosts: lists, orders and notices (TRS), the articles of 意见征求 (JSON).

No page of a 通知 (class `article_con_notitle`), of a 建议提案复文, of zfxxgk.ndrc.gov.cn or of the site before 2019 was
seen, and no answer of fwfx.ndrc.gov.cn: they are read by what public crawlers say of them. A third form raises.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin

import lxml.html
from lxml import etree

from parsers.addresses import path_of
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gathered
from parsers.page import Page, html_tree
from parsers.platforms.trs import article_metas, link_title, links_of, page_count
from parsers.record import Stage
from parsers.sites.common import answer_of, count_at, entries_of, text_at, title_at, unknown
from parsers.text import files, has_class, of_class, one_line, paragraphs, read_day, text_of, title_line

SOURCE = "ndrc"
HOSTS = ("www.ndrc.gov.cn", "zfxxgk.ndrc.gov.cn", "yyglxxbsgw.ndrc.gov.cn")

STAGES: dict[str, Stage] = {
    "/xxgk/jd/": "interpretation",
    "/hdjl/yjzq/": "draft",
    "/xwdt/xwfb/": "news",
    "/xwdt/dt/": "news",
    "/xwdt/ztzl/": "news",
}
"""Address -> stage. /xwdt/tzgg/ is not among them: some notices are published only there."""

ARTICLE = "/public/submission-service/column/getArticleDetail?articleId="
"""Where the service of 意见征求 gives an article by its id."""

_PUBLIC_ARTICLE = "/sa.html#/"  # the front-end page that people open, by the article's short key

# li > a, never li a: the 解读 of a document hang inside its row, in div.popbox.
_ROWS = etree.XPath(f"//ul[{has_class('u-list')}]/li[a or normalize-space()]")
_OLD_ROWS = etree.XPath(f"//ul[{has_class('list_02')}]/li[a or normalize-space()]")
_LISTS = etree.XPath(f"//ul[{has_class('u-list')} or {has_class('list_02')}]")
_DISCLOSURE = etree.XPath(f"//div[{has_class('zwxxkg-result')}]")
_DISCLOSURE_ROWS = etree.XPath(f".//tr[.//a[{has_class('xxgk_list1')}]]")
_DISCLOSURE_LINK = etree.XPath(f".//a[{has_class('xxgk_list1')}]")
_ROW_RELATED = etree.XPath(f"div[{has_class('popbox')}]//a[@href]")

_BODY = etree.XPath(
    f"{of_class('article_con', tag='div')}"
    f"|{of_class('zwgkdetail', tag='div')}/descendant::div[{has_class('article')}]"
    f"|{of_class('txt1', tag='div')}[@id='zoom']"
)
_TITLE = etree.XPath(
    f"{of_class('article_title', tag='h2')}"
    f"|{of_class('article_ri', tag='div')}/descendant::h2"
    f"|{of_class('zwgktoptitle', tag='div')}"
)
_TIME = etree.XPath(f"{of_class('shezhi', tag='div')}/descendant::*[{has_class('time')}]")
_REPLY = etree.XPath(of_class("article_ri", tag="div"))  # 建议提案复文
_FILES = etree.XPath(f"{of_class('attachment', tag='div')}|{of_class('enclosure', tag='table')}")
_RELATED = etree.XPath(f"{of_class('xgwz')}/descendant::a[@href]")

_STATE = re.compile(r"^\s*【(?:进行中|已结束)】\s*|\s*[\[【［](?:进行中|已结束)[\]】］]\s*$")  # 【进行中】…, …[已结束]
_LAST_NUMBER = re.compile(r"[(（]([^()（）]*\d{4}[^()（）]*号)[)）]\s*$")  # …的通知(发改能源〔2025〕1171号)
_SITE_NAME = re.compile(r"^【?(.*?)】?\s*-\s*国家发展和?改革委(?:员会)?\s*$")


def read_listing(page: Page) -> Listing:
    """Rows of a list page, of 意见征求, of an answer of the policy library, of zfxxgk's list.

    A row's 解读 are its `related`. Titles are those of the list, which leaves out the issuing bodies of most notices.
    """
    answer = answer_of(page)
    if answer is not None:
        return _library(page, answer)
    root = page.root
    if _LISTS(root):
        rows = _ROWS(root) or _OLD_ROWS(root)
        return Listing(entries_of(page, rows, lambda row: _entry(row, page), "li > a"), page_count(page))
    if tables := _DISCLOSURE(root):
        rows = _DISCLOSURE_ROWS(tables[0])
        return Listing(entries_of(page, rows, lambda row: _disclosure_entry(row, page), "links"), page_count(page))
    raise unknown(page, "ul.u-list")


def _entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    link = row.find("a")
    url = page.absolute(link.get("href") or "") if link is not None else None
    if url is None:
        return None
    printed = link_title(link)
    title = _STATE.sub("", printed)
    day = row.find("span") if row.find("span") is not None else row.find("font")
    return Entry(
        url,
        title,
        published_on=read_day(day.text_content()) if day is not None else None,
        stage="draft" if title != printed else stage_of(url),
        facts=_number_in(title),
        related=links_of(_ROW_RELATED(row), page),
    )


def _number_in(title: str) -> dict[Field, tuple[Finding, ...]]:
    match = _LAST_NUMBER.search(title)
    return {"document_number": (Finding(match[1].strip(), Place.LISTING, "title"),)} if match else {}


def _disclosure_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    link, cells = _DISCLOSURE_LINK(row)[0], row.findall("td")
    url = page.absolute(link.get("href") or "")
    if url is None:
        return None
    title = link_title(link)
    return Entry(url, title, published_on=read_day(text_of(cells[-1])) if cells else None, facts=_number_in(title))


def _library(page: Page, answer: Any) -> Listing:
    """fwfx.ndrc.gov.cn/api/query: `data.resultList`, at most 500 rows whatever `totalHits` says."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("resultList"), list):
        raise unknown(page, "data.resultList")
    entries = entries_of(page, data["resultList"], lambda row: _library_entry(row, page), "title and url")
    return Listing(entries, total=count_at(data, "totalHits"))


def _library_entry(row: Any, page: Page) -> Entry | None:
    title, url = title_at(row, "title"), page.absolute(text_at(row, "url"))
    if not title or url is None:
        return None
    day = read_day(text_at(row, "docDate"))
    return Entry(url, title, published_on=day, stage=stage_of(url), facts=_number_in(title))


def stage_of(url: str) -> Stage | None:
    """What the address says of the stage: its column."""
    path = path_of(url)
    return next((stage for start, stage in STAGES.items() if path.startswith(start)), None)


def article_address(page: Page) -> str:
    """Where the article is that the answer of `access-url` points to (意见征求, second of three steps).

    The answer's own address is a front-end page without text. Raises UnknownTemplate where it names no article.
    """
    answer = answer_of(page)
    key = parse_qs(text_at(answer, "data").partition("?")[2]).get("articleId", [""])[0]
    if not key:
        raise unknown(page, "data with the address of an article")
    return urljoin(page.url, ARTICLE + key)


def read_notice(page: Page) -> Notice:
    """Findings of an order, a notice, a reply to a proposal or an article of 意见征求.

    The issuing bodies and the number are in the text; 来源 and ContentSource name the bureau that drafted it.
    Raises UnknownTemplate where no known container of a text is there.
    """
    answer = answer_of(page)
    if answer is not None:
        return _article(page, answer)
    root = page.root
    labels, head = article_metas(page)
    bodies, replies = _BODY(page.root), _REPLY(page.root)
    if not bodies and not replies:
        raise unknown(page, "div.article_con")
    content = (bodies or replies)[0]
    facts = gathered([*_printed(page), *head, ("title", Finding(_page_title(root), Place.META, "title"))])
    if "title" not in facts:
        raise unknown(page, "h2.article_title, ArticleTitle or <title>")
    url = page.url
    return Notice(
        source=SOURCE,
        url=url,
        facts=facts,
        body=paragraphs(content) if bodies else _reply(content),
        attachments=files([*_FILES(page.root), content], page),
        stage=stage_of(url) or ("interpretation" if "解读" in labels.get("ColumnName", "") else None),
        related=links_of(_RELATED(page.root), page),
        fetched_at=page.fetched_at,
    )


def _printed(page: Page) -> Iterator[tuple[Field, Finding]]:
    for title in _TITLE(page.root)[:1]:
        yield "title", Finding(title_line(paragraphs(title)), Place.HEADING, "h2")
    times = _TIME(page.root)
    for line in times[:1]:
        yield "published_on", Finding(text_of(line).removeprefix("发布时间：").strip(), Place.LINE, "发布时间")
    if not times:
        days = (text_of(line) for block in _REPLY(page.root)[:1] for line in block.iter("p"))
        if (day := next(days, "")) and read_day(day):
            yield "published_on", Finding(day, Place.LINE, "article_ri")


def _reply(content: lxml.html.HtmlElement) -> tuple[str, ...]:
    """The text of a reply to a proposal, whose container holds heading and date too."""
    heading = content.find(".//h2")
    head = set(paragraphs(heading)) if heading is not None else set()
    first, rest = paragraphs(content)[:3], paragraphs(content)[3:]
    return (*(line for line in first if line not in head and not (len(line) < 30 and read_day(line))), *rest)


def _page_title(root: lxml.html.HtmlElement) -> str:
    """`【标题】-国家发展和改革委员会 `, the only title of old pages."""
    title = one_line(root.findtext(".//title") or "")
    match = _SITE_NAME.match(title)
    return match[1] if match else title


def _article(page: Page, answer: Any) -> Notice:
    """An article of 意见征求. Its address is the page that people open, not that of the service."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not title_at(data, "articleTitle") or not text_at(data, "articleContent"):
        raise UnknownTemplate(f"{page.url}: expected data with articleTitle and articleContent")
    content = html_tree(str(data["articleContent"])).find("body")
    key = text_at(data, "shortUrlKey")
    facts = gathered(
        [
            ("title", Finding(title_at(data, "articleTitle"), Place.API, "articleTitle")),
            ("published_on", Finding(text_at(data, "publishDate"), Place.API, "publishDate")),
        ]
    )
    return Notice(
        source=SOURCE,
        url=urljoin(page.url, _PUBLIC_ARTICLE + key) if key else page.url,
        facts=facts,
        body=paragraphs(content),
        attachments=files([content], page),
        stage="draft",
        fetched_at=page.fetched_at,
    )
