"""www.nea.gov.cn in miniature: column pages that name a JSON file, these files, notices.

No page of the site was kept: markup follows crawlers. The id of the file of 解读 is invented.
"""

from collections.abc import Sequence
from urllib.parse import urljoin

from scrapers.spiders.nea import Nea
from scrapers.walk.column import Column
from tests.samples.model import Exchange, SamplePage, body_html, json_exchange, page_exchange, robots, rows

_PLAIN = "<p>{}</p>"
_CENTRE = '<p style="text-align: center;">{}</p>'
_RIGHT = '<p style="text-align: right;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (404), the page of each column and the file with all of its rows, all notices."""
    mine = [page for page in pages if page.site == "nea"]
    out = [robots("www.nea.gov.cn", status=404)]
    for number, column in enumerate(Nea.columns):
        file = column.known.get("file") or urljoin(column.home, f"ds_ffffffffffffffffffffffffffff{number:04}.json")
        out += [_shell(column, file), _listing(column, file, rows(mine, column.name))]
    return [*out, *(_notice(page) for page in mine)]


def _shell(column: Column, file: str) -> Exchange:
    """A column's page: no rows, only the id of their file."""
    source = file.rpartition("/ds_")[2].removesuffix(".json")
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{column.name}-国家能源局</title>
<script src="http://www.nea.gov.cn/2015nyj/xinban/js/nyjcb_vue.min.js"></script></head><body>
<div class="nav"><ul id="navData" data="datasource:ffffffffffffffffffffffffffff9999"></ul></div>
<div class="main"><h3>{column.name}</h3>
<ul id="showData0" class="list" data="datasource:{source}" preview="ds_"></ul></div>
<script>new Xhwpage({{parentNode:'#showData0',type:'page',pageSize:25}})</script>
<div class="footer">国家能源局 版权所有</div></body></html>
"""
    return page_exchange(column.home, text, "text/html")


def _listing(column: Column, file: str, shown: Sequence[SamplePage]) -> Exchange:
    found = [
        {
            "contentId": str(number),
            "title": page.title,
            "showTitle": page.title,
            "publishUrl": page.url.replace("https://www.nea.gov.cn/", "../"),
            "publishTime": f"{page.published}:00" if " " in page.published else page.published,
            "contentType": "News",
            "linkUrls": [],
        }
        for number, page in enumerate(shown, start=1)
    ]
    return json_exchange(file, {"categoryName": column.name, "datasource": found})


def _notice(page: SamplePage) -> Exchange:
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page.title}-国家能源局</title>
<meta name="SiteName" content="国家能源局"><meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{page.published}"><meta name="publishdate" content="{page.day}">
<meta name="ContentSource" content="{page.source}"><meta name="source" content="新华网"></head><body>
<div class="header"><div class="title-bar">国家能源局</div></div>
<div class="article-box"><div class="article-title"><div class="titles">{page.title}</div>
<span class="times">发布时间：{page.day}</span><span class="author">来源：{page.source}</span></div>
<div class="article-content"><span id="detailContent">
{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT, inline_files=True)}</span></div></div>
<div class="footer"><p>主办单位：国家能源局</p></div></body></html>
"""
    return page_exchange(page.url, text, "text/html")
