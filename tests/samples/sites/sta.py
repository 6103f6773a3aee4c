"""www.chinatax.gov.cn and fgk.chinatax.gov.cn in miniature: the POST call behind each list, and the library's pages.

No answer and no page was ever kept; the call's fields and the classes of a page are those that several crawlers read.
"""

import json
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from scrapers.spiders.sta import Sta
from scrapers.walk.column import Column
from tests.samples.model import Exchange, SamplePage, body_html, page_exchange, robots, rows

LIBRARY = "http://www.chinatax.gov.cn"
"""The host at which the call says that pages stand; they stand at fgk.chinatax.gov.cn."""

_PLAIN = "<p>　　{}</p>"
_CENTRE = '<p style="text-align: center;">{}</p>'
_RIGHT = '<p style="text-align: right;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt of both hosts (404), the call for the only page of each column, all pages."""
    mine = [page for page in pages if page.site == "sta"]
    out = [robots(host, status=404) for host in Sta.allowed_domains]
    out += [_listing(column, rows(mine, column.name)) for column in Sta.columns]
    return [*out, *(_notice(page) for page in mine)]


def _listing(column: Column, shown: Sequence[SamplePage]) -> Exchange:
    """The answer to the call for page 1, whose `total` says that there is no second one."""
    ask = column.page_request(1)
    assert ask is not None
    assert ask.form is not None
    data = {
        "total": len(shown),
        "page": 1,
        "rows": int(ask.form["size"]),
        "channelId": ask.form["channelId"],
        "results": [_row(page, column) for page in shown],
    }
    body = json.dumps({"code": 200, "results": {"data": data}}, ensure_ascii=False).encode()
    asked = urlencode(ask.form).encode()
    return Exchange(ask.url, body, "application/json;charset=UTF-8", method="POST", request_body=asked)


def _row(page: SamplePage, column: Column) -> dict[str, object]:
    """A row: what the library knows of a document stands in groups of named values, "null" where it is nothing."""
    facts = [
        {"name": "时效性", "value": page.cells["时效性"], "key": "aging"},
        {"name": "发文字号", "value": page.cells["发文字号"], "key": "writtentext"},
        {"name": "成文日期", "value": page.cells["成文日期"], "key": "writtendate"},
        {"name": "制定机关", "value": page.cells["制定机关"], "key": "writtendepartment"},
        {"name": "废止日期", "value": "null", "key": "abolishdate"},
    ]
    return {
        "title": f" {page.title} ",
        "titleHtml": page.title,
        "url": LIBRARY + urlsplit(page.url).path,
        "publishedTimeStr": f"{page.day} 00:00:00",
        "channelName": column.name,
        "domainMetaList": [
            {"domainMetadataName": "默认元数据集", "resultList": [{"name": "作者", "value": "", "key": "author"}]},
            {"domainMetadataName": "政策文件信息", "resultList": facts},
        ],
    }


def _notice(page: SamplePage) -> Exchange:
    """A page of the library: number and 成文日期 between title and text; it prints no day of publication."""
    text = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{page.title}_国家税务总局政策法规库</title>
<meta name="ArticleTitle" content="{page.title}"></head>
<body><div class="header"><ul><li><a href="/">首页</a></li></ul></div>
<div class="article"><h3>{page.title}</h3>
<div class="arctips"><h5 class="actfwzh">{page.cells["发文字号"].replace("公告", "公告<br>")}</h5>\
<h5 class="actbtsm">（）</h5>
<p><span>{page.cells["时效性"]}</span><span class="date">成文日期：{page.cells["成文日期"]}</span>\
<span>字体：大 中 小</span></p></div>
<div class="arc_cont"><div>{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)}</div></div>
</div></body></html>
"""
    return page_exchange(page.url, text, "text/html;charset=utf-8")
