"""The State Administration for Market Regulation."""

import re

from scrapers.base_spiders.jpaas import JpaasSpider, Units

_SITE = "https://www.samr.gov.cn"
_ANTITRUST = f"{_SITE}/jzxts/tzgg/index.html"
"""Nobody wrote down whether its rows stand in the page or in a unit: both are read."""
_UNITS = Units(
    web_id="29e9522dc89d4e088a953d8cede72f4c",
    template_set="5c30fb89ae5e48b9aefe3cdf49853830",
    tag="内容区域",
    page_size=20,
    first_is_bare=True,
    parse_type="bulidstatic",
    ignored={r"https://(?:www|english|big5)\.gov\.cn/": "a document of the State Council, on its own site"},
)

# Left out on purpose:
# - news: 新闻 (/xw/zj/, /xw/sj/, /xw/df/), 媒体聚焦 (/xw/mtjj/)
# - single cases: 召回公告 (/zw/zh/), 食品抽检 (/zw/zfxxgk/fdzdgknr/spcjs/)
# - 法定主动公开内容 (/zw/zfxxgk/fdzdgknr/): the same documents by subject; its unit wants a node of the subjects' tree


class Samr(JpaasSpider):
    """市场监管总局, www.samr.gov.cn

    Site: Hanweb jpaas; column pages are shells, lists are HTML inside the JSON of its unit API, notice pages static.
    Columns: 总局文件, which lists the documents of the columns below it; 公示公告, 通报通告 and 通知, which are below
        it; 法规司 (rules); 通知公告 of the Second Antitrust Bureau (反垄断二司), drafts among them; 征集调查 (drafts);
        政策解读.
    Caveats: a document can stand in several columns under several addresses. The day of a row stands in a `li` of its
        own. A row of 征集调查 prints the period for comments, which begins on the day of publication; most drafts name
        no deadline in their text. The title attribute of a link has line breaks that the title has not. ContentSource
        and 所属机构 name a department. Some connections are reset from abroad.
    Evidence: an answer of 征集调查 and a draft as saved in September 2026; identifiers, rows and paging of 总局文件 and
        政策解读 from several open crawlers, those of 公示公告 from three, of 通知 and 法规司 from one each; the rows of
        反垄断二司 from one, which read them in the page itself; 通报通告 by its address alone. The address of 通知 is
        supposed after its neighbours': its unit is requested as known.
    """

    name = "samr"
    site = "市场监管总局"
    group = "Trade and finance"
    allowed_domains = ("www.samr.gov.cn",)
    notice = re.compile(r"https://www\.samr\.gov\.cn/\S*/art/\d{4}/art_[0-9a-f]{32}\.html?")
    columns = (
        # 2 000 documents since 2018, some 470 interpretations
        _UNITS.column(
            "总局文件", "final", f"{_SITE}/zw/zjwj/index.html", "5a1c443ecf8c471bb9577ba1ae5d2883", quiet_days=21
        ),
        _UNITS.column("公示公告", None, f"{_SITE}/zw/zjwj/gsgg/index.html", "dedefc44460a4338ac649d95f0ed8023"),
        _UNITS.column("通报通告", None, f"{_SITE}/zw/zjwj/tbtg/index.html", rows=1),
        _UNITS.column("通知", "final", f"{_SITE}/zw/zjwj/tz/index.html", "9c28ab08904c498ca9b6e1b86e96b5f4"),
        _UNITS.column(
            "法规司", "final", f"{_SITE}/zw/zfxxgk/fdzdgknr/fgs/index.html", "8395bc4a17d04d118c93e9904b258182"
        ),
        _UNITS.column("反垄断二司通知公告", None, _ANTITRUST, rows=1, spare=_ANTITRUST),
        # five drafts a month in 2026
        _UNITS.column(
            "征集调查", "draft", f"{_SITE}/hd/zjdc/index.html", "b00644872e354a96b66e3cd954e9996f", quiet_days=45
        ),
        _UNITS.column(
            "政策解读",
            "interpretation",
            f"{_SITE}/zw/zjwj/zcjd/index.html",
            "f6a995f86b4f4362836c3c2d7ce72889",
            quiet_days=60,
        ),
    )
