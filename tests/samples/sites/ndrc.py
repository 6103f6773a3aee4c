"""www.ndrc.gov.cn and the host of its consultations in miniature: TRS lists, orders and notices, article JSON."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from tests.samples.model import Exchange, SamplePage, body_html, json_exchange, page_exchange, robots, rows

HOST = "www.ndrc.gov.cn"
SERVICE = "yyglxxbsgw.ndrc.gov.cn"
FILE_HOST = "yyglxxbs.ndrc.gov.cn"
"""Where files of consultations stand."""
COLUMNS = {
    "发展改革委令": "xxgk/zcfb/fzggwl/",
    "规范性文件": "xxgk/zcfb/ghxwj/",
    "规划文本": "xxgk/zcfb/ghwb/",
    "公告": "xxgk/zcfb/gg/",
    "通知": "xxgk/zcfb/tz/",
    "通知公告": "xwdt/tzgg/",
    "解读": "xxgk/jd/jd/",
    "意见征求": "hdjl/yjzq/",
}

_PLAIN = '<div style="text-indent: 2em;"><span style="font-size: 16px;">{}</span></div>'
_CENTRE = '<div style="text-align: center;"><span style="font-size: 16px;"><b>{}</b></span></div>'
_RIGHT = '<div style="text-align: right;"><span style="font-size: 16px;">{}</span></div>'
_ARTICLE = '<p dir="ltr" style="text-indent: 2em; text-align: justify;">{}</p>'


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """robots.txt (403 from the wall), every column, all documents, and the two calls behind each consultation."""
    mine = [page for page in pages if page.site == "ndrc"]
    out = [robots(HOST, status=403), robots(SERVICE, status=404), robots(FILE_HOST, status=404)]
    for column in COLUMNS:
        last = 2 if rows(mine, column, 2) else 1
        out += [listing(mine, column, number, last) for number in range(1, last + 1)]
    for page in mine:
        out += _consultation(page) if page.article else [notice(page)]
    return out


def listing(pages: Sequence[SamplePage], column: str, number: int, last: int) -> Exchange:
    """A listing page: 解读 hang inside the rows of documents, a spacer follows every five."""
    home = f"https://{HOST}/{COLUMNS[column]}"
    items = [_row(page, home, popbox="/zcfb/" in home) for page in rows(pages, column, number)]
    for place in range(5, len(items) + 1, 6):
        items.insert(place, '<li class="empty"></li>')
    text = f"""<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="UTF-8">
    <title>【{column}】-国家发展和改革委员会 </title>
    <meta name="SiteName" content="中华人民共和国国家发展和改革委员会">
    <meta name="ColumnName"content="{column}">
    <script type="text/javascript">uaredirect(window.location.href+"wap_index.html");</script>
</head>
<body>
<div class="container">
    <div class="path"><a href="../../../" class="CurrChnlCls">首页</a>&nbsp;&gt;&nbsp;
    <a href="./" class="CurrChnlCls">{column}</a></div>
    <div class="list">
        <ul class="u-list">
{"".join(items)}
        <li class="empty"></li>
        </ul>
        <div class="page"><ul><script type="text/javascript">
            <!--
            createPageHTML({last}, {number - 1}, "index", "html");
            //-->
        </script></ul></div>
    </div>
</div>
</body>
</html>
"""
    return page_exchange(home if number == 1 else f"{home}index_{number - 1}.html", text)


def _row(page: SamplePage, home: str, *, popbox: bool) -> str:
    title = page.list_title or page.title
    day = page.day.strftime("%Y/%m/%d")
    if not popbox:
        return f'<li><a href="{_relative(page.url, home)}" title="{title}">{title}</a><span>{day}</span></li>\n'
    links = "".join(
        f'<li><a href="../../{href.removeprefix("../../../")}" target="_blank" title="{name}">{name}</a></li>'
        for _, name, href in page.related
    )
    return f"""<li><a href="{_relative(page.url, home)}" target="_blank" title="{title}">{title}</a>
                        <script>
                            var jdFlag=0;
                        </script>
                        <div class="popbox">
                            <div class="close" title="关闭"></div>
                            <h3 title="相关解读">相关解读</h3>
                            <ul>{links}</ul>
                        </div>
                        <span>{day}</span></li>
