"""The Ministry of Housing and Urban-Rural Development."""

import re
from dataclasses import replace

from parsers.sites import mohurd as reader
from scrapers.base_spiders.jpaas import JpaasSpider, Units


def _at(folder: str) -> str:
    return f"https://www.mohurd.gov.cn/{folder}/index.html"


_TABLE = "内容1"
"""`tagId` of the columns that are a table or have states; the others have `栏目-list`."""
_UNITS = Units(
    web_id="86ca573ec4df405db627fdc2493677f3",
    template_set="fc259c381af3496d85e61997ea7771cb",
    tag="栏目-list",
    page_size=20,
    first_is_bare=True,
    parse_type="bulidstatic",
)

# Left out on purpose:
# - news: 部门动态 (/xinwen/jsyw/), 工作动态 (/xinwen/gzdt/), 地方信息 (/xinwen/dfxx/)
# - statistics, licences and qualifications of firms: other hosts and menus


class Mohurd(JpaasSpider):
    """住房和城乡建设部, www.mohurd.gov.cn

    Site: Hanweb jpaas; lists are HTML inside the JSON of its unit API, notice pages static, files behind a download
        call that has their name as a parameter.
    Columns: 政策文件库, which holds all documents; 政策发布, 部门规章, 行政规范性文件, 重大政策, 标准公告; 政策解读;
        征求意见 (drafts). Left out: 部门动态, 工作动态, 地方信息 (news), statistics, licences.
    Caveats: a row of 征求意见 prints the deadline and no day of publication: that stands in the notice's PubDate, which
        is before MakeTime. A `pageId` is not always a hexadecimal number. ArticleTitle has line breaks inside words.
        ContentSource is a department. Pages before 2024 have addresses `art_17339_NUMBER`. The host is not found by
        name servers outside of China.
    Evidence: three rows and three notices of 征求意见 as saved in 2026, shortened; the units from a script that called
        all of them (autumn 2026), four of them by further crawlers; paging from one that walked three columns. One
        project had its page numbers ignored: it had sent them outside of `paramJson`. The rows of the tables are known
        from two crawlers, no answer was saved.
    """

    name = "mohurd"
    site = "住房和城乡建设部"
    group = "Society and environment"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.mohurd\.gov\.cn/\S*/art/\d{4}/art_(?:[0-9a-f]{32}|\d+_\d+)\.html?")
    columns = (
        # Announcement 117 of 2026 came in early September: three a week, and letters beside them.
        _UNITS.column("政策文件库", "final", _at("gongkai/zc/wjk"), "vhiC3JxmPC8o7Lqg4Jw0E", tag=_TABLE, quiet_days=21),
        _UNITS.column("政策发布", "final", _at("zhengcefabu"), "8soTiiRMg3k87m5e2CQit", quiet_days=30),
        # Of the others neither rows nor gaps were counted.
        _UNITS.column("部门规章", "final", _at("gongkai/zhengce/gzk"), "DDOs7kRcD3aqX6vDea1GY", tag=_TABLE, rows=1),
        _UNITS.column(
            "行政规范性文件", "final", _at("gongkai/zc/xzgfxwjk"), "CddoJMk2fUTffhM06m29m", tag=_TABLE, rows=1
        ),
        _UNITS.column(
            "重大政策", "final", _at("gongkai/fdzdgknr/zgzygwywj"), "8809974b93084264aeaa2a6d9b669676", rows=1
        ),
        _UNITS.column("标准公告", "final", _at("gongkai/fdzdgknr/bzgg"), "Y53uSscFTKvrbHxaF9Cvp", rows=1),
        _UNITS.column(
            "政策解读", "interpretation", _at("gongkai/fdzdgknr/zcjd"), "42de1cef4327490da16ba47e333f6bb0", rows=1
        ),
        # 585 rows; three drafts with deadlines from August to October 2026.
        replace(
            _UNITS.column(
                "征求意见", "draft", _at("gongkai/fdzdgknr/zqyj"), "Pgf4Z2WE0oiRbuRzvrIVA", tag=_TABLE, quiet_days=45
            ),
            dated=False,
        ),
    )
