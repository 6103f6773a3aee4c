"""The China National Intellectual Property Administration."""

import re

from parsers.extraction import Listing
from parsers.platforms.jpage import further_pages
from parsers.record import Stage
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column

_SITE = "https://www.cnipa.gov.cn"


def _column(name: str, stage: Stage, number: int, *, quiet_days: int | None = None) -> Column:
    """A column; its first page says what else the address of the further ones holds."""
    home, proxy = f"{_SITE}/col/col{number}/index.html", f"/module/web/jpage/dataproxy.jsp?page={{n}}&columnid={number}"
    return Column(name, stage, home, nth=proxy, pager=further_pages, rows=45, quiet_days=quiet_days)


# Left out on purpose:
# - news: col57, col55


class Cnipa(SourceSpider):
    """国家知识产权局, www.cnipa.gov.cn

    Site: Hanweb JCMS; a list's rows stand as XML in a script of its page (`jpage`), notices are static HTML.
    Columns: 公告, 通知, 政策解读. Left out: news.
    Caveats: further pages are answers of a proxy, at an address that the first page names; where it names none, a crawl
        reads the first page alone, of some 45 rows.
    Evidence: a row of 公告 as captured in October 2026; rows as XML, the classes of a notice and its meta pubdate from
        open crawlers of 2026; none of them pages. robots.txt answered 404 (August 2026). No whole page was saved.
    """

    name = "cnipa"
    site = "国家知识产权局"
    group = "Industry and technology"
    allowed_domains = ("www.cnipa.gov.cn",)
    notice = re.compile(r"https://www\.cnipa\.gov\.cn/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html")
    columns = (
        _column("公告", "final", 74, quiet_days=60),
        _column("通知", "final", 75),
        _column("政策解读", "interpretation", 66),
    )

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column; none behind the first where that names no address of the others."""
        if n > 1 and not self.pagers.get(column.name):
            return Listing(())
        return await super().listing(column, n)
