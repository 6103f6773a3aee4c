"""The China Securities Regulatory Commission."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parsers.extraction import Listing
from parsers.page import Page
from parsers.record import Stage
from parsers.sites import csrc as reader
from scrapers.base_spiders.shell import ShellSpider
from scrapers.walk.column import Column

_SITE = "https://www.csrc.gov.cn"


def _list(channel: str, n: object) -> str:
    query = f"_isAgg=true&_isJson=true&_pageSize=18&_template=index&_rangeTimeGte=&_channelName=&page={n}"
    return f"{_SITE}/searchList/{channel}?{query}"


def _column(
    name: str,
    stage: Stage | None,
    code: str,
    channel: str | None = None,
    *,
    page: str = "zfxxgk_zdgk",
    dated: bool = True,
    **others: Any,
) -> Column:
    """A column. `code` stands for it in addresses, `channel` in the list's call; None where that id was never seen.

    Its page names that id. It stands in for a list that fails in the rules library alone: a page of the disclosure list
    holds no rows, `common_list` old ones, which would pass for a healthy list.
    """
    home = f"{_SITE}/csrc/{code}/{page}.shtml"
    return Column(
        name,
        stage,
        home,
        nth=_list(channel, "{n}") if channel else None,
        shell=home,
        known={"channel": channel} if channel else {},
        spare=home if page == "fg" else None,
        dated=dated,
        always=("published_on",) if dated else (),
        **others,
    )


# Left out on purpose:
# - licences: 行政许可批复 (c101955)
# - news: 证监会要闻 (c100028), 新闻发布会 (c100029)
# - single cases: 行政处罚决定 (c101971), 市场禁入决定 (c101972), 监管措施 (c105955)
# - statistics: 统计信息 (c101970)
# - 归档 and c100040, whose name is not known


class Csrc(ShellSpider):
    """中国证监会, www.csrc.gov.cn

    Site: Kaipuyun; lists are JSON by a column's channel id, which the column's page names; notices are static.
    Columns: 证监会令, 证监会公告, 监管规则适用指引; 规章 (the rules in force); 征求意见, and the same by subject;
        政策解读.
    Caveats: pages are generated anew for all documents at once, so PubDate is no day of publication; the list's
        publishedTimeStr is. In 规章 that is the day on which a rule was put into the library, up to decades late: its
        rows give no day, and the number stands in the note under the title. A rule stands in 规章 and in 证监会令, a
        draft in both columns of 征求意见. Rows need not be sorted. To a fast client the site serves its front page in
        place of an article. The server may give fewer rows a page than requested.
    Evidence: a page of 规章 and one of its rules as saved in 2025 and 2026; the disclosure table from a page of 2022;
        the call, its fields and the id of 证监会令 from several open crawlers of 2026, that of 证监会公告 from one,
        the other columns by their codes alone, never seen with a row. In October 2026 common_list.shtml of another
        column was a static archive; the page of 征求意见 is the one that a crawler of 2026 reads.
    """

    name = "csrc"
    site = "中国证监会"
    group = "Trade and finance"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.csrc\.gov\.cn/csrc/c\d+/c\d+/content\.shtml")
    columns = (
        # a dozen orders and some thirty announcements a year
        _column("证监会令", "final", "c101953", "cd11df89f5894c1eac37ae37cc11e369", rows=18, quiet_days=180),
        _column("证监会公告", "final", "c101954", "625a2f95cc104c1d8b646f98d9f87470", rows=18, quiet_days=120),
        _column("监管规则适用指引", "final", "c105948"),
        _column("征求意见", "draft", "c101981"),
        _column("征求意见（按主题）", "draft", "c101796"),
        _column("规章", "final", "c106256", "d5c69b3f67334ed984a43e864f42f1ab", page="fg", rows=18, dated=False),
        _column("政策解读", "interpretation", "c100039", page="common_list"),
    )

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The list's call for page `n`."""
        return _list(identifiers["channel"], n)

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The column's channel id."""
        return {"channel": reader.read_channel(page)}

    def read_listing(self, page: Page, column: Column) -> Listing:
        """A listing page; without days where they say when a rule was put into the library."""
        listing = super().read_listing(page, column)
        if column.dated:
            return listing
        return replace(listing, entries=tuple(replace(entry, published_on=None) for entry in listing.entries))
