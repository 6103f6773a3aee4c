"""The State Council: its own documents and those that its library re-posts from ministries."""

import re
from collections import deque
from dataclasses import replace
from typing import Any

from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.record import Stage
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import NotFound
from scrapers.network.page_request import PageRequest
from scrapers.run.stats import trouble_of
from scrapers.walk.column import Column, columns_of

_NEWS = {
    r"https?://(?:\w+\.)*(?:xinhuanet\.com|news\.cn)/": "reports of Xinhua",
    r"https?://(?:\w+\.)*(?:people\.com\.cn|cctv\.com|cnr\.cn)/": "reports of other news agencies",
}
"""Rows that lead to news agencies. Pictures of a policy (图解) are pages of the site itself, and are read."""

LOST_IN_A_ROW = 3
"""Single issues may be gone or have another template; so many of them in a row mean that the site was redesigned."""


def _column(name: str, stage: Stage | None, home: str, **others: Any) -> Column:
    return Column(name, stage, home, ignored={} if stage == "final" else _NEWS, **others)


class StateCouncil(SourceSpider):
    """国务院, www.gov.cn

    Site: static pages over a CMS that publishes one JSON feed a column, newest first, the whole list in one answer.
    Columns: 最新政策, 国务院文件, 国务院部门文件, 政策解读, the channel page 政策, which shows the newest rows, and
        the gazette 国务院公报: an index lists its issues since 2000, a page for each issue lists its items. The gazette
        prints orders of ministries: it shows which of them a ministry's own list lacks. Left out: 国家规章库, the
        rules of ministries in force, whose rows a script requests from a host that forbids crawling.
    Caveats: the lists' HTML is an empty shell, so the feeds are read. The search host sousuo.www.gov.cn is not crawled:
        its robots.txt forbids everything. One document stands at two addresses whose numbers differ by one. The path
        does not tell a document from an interpretation in 最新政策, so that column has no stage of its own. The rows of
        the gazette have no dates; the day of the issue stands for them when a crawl decides how far back it is.
        Directories below /zhengce/zhengceku/ answer 403 to crawlers; they are never requested, their feeds and
        documents are.
    Evidence: feed and channel page as saved in July and August 2026, a gazette item in 2023, a rule of 国家规章库 in
        2025; the other feeds' addresses, the gazette's index and the form of its issue pages from open crawlers.
    """

    name = "state_council"
    site = "中国政府网"
    group = "State Council and planning"
    allowed_domains = ("www.gov.cn",)
    notice = re.compile(r"https://www\.gov\.cn/\S+/content_\d+\.html?")
    columns = columns_of("state_council", "https://www.gov.cn/", _column)

    _issues: deque[Entry]
    """Issues of the gazette that this run has still to request, newest first."""

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column; for the gazette the n-th newest issue of its index, which is requested once a run."""
        if column.index is None:
            return await super().listing(column, n)
        if n == 1:
            page = (await self.fetch(PageRequest(column.index, referer=column.home))).page
            self._issues = deque(self.read_listing(page, column).entries)
        return await self._next_issue(column, n)

    async def _next_issue(self, column: Column, n: int) -> Listing:
        """The next issue that can be read. One that is gone or unreadable is reported and skipped."""
        lost = 0
        while self._issues:
            issue = self._issues.popleft()
            try:
                listing = self.read_listing(
                    (await self.fetch(PageRequest(issue.url, referer=column.home))).page, column
                )
            except (NotFound, UnknownTemplate) as why:
                lost += 1
                if lost == LOST_IN_A_ROW:
                    raise UnknownTemplate(f"{lost} issues in a row could not be read; {issue.title}: {why}") from why
                self.stats.columns[column.name].count_failure(trouble_of(why), f"{issue.title}: {why}")
                self.fail(f"{column.name}: {issue.title}: {why}")
            else:
                return replace(listing, pages=n + len(self._issues), day=issue.published_on)
        return Listing(())
