"""www.miit.gov.cn in miniature: column shells, unit API, search API, the front page and articles (Hanweb jpaas)."""

import html
import json
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from parsers.moments import PRINTED
from tests.samples.model import Exchange, SamplePage, body_html, json_exchange, page_exchange, robots, rows

HOST = "www.miit.gov.cn"
SITE = f"https://{HOST}"
WEB_ID = "8d828e408d90447786ddbe128d495e9e"
TEMPLATE_SET = "209741b2109044b5b7695700b2bec37e"
WEBSITE = "110000000000000"
CATEGORY = "196"

UNITS = {
    "文件发布·通知": ("/zwgk/zcwj/wjfb/tz/index.html", "右侧内容", "3e3ad1a3bec74939890a0d3e54815141"),
    "意见征集": ("/gzcy/yjzj/index.html", "右侧内容", "ff3aac0962cb45e48e8e4da69450e847"),
    "政策解读": ("/zwgk/zcjd/index.html", "右侧内容", "ffffffffffffffffffffffffffff2cbd"),
    "科技司文件发布": ("/jgsj/kjs/wjfb/index.html", "当前栏目_list", "7df23bf39e2d42b793ebfcc3319015b7"),
}
"""Column -> address of its shell, tagId, pageId. The pageId of 政策解读 is not known to us and invented."""

SELECT_FIELDS = (
    "title,content,deploytime,_index,url,cdate,infoextends,infocontentattribute,columnname,filenumbername,"
    "publishgroupname,publishtime,metaid,bexxgk,columnid,xxgkextend1,xxgkextend2,themename,typename,indexcode,createdate"
)

PICTURES = "/cms_files/filemanager/1226211233/picture/20268/"

_PLAIN = "<p>{}</p>"
_CENTRE = '<p style="text-align:center"><strong>{}</strong></p>'
_RIGHT = '<p style="text-align:right">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (403, as in 2026), the APIs of each column, the front page and all articles."""
    mine = [page for page in pages if page.site == "miit"]
    out = [robots(HOST, status=403), *_search(rows(mine, "政策文件库"))]
    for column in UNITS:
        out.append(shell(column))
        # The list of consultations prints no pager: a crawler learns from an empty page that it has seen all.
        last = _pages(mine, column) + (column == "意见征集")
        out += [unit(mine, column, number) for number in range(1, last + 1)]
    return [*out, _front_page(mine), *(notice(page) for page in mine)]


def _pages(pages: Sequence[SamplePage], column: str) -> int:
    return 2 if rows(pages, column, 2) else 1


def _parameters(column: str) -> dict[str, str]:
    _, tag, page_id = UNITS[column]
    return {
        "parseType": "buildstatic",
        "webId": WEB_ID,
        "tplSetId": TEMPLATE_SET,
        "pageType": "column",
        "tagId": tag,
        "editType": "null",
        "pageId": page_id,
    }


def unit_url(column: str, number: int) -> str:
    """The address of page `number` of a column's unit."""
    page = json.dumps({"pageNo": number, "pageSize": "24"}, separators=(",", ":"))
    query = urlencode({**_parameters(column), "paramJson": page})
    return f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?{query}"


def shell(column: str) -> Exchange:
    """A column's page: no rows, only the parameters of its unit, a dict in single quotes."""
    path, _, _ = UNITS[column]
    name = column.split("·")[-1]
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{name}</title>
<meta name="ColumnName" content="{name}"><meta name="ColumnType" content="{name}"></meta></meta></head>
<body>
<div class="w980 center mnav"><span><a href="/index.html">首页</a>  >  <a href="{path}">{name}</a></span></div>
<div class="clist_con"><script parsetype="buildstatic"
 src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=3.1.3-GXB"
 url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 webid="{WEB_ID}" querydata="{_parameters(column)}"></script></div>
