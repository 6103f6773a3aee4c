"""www.gov.cn: column feeds, search answers, the channel page and the gazette; documents, articles and gazette items.

The templates are called G1 to G6 here and in the tests: G1 and G5 a document of the State Council (since and before
2023), G2 a document of a department, G3 and G6 an article (since and before 2023), G4 an item of the gazette.
No page of G3 and none of a gazette issue was seen; they are read by what two public crawlers say of them.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import lxml.html
from lxml import etree

from parsers.addresses import host_of, path_of
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gathered
from parsers.moments import CHINA
from parsers.page import Page
from parsers.platforms.trs import EDITORS, link_of, links_of
from parsers.record import Stage
from parsers.sites.common import answer_of, count_at, entries_of, items_of, rows_of, text_at, title_at, unique, unknown
from parsers.text import (
    ById,
    content_of,
    files,
    has_class,
    label_key,
    metas,
    of_class,
    one_line,
    paragraphs,
    read_day,
    text_of,
    title_line,
)

SOURCE = "state_council"
HOSTS = ("www.gov.cn", "sousuo.www.gov.cn")

LABELS: dict[str, Field] = {
    "标题": "title",
    "发文机关": "issuing_bodies",
    "发文字号": "document_number",
    "公文种类": "document_type",
    "主题分类": "topic",
    "索引号": "index_number",
    "成文日期": "written_on",
    "发布日期": "published_on",
}
"""Labels of the disclosure table. 来源 is the site that a text was taken from, never the issuer."""

SEARCH_FIELDS: dict[str, Field] = {
    "pcode": "document_number",
    "puborg": "issuing_bodies",
    "childtype": "topic",
    "index": "index_number",
    "pubtimeStr": "published_on",
}
"""Fields of a search row that are text; `ptime` (成文日期) is milliseconds."""

POLICY_PATHS = ("/zhengce/", "/gongbao/", "/zwgk/", "/flfg/")
"""The last two are columns of before 2014. Articles elsewhere are news: /xinwen/, /yaowen/, /guowuyuan/, /lianbo/."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ROWS = etree.XPath(f"//div[{has_class('item03')}]/div[{has_class('list')}]/ul")
_LI = etree.XPath("li")
_TABLE = etree.XPath(f"{of_class('bd1', tag='table')}/descendant::td")
_DEPARTMENT_TABLE = etree.XPath(f"{of_class('policyLibraryOverview_header', tag='div')}/descendant::td")
_RULES = etree.XPath(of_class("content_gjgzk"))
_CONTENT = ById("UCAP-CONTENT")
_OLD_CONTENT = etree.XPath(f"id('zoom')|{EDITORS}")
_HEADING = etree.XPath(
    "/descendant::h1[@id='ti']"
    f"|{of_class('oneColumn', tag='div')}[{has_class('article')}]/h1"
    f"|{of_class('pages-title', tag='div')}"
)
_DATE_LINE = etree.XPath(of_class("pages-date", tag="div"))
_RELATED = etree.XPath(f"{of_class('jiedu_list', tag='ul')}/descendant::a[@href]")
_LINKS = etree.XPath("//a[@href]")

_SITE_NAME = re.compile(
    r"_{1,2}([^_]*)_中国政府网\s*$"
)  # 标题_栏目_中国政府网, 标题__2007年第23号国务院公报_中国政府网
_PRINTED_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:\s+\d{2}:\d{2})?")  # 2021-08-01 06:59
_ISSUE_PATH = re.compile(r"/gongbao/(?!.*content_\d)")
_BLANKS = re.compile(r"\s+")
_ITEM_PATH = re.compile(r"/gongbao/.*content_\d+\.html?$")
_DOCUMENT_PAGES = frozenset({"XXGK_GWYWJ", "ZC_GWYBMWJ"})  # classes of <body>: pages that have a disclosure table


def read_listing(page: Page) -> Listing:
    """Rows of a column feed, a search answer, the channel page /zhengce/, the gazette's index or one of its issues."""
    answer = answer_of(page)
    if isinstance(answer, list):
        return _gazette_index(page, answer) if _is_gazette_index(answer) else _feed(page, answer)
    if isinstance(answer, dict) and isinstance(answer.get("searchVO"), dict):
        return _search(page, answer["searchVO"])
    if isinstance(answer, dict) and answer.get("code") == 1001:  # 没有找到相关结果
        return Listing((), total=0)
    if answer is None and (lists := _ROWS(page.root)):
        rows = [row for ul in lists for row in _LI(ul)]
        return Listing(entries_of(page, rows, lambda row: _channel_entry(row, page), "links"))
    if answer is None and _ISSUE_PATH.search(path_of(page.url)):
        return Listing(_issue(page))
    raise unknown(page, "a column feed, a search answer, div.item03 or an issue of the gazette")


def _feed(page: Page, rows: list[Any]) -> Listing:
    return Listing(entries_of(page, rows, lambda row: _feed_entry(row, page), "TITLE and URL"))


