"""The National Financial Regulatory Administration."""

import re
from typing import Any

from parsers.record import Stage
from parsers.sites import nfra as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.page_request import Answer, PageRequest
from scrapers.walk.column import Column, columns_of
from storage.crawl.pages import PendingPage


def _item(name: str, stage: Stage | None, home: str, key: str, **others: Any) -> Column:
    """A node of the site's tree of items, with the nodes below it: `key`. Its parent is in the address for readers."""
    pages = f"/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId={key}&pageSize=18&pageIndex="
    file = f"/cn/static/data/DocInfo/SelectDocByItemIdAndChild/data_itemId={key},pageIndex=1,pageSize=18.json"
    return Column(name, stage, home, first=f"{pages}1", nth=f"{pages}{{n}}", spare=file, **others)


# Left out on purpose:
# - licences: 行政许可 (930), and 政府信息公开 (924), 16 255 documents in 2026, nearly all 批复
# - news: 监管动态 (915), 领导活动及讲话 (919), 新闻发布会及访谈 (920)
# - single cases: 行政处罚 (931), 行政监管措施 (932); persons: 人事信息 (933)
# - statistics: 统计信息 (954)


class Nfra(SourceSpider):
    """金融监管总局, www.nfra.gov.cn

    Site: an Angular application; lists and documents are JSON, by the id of an item and of a document.
    Columns: 政策法规 with all below it (法律法规; 规章及规范性文件, which is a column here as well); 公告通知;
        征集调查; 政策解读; 部门规章, 规范性文件 and 其他 of the newer library of rules.
    Caveats: a document is stored under the address for readers with its docId alone: the site's own links add the item,
        which varies. docSource names a department; builddate is not the day of signing. 公告通知 mixes announcements
        and drafts, so it has no stage of its own. Under load the site answers 403.
    Evidence: a document's answer as saved in April 2026; the call for lists, its fields and the ids of 政策法规 and
        规章及规范性文件 from several open crawlers of 2026, no answer saved; 公告通知, 政策解读 and 征集调查 from
        RSSHub's table of items; the three items of the newer library from one crawler, two of them also from links;
        their names and their place in the tree are supposed.
    """

    name = "nfra"
    site = "金融监管总局"
    group = "Trade and finance"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.nfra\.gov\.cn/cn/view/pages/ItemDetail\.html\?docId=\d+")
    columns = columns_of("nfra", "https://www.nfra.gov.cn/", _item)

    async def notice_page(self, pending: PendingPage) -> Answer:
        """The document itself: the page for readers is an empty shell."""
        url = pending.entry.url
        address = reader.document_address(url)
        page = PageRequest(address, referer=url, etag=pending.etag, last_modified=pending.last_modified)
        return await self.fetch(page)
