"""The Ministry of Transport."""

import re

from scrapers.base_spiders.base import Source
from scrapers.column import Column


class Mot(Source):
    """交通运输部, xxgk.mot.gov.cn and www.mot.gov.cn

    Site: TRS, static HTML; the disclosure site and the news site are two hosts with two templates.
    Columns: 其他政策性文件, 规章, 政策解读.
    Caveats: the least well evidenced site: no whole page of it was ever kept. The disclosure root is a script redirect,
        so the deep addresses are asked. Pages behind the last one may answer a stub of a few hundred bytes.
    Evidence: addresses and selectors from open crawlers that were live in September 2026; one page text of 2024.
    """

    name = "mot"
    site = "交通运输部"
    allowed_domains = ("xxgk.mot.gov.cn", "www.mot.gov.cn")
    notice = re.compile(r"https://(?:xxgk|www)\.mot\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = (
        Column(
            name="其他政策性文件",
            stage="final",
            home="https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html",
            nth="https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist_{index}.html",
            rows=10,
            quiet_days=30,
            always=("published_on",),
        ),
        Column(
            name="规章",
            stage="final",
            home="https://xxgk.mot.gov.cn/2020/gz/",
            nth="https://xxgk.mot.gov.cn/2020/gz/index_{index}.html",
            quiet_days=180,
            always=("published_on",),
        ),
        Column(
            name="政策解读",
            stage="interpretation",
            home="https://www.mot.gov.cn/gongkai/zcjd/",
            nth="https://www.mot.gov.cn/gongkai/zcjd/index_{index}.html",
            quiet_days=60,
            always=("published_on",),
        ),
    )