"""


def _relative(url: str, home: str) -> str:
    """An address as the list prints it: below the column, elsewhere on the site, or on another host."""
    if url.startswith(home):
        return "./" + url.removeprefix(home)
    parts = urlsplit(url)
    return "../.." + parts.path if parts.netloc == HOST else url


def notice(page: SamplePage) -> Exchange:
    """An order, a notice or an interpretation."""
    column = page.columns[0]
    body = body_html(page, plain=_PLAIN, centre=_CENTRE, right=_RIGHT)
    files = "<BR>".join(f'<a href="{href}">{name}</a>' for name, href in page.files)
    attachment = (
        f'<div class="attachment"><div class="attachment_l">附件：</div>'
        f'<div class="attachment_r"><p>{files}</p></div></div>'
        if files
        else ""
    )
    related = "".join(f'<li><a href="{href}" target="_blank">{name}</a></li>' for _, name, href in page.related)
    name = page.url.rsplit("/", 1)[-1].removesuffix(".html")
    text = f"""<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="UTF-8">
    <title>【{page.title}】-国家发展和改革委员会 </title>
    <meta name="SiteName" content="中华人民共和国国家发展和改革委员会">
    <meta name="SiteDomain" content="{HOST}">
    <meta name="SiteIDCode" content="bm04000007">
    <meta name="ColumnName" content="{column}">
    <meta name="ArticleTitle" content="{page.title}">
    <meta name="PubDate" content="{page.published}">
    <meta name="ContentSource" content="{page.source}">
    <meta name="Author"content="">
<meta name="ColumnType"content="{"政策解读" if column == "解读" else "政策文件"}">
    <script>
        var mobilurl="./{name}_ext.html"
        uaredirect(mobilurl);
    </script>
</head>
<body>
<div class="container">
    <div class="path"><a href="../../../../" class="CurrChnlCls">首页</a>&nbsp;&gt;&nbsp;
    <a href="../" class="CurrChnlCls">{column}</a></div>
    <div class="article">
        <!--startprint-->
            <div class="article_l ">
                <h2 class="article_title">{page.title}</h2>
                <div class="shezhi">
                    <div class="time">发布时间：{page.day.strftime("%Y/%m/%d")}</div>
                    <div class="ly laiyuantext">来源：<span>{page.source}</span></div>
                </div>
                <div class="article_con{" article_con_notitle" if page.notitle else ""}">
                    <div class=TRS_Editor>{body}</div>
                </div>
                {attachment}
            </div>
        <!--endprint-->
        <div class="article_r">
            <div class="xgwz" style="display:none"><div class="mt"><span>相关政策与解读</span></div>
            <ul>{related}</ul></div>
            <div class="phb"><div class="article_r_title">排行榜</div>
            <ul class="article_r_ul" id="paihangbang"></ul></div>
        </div>
    </div>
</div>
</body>
</html>
"""
    return page_exchange(page.url, text)


def _consultation(page: SamplePage) -> list[Exchange]:
    """The short key gives the address of an empty front-end page, whose `articleId` gives the article."""
    key = urlsplit(page.url).fragment.removeprefix("/")
    service = f"https://{SERVICE}/public/submission-service"
    shell = f"https://{SERVICE}/htmls/article/article.html?articleId={page.article}"
    article = {
        "articleId": page.article,
        "articleTitle": "<BR>".join(page.heading),
        "articleContent": body_html(page, plain=_ARTICLE, centre=_ARTICLE, right=_ARTICLE),
        "publishDate": page.day.isoformat(),
        "articleSource": page.source,
        "columnName": "意见征求",
        "shortUrlKey": key,
        "insertApply": "YES" if "进行中" in page.list_title else "NO",
    }
    return [
        json_exchange(f"{service}/article/access-url?shortKey={key}", {"status": 1, "message": "成功", "data": shell}),
        json_exchange(
            f"{service}/column/getArticleDetail?articleId={page.article}",
            {"status": 1, "message": "成功", "data": article},
        ),
    ]
