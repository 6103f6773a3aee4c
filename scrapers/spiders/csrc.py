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
from scrapers.walk.column import Column, columns_of

_SITE = "https://www.csrc.gov.cn"


def _list(channel: str, n: object) -> str:
    query = f"_isAgg=true&_isJson=true&_pageSize=18&_template=index&_rangeTimeGte=&_channelName=&page={n}"
    return f"{_SITE}/searchList/{channel}?{query}"


def _column(
    name: str, stage: Stage | None, home: str, *, key: str | None = None, dated: bool = True, **others: Any
) -> Column:
    """A column. `key` is the id of its channel in the list's call, which its page names; None where it was never seen.

    That page stands in for a list that fails in the rules library alone: a page of the disclosure list holds no rows,
    `common_list` old ones, which would pass for a healthy list.
    """
    nth, known = (_list(key, "{n}"), {"channel": key}) if key else (None, {})
    always = ("published_on",) if dated else ()
    return Column(name, stage, home, nth=nth, shell=home, known=known, dated=dated, always=always, **others)


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
    columns = columns_of("csrc", f"{_SITE}/", _column)

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
