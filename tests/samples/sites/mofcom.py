"""www.mofcom.gov.cn and the host of its export control bureau in miniature: column shells, the unit API, articles.

Columns and the requests for their rows are those of the spider. A crawl takes a column without a row for an emptied
one: each has one here at least, some a document that stands elsewhere on the site itself.
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from parsers.platforms.jpaas import UNIT_PARAMETERS
from scrapers.base_spiders.jpaas import UnitColumn, unit_url
from scrapers.spiders.mofcom import Mofcom
from tests.samples.model import Exchange, SamplePage, body_html, json_exchange, page_exchange, robots, rows

SITE = "https://www.mofcom.gov.cn"
COLUMNS = tuple(column for column in Mofcom.columns if isinstance(column, UnitColumn))

YEARS = range(2026, 2036)
"""Years in which the recording can be replayed: the spider asks for the page of the year."""

_PLAIN = '<p class="MsoNormal">{}</p>'
_CENTRE = '<p style="text-align:center">{}</p>'
_RIGHT = '<p style="text-align:right">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt of both hosts (404), the shell and the unit of each column, all articles."""
    mine = [page for page in pages if page.site == "mofcom"]
    out = [robots(host, status=404) for host in Mofcom.allowed_domains]
    for number, column in enumerate(COLUMNS):
        unit = _unit(column, number)
        out += [*_shells(column, unit), _listing(column, unit, rows(mine, column.name))]
    return [*out, *(notice(page) for page in mine)]


def _unit(column: UnitColumn, number: int) -> dict[str, str]:
    """The parameters of a column's unit; a `pageId` that was never seen is invented."""
    known = next(other.known for other in COLUMNS if other.known)
    page_id = column.known.get("pageId") or f"ffffffffffffffffffffffffffff{number:04}"
    return {name: known[name] for name in UNIT_PARAMETERS} | {"tagId": column.tag, "pageId": page_id}


def _shells(column: UnitColumn, unit: dict[str, str]) -> list[Exchange]:
    """A column's page, that of the year for each of YEARS: no rows, only its unit's parameters in single quotes."""
    text = f"""<!DOCTYPE html>
<html lang="zh-cn" class="no-js">
<head><meta charset="utf-8" /><title>{column.name}</title>
<meta name="ColId" content="{unit["pageId"]}"><meta name="ColumnName" content="{column.name}"></meta></meta></head>
<body><section class="main"><section class="listCon iListCon f-mt30" ergodic="view">
<h4 class="sTitle_02">{column.name}</h4>
<script id="sample" src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=4.3.0-SWB-U19"
 webId="{unit["webId"]}" parseType="{unit["parseType"]}" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 queryData="{unit}"></script></section></section></body></html>
"""
    urls = dict.fromkeys(re.sub(r"(?<=/)20\d\d(?=/)", str(year), column.shell or "") for year in YEARS)
    return [page_exchange(url, text, "text/html;charset=utf-8") for url in urls]


def _listing(column: UnitColumn, unit: dict[str, str], shown: Sequence[SamplePage]) -> Exchange:
    """The only page of a column, as HTML inside JSON; texts of links are cut."""
    items = "".join(
        f'<li>\n<a href="{page.url.removeprefix(SITE)}" title="{html.escape(page.title)}" target="_blank">'
        f"{html.escape(page.title[:26])}…</a>\n<span>[{page.day}]</span>\n</li>\n"
        for page in shown
    )
    pager = f'<div class="pagination" rows="{column.page_size}" count="{len(shown)}" pageNo="1" unitId="sample"></div>'
    fragment = f'<ul class="txtList_01">\n{items}<li class="listline"></li></ul>\n{pager}'
    answer = {"success": True, "code": "200", "message": "", "data": {"html": fragment}}
    return json_exchange(unit_url(column, unit, 1), answer)


def notice(page: SamplePage) -> Exchange:
    """An article; orders and announcements carry unit, number and day over their text."""
    column = page.columns[-1].split("·")[-1]
    folder = urlsplit(page.url).path.split("art/")[0]
    labels = "".join(f"【{label}】{value}<br>\n" for label, value in page.cells.items())
    block = (
        f'<div class="art-con art-con-bottonmLine"><div class="art-con-gonggao">\n{labels}</div></div>\n'
        if labels
        else ""
    )
    text = f"""<!DOCTYPE html>
<html lang="zh-cn" class="no-js">
<head>
<meta charset="utf-8" />
<title>{page.title}</title>
<meta name="SiteName" content="中华人民共和国商务部">
<meta name="SiteIDCode" content="bm22000001">
<meta name="ColumnName" content="{column}">
<meta name="ColumnType" content="{column}">
<meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{page.pub_date or page.published}">
<meta name="ContentSource" content="{page.source}">
<meta name="Author" content="wms">
<meta name="Url" content="{urlsplit(page.url).path}">
</meta></meta></meta></meta></meta></meta></meta></meta></meta></head>
<body><div id='barrierfree_container'><section class="main"><div class="mCol">
<section class="location f-mt20 location_bottomLine"><a href="/index.html">首页</a><i>&gt;</i>
<a href="{folder}index.html">{column}</a></section>
<section class="article-tool f-cb"><div class="at-left"><p>
	来源：{page.source}
	<span> 类型：原创</span>
	<span> {page.published}</span>
</p></div></section>
<div class="art-title">{page.title}<span class="zc-word"></span></div>
{block}<div ergodic="article" class="art-con art-con-bottonmLine">{
        body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT, inline_files=True)
    }</div>
</div></section></div></body></html>
"""
    return page_exchange(page.url, text, "text/html;charset=utf-8")
