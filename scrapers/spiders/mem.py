"""The Ministry of Emergency Management."""

import re

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.walk.column import columns_of

# Left out on purpose:
# - selections of 通知公告: 部令, 通报, 公告, 通知, 函, 意见, 其他 (/gk/tzgg/bl/, tb/, yjbgg/, tz/, h/, yj/, qt/)
# - single cases: 事故及灾害查处 (/gk/sgcc/); news: /xw/; the gazette as files: /gk/tzgg/yjglbgg/


class Mem(SourceSpider):
    """应急管理部, www.mem.gov.cn

    Site: TRS, static HTML; documents stand in the disclosure folder `/gk/zfxxgkpt/fdzdgknr/` with a table of metadata.
    Columns: 通知公告, which lists the documents of its seven folders; 规章 (the rules in force); 政策解读.
    Caveats: further pages end in `.shtml`, which page 1 alone says. 通知公告 mixes orders, circulars on accidents and
        drafts, so it has no stage of its own. Rules of bodies that the ministry took over stand in 规章 under the day
        on which they were issued, back to 1999.
    Evidence: addresses of the columns, of documents and of page 2 from several open crawlers of 2025 and 2026, one of
        which counts 20 rows a page; the paging of 规章 from one; no page was saved. The forms of list and notice are
        those of other TRS sites.
    """

    name = "mem"
    site = "应急管理部"
    group = "Society and environment"
    allowed_domains = ("www.mem.gov.cn",)
    notice = re.compile(r"https://www\.mem\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = columns_of("mem", "https://www.mem.gov.cn/", trs_column)
