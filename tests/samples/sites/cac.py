"""www.cac.gov.cn in miniature: the POST call behind its lists, the first page of two lists as HTML, and its pages.

No HTML of this site was ever kept; the markup follows what several crawlers select and what page texts show.
"""

import json
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from tests.samples.model import Exchange, SamplePage, body_html, page_exchange, robots, rows

HOST = "www.cac.gov.cn"
JSON_LIST = f"https://{HOST}/cms/JsonList"
CHANNELS = {
    "政策法规": ("A093703", "/wxzw/zcfg/A093703index_1.htm"),
    "法律": ("A09370301", "/wxzw/zcfg/fl/A09370301index_1.htm"),
    "行政法规": ("A09370302", "/wxzw/zcfg/xzfg/A09370302index_1.htm"),
    "部门规章": ("A09370303", "/wxzw/zcfg/bmgz/A09370303index_1.htm"),
    "司法解释": ("A09370304", "/wxzw/zcfg/sfjs/A09370304index_1.htm"),
    "规范性文件": ("A09370305", "/wxzw/zcfg/gfxwj/A09370305index_1.htm"),
    "政策文件": ("A09370306", "/wxzw/zcfg/zcwj/A09370306index_1.htm"),
    "网信@你": ("A093802", "/hdfw/wxan/A093802index_1.htm"),
}

_PLAIN = "<p>　　{}</p>"
_CENTRE = '<p style="text-align: center;"><strong>{}</strong></p>'
_RIGHT = '<p style="text-align: right;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt, the call for each channel, its list in HTML, and all pages."""
    mine = [page for page in pages if page.site == "cac"]
    out = [robots(HOST, ["User-agent: *", "Disallow: /admin/"])]
    for column in CHANNELS:
        last = 2 if rows(mine, column, 2) else 1
        out += [json_list(mine, column, number) for number in range(1, last + 1)]
        out.append(html_list(mine, column))
    return [*out, *(notice(page) for page in mine)]


def form(code: str, number: int) -> bytes:
    """The fields of the call, as the site itself sends them."""
    fields = {"channelCode": code, "perPage": "20", "pageno": str(number), "condition": "0", "fuhao": "=", "value": ""}
    return urlencode(fields).encode()


def _total(pages: Sequence[SamplePage], column: str) -> int:
    return sum(column in page.columns for page in pages)


def json_list(pages: Sequence[SamplePage], column: str, number: int) -> Exchange:
    """One page of a channel; addresses are protocol-relative, the total is a string."""
    found = [
        {
            "topic": page.title,
            "infourl": page.url.removeprefix("https:"),
            "pubtime": f"{page.day} {page.published[11:] or '00:00'}:00",
        }
        for page in rows(pages, column, number)
    ]
    answer = {"list": found, "totalRec": str(_total(pages, column))}
    body = json.dumps(answer, ensure_ascii=False).encode()
    code = CHANNELS[column][0]
    return Exchange(JSON_LIST, body, "application/json;charset=UTF-8", method="POST", request_body=form(code, number))


def html_list(pages: Sequence[SamplePage], column: str) -> Exchange:
    """The first page of a list as HTML, with unquoted addresses and cut texts."""
    items = "".join(
        f'<li class="clearfix"><h5><a href={page.url.removeprefix("https:")} target="_blank" title="{page.title}">'
        f'{page.title[:24]}…</a></h5><div class="times">{page.day}</div></li>\n'
        for page in rows(pages, column)
    )
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{column}_中央网络安全和信息化委员会办公室</title></head>
<body><div id="loadingInfoPage">
{items}</div><div id="Page"></div>
<script>var page = {{total:'{_total(pages, column)}', perPage:20}};</script></body></html>
"""
    return page_exchange(f"https://{HOST}{CHANNELS[column][1]}", text, "text/html; charset=utf-8")


def notice(page: SamplePage) -> Exchange:
    """One page: no metadata table, tags partly in upper case, the body closed by a script."""
    day = f"{page.day.year}年{page.day.month:02}月{page.day.day:02}日"
    body = body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)
    if page.download:
        title, name = page.download
        address = f"/cms/pub/interact/downloadfile.jsp?filepath=sample&fText={quote(name)}"
        body += f'<p>附件：<a href="{address}">{title}</a></p>'
    text = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8">
<title>{page.title.replace(" ", "")}_中央网络安全和信息化委员会办公室</title></head>
<body>
<div class="top">设为首页 加入收藏 手机版 繁体</div>
<div class="main-content">
<div class="main-title"><h1 class="title">{page.title}</h1>
<div class="info"><span id="pubtime">{f"{day} {page.published[11:]}".strip()}</span>
<span id="source">来源： <a href=//{HOST}/ target="_blank">{page.source}</a></span> 【打印】 【纠错】</div></div>
<DIV id=BodyLabel>{body}<script>pagestat("sample");</script></DIV>
<div class="close">关闭</div>
</div>
<div class="footer">Produced By CMS 网站群内容管理系统 publishdate:2026/10/08 17:50:58</div>
</body></html>
"""
    return page_exchange(page.url, text, "text/html; charset=utf-8")
