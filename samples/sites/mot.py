"""xxgk.mot.gov.cn and www.mot.gov.cn in miniature: disclosure lists and documents, 政策解读 and its articles.

No HTML of this ministry was ever kept; the markup follows what several crawlers select. One page is in GB18030 under
`charset=gb2312`, for crawlers report that as well.
"""

from collections.abc import Sequence

from samples.model import Exchange, SamplePage, body_html, missing, page_exchange, robots, rows

XXGK = "https://xxgk.mot.gov.cn"
WWW = "https://www.mot.gov.cn"
DISCLOSURE = {
    "其他政策性文件": (f"{XXGK}/2020/zhengce/qtwjlist.html", f"{XXGK}/2020/zhengce/qtwjlist_1.html"),
    "规章": (f"{XXGK}/2020/gz/", f"{XXGK}/2020/gz/index_1.html"),
}
"""Column -> its listing page, and the address behind it, which answers 404."""
INTERPRETATIONS = (f"{WWW}/gongkai/zcjd/", f"{WWW}/gongkai/zcjd/index_1.html")

_PLAIN = '<p style="text-indent: 2em;">{}</p>'
_CENTRE = '<p style="text-align: center;">{}</p>'
_RIGHT = '<p style="text-align: right;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt of both hosts (404), the lists and what lies behind them, all pages."""
    mine = [page for page in pages if page.site == "mot"]
    out = [robots("xxgk.mot.gov.cn", status=404), robots("www.mot.gov.cn", status=404)]
    for column, (url, behind) in DISCLOSURE.items():
        out += [disclosure_list(mine, column, url), missing(behind)]
    out += [_interpretations(mine), missing(INTERPRETATIONS[1])]
    return [*out, *(disclosed(page) if page.url.startswith(XXGK) else _article(page) for page in mine)]


def disclosure_list(pages: Sequence[SamplePage], column: str, url: str) -> Exchange:
    """A disclosure list, UTF-8 with a byte order mark."""
    items = "".join(
        f'<tr><td>{number}</td><td><a href="{page.url.replace(XXGK + "/2020", "..")}">{page.title}</a></td>'
        f"<td>{page.cells['文号']}</td><td>{page.day.strftime('%Y年%m月%d日')}</td></tr>\n"
        for number, page in enumerate(rows(pages, column), start=1)
    )
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{column}-政府信息公开-交通运输部</title>
<meta name="SiteName" content="中华人民共和国交通运输部"></head><body>
<table><thead><tr><th>序号</th><th>名称</th><th>文号</th><th>公开日期</th></tr></thead>
<tbody id="xxgkzn_list_tbody_ID">
{items}</tbody></table></body></html>
"""
    return page_exchange(
        url, "\ufeff" + text if column == "其他政策性文件" else text.replace('href="../gz/', 'href="./')
    )


def _interpretations(pages: Sequence[SamplePage]) -> Exchange:
    items = "".join(
        f'<a class="list-group-item" href="./{page.url.removeprefix(INTERPRETATIONS[0])}" title="{page.title}">'
        f'{page.title[:20]}<span class="badge">{page.day}</span></a>\n'
        for page in rows(pages, "政策解读")
    )
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>政策解读_交通运输部</title></head><body>
<div class="tab-content"><div class="tab-pane active">
{items}</div></div></body></html>
"""
    return page_exchange(INTERPRETATIONS[0], text)


def disclosed(page: SamplePage) -> Exchange:
    """A document of the disclosure site. It has no 发文机关 and no 成文日期; 机构分类 is the department in charge."""
    groups = "".join(
        f'<div class="form-group"><label>{label}：</label><p class="form-control-static">{value}</p></div>\n'
        for label, value in page.cells.items()
    )
    files = "".join(f'<li><a href="{href}">{name}</a></li>' for name, href in page.files)
    charset = "gb2312" if page.charset == "gb18030" else page.charset
    text = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{page.title}-政府信息公开-交通运输部</title>
<meta name="ArticleTitle" content="{page.title}"><meta name="PubDate" content="{page.published}">
<meta name="SiteName" content="中华人民共和国交通运输部"></head><body>
<div class="gkzn_right"><h1 class="gkzn_right_tit"><span>{page.title}</span></h1>
<form class="form-horizontal">
{groups}</form>
<div id="Zoom"><div class="TRS_UEDITOR">{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)}</div></div>
<div class="fl w100 gksqxz_fj"><ol>{files}</ol></div></div></body></html>
"""
    return page_exchange(page.url, text, charset=page.charset)


def _article(page: SamplePage) -> Exchange:
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page.title}_交通运输部</title>
<meta name="ArticleTitle" content="{page.title}"><meta name="PubDate" content="{page.published}">
<meta name="ContentSource" content="{page.source}"><meta name="ColumnName" content="政策解读"></head><body>
<h1 id="ti">{page.title}</h1>
<div class="TRS_UEDITOR">{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)}</div></body></html>
"""
    return page_exchange(page.url, text)
