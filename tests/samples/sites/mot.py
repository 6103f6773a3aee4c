"""xxgk.mot.gov.cn and www.mot.gov.cn in miniature: disclosure lists and documents, 政策解读, 意见征集.

Of this ministry only HTML of 意见征集 was ever kept; all other markup follows what several crawlers select. One page is
in GB18030 under `charset=gb2312`, for crawlers report that as well.
"""

from collections.abc import Sequence

from tests.samples.model import Exchange, SamplePage, body_html, missing, page_exchange, robots, rows

XXGK = "https://xxgk.mot.gov.cn"
WWW = "https://www.mot.gov.cn"
DISCLOSURE = {
    "其他政策性文件": (f"{XXGK}/2020/zhengce/qtwjlist.html", f"{XXGK}/2020/zhengce/qtwjlist_1.html"),
    "规章": (f"{XXGK}/2020/gz/", f"{XXGK}/2020/gz/index_1.html"),
}
"""Column -> its listing page, and the address behind it, which answers 404."""
CONSULTATIONS = (f"{WWW}/hudong/yijianzhengji/index.html", f"{WWW}/hudong/yijianzhengji/index_1.html")
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
    out += [_consultations(mine), missing(CONSULTATIONS[1])]
    return [*out, *(_page(page) for page in mine)]


def _page(page: SamplePage) -> Exchange:
    if page.url.startswith(XXGK):
        return disclosed(page)
    return _consultation(page) if "意见征集" in page.columns else _article(page)


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


def _consultations(pages: Sequence[SamplePage]) -> Exchange:
    """The list of 意见征集: a state before each title, and a row that leads to a bureau's own site."""
    found = [
        ("[已结束]", f"./{page.url.removeprefix(f'{WWW}/hudong/yijianzhengji/')}", page.title, str(page.day))
        for page in rows(pages, "意见征集")
    ]
    found.append(
        (
            "[已结束]",
            "https://www.nra.gov.cn/xxgk/gkml/ztjg/zqyj/202607/t20260702_351536.shtml",
            "国家铁路局关于《铁路交通事故调查处理规则（修订草案征求意见稿）》公开征求意见的通知",
            "2026-07-02",
        )
    )
    items = "".join(
        f'<li class="news-item"><a href="{href}" class="news-link"><span class="news-title">'
        f'<span class="statusX">{state}</span> - {title}</span>\n<span class="news-date">{day}</span></a></li>\n'
        for state, href, title, day in found
    )
    text = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">
<title>意见征集-互动-中华人民共和国交通运输部</title></head><body>
<section class="news-list-section"><div class="news-list-block"><ul class="news-list">
{items}</ul></div></section></body></html>
"""
    return page_exchange(CONSULTATIONS[0], text)


def _consultation(page: SamplePage) -> Exchange:
    """A draft for comment: the template of 2026, with each attachment linked twice."""
    files = "".join(f'<li><a href="{href}">{name}</a></li>' for name, href in page.files)
    text = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{page.title}-意见征集-中华人民共和国交通运输部</title></head><body>
<h1 class="article-title">{page.title}</h1>
<div class="article-meta"><div class="meta-left"><span class="publish-date">{page.published}</span>
<span class="source">来源: {page.source}</span></div></div>
<div class="article-content" id="article-content"><div class="view TRS_UEDITOR trs_paper_default trs_web">
{body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)}</div>
<div><ol start="1">{files}</ol><ol start="1">{files}</ol></div></div></body></html>
"""
    return page_exchange(page.url, text)


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
