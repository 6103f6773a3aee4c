"""The People's Bank of China."""

import re
from datetime import timedelta
from typing import Any

from parsers.errors import UnknownTemplate
from parsers.extraction import Listing
from parsers.record import Stage
from parsers.sites import pboc as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.page_request import PageRequest
from scrapers.walk.column import Column

_SITE = "https://www.pbc.gov.cn"


def _column(
    name: str,
    stage: Stage | None,
    folder: str,
    prefix: str | None = None,
    *,
    rows: int = 20,
    **others: Any,
) -> Column:
    """A column; `prefix` is the number in the addresses of its further pages as last seen, None where it never was."""
    home = f"{_SITE}/{folder}/index.html"
    return Column(
        name,
        stage,
        home,
        nth=f"{prefix}-{{n}}.html" if prefix else None,
        shell=home,
        known={"pages": f"{_SITE}/{folder}/{prefix}-{{n}}.html"} if prefix else {},
        rows=rows,
        **others,
    )


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
    columns = (
        _column("规范性文件", "final", "tiaofasi/144941/3581332", "3b3662a6", quiet_days=90),  # about two a month
        _column("部门规章", "final", "tiaofasi/144941/144957", "21892", quiet_days=240),  # some years have three
        _column(
            "意见征集",
            "draft",
            "tiaofasi/144941/144979",
            rows=1,
            spare=f"{_SITE}/tiaofasi/144941/144979/3941920/index.html",
        ),
        _column("公告信息", None, "rmyh/105208"),
        _column("新闻发布", None, "goutongjiaoliu/113456/113469", "11040", quiet_days=14),  # daily but for holidays
        _column("政策解读", "interpretation", "rmyh/3963412", rows=1),
    )

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column; the address of a page behind the first is that which the first one names."""
        if n == 1:
            page = (await self.fetch(PageRequest(column.home))).page
            listing = self.read_listing(page, column)
            self.remember(column, {"pages": reader.further_pages(page) or ""})
            return listing
        pages = (self.remembered(column, timedelta.max) or {}).get("pages")
        if not pages:
            raise UnknownTemplate(f"{column.home}: expected a pager that names page {n}, found none of a known form")
        further = self.secure(pages.replace("{n}", str(n)))
        return self.read_listing((await self.fetch(PageRequest(further, referer=column.home))).page, column)
