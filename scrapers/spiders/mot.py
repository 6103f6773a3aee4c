"""The Ministry of Transport."""

import re

from parsers.sites import mot as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.walk.column import columns_of


class Mot(SourceSpider):
    """交通运输部, xxgk.mot.gov.cn and www.mot.gov.cn

    Site: TRS, static HTML; the disclosure site and the news site are two hosts with two templates.
    Columns: 其他政策性文件, 规章, 政策解读, 意见征集 (drafts).
    Caveats: the site with the least evidence: no whole page of it was saved. The disclosure root is a script redirect,
        so that the lists are requested directly. A page behind the last one may be a stub of a few hundred bytes.
        意见征集 also lists drafts on the sites of two bureaux (civil aviation, railways), which are not crawled, and
        reports on comments received. The day in the address of a draft is up to four days before the printed one.
    Evidence: addresses and selectors from open crawlers that were live in September 2026; one page text of 2024; list
        and notice of 意见征集 as saved in September 2026, its paging that of other columns of the same template.
    """

    name = "mot"
    site = "交通运输部"
    group = "Industry and technology"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://(?:xxgk|www)\.mot\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = columns_of("mot", "https://www.mot.gov.cn/", trs_column)
