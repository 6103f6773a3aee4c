"""The State Administration for Market Regulation."""

import re

from scrapers.base_spiders.jpaas import JpaasSpider, Units
from scrapers.walk.column import columns_of

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
    columns = columns_of("samr", "https://www.samr.gov.cn/", _UNITS.column)