</body></html>
"""
    return page_exchange(SITE + path, text, "text/html;charset=utf-8")


def unit(pages: Sequence[SamplePage], column: str, number: int) -> Exchange:
    """One page of a column, as HTML inside JSON."""
    shown = rows(pages, column, number)
    total = sum(len(rows(pages, column, n)) for n in (1, 2)) if _pages(pages, column) == 2 else len(shown)
    if column == "意见征集":
        fragment = (
            f'<div class="clist_con"><ul>{"".join(map(_consultation_row, shown))}<li class="empty"></li></ul></div>'
        )
    else:
        size = len(rows(pages, column)) if _pages(pages, column) == 2 else 24
        fragment = (
            f'<div id="{UNITS[column][1]}"><div class="page-content"><ul>{"".join(map(_row, shown))}</ul></div>'
            f'<div class="pagination" querydata="{{}}" rows="{size}" unitid="sample" count="{total}" pageno="{number}"'
            ' uniturl="/api-gateway/jpaas-publish-server/front/page/build/unit"></div></div>'
        )
    return json_exchange(unit_url(column, number), {"success": True, "code": "200", "data": {"html": fragment}})


def _path(page: SamplePage) -> str:
    return page.url.removeprefix(SITE)


def _row(page: SamplePage) -> str:
    title = html.escape(page.title)
    cut = html.escape(page.title[:30]) + "..."
    return (
        f'<li class="cf"><a class="fl" href="{_path(page)}" title="{title}" target="_blank"><i></i>{cut}</a>'
        f'<span class="fr">{page.day}</span></li>'
    )


def _consultation_row(page: SamplePage) -> str:
    """The address lacks its leading slash, the end of the comment period is hidden."""
    title = html.escape(page.title)
    return (
        f'<li>\n\t<span class="fr">{page.day}</span>\n\t<a href="{_path(page)[1:]}" target="_blank" title="{title}">'
        f"<i></i><font></font>{title}</a>\n\t"
        f'<span class="endtime" style="display:none !important;">{page.endtime}</span>\n</li>'
    )


def search_url(number: int) -> str:
    """The address of page `number` of the document library's search."""
    query = {
        "websiteid": WEBSITE,
        "scope": "basic",
        "q": "",
        "pg": "20",
        "cateid": CATEGORY,
        "pos": "title_text,infocontent,titlepy",
        "dateField": "deploytime",
        "selectFields": SELECT_FIELDS,
        "group": "distinct",
        "level": "6",
        "sortFields": '[{"name":"deploytime","type":"desc"}]',
        "p": str(number),
    }
    return f"{SITE}/search-front-server/api/search/info?{urlencode(query)}"


def _search(found: Sequence[SamplePage]) -> list[Exchange]:
    """list-category, then one page of hits: the first grouped, the last one plain, for both shapes occur."""
    category = f"{SITE}/search-front-server/api/structure/list-category?websiteid={WEBSITE}&searchid=183"
    hits = [_hit(page, grouped=page is not found[-1]) for page in found]
    result = {"dataResults": hits, "total": len(hits), "totalHits": len(hits), "costTime": 12, "times": 1}
    answer = {"message": "查询成功", "success": True, "code": "200", "data": {"searchResult": result}}
    categories = {"categories": [{"iid": CATEGORY, "name": "政策文件"}, {"iid": "57", "name": "文件发布"}]}
    return [json_exchange(category, {"success": True, "data": categories}), json_exchange(search_url(1), answer)]


def _hit(page: SamplePage, *, grouped: bool) -> dict[str, object]:
    clock = page.published if len(page.published) > 10 else f"{page.day} 10:00"
    deployed = str(int(datetime.fromisoformat(clock).replace(tzinfo=PRINTED).timestamp() * 1000))
    data = {
        "title": page.title.replace("规划", "<em>规划</em>"),
        "title_text": page.title,
        "url": _path(page),
        "jsearch_date": page.day.isoformat(),
        "deploytime": deployed,
        **page.search,
    }
    if not grouped:
        return {"data": data}
    member = {"pkValue": _path(page)[-37:-5], "score": "NaN", "groupData": [], "data": data, "tableName": "cms_info"}
    return {"groupCount": 1, "groupData": [member], "data": {"_count": "1", "max_deploytime": deployed}}


