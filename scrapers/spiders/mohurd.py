"""The Ministry of Housing and Urban-Rural Development."""

import re

from parsers.sites import mohurd as reader
from scrapers.base_spiders.jpaas import JpaasSpider, Units
from scrapers.walk.column import columns_of

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
    columns = columns_of("mohurd", "https://www.mohurd.gov.cn/", _UNITS.column)
