"""www.gov.cn in miniature: feeds, channel page, gazette, and documents in the templates G1 to G6 and GR.

Pages since 2023 carry the stray `</html>` after the header; departments' documents print their body twice.
"""

from collections.abc import Mapping, Sequence

from tests.samples.model import Exchange, SamplePage, body_html, json_exchange, page_exchange, robots, rows

HOST = "www.gov.cn"
FEEDS = {
    "最新政策": "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json",
    "国务院文件": "https://www.gov.cn/zhengce/zhengceku/gwywj/TONGYONGGAILAN.json",
    "国务院部门文件": "https://www.gov.cn/zhengce/zhengceku/bmwj/TONGYONGGAILAN.json",
    "政策解读": "https://www.gov.cn/zhengce/jiedu/ZCJD_QZ.json",
}
CHANNEL = "https://www.gov.cn/zhengce/"
GAZETTE = "https://www.gov.cn/gongbao/gbgl.json"
ISSUES = {
    "2026年第27号": "https://www.gov.cn/gongbao/2026/issue_13006/",
    "2021年第34号": "https://www.gov.cn/gongbao/2021/issue_9000034/",
    "2021年第32号": "https://www.gov.cn/gongbao/2021/issue_9000032/",
}
"""Issue -> its page. The numbers are reckoned from the days of the items; the addresses of 2021 are invented."""
COLUMN_OF_TEMPLATE = {
    "G1": "国务院文件",
    "G2": "国务院部门文件",
    "G3": "政策",
    "G5": "政府信息公开专栏",
    "G6": "滚动新闻",
}

_PLAIN = '<p style="text-indent: 2em;">{}</p>'
_CENTRE = '<p style="text-indent: 0em; text-align: center;"><strong>{}</strong></p>'
_RIGHT = '<p style="text-indent: 0em; text-align: right;">{}　　　　</p>'

_HEADER = """<!--header-->
<div class="header"><div class="container mhide"><a href="https://www.gov.cn/">中国政府网</a></div></div>
<script>var jtzw = 'ht'+'tps://www.gov.cn';</script>
<!--  <a href="javascript:void(0)" class='mhide'>网站无障碍开关</a> -->

</html>
<!--end header-->
"""
_CRUMBS = '<a href="https://www.gov.cn/">首页</a>&nbsp;&gt;&nbsp;<a href="https://www.gov.cn/zhengce/">政策</a>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt, four feeds, the channel page, the gazette's index and issues, and all documents."""
    mine = [page for page in pages if page.site == "state_council"]
    rules = ["User-agent: *", "Disallow: /2016*/", "Disallow: /premier/", "Disallow: /guowuyuan/yangjing/"]
    feeds = [json_exchange(url, [_row(page) for page in rows(mine, column)], indent=2) for column, url in FEEDS.items()]
    issues = [_issue(name, mine) for name in ISSUES]
    lists = [*feeds, _channel(mine), _index(), *issues]
    return [robots(HOST, rules), *lists, *(notice(page) for page in mine)]


def _row(page: SamplePage) -> dict[str, str]:
    return {
        "TITLE": page.list_title or page.title,
        "SUB_TITLE": "",
        "URL": page.url,
        "DOCRELPUBTIME": page.day.isoformat(),
    }


def _channel(pages: Sequence[SamplePage]) -> Exchange:
    """The channel page: its rows are those of div.item03; interpretations on it have addresses of the same form."""
    lines = []
    for page in rows(pages, "政策（频道首页）"):
        href = page.url.replace(CHANNEL, "./") if page.template == "G3" else page.url
        lines.append(
            f'<li>\n <a href="{href}" target="_blank">\n {page.title}\n </a>\n <span>\n {page.day}\n </span>\n</li>'
        )
    slides = "".join(
        f'<li><h5><a href="{page.url.replace(CHANNEL, "./")}">{page.title}</a></h5><span>{page.day}</span></li>'
        for page in rows(pages, "政策解读")
    )
    text = f"""<!doctype html>
<html>
<head><meta charset="utf-8"><title>政策_中国政府网</title>
<meta name="lanmu" content="政策"><meta name="filepath" content="{CHANNEL}"></head>
<body>
{_HEADER}<div class="latestPolicySlides_father item06" id="latestPolicySlides1"><ul>{slides}</ul></div>
<div class="item03"><div class="title"><a href="./zuixin/">最新政策</a></div>
<div class="list"><ul>{"".join(lines)}</ul></div><div class="more"><a href="./zuixin/">更多</a></div></div>
</body></html>
"""
    return page_exchange(CHANNEL, text)


def _index() -> Exchange:
    """The gazette's index: years, in them issues, the oldest first."""
    years: dict[str, dict[str, dict[str, str]]] = {}
    for name, url in reversed(ISSUES.items()):
        year, number = name.split("第")
        years.setdefault(year, {})[f"第{number}"] = {"gname": url}
    return json_exchange(GAZETTE, [{"values": years}], indent=1)


