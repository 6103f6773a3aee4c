"""The Ministry of Transport."""

import re

from parsers.sites import mot as reader
from scrapers.base_spiders.base import Source
from scrapers.base_spiders.trs import trs_column


class Mot(Source):
    """交通运输部, xxgk.mot.gov.cn and www.mot.gov.cn

    Site: TRS, static HTML; the disclosure site and the news site are two hosts with two templates.
    Columns: 其他政策性文件, 规章, 政策解读.
    Caveats: the site with the least evidence: no whole page of it was kept. The disclosure root is a script redirect,
        so that the lists are requested directly. A page behind the last one may be a stub of a few hundred bytes.
    Evidence: addresses and selectors from open crawlers that were live in September 2026; one page text of 2024.
    """

    name = "mot"
    site = "交通运输部"
    group = "Industry and technology"
    allowed_domains = reader.HOSTS
    notice = re.compile(r"https://(?:xxgk|www)\.mot\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = (
        trs_column(
            "其他政策性文件", "final", "https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html", rows=10, quiet_days=30
        ),
        trs_column("规章", "final", "https://xxgk.mot.gov.cn/2020/gz/", quiet_days=180),
        trs_column("政策解读", "interpretation", "https://www.mot.gov.cn/gongkai/zcjd/", quiet_days=60),
    )
