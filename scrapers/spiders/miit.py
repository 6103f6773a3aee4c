"""The Ministry of Industry and Information Technology."""

import re

from parsers.sites import miit as reader
from scrapers.base_spiders.jpaas import JpaasSpider, SearchColumn, Units, category_url
from scrapers.walk.column import Column, columns_of

_HOST = "www.miit.gov.cn"
_SITE = f"https://{_HOST}/"
_WEBSITE = "110000000000000"

_REFUSING = re.compile(r"https?://jyhwzhq\.miit\.gov\.cn/(?=cms_files/)")
"""A host of files that answers 403 to everything; www.miit.gov.cn answers at the same path (14 of 14, 2026-09).

The site's own script strips that host before it shows a page.
"""

_IGNORED = {
    r"https?://ythxxfb\.miit\.gov\.cn/": "a service of the ministry on a host of its own",
    r"https?://www\.miit\.gov\.cn/(?:\S*/)?rjnj\d{4}/": "topic pages of a year",
}
"""Rows that lead to no notice, as open crawlers found them."""


_UNITS = Units(
    web_id="8d828e408d90447786ddbe128d495e9e",
    template_set="209741b2109044b5b7695700b2bec37e",
    tag="右侧内容",
    page_size="24",
    ignored=_IGNORED,
)


class Miit(JpaasSpider):
    """工业和信息化部, www.miit.gov.cn

    Site: Hanweb jpaas; lists are JSON from its unit API or its search API, notice pages are static.
    Columns: 政策文件库 (search), 文件发布·通知, 意见征集, 政策解读, 科技司文件发布 (units), and the front page
        政务公开, which shows the newest rows and links documents to their interpretations.
    Caveats: the search comes first because it gives numbers and issuing bodies. The bare robots.txt answered 403 in
        2026 ("no rules"). Without a browser-like User-Agent and the column as Referer pages may answer 403. Files that
        pages link at jyhwzhq.miit.gov.cn are requested at www.miit.gov.cn, and keep the address as printed.
    Evidence: answers of the unit and search API and two pages as saved in 2021 and 2026; texts of 232 pages; paging as
        the open crawlers that page successfully send it.
    """

    name = "miit"
    site = "工业和信息化部"
    group = "Industry and technology"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://(?:www|wap)\.miit\.gov\.cn/\S*/art/\d{4}/art_[0-9a-f]{32}\.html?")
    columns = (
        SearchColumn(
            "政策文件库",
            "final",
            f"{_SITE}search/zcwjk.html?websiteid={_WEBSITE}&pg=&p=&tpl=14&category=183&q=",
            shell=category_url(_HOST, _WEBSITE, "183"),
            known={"cateid": "196"},
            website=_WEBSITE,
            rows=20,
            quiet_days=21,
            always=("published_on", "issuing_bodies"),
        ),
        *columns_of("miit", _SITE, _UNITS.column),
        Column("政务公开（首页）", None, f"{_SITE}zwgk/index.html", rows=11, quiet_days=21, ignored=_IGNORED),
    )

    def secure(self, url: str) -> str:
        """The address at which a page or file is requested; never one at the host that refuses all."""
        return super().secure(_REFUSING.sub(_SITE, url))
