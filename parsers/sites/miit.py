"""Where things stand on the pages of the Ministry of Industry and Information Technology (工业和信息化部).

The site runs on Hanweb jpaas (see `jpaas`): lists come from its APIs, article pages are static HTML. State of 2026-10.
The metadata box of 司局文件发布 is known from the site's script only, so its texts are also read by label.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import lxml.html

from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Field, Finding, Listing, Notice, Place
from parsers.grammar.labels import labels_of
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css, metas
from parsers.page import Page
from parsers.platforms import jpaas
from parsers.platforms.common import DOCUMENT_TITLE, refuse_challenge, stage_by_path, unique_entries, unknown_template
from parsers.platforms.jpaas import category, unit_parameters
from parsers.record import Stage
from parsers.sites.site_table import Site
from parsers.text import label_key, one_line

__all__ = ["SITE", "category", "unit_parameters"]


LABELS = labels_of("miit")

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

_HEADING = css("#con_title")
_CRUMBS = css("div[class*=mnav] a")
_BOX_LINES = css("div.xxgk-box p:has(> span)")
_DOCUMENT_BLOCK = css("div.zwgk-zcwj")
_DOCUMENT_TABS = css("div.zwgk-zcwj div[class*=tabbox-hd] > div > a")
_DOCUMENT_PANELS = css("div.zwgk-zcwj div[class*=tabbox-bd-con]")
_INTERPRETATION_PANELS = css("div.zwgk-zcjd div[class*=zcjd-list]")


def read_listing(page: Page) -> Listing:
    """Rows of any of MIIT's lists: unit API, search API, the front page 政务公开 or the home page.

    Rows have a stage where their address tells it. The front page gives the documents of its tab 文件发布, with their
    解读 and 新闻 as `related`, then the rows of 政策解读. Raises Challenge, or UnknownTemplate for a refusal and for a
    column's shell, which has the parameters of its unit and no rows.
    """
    refuse_challenge(page)
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
    rows = unique_entries(jpaas.row(item, page) for item in page.root.iter("li"))
    return [entry for entry in rows if entry.published_on is not None]


def _findings(page: Page) -> Iterator[tuple[Field, Finding]]:
    """The box, and the heading with one blank between its text nodes, which separate joint issuers."""
    headings = _HEADING(page.root)
    if not page.is_challenge and not headings and not metas(page, "ArticleTitle"):
        raise unknown_template(page, "#con_title and #con_con")
    yield from _box(page.root)
    for heading in headings:
        yield "title", Finding(one_line(" ".join(heading.itertext("*"))), Place.HEADING, "#con_title")


def _box(root: lxml.html.HtmlElement) -> Iterator[tuple[Field, Finding]]:
    """The metadata box by the classes of the site's script; it is empty on pages without data."""
    for line in _BOX_LINES(root):
        spans = line.findall("span")
        value = next((text_of(span) for span in spans[1:] if "xxgk-span5" in (span.get("class") or "").split()), "")
        label = LABELS.get(label_key(text_of(spans[0]))) if spans else None
        if label and label.field and value:
            yield label.field, Finding(value, Place.TABLE, label.label)


def _staged_by_column(page: Page, notice: Notice) -> Notice:
    """The stage by the last breadcrumb, the meta ColumnName or the address; None in a column of documents."""
    crumbs = [label_key(text_of(link)) for link in _CRUMBS(page.root)[-1:]]
    named = metas(page, "ColumnName", "ColumnType")
    columns = [*crumbs, *(label_key(named[name]) for name in ("ColumnName", "ColumnType") if name in named)]
    stage = next((COLUMN_STAGES[column] for column in columns if column in COLUMN_STAGES), None)
    stage = stage or stage_by_path(page.url, PATH_STAGES)
    if stage == "news" and any(DOCUMENT_TITLE.search(finding.text) for finding in notice.facts.get("title", ())):
        stage = None
    return replace(notice, stage=stage)


# 来源 and ContentSource name the drafting bureau and 发布机构 the publishing one, never the issuing body.
SITE = Site(
    hosts=("www.miit.gov.cn", "wap.miit.gov.cn"),
    text=(css("#con_con"),),
    day=css("#con_time"),
    findings=_findings,
    finish=_staged_by_column,
    read_listing=read_listing,
)
