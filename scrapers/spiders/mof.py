"""The Ministry of Finance."""

import re

from parsers.sites import mof as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.walk.column import columns_of


class Mof(SourceSpider):
    """财政部, www.mof.gov.cn and the sites of its departments

    Site: TRS, static HTML; `index.htm`, then `index_1.htm`; 25 rows a page, 10 on departments' sites. The rows of the
        ministry's lists lead to pages on the hosts of departments.
    Columns: 政策发布, 通知通告, 财政部令, 财政部公告 and 政策解读 of the ministry, 政策发布 of nine departments. Left
        out: 财政文告 (the gazette, whole issues as PDF), 财政法规库 (a front-end application), 财政数据 and the
        departments' 统计数据 (statistics), 财政新闻, 工作动态 and 财经论坛 (news). No column of drafts is known.
    Caveats: titles of rows are headlines (…印发, …明确), that of the page is the document's. 政策发布 ends after 20
        pages. A document stands in the ministry's column and in its department's, under one address. Lists print http;
        all hosts are requested with https. Pages nest whole HTML documents; those of 2018 and before are GBK.
    Evidence: two lists, a notice and a page of figures of 2026, byte for byte; 综合司 and 财政部令 from a check of
        2026-10-01; the other columns and the departments' hosts from open crawlers of 2026, 政策解读 and the columns of
        税政司, 关税司, 会计司 and 金融司 from their addresses alone. robots.txt answered 404 (2026-09-10).
    """

    name = "mof"
    site = "财政部"
    group = "Trade and finance"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(rf"https://(?:{'|'.join(map(re.escape, reader.SITE.hosts))})/\S+/t\d{{8}}_\d+\.html?")
    columns = columns_of("mof", "https://www.mof.gov.cn/", trs_column)

    def secure(self, url: str) -> str:
        """The address with https: all of these hosts are known to answer so, though the lists print http."""
        return re.sub("^http:", "https:", url)
