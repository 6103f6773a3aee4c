"""www.most.gov.cn in miniature: its lists, documents with a table of metadata, notices with a line under their title.

The list of 规范性文件 has columns for number and day, the others are plain lists; a script says how many pages there
are, in all but 通知通告, whose list does not say and goes on until 404.
"""

import html
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from scrapers.spiders.most import Most
from scrapers.walk.column import Column
from tests.samples.model import Exchange, SamplePage, body_html, missing, page_exchange, robots, rows

HOST = Most.allowed_domains[0]
UNCOUNTED = "通知通告"
"""The column whose pages do not say how many there are."""

_PLAIN = '<p style="text-indent: 2em;">{}</p>'
_CENTRE = '<p style="text-align: center;">{}</p>'
_RIGHT = '<p style="text-align: right;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (404), the only page of each list, what lies behind the uncounted one, all documents."""
    mine = [page for page in pages if page.site == "most"]
    out = [robots(HOST, status=404)]
    for column in Most.columns:
        out.append(_listing(column, rows(mine, column.name)))
        if column.name == UNCOUNTED:
            out.append(missing(urljoin(column.home, "index_1.html")))
    return [*out, *(_document(page) if page.cells else _notice(page) for page in mine)]


def _listing(column: Column, shown: Sequence[SamplePage]) -> Exchange:
    if column.name == "规范性文件":
        items = _numbered_rows(shown)
    else:
        items = "".join(
            f'<li><a href="{urlsplit(page.url).path}" target="_blank" title="{html.escape(page.title)}">'
            f'{html.escape(page.title[:26])}…</a>\n<span class="date mhide">{page.day}</span></li>\n'
            for page in shown
        )
        items = f'<ul class="info_list2">\n{items}</ul>'
    counted = "" if column.name == UNCOUNTED else "var pagination_script_config = { pageNumber: '0', total: '1' };"
    text = f"""<!doctype html>
<html><head><meta charset="utf-8"><title>{column.name}-中华人民共和国科学技术部</title>
<meta name="SiteDomain"content="{HOST}" /><meta name="ColumnName" content="{column.name}" /></head><body>
<div class="header"><ul class="nav"><li><a href="/kjbgz/">科技部工作</a></li></ul></div>
<div class="rightPart mh735">
{items}</div>
<script>{counted}</script></body></html>
"""
    return page_exchange(column.home, text)


def _numbered_rows(shown: Sequence[SamplePage]) -> str:
    """The rows of 规范性文件; the cell of the number can be empty."""
    items = "".join(
        f'<li><div class="list-main-li-item tac w_list_xh">{number}</div>\n'
        f'<a class="list-main-li-item w_list_bt" href="{urlsplit(page.url).path}" target="_blank"'
        f" title='{html.escape(page.title)}'>{html.escape(page.title[:30])}...</a>\n"
        f'<div class="list-main-li-item tac w_list_fwzh">{page.cells.get("发文字号", "")} </div>'
        f'<div class="list-main-li-item tac w_list_rq">{page.day}</div></li>\n'
        for number, page in enumerate(shown, start=1)
    )
    return f'<ul id="data_list">\n{items}</ul>'


def _document(page: SamplePage) -> Exchange:
    """A document of the disclosure folder: a table of metadata, two labels a row, over the text."""
    cells = [f"<td><b>{label}：</b></td><td>{value}</td>" for label, value in page.cells.items()]
    lines = "".join(f"<tr>{''.join(cells[first : first + 2])}</tr>\n" for first in range(0, len(cells), 2))
    return page_exchange(
        page.url,
        f"""{_head(page)}
<body><div class="xxgk_detail_outer"><div class="wrap style1"><div class="xxgk_detail_head">
<table border="0" cellpadding="0" cellspacing="0" class="bd1 xxgk_detail_table1"><tbody>
<tr><td><b>标　　题：</b></td><td colspan="3">{page.title}</td></tr>
{lines}</tbody></table></div>
<div class="xxgk_detail_content style1"><div class="xxgk_title">{page.title}</div>
<div id="Zoom"><meta name="ContentStart" /><div class="trs_editor_view TRS_UEDITOR trs_paper_default">{
            body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)
        }</div><meta name="ContentEnd" /></div></div></div></div></body></html>
""",
    )


def _notice(page: SamplePage) -> Exchange:
    """A page without a table: day, time and department in one line."""
    day = page.day.strftime("%Y年%m月%d日")
    return page_exchange(
        page.url,
        f"""{_head(page)}
<body><div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="./">{page.columns[0]}</a></div>
<div class="content_wide"><div class="title_wide">{page.title}</div>
<div class="notes">日期：{day}&nbsp;&nbsp;来源：{page.source}&nbsp;&nbsp;
<span>【字号：<a href="#">大</a> 中 小】</span></div>
<div class="text wide"><div class="trs_editor_view TRS_UEDITOR trs_paper_default">{
            body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)
        }</div></div></div></body></html>
""",
    )


def _head(page: SamplePage) -> str:
    """PubDate is the day of a build, which can be another one than that of publication."""
    return f"""<!doctype html>
<html><head><meta charset="utf-8"><title>
{page.title}-中华人民共和国科学技术部
</title><meta name="SiteDomain"content="{HOST}" />
<meta name="ArticleTitle" content="{page.title}" /><meta name="PubDate" content="{page.pub_date or page.published}" />
<meta name="ContentSource" content="{page.source}" /><meta name="ColumnName" content="{page.columns[0]}" /></head>"""
