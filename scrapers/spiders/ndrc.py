"""The National Development and Reform Commission."""

import re
from urllib.parse import urlencode, urlsplit

from parsers.sites import ndrc as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.network.page_request import Answer, PageRequest
from scrapers.walk.column import columns_of
from storage.crawl.pages import PendingPage

_SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"


class Ndrc(SourceSpider):
    """国家发展改革委, www.ndrc.gov.cn

    Site: TRS, static HTML, 25 rows a page; the notices of 意见征求 come from a front-end application, by a short key.
    Columns: 发展改革委令, 规范性文件, 规划文本, 公告, 通知, 通知公告, 解读, 意见征求.
    Caveats: 公告 and 通知 end after 20 pages. Rows move down as new ones come, so a page may repeat rows of the one
        before. Some notices stand only in 通知公告, among news. A consultation's address holds its key behind `#`,
        which clients do not send: two calls of its API give the article. robots.txt answers 403, that is "no rules".
    Evidence: two list pages and an order as saved in 2026; the consultation list and its API as of September 2026.
    """

    name = "ndrc"
    site = "国家发展和改革委员会"
    group = "State Council and planning"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(
        r"https://www\.ndrc\.gov\.cn/\S+/t\d{8}_\d+(?:_ext)?\.html|https://yyglxxbsgw\.ndrc\.gov\.cn/sa\.html#/\w+"
        r"|https://zfxxgk\.ndrc\.gov\.cn/web/iteminfo\.jsp\?id=\d+"
    )
    columns = columns_of("ndrc", "https://www.ndrc.gov.cn/", trs_column)

    async def notice_page(self, pending: PendingPage) -> Answer:
        """The page of a notice. A consultation takes two requests: its short key gives the article's key."""
        url = pending.entry.url
        if urlsplit(url).netloc != urlsplit(_SERVICE).netloc:
            return await super().notice_page(pending)
        key = urlsplit(url).fragment.strip("/")
        access = await self.fetch(
            PageRequest(f"{_SERVICE}/article/access-url?{urlencode({'shortKey': key})}", referer=url)
        )
        return await self.fetch(PageRequest(reader.article_address(access.page), referer=url))
