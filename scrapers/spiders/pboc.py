"""The People's Bank of China."""

import re
from functools import partial

from parsers.sites import pboc as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column, columns_of


class Pboc(SourceSpider):
    """中国人民银行, www.pbc.gov.cn

    Site: Huilan eportal, static HTML, 20 rows a page; the pager of a column's first page names the addresses of the
        others, which differ from column to column.
    Columns: 规范性文件 and 部门规章 of the legal department (条法司), its consultations (意见征集), 公告信息, 新闻发布,
        which holds all announcements (公告) among the bank's news, and 政策解读. Left out: 国家法律 and 行政法规 (other
        bodies' texts), 统计数据, 公开市场业务 (daily operations), 行政执法信息, 货币政策执行报告 (reports).
    Caveats: the pages of most documents before 2020 are a link to a PDF: the document is its attachment. The number of
        a page's folder is the CMS's stamp of creation, not the day of publication; createDate is a build time, and on
        pages that were moved in 2025 PubDate is the day of the move. Rows may lead to other departments' folders. Until
        2024 or so the site answered with a script challenge.
    Evidence: a page of 规范性文件, retyped; addresses, rows and pagers of 规范性文件, 部门规章 and 新闻发布 from open
        crawlers of 2026, one of them with a full walk (2026-10-08: 430 rows on 22 pages, 113 on 6); 公告信息 from
        one check of 2026. 意见征集 is known from addresses of its files alone and may stand one folder deeper (the
        spare address), 政策解读 from its address: their lists were never seen. Several crawlers of 2026 report
        that robots.txt forbids every page, others crawl the site: as long as it does, a crawl asks nothing and says so.
    """

    name = "pboc"
    site = "中国人民银行"
    group = "Trade and finance"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.pbc\.gov\.cn/[a-z]+/(?:\d+/)+\d{7,}/")
    columns = columns_of("pboc", "https://www.pbc.gov.cn/", partial(Column, pager=reader.further_pages))
