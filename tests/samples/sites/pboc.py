"""www.pbc.gov.cn in miniature: lists of one page each, a document whose page is a link to its file.

No answer to a request for robots.txt was kept: here it is missing, so that the sample can be crawled.
"""

import html
from collections.abc import Sequence

from scrapers.spiders.pboc import Pboc
from tests.samples.model import Exchange, SamplePage, page_exchange, robots, rows

_SITE = "https://www.pbc.gov.cn"


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (404), the only page of each list, all documents."""
    mine = [page for page in pages if page.site == "pboc"]
    lists = [_listing(column.name, column.home, rows(mine, column.name)) for column in Pboc.columns]
    return [robots("www.pbc.gov.cn", status=404), *lists, *(_document(page) for page in mine)]


def _listing(column: str, url: str, shown: Sequence[SamplePage]) -> Exchange:
    """A list with fewer rows than a full page; its pager names no other page."""
    items = "".join(
        f"""<table cellspacing="0"><tbody><tr><td width="15"></td>
<td height="22" align="left" class="unline bgdian"><font class="newslist_style" style="margin-right:10px;">
<a href="{page.url.removeprefix(_SITE)}" onclick="void(0)" target="_blank" title="{html.escape(page.title)}"
 istitle="true">{html.escape(page.title)}</a></font><span class="hui12">{page.day}</span></td></tr></tbody></table>
"""
        for page in shown
    )
    text = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{column}</title><meta name="ColumnName" content="{column}"><meta name="ColumnType" content="工作动态"></head>
<body>
<table width="950" align="center"><tbody><tr>
<td id="l_con" class="column" valign="top"><div class="portlet"><table><tbody>
<tr><td height="22"><a href="/tiaofasi/144941/144951/index.html">国家法律法规</a></td></tr></tbody></table></div></td>
<td id="r_con" class="column" valign="top"><div class="portlet"><table width="100%"><tbody>
<tr><td><div style="height:480px" opentype="page">
{items}</div></td></tr>
<tr><td><a tagname="[HOMEPAGE]" class="">首页</a>
<input type="hidden" name="article_paging_list_hidden" moduleid="sample" modulekey="sample" totalpage="1"></td>
<td class="Normal"> 总记录数:{len(shown)},每页显示20条记录,当前页: <font color="red">1</font> /1 </td></tr>
</tbody></table></div></td></tr></tbody></table></body></html>
"""
    return page_exchange(url, text, "text/html")


def _document(page: SamplePage) -> Exchange:
    """A document before 2020: the text of its page is a link to a PDF file, and createDate is a build time."""
    links = "".join(f'<p><a href="{href}">{html.escape(name)}</a></p>' for name, href in page.files)
    text = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{page.title} </title>
<meta  name="createDate" content="2026-03-19 19:52:35" /><meta name="ColumnName" content="{page.columns[0]}" >
<meta name="ColumnType"  content="工作动态" ><meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{page.day}"><meta name="ContentSource" content="{page.source}"></head><body>
<table><tbody><tr><td><table><tbody><tr><td colspan="2"><h2>{page.title}</h2></td></tr></tbody></table>
<table><tbody><tr><td class="hui12">字号 <a href="javascript:;">大</a></td>
<td class="hui12" align="right"><span id="shijian">{page.published}</span></td></tr></tbody></table>
<table><tbody><tr><td class="content"><div id="zoom">
{links}
</div></td></tr></tbody></table></td></tr></tbody></table></body></html>
"""
    return page_exchange(page.url, text, "text/html")
