"""Where things stand on the pages of the Ministry of Industry and Information Technology (工业和信息化部).

The site runs on Hanweb jpaas (see `jpaas`): lists come from its APIs, article pages are static HTML. State of 2026-10.
The metadata box of 司局文件发布 is known from the site's script only, so its texts are also read by label.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import lxml.html
from lxml import etree

from parsers.addresses import comparable
from parsers.errors import Challenge, UnknownTemplate
from parsers.extraction import Entry, Facts, Field, Finding, Listing, Notice, Place, gather_facts
from parsers.grammar.labels import Label, labels_of
from parsers.markup.attachments import files
from parsers.markup.paragraphs import paragraphs, text_of
from parsers.markup.selection import ById, css, metas
from parsers.page import Page
from parsers.platforms import jpaas
from parsers.platforms.jpaas import category, unit_parameters
from parsers.record import Stage
from parsers.sites.common import DOCUMENT_TITLE, meta_findings, stage_by_path
from parsers.text import label_key, one_line

__all__ = ["category", "read_listing", "read_notice", "unit_parameters"]

SOURCE = "miit"
HOSTS = ("www.miit.gov.cn", "wap.miit.gov.cn")

LABELS = labels_of(SOURCE)
_LABEL_BEGINNINGS = frozenset(label[:end] for label in LABELS for end in range(1, len(label) + 1))

COLUMN_STAGES: Mapping[str, Stage] = {
    "意见征集": "draft",
    "文件公示": "draft",  # 公示: notices for comment before a decision, not issued documents
    "公告公示": "draft",
    "政策解读": "interpretation",
    "图解": "interpretation",
    "一图读懂": "interpretation",
    "部领导活动": "news",
    "时政要闻": "news",
    "新闻发布会": "news",
    "新闻发布": "news",
    "工信动态": "news",
    "司局动态": "news",
    "地方动态": "news",
    "重点工作": "news",
}
"""Column, as the breadcrumb and the meta ColumnName print it -> stage of its pages."""

PATH_STAGES: Mapping[str, Stage] = {
    "/gzcy/yjzj/": "draft",
    "/zwgk/wjgs/": "draft",
    "/zwgk/zcjd/": "interpretation",
}
"""Address -> stage, for rows of mixed lists. News addresses are left out: some announcements are posted there."""

_BODY, _HEADING, _TIME = ById("con_con"), ById("con_title"), ById("con_time")
_TITLE_OR_BODY = ById("con_title", "con_con")
_BEFORE = etree.XPath(
    "preceding::text()[not(ancestor::script or ancestor::style) and ancestor::body]", smart_strings=False
)
_CRUMBS = css("div[class*=mnav] a")
_BOX_LINES = css("div.xxgk-box p:has(> span)")
_DOCUMENT_BLOCK = css("div.zwgk-zcwj")
_DOCUMENT_TABS = css("div.zwgk-zcwj div[class*=tabbox-hd] > div > a")
_DOCUMENT_PANELS = css("div.zwgk-zcwj div[class*=tabbox-bd-con]")
_INTERPRETATION_PANELS = css("div.zwgk-zcjd div[class*=zcjd-list]")
_TIME_LABEL = re.compile(r"^\s*发布时间\s*[:：]?\s*")


def read_listing(page: Page) -> Listing:
    """Rows of any of MIIT's lists: unit API, search API, the front page 政务公开 or the home page.

    Rows have a stage where their address tells it. The front page gives the documents of its tab 文件发布, with their
    解读 and 新闻 as `related`, then the rows of 政策解读. Raises Challenge, or UnknownTemplate for a refusal and for a
    column's shell, which has the parameters of its unit and no rows.
    """
    if page.is_challenge:
        raise Challenge(f"{page.url}: a script challenge in place of the list")
    if page.begins in ("{", "["):
        listing = jpaas.read_listing(page)
        return replace(listing, entries=tuple(_staged(entry) for entry in listing.entries))
    entries = _front_page(page) if _DOCUMENT_BLOCK(page.root) else _plain_rows(page)
    if not entries:
        raise UnknownTemplate(
            f"{page.url}: expected a list, found no row (the rows of a column's shell are in its unit)"
        )
    return Listing(tuple(_staged(entry) for entry in entries))


def _staged(entry: Entry) -> Entry:
    return entry if entry.stage else replace(entry, stage=stage_by_path(entry.url, PATH_STAGES))


def _front_page(page: Page) -> list[Entry]:
    """文件发布 and 政策解读 of `/zwgk/index.html`. The nth tab names the nth panel."""
    tabs, panels = _DOCUMENT_TABS(page.root), _DOCUMENT_PANELS(page.root)
    named = zip(tabs, panels, strict=True) if len(tabs) == len(panels) else ()
    documents = [panel for tab, panel in named if label_key(text_of(tab)) == "文件发布"]
    if len(documents) != 1:
        raise UnknownTemplate(f"{page.url}: expected one panel 文件发布, found {len(documents)}")
    entries = [entry for panel in documents for entry in _rows_of(panel, page)]
    for panel in _INTERPRETATION_PANELS(page.root):
        entries += [replace(entry, stage="interpretation") for entry in _rows_of(panel, page)]
    return entries


def _rows_of(panel: lxml.html.HtmlElement, page: Page) -> list[Entry]:
    return [entry for item in panel.findall("ul/li") if (entry := jpaas.row(item, page))]


def _plain_rows(page: Page) -> list[Entry]:
    """Dated rows of a static list: the home page's tab 最新政策, and the n-number site's `.clist_con li`."""
    rows = (jpaas.row(item, page) for item in page.root.iter("li"))
    found: dict[str, Entry] = {}
    for entry in rows:
        if entry is not None and entry.published_on is not None:
            found.setdefault(comparable(entry.url), entry)
    return list(found.values())


def read_notice(page: Page) -> Notice:
    """Findings of an article page, of today's template or the n-number site's. Raises Challenge or UnknownTemplate.

    来源 and ContentSource name the drafting bureau and 发布机构 the publishing one, never the issuing body.
    """
    root = page.root
    body, heading = next(iter(_BODY(root)), None), next(iter(_HEADING(root)), None)
    named = metas(page, "ArticleTitle", "PubDate", "ColumnName", "ColumnType")
    if body is None and page.is_challenge:
        raise Challenge(f"{page.url}: a script challenge in place of the page")
    if body is None or (heading is None and "ArticleTitle" not in named):
        raise UnknownTemplate(f"{page.url}: expected #con_title and #con_con, found {one_line(page.text)[:60]!r}")
    text, attachments = paragraphs(body), files([body], page)
    if not text and not attachments and next(body.iter("img", "iframe", "embed", "object", "video"), None) is None:
        raise UnknownTemplate(f"{page.url}: the body #con_con holds nothing")
    facts = gather_facts(_findings(page, heading, named))
    return Notice(SOURCE, page.url, facts, text, attachments, _stage(page, facts, named), fetched_at=page.fetched_at)


def _findings(
    page: Page, heading: lxml.html.HtmlElement | None, named: Mapping[str, str]
) -> Iterator[tuple[Field, Finding]]:
    yield from _box(page.root)
    yield from _block(page.root)
    if heading is not None:
        # The heading with one blank between its text nodes, which separate joint issuers.
        yield "title", Finding(one_line(" ".join(heading.itertext("*"))), Place.HEADING, "#con_title")
    for element in _TIME(page.root):
        yield "published_on", Finding(_TIME_LABEL.sub("", text_of(element)), Place.LINE, "发布时间")
    yield from meta_findings(named)


def _box(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    """The metadata box by the classes of the site's script; it is empty on pages without data."""
    for line in _BOX_LINES(root):
        spans = line.findall("span")
        value = next((text_of(span) for span in spans[1:] if "xxgk-span5" in (span.get("class") or "").split()), "")
        label = LABELS.get(label_key(text_of(spans[0]))) if spans else None
        if label and label.field and value:
            yield label.field, Finding(value, Place.TABLE, label.label)