def _front_page(pages: Sequence[SamplePage]) -> Exchange:
    """政务公开: the nth tab belongs to the nth panel; rows with the 解读 that belong to them."""
    listed = rows(pages, "政务公开（首页）")
    documents = "".join(_front_row(page) for page in listed if "/zcjd/" not in page.url)
    interpretations = "".join(_front_row(page) for page in listed if "/zcjd/" in page.url)
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>政务公开</title>
<meta name="ColumnName" content="政务公开"><meta name="ColumnType" content="政务公开"><meta id="pagetype" content="2">
</meta></meta></meta></head><body>
<div class="zwgk-zcwj">
<div class="tabbox-hd tabbox-hds3"><p><a href="/zwgk/zcwj/index.html" class="mob-a-remove on">政策文件</a></p>
<div><a href="/zwgk/zcwj/wjfb/index.html">文件发布</a>
<a href="/zc/wjxzfl/xzgfxwj/index.html">行政规范性文件</a></div></div>
<div class="tabbox-bd tabbox-bds5">
<div class="tabbox-bd-con"><ul>{documents}</ul><p class="mob-more-btn"></p></div>
<div class="tabbox-bd-con"><iframe class="zxframe" src="/search/xzgfxwjnew/index.html?category=51&q="></iframe></div>
</div></div>
<div class="zwgk-zcjd"><div class="tabbox-hd tabbox-hds3"><p><a href="/zwgk/zcjd/index.html">政策解读</a></p></div>
<div class="tabbox-bd tabbox-bds5"><div class="tabbox-bd-con zcjd-list"><ul>{interpretations}</ul></div></div></div>
</body></html>
"""
    return page_exchange(f"{SITE}/zwgk/index.html", text, "text/html;charset=utf-8")


_BADGES = {"相关解读": ("jd", "解读"), "相关新闻": ("xw", "新闻"), "相关政策": ("zc", "政策")}


def _front_row(page: SamplePage) -> str:
    key = _path(page)[-37:-5]
    badges = "".join(
        f'<font class="{_BADGES[kind][0]}" id="{_BADGES[kind][0]}{key}">{_BADGES[kind][1]}</font>'
        for kind, _, _ in page.related
    )
    lists = "".join(
        f'<dl class="tslb-list"{" style=display:none;" if kind == "相关政策" else ""}><dt>{kind}</dt>'
        f'<dd><a href="{href}" title="{html.escape(title)}">{html.escape(title)}</a></dd></dl>'
        for kind, title, href in page.related
    )
    title = html.escape(page.title)
    return (
        f"<li><span>{badges}{page.day}</span>"
        f'<p><a href="{_path(page)}" title="{title}" target="_blank">{title}</a></p>{lists}</li>'
    )


COLUMN_NAMES = (
    ("/zwgk/zcjd/", "政策解读"),
    ("/gzcy/yjzj/", "意见征集"),
    ("/zwgk/zcwj/wjfb/tz/", "通知"),
    ("/zwgk/zcwj/wjfb/gg/", "公告"),
    ("/jgsj/kjs/wjfb/", "文件发布"),
)


def notice(page: SamplePage) -> Exchange:
    """An article page; pages of 科技司 carry the metadata block, whose tags are our guess."""
    path = _path(page)
    column = next(name for start, name in COLUMN_NAMES if path.startswith(start))
    heading = "<br>".join(page.heading) or page.title
    cells = "".join(f"<li><span>{_label(name)}</span><span>{value}</span></li>" for name, value in page.cells.items())
    block = f'<ul class="xxgk_info">{cells}</ul>\n' if cells else ""
    body = body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT, inline_files=True)
    body += "".join(
        f'<p style="text-align:center"><img title="{n}.png" src="{PICTURES}S{n}.png" /></p>'
        for n in range(1, page.pictures + 1)
    )
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
    <meta name="”renderer”" content="”webkit”" />
	<META HTTP-EQUIV="pragma" CONTENT="no-cache"><META HTTP-EQUIV="Cache-Control" CONTENT="no-store, must-revalidate">
</META></META></meta><title>{page.title}</title>
<meta name="SiteName" content="中华人民共和国工业和信息化部">
<meta name="SiteDomain" content="{HOST}">
<meta name="SiteIDCode" content="bm07000001">
<meta name="ColumnName" content="{column}">
<meta name="ColumnType" content="{column}">
<meta name="ArticleTitle" content="{page.title}">
<meta name="PubDate" content="{page.pub_date or page.published}">
<meta name="ContentSource" content="{page.source}">
<meta name="Url" content="{path}">
<meta name="MakeTime" content="2026-10-08 14:41:39">
<meta id="pagetype" content="1">
</meta></meta></meta></meta></meta></meta></meta></meta></meta></meta></head>
<body id="page_type" alt="文章页" class="wzy-wrapper">
<div class="w980 center mnav"><span>
<a href="/index.html">首页</a>  >  <a href="{path.split("art/")[0]}index.html">{column}</a>
</span></div>
<div class="w980 center cmain">
{block}<div class="ctitle"><h1 id="con_title">{heading}</h1></div>
<div class="cinfo center"><span id="con_time">发布时间：{page.published}</span>  <span>来源：{page.source}</span></div>
<div class="ccontent center" id="con_con" style="font-size:14px;font-family:'宋体';">{body}</div>
<div class="article_fd"><a href="javascript:window.scrollTo(0,0);">【返回顶部】</a>
<a href="javascript:window.print()">【打印本页】</a></div>
<script>var authorizedReadUnitId = "sample";</script>
</div>
</link></body>
</html>
"""
    return page_exchange(page.url, text, "text/html;charset=utf-8")


def _label(name: str) -> str:
    return f"{name[0]}　　{name[1]}：" if len(name) == 2 else f"{name}："
