"""www.nda.gov.cn in miniature: lists of one page each, notices. No page was kept: markup follows crawlers."""

import html
from collections.abc import Sequence

from scrapers.spiders.nda import Nda
from tests.samples.model import Exchange, SamplePage, body_html, page_exchange, robots, rows

_SITE = "https://www.nda.gov.cn"
_PLAIN = "<p>{}</p>"
_CENTRE = '<p style="text-align:center">{}</p>'
_RIGHT = '<p style="text-align:right">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (404), the only page of each list, all notices."""
    mine = [page for page in pages if page.site == "nda"]
    lists = [_listing(column.name, column.home, rows(mine, column.name)) for column in Nda.columns]
    return [robots("www.nda.gov.cn", status=404), *lists, *(_notice(page) for page in mine)]


def _listing(column: str, url: str, shown: Sequence[SamplePage]) -> Exchange:
    """A list; its script tells how many rows there are."""
    items = "".join(
        f'<li><a href="{page.url.removeprefix(_SITE)}" target="_blank" title="{html.escape(page.title)}">'
        f"{html.escape(page.title[:26])}…</a><span>{page.day.strftime('%Y.%m.%d')}</span></li>\n"
        for page in shown
    )
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{column}-国家数据局</title>
<meta name="ColumnName" content="{column}"></head><body>
<div class="header"><ul class="nav"><li><a href="/sjj/index_pc.html">首页</a></li></ul></div>
<div class="list"><ul class="u-list">
{items}<li class="line"></li>
</ul>
<div class="pages"></div><script>$('.pages').pagination({{ totalData: {len(shown)}, showData: 15, coping: true,
 callback: function(api){{ location.href = 'index_pc_' + api.getCurrent() + '.html'; }} }});</script>
</div></body></html>
"""
    return page_exchange(url, text, "text/html")


def _notice(page: SamplePage) -> Exchange:
    column, day = page.columns[0], page.day.strftime("%Y.%m.%d")
    files = "".join(f'<a href="{href}">{html.escape(name)}</a>' for name, href in page.files)
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page.title}_{column}_国家数据局</title>
<meta name="SiteName" content="国家数据局"><meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{day}"><meta name="ContentSource" content="{page.source}">
<meta name="ColumnName" content="{column}"></head><body>
<div class="content"><div class="crumb">首页 &gt; 政务公开 &gt; {column}</div>
<div class="title"><h1>{page.title}</h1><ul><li class="time">{day}</li>
<li class="source">来源：{page.source}</li></ul></div>
<div class="article">{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)}</div>
<div class="filelist">{files}</div></div>
<div class="footer"><p>主办单位：国家数据局</p></div></body></html>
"""
    return page_exchange(page.url, text, "text/html")
