"""The Ministry of Commerce."""

import re
from datetime import datetime, timedelta

from parsers.moments import CHINA
from scrapers.base_spiders.jpaas import JpaasSpider, UnitColumn, Units

_SITE = "https://www.mofcom.gov.cn"
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


def _of_this_year(name: str, folder: str) -> UnitColumn:
    """The orders or announcements of the year. In 2026 several crawlers found their rows in the page itself."""
    home, page = f"{_SITE}/zcfb/blgg/index.html", f"{_SITE}/zcfb/blgg/{folder}/{_YEAR}/index.html"
    return _UNITS.column(name, "final", home, rows=1, shell=page, spare=page)


_BY_SUBJECT = {
    "规范性文件": "gfxwj",
    "综合政策": "zhzc",
    "国内贸易管理": "gnmygl",
    "稳外贸稳外资政策措施": "wwmwwzzccs",
    "对外贸易管理": "dwmygl",
    "服务贸易": "fwmy",
    "公平贸易": "gpmy",
    "外国投资管理": "wgtzgl",
    "对外经济技术合作": "dwjjjshz",
}
"""Columns below 政策发布 -> their folders in /zcfb/, as the menu of the site's pages has them."""

_INTERPRETATIONS = {
    "政策解读·综合商务": "zhsw",
    "政策解读·国内贸易": "gnmy",
    "政策解读·对外贸易": "dwmy",
    "政策解读·投资合作": "tzhz",
}
"""The same for 政策解读, in /zcjd/."""

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
    columns = (
        _UNITS.column(
            "政策发布",
            "final",
            f"{_SITE}/zwgk/zcfb/index.html",
            "fc8bdff48fa345a48b651c1285b70b8f",
            spare=f"{_SITE}/zcfb/index.html",
            quiet_days=21,
        ),
        _UNITS.column(
            "部令公告", "final", f"{_SITE}/zcfb/blgg/index.html", "e17b35bcd44d43908368d7e92c7bef00", quiet_days=45
        ),
        _of_this_year("商务部令（本年）", "bl"),
        _of_this_year("商务部公告（本年）", "gg"),
        _UNITS.column(
            "规章库",
            "final",
            f"{_SITE}/zfxxgk/zc/gz/index.html",
            "8f9725e7377f44e3bf04b68cd18d21e5",
            tag="规章库列表",
            page_size=20,
            always=(),
        ),
        *(
            _UNITS.column(name, "final", f"{_SITE}/zcfb/{folder}/index.html", rows=1)
            for name, folder in _BY_SUBJECT.items()
        ),
        _UNITS.column("政策法规征求意见", "draft", f"{_SITE}/zqyj/zcfgzqyj/index.html", rows=1, always=()),
        *(
            _UNITS.column(name, "interpretation", f"{_SITE}/zcjd/{folder}/index.html", rows=1)
            for name, folder in _INTERPRETATIONS.items()
        ),
        _UNITS.column(
            "新闻发言人谈话",
            "interpretation",
            f"{_SITE}/xwfb/xwfyrth/index.html",
            rows=1,
            titles="调整|暂停|停止|恢复|取消",
        ),
        _UNITS.column("工作通知", None, f"{_SITE}/gztz/index.html", rows=1),
        _UNITS.column("出口管制规范性文件", "final", "https://aqygzj.mofcom.gov.cn/flzc/gzjgfxwj/index.html", rows=1),
    )