def _issue(name: str, pages: Sequence[SamplePage]) -> Exchange:
    """An issue of the gazette: links without dates; an order and its rule stand on two lines of a link."""
    links = "".join(
        f'<li><a href="{page.url}">{(page.list_title or page.title).replace(" ", "<br/>　　")}</a></li>\n'
        for page in pages
        if page.issue == name
    )
    text = f"""<!doctype html>
<html>
<head><meta charset="utf-8"><title>{name}国务院公报_中国政府网</title></head>
<body>
{_HEADER}<div class="gwygb"><ul>
{links}</ul><a href="https://www.gov.cn/gongbao/currentissue.htm">最新一期</a></div>
</body></html>
"""
    return page_exchange(ISSUES[name], text)


def notice(page: SamplePage) -> Exchange:
    """One document or article in its template."""
    text = {"G1": _g1, "G2": _g2, "G3": _g3, "G4": _g4, "G5": _g5, "G6": _g6, "GR": _gr}[page.template](page)
    return page_exchange(page.url, text)


def _body(page: SamplePage) -> str:
    return body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT, inline_files=True)


def _head(page: SamplePage) -> str:
    """`<head>`. The author is a web editor, `others` the time of generation: neither is of use to a reader."""
    time = page.published[11:]
    first = (
        f'<meta name="firstpublishedtime" content="{page.day}-{time}:00">\n'
        f'<meta name="lastmodifiedtime" content="{page.day}-{time}:00">\n'
        if time
        else ""
    )
    column = COLUMN_OF_TEMPLATE[page.template]
    number = page.url.rsplit("_", 1)[-1].removesuffix(".htm")
    return f"""<head>
  <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
  <title>{page.title}_{column}_中国政府网</title>
<meta name="others" content="页面生成时间 2026-10-08 23:12:36">
<meta name="keywords" content="">
<meta name="lanmu" content="{column}">
<meta name='manuscriptId' content="{number}">
<meta name='author' content="样例编辑">
{first}</head>
"""


def _g1(page: SamplePage) -> str:
    """A document of the State Council since 2023: label in `td > b`, the table inside a layout table."""
    cells = _padded(page.cells, page.title)
    table = f"""<table width="90%" border="0" class="bd1"><tbody>
<tr><td class="w90"><b>索 引 号：</b></td><td class="w340">{cells["索引号"]}</td>
<td class="w90 lf15"><b>主题分类：</b></td><td class="w340 zcwj_ztfl">{cells["主题分类"]}</td></tr>
<tr><td><b>发文机关：</b></td><td>{cells["发文机关"]}</td>
<td class="lf15"><b>成文日期：</b></td><td>{cells["成文日期"]}</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{cells["标题"]}</td></tr>
<tr><td><b>发文字号：</b></td><td>{cells["发文字号"]}</td>
<td class="lf15"><b>发布日期：</b></td><td>{cells["发布日期"]}</td></tr>
</tbody></table>"""
    mobile = "".join(f"<h2>{label}：</h2><p>{value}</p>" for label, value in cells.items())
    return f"""<!doctype html>
<html>
{_head(page)}<body class="XXGK_GWYWJ">
{_HEADER}<div style="display:none">{page.published}</div>
<div class="BreadcrumbNav">{_CRUMBS}&nbsp;&gt;&nbsp;国务院文件</div>
<div class="wrap mxxgkwrap"><div class="mhide"><table class="border-table"><tbody><tr><td>
{table}
</td></tr></tbody></table></div>
<div class="pchide abstract mxxgkabstract">{mobile}</div>
<table class="border-table noneBorder pages_content"><tbody><tr><td>
<div class="b12c pages_content" id="UCAP-CONTENT"><div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web">{
        _body(page)
    }</div></div>
</td></tr></tbody></table></div>
<div class="share-title">{page.title}</div>
</body>
</html>
"""


def _padded(cells: Mapping[str, str], title: str) -> dict[str, str]:
    names = ("索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期")
    return {name: title if name == "标题" else cells.get(name, "") for name in names}


def _g2(page: SamplePage) -> str:
    """A document of a department: label and value cells without `<b>`, body twice; which cells exist varies."""
    pairs = [("标<span>&nbsp;&nbsp;</span>题：", page.title)]
    names = {"来源": "来<span>&nbsp;&nbsp;</span>源：", "主题分类": "主题分类："}
    pairs += [(names.get(name, f"{name}："), value) for name, value in page.cells.items()]
    table = "".join(
        "<tr>" + "".join(f"<td>{label}</td><td>{value}</td>" for label, value in pairs[start : start + 2]) + "</tr>\n"
        for start in range(0, len(pairs), 2)
    )
    mobile = "".join(f"<li><span>{label}</span><span>{value}</span></li>" for label, value in pairs)
    body = f'<div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web">{_body(page)}</div>'
    return f"""<!doctype html>
<html>

{_head(page)}<style>body {{ color: #333; }}</style>
<body class="ZC_GWYBMWJ">
{_HEADER}<div class="policyLibraryOverview policyLibraryOverview_gwy_bmwj">
<div class="BreadcrumbNav BreadcrumbNav_gwy_bmwj">{_CRUMBS}&nbsp;&gt;&nbsp;国务院部门文件</div>
<div class="policyLibraryOverview_content">
<div class="policyLibraryOverview_header pctoubukuang1"><table class="">
{table}</table><ul class="mobileTable">{mobile}</ul></div>
<div class="pages_content mhide" id="UCAP-CONTENT">{body}</div>
<div class="pages_content pages_contentm pchide">{body}</div>
<div class="policyLibraryOverview_header"></div>
</div></div>
</body>
</html>
"""


