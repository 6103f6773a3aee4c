"""www.gov.cn: feeds, the channel page, 国家规章库, the gazette; documents, articles, gazette items.

Names of the templates here and in the tests: G1 and G5 a document of the State Council (since and before 2023), G2 a
document of a department, G3 and G6 an article (since and before 2023), G4 an item of the gazette. We have not seen a
page of G3 nor a gazette issue: their selectors are those of two public crawlers.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

import lxml.html

from parsers.addresses import host_of, path_of
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place, gather_facts
from parsers.grammar.labels import LABELS
from parsers.markup.attachments import files
from parsers.markup.paragraphs import content_of, paragraphs, text_of
from parsers.markup.selection import css, metas
from parsers.page import Page
from parsers.platforms.common import (
    answer_of,
    items_of,
    linked_entry,
    read_entries,
    text_at,
    title_at,
    unique_entries,
    unknown_template,
)
from parsers.platforms.trs import EDITORS, link_of, links_of
from parsers.record import Stage
from parsers.sites.site_table import Site
from parsers.text import label_key, one_line, read_day, title_line

SOURCE = "state_council"

POLICY_PATHS = ("/zhengce/", "/gongbao/", "/zwgk/", "/flfg/")
"""Columns of documents, the last two until 2014. Other articles are news: /xinwen/, /yaowen/, /guowuyuan/, /lianbo/."""

_LISTS = css("div.item03 > div.list > ul")
_TABLE = css("table.bd1 td")
_DEPARTMENT_TABLE = css("div.policyLibraryOverview_header td")
_RULES = css(".content_gjgzk")
_CONTENT = css("#UCAP-CONTENT")
_OLD_CONTENT = css(f"#zoom, {EDITORS}")
_HEADING = css("h1#ti, div.oneColumn.article > h1, div.pages-title")
_DATE_LINE = css("div.pages-date")
_RELATED = css("ul.jiedu_list a[href]")
_LINKS = css("a[href]")

_SITE_NAME = re.compile(
    r"_{1,2}([^_]*)_中国政府网\s*$"
)  # 标题_栏目_中国政府网, 标题__2007年第23号国务院公报_中国政府网
_PRINTED_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:\s+\d{2}:\d{2})?")  # 2021-08-01 06:59
_ISSUE_PATH = re.compile(r"/gongbao/(?!.*content_\d)")
_BLANKS = re.compile(r"\s+")
_ITEM_PATH = re.compile(r"/gongbao/.*content_\d+\.html?$")
_DOCUMENT_PAGES = frozenset({"XXGK_GWYWJ", "ZC_GWYBMWJ"})  # classes of <body>: pages that have a disclosure table


def read_listing(page: Page) -> Listing:
    """Rows of a column feed, the channel page, the gazette's index or an issue."""
    answer = answer_of(page)
    if isinstance(answer, list):
        if answer and isinstance(answer[0], dict) and isinstance(answer[0].get("values"), dict):
            return _gazette_index(page, answer)
        return Listing(read_entries(page, answer, lambda row: _feed_entry(row, page), "TITLE and URL"))
    if answer is None and (lists := _LISTS(page.root)):
        rows = [row for ul in lists for row in ul.findall("li")]
        return Listing(
            read_entries(
                page, rows, lambda row: _own(linked_entry(link_of(row), page, row.findtext("span") or "")), "links"
            )
        )
    if answer is None and _ISSUE_PATH.search(path_of(page.url)):
        entries = unique_entries(_issue_entry(link, page) for link in _LINKS(page.root))
        if not entries:
            raise unknown_template(page, "links to items of a gazette issue")
        return Listing(entries)
    forms = "a column feed, div.item03 or an issue of the gazette"
    raise unknown_template(page, forms)


def _feed_entry(row: Any, page: Page) -> Entry | None:
    title, url = title_at(row, "TITLE"), page.absolute(text_at(row, "URL"))
    if not title or url is None:
        return None
    return _own(Entry(url, title, published_on=read_day(text_at(row, "DOCRELPUBTIME")), stage=_path_stage(url)))


def _own(entry: Entry | None) -> Entry | None:
    """A row of this site; None for one that leads to another."""
    return entry if entry and host_of(entry.url) == "www.gov.cn" else None


def _gazette_index(page: Page, answer: list[Any]) -> Listing:
    """Issues, newest first; their pages are listings too. Years are `2026年`, in the form before 2023 `y2017`."""
    issues = [
        (_number_in(year), _number_in(number), page.absolute(text_at(issue, "gname")))
        for part in answer
        for year, numbers in items_of(part.get("values") if isinstance(part, dict) else None)
        for number, issue in items_of(numbers)
    ]
    newest_first = sorted((issue for issue in issues if issue[2]), key=lambda issue: issue[:2], reverse=True)
    return Listing(
        unique_entries(
            Entry(url, f"国务院公报{year}年第{number}号", published_on=_issue_day(year, number))
            for year, number, url in newest_first
            if url
        )
    )


def _issue_day(year: int, number: int) -> date | None:
    """The day of an issue: since 2000 the 10th, 20th and 30th of each month, 36 a year. None for another number.

    No. 23 of 2007 is of August 20. The site posts an issue on its day or later.
    """
    if not year or not 1 <= number <= 36:
        return None
    month, third = divmod(number - 1, 3)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(10 * (third + 1), last))


