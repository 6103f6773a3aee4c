"""The National Data Administration."""

import re
from functools import partial

from parsers.sites import nda as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column, columns_of


class Nda(SourceSpider):
    """国家数据局, www.nda.gov.cn

    Site: its own system, static HTML, 15 rows a page; the script of a list tells the number of rows.
    Columns: 政策发布, 通知公告, which also holds the drafts for comment, 政策解读, 专家解读, 政府信息公开目录. Left
        out: 新闻发布, 地方动态, 数据动态, 媒体声音 and 国际交流合作 (news).
    Caveats: a row can hold a box of links to its document's interpretations. Metas name no number, it stands in the
        text. Documents of several bodies also stand at NDRC, under another address.
    Evidence: no page was saved; lists, paging and notices from two open crawlers of 2026 that read them every day, one
        of which held 379 documents (2026-08-12). robots.txt answered 404 (2026-09-10).
    """

    name = "nda"
    site = "国家数据局"
    group = "Industry and technology"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.nda\.gov\.cn/sjj/\S+/\d{15,}_pc\.html?")
    columns = columns_of("nda", "https://www.nda.gov.cn/sjj/", partial(Column, nth="index_pc_{n}.html"))
