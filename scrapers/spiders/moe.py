"""The Ministry of Education."""

import re
from typing import Any

from parsers.record import Stage
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column, was_column
from scrapers.walk.column import Column, columns_of


def _column(name: str, stage: Stage | None, home: str, **others: Any) -> Column:
    return (was_column if "/was5/" in home else trs_column)(name, stage, home, **others)


# Left out on purpose:
# - selections of 教育部文件: the documents of departments (channelid 236238, 237424, 288139, 289115), 部文 (289046)
# - documents of others: 中央文件, 其他部门文件 (/jyb_xxgk/moe_1777/moe_1778/, moe_1779/)
# - news: /jyb_xwfb/gzdt_gzdt/, /jyb_xwfb/s6192/; statistics: /jyb_sjzl/; replies to proposals: /jyb_xxgk/xxgk_jyta/


class Moe(SourceSpider):
    """教育部, www.moe.gov.cn

    Site: TRS; lists of documents are answers of its search (WAS), documents and the other lists static HTML.
    Columns: 教育部文件, 规范性文件, 部令; 征求意见 (drafts); 政策解读.
    Caveats: lists print http. A document page prints 生成日期, the day of signing, and no day of publication: the row's
        holds. 征求意见 had no row after February 2024 when it was seen: drafts also stand in 教育部文件. Its titles
        begin with [已结束] or [进行中]. A document stands in several columns under one address.
    Evidence: the calls of the search from several open crawlers of 2024 to 2026, 15 rows a page, one counts 846 pages
        of 教育部文件; seven ask it on http and none over https, so that http is its spare address; static pages
        answer over https. The table of a document
        from two crawlers of 2026, a page of 征求意见 from one; nothing was saved whole.
    """

    name = "moe"
    site = "教育部"
    group = "Society and environment"
    allowed_domains = ("www.moe.gov.cn",)
    notice = re.compile(r"https://www\.moe\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = columns_of("moe", "https://www.moe.gov.cn/", _column)