def _g3(page: SamplePage) -> str:
    """An article since 2023: no table."""
    return f"""<!doctype html>
<html>
{_head(page)}<body>
{_HEADER}<div class="article oneColumn"><div class="BreadcrumbNav">{_CRUMBS}</div>
<h1 id="ti">{page.title}</h1>
<div class="pages-date">{page.published}<span class="font">来源：新华社</span></div>
<div class="pages_content" id="UCAP-CONTENT"><div class="trs_editor_view TRS_UEDITOR trs_paper_default">{
        _body(page)
    }</div></div>
</div>
</body>
</html>
"""


def _g4(page: SamplePage) -> str:
    """An item of the gazette: no table; the time is a filler, blanks in `<title>` stand for line breaks."""
    title = (page.list_title or page.title).replace(" ", "　　")
    number = page.url.rsplit("_", 1)[-1].split(".")[0]
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}__{page.issue}国务院公报_中国政府网</title>
<meta name="others" content="页面生成时间 2026-10-08 23:12:36">
<meta name="lanmu" content="{page.issue}">
<meta name='manuscriptId' content="{number}">
<meta name='author' content="样例编辑">
<meta name="firstpublishedtime" content="{page.day}-23:59:59">
</head>
<body class="GWYGBXL">
{_HEADER}<div class="BreadcrumbNav"><a href="https://www.gov.cn/gongbao/currentissue.htm">国务院公报</a>&nbsp;&gt;&nbsp;
<a href="{ISSUES[page.issue]}"><span id="lastNodeID">{page.issue}</span></a></div>
<div class="article oneColumn oneColumn_gwygb noneBorder">
<div class="pages_content" id="UCAP-CONTENT">{_body(page)}</div></div>
<div class="share-title" style="display:none">{title.replace("　　", "<br>　　")}</div>
</body>
</html>
"""


def _g5(page: SamplePage) -> str:
    """A document of the State Council before 2023: two tables, the body is a table cell."""
    cells = _padded(page.cells, page.title)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html>
{_head(page)}<body>
<div class="wrap" style="font-family:宋体;"><table width="724"><tbody><tr><td>
<table width="660" class="bd1"><tbody>
<tr><td width="70"><b>索 引 号：</b></td><td width="260">{cells["索引号"]}</td>
<td width="70"><b>主题分类：</b></td><td width="260">{cells["主题分类"]}</td></tr>
<tr><td><b>发文机关：</b></td><td>{cells["发文机关"]}</td><td><b>成文日期：</b></td><td>{cells["成文日期"]}</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{cells["标题"]}</td></tr>
<tr><td><b>发文字号：</b></td><td>{cells["发文字号"]}</td><td><b>发布日期：</b></td><td>{cells["发布日期"]}</td></tr>
</tbody></table>
<table width="660" class="bd1"><tbody><tr><td width="70"><b>主 题 词：</b></td>
<td></td><td></td><td></td></tr></tbody></table>
</td></tr></tbody></table>
<table width="724"><tbody><tr><td><table width="650"><tbody><tr>
<td class="b12c" id="UCAP-CONTENT">{_body(page)}</td>
</tr></tbody></table></td></tr></tbody></table></div>
</body>
</html>
"""


def _g6(page: SamplePage) -> str:
    """An article before 2023."""
    return f"""<!DOCTYPE html>
<html>
{_head(page)}<body>
<div class="article oneColumn pub_border"><h1>{page.title}</h1>
<div class="pages-date">{page.published}<span class="font">来源： 新华社</span></div>
<div class="pages_content" id="UCAP-CONTENT">{_body(page)}</div>
<div class="editor">责任编辑：样例编辑</div></div>
</body>
</html>
"""


def _gr(page: SamplePage) -> str:
    """A rule of 国家规章库: two titles, no heading, no table, the body's name as a picture."""
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{page.title}_{page.source}_中国政府网</title>
<title>{page.title}__中国政府网</title>
<meta name="others" content="页面生成时间 2026-10-08 23:12:36"><meta name="lanmu" content="部门规章">
<meta name="firstpublishedtime" content="{page.day}-{page.published[11:]}:00">
</head><body>
{_HEADER}<div class="content content_gjgzk"><div class="padd"><div id="ti" class="guohui_logo">
<img src="../../images/gz.jpg" alt=""/></div><div class="article oneColumn pub_border">
<div class="pages_content" id="UCAP-CONTENT"><div class="trs_editor_view">
{_body(page)}</div></div></div></div></div></body></html>
"""