def _block(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    """The metadata block before the title, by label: the value is the next text, unless that is a label.

    Only the order of the texts is known (标题：, value, 发文字号：, value …), not their tags. Label and value may also
    stand in one text.
    """
    pieces = [*_before_the_title(root), ""]
    for piece, following in itertools.pairwise(pieces):
        label, rest = _label(piece)
        value = rest or (following if _label(following)[0] is None else "")
        if label and label.field and value:
            yield label.field, Finding(value, label.place, label.label)


def _label(piece: str) -> tuple[Label | None, str]:
    head, colon, rest = piece.replace(":", "：").partition("：")
    label = LABELS.get(label_key(head)) if colon else None
    return (label, one_line(rest)) if label else (None, "")


def _before_the_title(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Visible texts up to the title; the parts of a split label (标<span>　　</span>题：) are joined."""
    held = ""
    for text in _texts(root):
        if not held and text.isspace():
            continue
        whole = held + text
        if _label(whole)[0]:
            held = ""
            yield one_line(whole)
        elif _begins_label(whole):
            held = whole
        else:
            if held:
                yield one_line(held)
            held = ""
            if _begins_label(text):
                held = text
            elif one_line(text):
                yield one_line(text)


def _texts(root: lxml.html.HtmlElement) -> Iterator[str]:
    for element in _TITLE_OR_BODY(root)[:1]:
        yield from _BEFORE(element)


def _begins_label(text: str) -> bool:
    return "：" not in text and ":" not in text and label_key(text) in _LABEL_BEGINNINGS


def _stage(page: Page, facts: Facts, named: Mapping[str, str]) -> Stage | None:
    """The stage by the last breadcrumb, the meta ColumnName or the address; None in a column of documents."""
    crumbs = [label_key(text_of(link)) for link in _CRUMBS(page.root)[-1:]]
    columns = [*crumbs, *(label_key(named[name]) for name in ("ColumnName", "ColumnType") if name in named)]
    stage = next((COLUMN_STAGES[column] for column in columns if column in COLUMN_STAGES), None)
    stage = stage or stage_by_path(page.url, PATH_STAGES)
    if stage == "news" and any(DOCUMENT_TITLE.search(finding.text) for finding in facts.get("title", ())):
        return None
    return stage
