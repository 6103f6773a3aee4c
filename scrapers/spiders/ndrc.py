"""The National Development and Reform Commission."""

import re
from urllib.parse import urlencode, urlsplit

from parsers.record import Stage
from parsers.sites import ndrc as reader
from scrapers.base_spiders.base import Source
from scrapers.column import Column
from scrapers.download import Answer, Steps
from storage.crawl.pages import Wanted

_SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"


def _trs(
    name: str,
    stage: Stage | None,
    path: str,
    *,
    rows: int = 25,
    quiet_days: int | None = None,
    always: tuple[str, ...] = ("published_on",),
) -> Column:
    """A column of the TRS system: a static page each, page k at `index_{k-1}.html`."""
    home = f"https://www.ndrc.gov.cn/{path}/"
    return Column(
        name=name,
        stage=stage,
        home=home,
        nth=home + "index_{index}.html",
        rows=rows,
        quiet_days=quiet_days,
        always=always,
    )


class Ndrc(Source):
    """国家发展改革委, www.ndrc.gov.cn

    Site: TRS, static HTML, 25 rows a page; 意见征求 is a front-end application whose pages are asked by a short key.
    Columns: 发展改革委令, 规范性文件, 规划文本, 公告, 通知, 通知公告, 解读, 意见征求.
    Caveats: 公告 and 通知 end after 20 pages. Rows move down as new ones come, so a page may repeat rows of the one
        before. Some notices stand only in 通知公告, among news. A consultation's address holds its key behind `#`,
        which no client sends: two calls of its API give the article. robots.txt answers 403, which is "no rules".
    Evidence: two list pages and an order as saved in 2026; the consultation list and its API as of September 2026.
    """

    name = "ndrc"
    site = "国家发展和改革委员会"
    allowed_domains = ("www.ndrc.gov.cn", "zfxxgk.ndrc.gov.cn", "yyglxxbsgw.ndrc.gov.cn")
    notice = re.compile(
        r"https://www\.ndrc\.gov\.cn/\S+/t\d{8}_\d+(?:_ext)?\.html|https://yyglxxbsgw\.ndrc\.gov\.cn/sa\.html#/\w+"
        r"|https://zfxxgk\.ndrc\.gov\.cn/web/iteminfo\.jsp\?id=\d+"
    )
    columns = (
        _trs(
            "发展改革委令",
            "final",
            "xxgk/zcfb/fzggwl",
            quiet_days=120,
            always=("published_on", "document_number", "issuing_bodies"),
        ),
        _trs("规范性文件", "final", "xxgk/zcfb/ghxwj", quiet_days=90),
        _trs("规划文本", "final", "xxgk/zcfb/ghwb"),
        _trs("公告", "final", "xxgk/zcfb/gg", quiet_days=120),
        _trs("通知", "final", "xxgk/zcfb/tz", quiet_days=30),
        _trs("通知公告", None, "xwdt/tzgg", quiet_days=21),
        _trs("解读", "interpretation", "xxgk/jd/jd", quiet_days=30),
        _trs("意见征求", "draft", "hdjl/yjzq", rows=5, quiet_days=90),
    )

    def notice_page(self, wanted: Wanted) -> Steps[Answer]:
        """A consultation is asked in two calls: its short key gives the article's key, that gives the article."""
        url = wanted.entry.url
        if urlsplit(url).netloc != "yyglxxbsgw.ndrc.gov.cn":
            return (yield from super().notice_page(wanted))
        key = urlsplit(url).fragment.strip("/")
        access = yield from self.ask(f"{_SERVICE}/article/access-url?{urlencode({'shortKey': key})}", referer=url)
        return (yield from self.ask(reader.article_address(access.page), referer=url))
