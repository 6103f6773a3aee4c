"""The Ministry of Commerce."""

import re
from datetime import datetime, timedelta
from typing import Any

from parsers.moments import CHINA
from parsers.record import Stage
from scrapers.base_spiders.jpaas import JpaasSpider, UnitColumn, Units
from scrapers.walk.column import columns_of

_UNITS = Units(
    web_id="8f43c7ad3afc411fb56f281724b73708",
    template_set="52551ea0e2c14bca8c84792f7aa37ead",
    tag="分页列表",
    page_size=15,
    first_is_bare=True,
    parse_type="bulidstatic",
)

_YEAR = (datetime.now(CHINA) - timedelta(days=30)).year
"""The year in China, a month late: before its first order a year may have no page; 部令公告 shows that order."""


def _column(name: str, stage: Stage | None, home: str, *, shell: str | None = None, **others: Any) -> UnitColumn:
    """A column. That of the orders or announcements of the year has the year's page for its shell; in 2026 several
    crawlers found their rows in the page itself."""
    if shell:
        others["shell"] = others["spare"] = shell.format(year=_YEAR)
    return _UNITS.column(name, stage, home, **others)


# Left out on purpose:
# - statistics: 数据图解, 其他图解 (/tj/), 商务数据
# - news: 日常新闻发布, 例行新闻发布 (/xwfb/), answers of the spokesperson whose titles change no measure; 国内动态,
#   国际动态 (exportcontrol.mofcom.gov.cn)
# - licences: 行政许可
# - 出口管制政策法规 (exportcontrol.mofcom.gov.cn): its documents also stand in 部令公告. In 2026 a POST to
#   https://…/edi_ecms_web_front/front/column/getColumnList is answered (columnID 9 lists and suspensions, 10
#   regulations, 17 questions), but no row of it was seen. Without `X-Requested-With: XMLHttpRequest` and the content
#   type of a form each Chinese character of the answer is "?": such an answer is refused (`network/download.py`).


class Mofcom(JpaasSpider):
    """商务部, www.mofcom.gov.cn

    Site: Hanweb jpaas; column pages are shells, lists are HTML inside the JSON of its unit API, notice pages static.
    Columns: 政策发布, which lists all policy documents; 部令公告 and this year's orders and announcements; 规章库; the
        columns by subject below 政策发布; 政策法规征求意见 (drafts); 政策解读; answers of the spokesperson that
        suspend, stop or resume measures without an announcement (新闻发言人谈话, by their titles); 工作通知; and the
        documents of the Bureau of Security and Control (安全与管制局, export control) on a host of its own.
    Caveats: a document stands in 政策发布 and in the column of its subject under two addresses, so that it is requested
        twice; the two pages become one document. Orders and announcements have a page a year, /zcfb/blgg/bl/2026/ and
        /zcfb/blgg/gg/2026/: that of the year is requested, from the end of January on.
        发布单位 is a department, never the issuing body. The page prints its own time of publication; the
        meta PubDate is later. The note in a row of 规章库 names the order and its day, not the day of publication.
        Rows can lead to the sites of departments (`scjss.mofcom.gov.cn`), which are not crawled.
    Evidence: the channel page, the shell of 部令公告 and an announcement as saved in 2025 and 2026; unit and paging of
        政策发布 from several open crawlers; those of 规章库, 工作通知 and the bureau's list from one each; the folders
        of the other columns from the site's own menus, their units never seen.
    """

    name = "mofcom"
    site = "商务部"
    group = "Trade and finance"
    allowed_domains = ("www.mofcom.gov.cn", "aqygzj.mofcom.gov.cn")
    notice = re.compile(r"https://(?:www|aqygzj)\.mofcom\.gov\.cn/\S*/art/\d{4}/art_[0-9a-f]{32}\.html?")
    columns = columns_of("mofcom", "https://www.mofcom.gov.cn/", _column)
