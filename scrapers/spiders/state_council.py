"""The State Council and the documents that its library re-posts from ministries."""

import re

from scrapers.column import Column
from scrapers.source import Source

_LIBRARY = "https://www.gov.cn/zhengce/zhengceku"


class StateCouncil(Source):
    """国务院, www.gov.cn

    Site: static pages over a CMS that publishes one JSON feed a column, newest first, the whole list in one answer.
    Columns: 最新政策, 国务院文件, 国务院部门文件, 政策解读, and the channel page 政策, which prints the newest rows.
    Caveats: the lists' HTML is an empty shell, so the feeds are read. The search host sousuo.www.gov.cn is never asked:
        its robots.txt forbids everything. One document stands at two addresses whose numbers differ by one. The path
        does not tell a document from an interpretation in 最新政策, so that column has no stage of its own.
    Evidence: feed and channel page as saved in July and August 2026; the other feeds' addresses from open crawlers.
    """

    name = "state_council"
    site = "中国政府网"
    allowed_domains = ("www.gov.cn",)
    notice = re.compile(r"https://www\.gov\.cn/\S+/content_\d+\.html?")
    columns = (
        Column(
            name="最新政策",
            stage=None,
            home="https://www.gov.cn/zhengce/zuixin/",
            first="https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json",
            rows=25,
            quiet_days=14,
            always=("published_on", "body"),
        ),
        Column(
            name="国务院文件",
            stage="final",
            home=f"{_LIBRARY}/gwywj/",
            first=f"{_LIBRARY}/gwywj/TONGYONGGAILAN.json",
            rows=20,
            quiet_days=30,
            always=("published_on", "issuing_bodies", "body"),
        ),
        Column(
            name="国务院部门文件",
            stage="final",
            home=f"{_LIBRARY}/bmwj/",
            first=f"{_LIBRARY}/bmwj/TONGYONGGAILAN.json",
            rows=20,
            quiet_days=14,
            always=("published_on", "issuing_bodies", "body"),
        ),
        Column(
            name="政策解读",
            stage="interpretation",
            home="https://www.gov.cn/zhengce/jiedu/",
            first="https://www.gov.cn/zhengce/jiedu/ZCJD_QZ.json",
            rows=20,
            quiet_days=21,
            always=("published_on",),
        ),
        Column(name="政策（频道首页）", stage=None, home="https://www.gov.cn/zhengce/", rows=8, quiet_days=21),
    )