def _feed_entry(row: Any, page: Page) -> Entry | None:
    title, url = title_at(row, "TITLE"), _own(page, text_at(row, "URL"))
    if not title or url is None:
        return None
    return Entry(url, title, published_on=read_day(text_at(row, "DOCRELPUBTIME")), stage=_path_stage(url))


def _own(page: Page, href: str) -> str | None:
    url = page.absolute(href)
    return url if url and host_of(url) == "www.gov.cn" else None


def _search(page: Page, found: dict[str, Any]) -> Listing:
    """A single library answers with `listVO`, the umbrella with a `listVO` for each library under `catMap`.

    The umbrella's own `totalCount` is 0 whatever it found.
    """
    libraries = {name: part for name, part in items_of(found.get("catMap")) if isinstance(part, dict)}
    if isinstance(found.get("listVO"), list):
        kind = next(iter(libraries)) if len(libraries) == 1 else ""
        rows = [(kind, row) for row in found["listVO"]]
        total, pages = count_at(found, "totalCount"), count_at(found, "totalpage")
    elif libraries:
        rows = [(kind, row) for kind, part in libraries.items() for row in rows_of(part.get("listVO"))]
        total, pages = sum(count_at(part, "totalCount") or 0 for part in libraries.values()), None
    else:
        raise unknown(page, "searchVO with listVO or catMap")
    return Listing(entries_of(page, rows, lambda row: _search_entry(*row, page), "title and url"), pages, total)


def _search_entry(kind: str, row: Any, page: Page) -> Entry | None:
    title, url = title_at(row, "title"), _own(page, text_at(row, "url"))
    if not title or url is None:
        return None
    facts = [(field, Finding(text_at(row, name), Place.API, name)) for name, field in SEARCH_FIELDS.items()]
    if written := _chinese_day(row.get("ptime")):
        facts.append(("written_on", Finding(written.isoformat(), Place.API, "ptime")))
    return Entry(
        url,
        title,
        published_on=read_day(text_at(row, "pubtimeStr")) or _chinese_day(row.get("pubtime")),
        stage="interpretation" if kind == "otherfile" else _path_stage(url),
        facts=gathered(facts),
    )


def _chinese_day(milliseconds: Any) -> date | None:
    """The day in China of a moment; 0 stands for no date. The clock part of `ptime` means nothing."""
    if not isinstance(milliseconds, int) or milliseconds == 0:
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(CHINA).date()
    except OverflowError:  # no moment of our era
        return None


def _channel_entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    link = link_of(row)
    url = _own(page, link.get("href")) if link is not None else None
    if link is None or url is None:
        return None
    return Entry(url, text_of(link), published_on=read_day(row.findtext("span")))


def _is_gazette_index(answer: list[Any]) -> bool:
    return bool(answer) and isinstance(answer[0], dict) and isinstance(answer[0].get("values"), dict)


def _gazette_index(page: Page, answer: list[Any]) -> Listing:
    """Issues, newest first; their pages are listings again. Years are `2026年`, in the form before 2023 `y2017`."""
    issues = [
        (_digits(year), _digits(number), page.absolute(text_at(issue, "gname")))
        for part in answer
        for year, numbers in items_of(part.get("values") if isinstance(part, dict) else None)
        for number, issue in items_of(numbers)
    ]
    newest_first = sorted((issue for issue in issues if issue[2]), key=lambda issue: issue[:2], reverse=True)
    return Listing(
        unique(
            Entry(url, f"国务院公报{year}年第{number}号", published_on=_issue_day(year, number))
            for year, number, url in newest_first
            if url
        )
    )


def _issue_day(year: int, number: int) -> date | None:
    """The day of an issue: since 2000 they are of the 10th, 20th and 30th of each month, 36 a year; None for any other.

    No. 23 of 2007 is of August 20. An issue comes to the site on its day or some time later.
    """
    if not year or not 1 <= number <= 36:
        return None
    month, third = divmod(number - 1, 3)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(10 * (third + 1), last))


def _digits(text: str) -> int:
    return int("".join(re.findall(r"\d", text)) or 0)


def _issue(page: Page) -> tuple[Entry, ...]:
    entries = unique(_issue_entry(link, page) for link in _LINKS(page.root))
    if not entries:
        raise unknown(page, "links to items of a gazette issue")
    return entries


def _issue_entry(link: lxml.html.HtmlElement, page: Page) -> Entry | None:
    url = _own(page, link.get("href"))
    if url is None or not _ITEM_PATH.match(path_of(url)):
        return None
    title = _without_issued(title_line(paragraphs(link)))
    return Entry(url, title) if title else None


