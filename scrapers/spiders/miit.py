"""The Ministry of Industry and Information Technology."""

import re

from parsers.record import Stage
from scrapers.base_spiders.jpaas import JpaasSource, category_url
from scrapers.column import Column

_HOST = "www.miit.gov.cn"
_WEBSITE = "110000000000000"
_UNIT = {
    "parseType": "buildstatic",
    "webId": "8d828e408d90447786ddbe128d495e9e",
    "tplSetId": "209741b2109044b5b7695700b2bec37e",
    "pageType": "column",
    "editType": "null",
}

_IGNORED = {
    r"https?://ythxxfb\.miit\.gov\.cn/": "a service of the ministry on a host of its own",
    r"https?://www\.miit\.gov\.cn/(?:\S*/)?rjnj\d{4}/": "topic pages of a year",
}
"""Rows of its lists that lead to no notice, as open crawlers met them."""


def _unit(
    name: str, stage: Stage | None, path: str, page: str | None = None, tag: str = "右侧内容", *, quiet_days: int
) -> Column:
    """A column of the unit API: its page is a shell that names the unit; `page` is that name as known from 2026."""
    home = f"https://{_HOST}/{path}/index.html"
    known = {**_UNIT, "tagId": tag, "pageId": page} if page else {}
    return Column(
        name=name,
        stage=stage,
        home=home,
        shell=home,
        known=known,
        rows=24,
        quiet_days=quiet_days,
        always=("published_on",),
        ignored=_IGNORED,
    )


class Miit(JpaasSource):
    """工业和信息化部, www.miit.gov.cn

    Site: Hanweb jpaas; lists are JSON from its unit API or its search API, notice pages are static.
    Columns: 政策文件库 (search), 文件发布·通知, 意见征集, 政策解读, 科技司文件发布 (units), and the front page
        政务公开, which prints the newest rows and ties documents to their interpretations.
    Caveats: the search gives numbers and issuing bodies, so it stands first. The bare robots.txt answered 403 in 2026
        ("no rules"). Without a browser-like User-Agent and the column as Referer pages may answer 403.
    Evidence: answers of the unit and search API and two pages as saved in 2021 and 2026; texts of 232 pages; paging as
        the open crawlers that page successfully send it.
    """

    name = "miit"
    site = "工业和信息化部"
    website = _WEBSITE
    allowed_domains = (_HOST, "wap.miit.gov.cn")
    notice = re.compile(r"https://(?:www|wap)\.miit\.gov\.cn/\S*/art/\d{4}/art_[0-9a-f]{32}\.html?")
    columns = (
        Column(
            name="政策文件库",
            stage="final",
            home=f"https://{_HOST}/search/zcwjk.html?websiteid={_WEBSITE}&pg=&p=&tpl=14&category=183&q=",
            shell=category_url(_HOST, _WEBSITE, "183"),
            known={"cateid": "196"},
            rows=20,
            quiet_days=21,
            always=("published_on", "issuing_bodies"),
        ),
        _unit("文件发布·通知", "final", "zwgk/zcwj/wjfb/tz", "3e3ad1a3bec74939890a0d3e54815141", quiet_days=21),
        _unit("意见征集", "draft", "gzcy/yjzj", "ff3aac0962cb45e48e8e4da69450e847", quiet_days=45),
        _unit("政策解读", "interpretation", "zwgk/zcjd", quiet_days=30),
        _unit(
            "科技司文件发布",
            "final",
            "jgsj/kjs/wjfb",
            "7df23bf39e2d42b793ebfcc3319015b7",
            "当前栏目_list",
            quiet_days=90,
        ),
        Column(
            name="政务公开（首页）",
            stage=None,
            home=f"https://{_HOST}/zwgk/index.html",
            rows=11,
            quiet_days=21,
            always=("published_on",),
            ignored=_IGNORED,
        ),
    )