def _number_in(text: str) -> int:
    return int("".join(re.findall(r"\d", text)) or 0)


def _issue_entry(link: lxml.html.HtmlElement, page: Page) -> Entry | None:
    url, title = page.absolute(link.get("href")), _without_issued(title_line(paragraphs(link)))
    return _own(Entry(url, title)) if title and url and _ITEM_PATH.match(path_of(url)) else None


def read_notice(page: Page) -> Notice:
    """Findings of a document, an article or a gazette item (G1 to G6).

    Raises UnknownTemplate without a container of the text, without a title, and for a document page without its
    disclosure table.
    """
    root = page.root
    content = next(iter(_CONTENT(root) or _OLD_CONTENT(page.root)), None)
    if content is None:
        raise unknown_template(page, "#UCAP-CONTENT")
    table = list(_table(page))
    marks = (root.find("body").get("class") or "").split()
    if not table and _DOCUMENT_PAGES.intersection(marks):
        raise unknown_template(page, f"a disclosure table on a page of class {' '.join(marks)}")
    labels, body = metas(page, "firstpublishedtime", "lanmu"), paragraphs(content)
    title, column = _page_title(page.title)
    gazette = "GWYGBXL" in marks or path_of(page.url).startswith("/gongbao/")
    heading = [] if table or gazette else list(_article_head(page))
    if gazette:
        title = _without_issued(_without_layout_blanks(title, body))
    rules = list(_rules_body(page)) if _RULES(root) else []
    facts = gather_facts([*table, *heading, *rules, *_head_findings(title, labels, gazette)])
    if "title" not in facts:
        raise unknown_template(page, "a title in the table, the heading or <title>")
    stage = _stage(page.url, labels.get("lanmu") or column, is_document=bool(table))
    related = links_of(_RELATED(page.root), page)
    return Notice(SOURCE, page.url, facts, body, files([content], page), stage, related, page.fetched_at)


def _table(page: Page) -> Iterator[tuple[Field, Finding]]:
    """Values by label: the cell after the label, in any row and column.

    G1 puts the table into a layout table, G5 has two tables, G2 leaves out cells; labels are padded (`标　　题：`).
    """
    cells = iter(_TABLE(page.root) or _DEPARTMENT_TABLE(page.root))
    for cell in cells:
        label = label_key(content_of(cell))
        value = next(cell.itersiblings("td"), None) if label in LABELS else None
        if value is not None:
            if field := LABELS[label].field:
                yield field, Finding(text_of(value), Place.TABLE, label)
            next(cells, None)


def _article_head(page: Page) -> Iterator[tuple[Field, Finding]]:
    for heading in _HEADING(page.root)[:1]:
        yield "title", Finding(title_line(paragraphs(heading)), Place.HEADING, "h1")
    for line in _DATE_LINE(page.root)[:1]:
        if printed := _PRINTED_TIME.search(text_of(line)):
            yield "published_on", Finding(printed[0], Place.LINE, "pages-date")


def _head_findings(title: str, labels: dict[str, str], gazette: bool) -> Iterator[tuple[Field, Finding]]:
    """The findings in `<head>`. A gazette item's time is a filler (23:59:59): only its day is a finding."""
    yield "title", Finding(title, Place.META, "title")
    first = labels.get("firstpublishedtime", "")
    yield "published_on", Finding(first[:10] if gazette else first, Place.META, "firstpublishedtime")


def _page_title(title: str) -> tuple[str, str]:
    """The `<title>` without column and site; the column."""
    match = _SITE_NAME.search(title)
    return (title[: match.start()], match[1]) if match else (title, "")


def _rules_body(page: Page) -> Iterator[tuple[Field, Finding]]:
    """The issuing body in the first `<title>` of a page of the 国家规章库: `标题_国家互联网信息办公室_中国政府网`.

    Such a page has neither heading nor table, a second `<title>` without the body, and the body's name as a picture.
    """
    title, named = _page_title(page.title)
    others = [one_line(text.text or "") for text in page.root.iter("title")][1:]
    if named and any(other.startswith(f"{title}__") for other in others):
        yield "issuing_bodies", Finding(named, Place.META, "first title")


def _without_layout_blanks(title: str, body: tuple[str, ...]) -> str:
    """A gazette item's title without the blanks that stand for line breaks of the print.

    Line breaks of a heading are layout (GB/T 9704-2012, 7.3.1), so the item's text decides: `…国债余额2007 年末余额…`
    becomes 2007年末 where the text prints 2007年末.
    """
    text, pieces = "\n".join(body[:12]), title.split(" ")
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += piece if joined[-4:] + piece[:4] in text else f" {piece}"
    return joined


def _without_issued(title: str) -> str:
    """A gazette item's title without the title of the document that it issues, which lists append after a blank.

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
    """The stage by the address; None under /zhengce/YYYYMM/, where documents and interpretations look alike."""
    path = path_of(url)
    if path.startswith("/zhengce/jiedu/"):
        return "interpretation"
    return None if path.startswith(POLICY_PATHS) else "news"


SITE = Site(hosts=("www.gov.cn",), read_listing=read_listing, read_page=read_notice)