def read_notice(page: Page) -> Notice:
    """Findings of a document, an article or a gazette item (G1 to G6).

    Raises UnknownTemplate where no container of a body is there, where a document page lacks its disclosure table,
    and where nothing on the page is a title.
    """
    root = page.root
    content = next(iter(_CONTENT(root) or _OLD_CONTENT(page.root)), None)
    if content is None:
        raise unknown(page, "#UCAP-CONTENT")
    table = list(_table(page))
    marks = (root.find("body").get("class") or "").split()
    if not table and _DOCUMENT_PAGES.intersection(marks):
        raise unknown(page, f"a disclosure table on a page of class {' '.join(marks)}")
    labels, body = metas(page, "firstpublishedtime", "lanmu"), paragraphs(content)
    title, column = _page_title(root)
    gazette = "GWYGBXL" in marks or path_of(page.url).startswith("/gongbao/")
    heading = [] if table or gazette else list(_article_head(page))
    if gazette:
        title = _without_issued(_without_layout_blanks(title, body))
    rules = list(_rules_body(root)) if _RULES(root) else []
    facts = gathered([*table, *heading, *rules, *_head(title, labels, gazette)])
    if "title" not in facts:
        raise unknown(page, "a title in the table, the heading or <title>")
    url = page.url
    return Notice(
        source=SOURCE,
        url=url,
        facts=facts,
        body=body,
        attachments=files([content], page),
        stage=_stage(url, labels.get("lanmu") or column, is_document=bool(table)),
        related=links_of(_RELATED(page.root), page),
        fetched_at=page.fetched_at,
    )


def _table(page: Page) -> Iterator[tuple[Field, Finding]]:
    """Cells by label: each value is the cell after its label, whatever row and column it is in.

    G1 puts the table into a layout table, G5 has two of them, G2 leaves out cells; labels are padded (`标　　题：`).
    """
    cells = iter(_TABLE(page.root) or _DEPARTMENT_TABLE(page.root))
    for cell in cells:
        label = label_key(content_of(cell))
        value = next(cell.itersiblings("td"), None) if label in LABELS else None
        if value is not None:
            yield LABELS[label], Finding(text_of(value), Place.TABLE, label)
            next(cells, None)


def _article_head(page: Page) -> Iterator[tuple[Field, Finding]]:
    for heading in _HEADING(page.root)[:1]:
        yield "title", Finding(title_line(paragraphs(heading)), Place.HEADING, "h1")
    for line in _DATE_LINE(page.root)[:1]:
        if printed := _PRINTED_TIME.search(text_of(line)):
            yield "published_on", Finding(printed[0], Place.LINE, "pages-date")


def _head(title: str, labels: dict[str, str], gazette: bool) -> Iterator[tuple[Field, Finding]]:
    """What `<head>` knows. A gazette item's time is a filler (23:59:59): only its day is a finding."""
    yield "title", Finding(title, Place.META, "title")
    first = labels.get("firstpublishedtime", "")
    yield "published_on", Finding(first[:10] if gazette else first, Place.META, "firstpublishedtime")


def _page_title(root: lxml.html.HtmlElement) -> tuple[str, str]:
    """The `<title>` without column and site, and the column."""
    title = one_line(root.findtext(".//title") or "")
    match = _SITE_NAME.search(title)
    return (title[: match.start()], match[1]) if match else (title, "")


def _rules_body(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    """The body whose rule a page of the 国家规章库 prints: `标题_国家互联网信息办公室_中国政府网`, the first `<title>`.

    The page has no heading, no table and a second `<title>` without the body; a picture shows the body's name.
    """
    title, named = _page_title(root)
    others = [one_line(text.text or "") for text in root.iter("title")][1:]
    if named and any(other.startswith(f"{title}__") for other in others):
        yield "issuing_bodies", Finding(named, Place.META, "first title")


def _without_layout_blanks(title: str, body: tuple[str, ...]) -> str:
    """A gazette item's title without the blanks that stand for line breaks of some other layout.

    Where a heading breaks is layout and no part of the title (GB/T 9704-2012, 7.3.1), so the item's own text decides:
    `…国债余额2007 年末余额…` is 2007年末 where it prints 2007年末 without a break.
    """
    text, pieces = "\n".join(body[:12]), title.split(" ")
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += piece if joined[-4:] + piece[:4] in text else f" {piece}"
    return joined


def _without_issued(title: str) -> str:
    """A gazette item's title without that of the document it issues, which lists run on behind a blank.

    `…关于印发“十四五”…规划的通知 “十四五”…规划` is the notice, which names the plan. An order and its rule stay
    together: `国家广播电视总局令（第16号） 微短剧发展管理办法`.
    """
    for blank in _BLANKS.finditer(title):
        issued = title[blank.end() :].replace(" ", "")
        if len(issued) > 3 and issued in title[: blank.start()].replace(" ", ""):
            return title[: blank.start()]
    return title


def _stage(url: str, column: str, *, is_document: bool) -> Stage | None:
    if is_document:
        return None
    return "interpretation" if "解读" in column else _path_stage(url)


def _path_stage(url: str) -> Stage | None:
    """What the address says. /zhengce/YYYYMM/ says nothing: documents and interpretations have the same form."""
    path = path_of(url)
    if path.startswith("/zhengce/jiedu/"):
        return "interpretation"
    return None if path.startswith(POLICY_PATHS) else "news"
