"""The State Taxation Administration."""

import re
from typing import Any

from parsers.record import Stage
from parsers.sites import sta as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column, columns_of

_SIZE = 100
"""Rows of a page, as we ask for them. The site's own pages ask for 10; up to 500 were answered."""


def _channel(name: str, stage: Stage | None, home: str, key: str, *, rows: int = _SIZE, **others: Any) -> Column:
    """A column of 政策法规库: the call is the same for all but for the channel."""
    form = {"codeId": "", "channelId": key, "page": "{n}", "size": str(_SIZE)}
    first = "https://www.chinatax.gov.cn/getFileListByCodeId"
    return Column(name, stage, home, first=first, form=form, rows=rows, **others)


# Left out on purpose:
# - 政策解读 (c100015): only the site's search lists it
# - 工作通知 (c102424): the channel's id is printed on its page alone, which was not saved
# - 法律 (c100009): laws of the National People's Congress


class Sta(SourceSpider):
    """国家税务总局, fgk.chinatax.gov.cn and www.chinatax.gov.cn

    Site: own system; lists come from one POST call as JSON, with number, bodies, 成文日期 and 时效性 of each row;
        notices of 政策法规库 are pages of a second host.
    Columns: 税务规范性文件, 财税文件, 税务部门规章, 其他文件, 行政法规, 国务院文件; 最新文件 across them. Left out:
        政策解读, 工作通知, 法律; statistics and news stand outside of 政策法规库.
    Caveats: the host of the notices may answer with a script that sets a cookie (C3VK). That is a challenge: it is not
        worked around; the run ends, and the source backs off. The call names notices at www.chinatax.gov.cn, where they
        are missing; they are requested where they stand. 时效性 has no day, and is not stored. For old documents
        `publishedTimeStr` may be the day of their entry in the library: it was not compared.
    Evidence: the call, its columns and a row from two open crawlers of October 2026, counted over whole columns; the
        classes of a notice from three. Of them one met the challenge at every page (July 2026), one handles it, one
        asks plainly (autumn 2026). No answer was saved.
    """

    name = "sta"
    site = "国家税务总局"
    group = "Trade and finance"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://fgk\.chinatax\.gov\.cn/zcfgk/c\d+/c\d+/content\.html")
    columns = columns_of("sta", "https://fgk.chinatax.gov.cn/", _channel)
