"""The National Energy Administration."""

import re
from collections.abc import Mapping
from typing import Any

from parsers.page import Page
from parsers.record import Stage
from parsers.sites import nea as reader
from scrapers.base_spiders.shell import ShellSpider
from scrapers.walk.column import Column, columns_of

_FOLDER = "https://www.nea.gov.cn/policy/"


def _column(name: str, stage: Stage | None, home: str, *, key: str | None = None, **others: Any) -> Column:
    """A column; `key` is the id of the file with its rows as last seen, None where it never was.

    How many of its rows lead to other sites (of the type Link) is unknown.
    """
    file = f"{_FOLDER}ds_{key}.json" if key else None
    known = {"file": file} if file else {}
    return Column(name, stage, home, shell=home, first=file, known=known, strangers=0.1, **others)


class Nea(ShellSpider):
    """国家能源局, www.nea.gov.cn

    Site: Xinhua's platform for government sites. Column pages hold no rows; they name a JSON file that holds them all.
        Notices are static HTML.
    Columns: 最新文件, which lists all documents, 通知, 公告, 解读. Left out: 新闻发布, 能源要闻, 局工作动态 (news),
        资质许可 (licences), statistics, and the disclosure catalogue, which a script fills. Drafts for comment have no
        column of their own and stand in 最新文件 and 通知.
    Caveats: the file of 最新文件 has 1000 rows and 1 MB, and older documents may be missing in it. A row can link to
        another site's page, with the link in its title. Lists print http. Clients abroad may be answered 404 for
        column pages; then the files as last seen are requested.
    Evidence: no page was saved. Files, rows and ids of 最新文件, 通知 and 公告 from open crawlers of 2026; column pages
        and two notices from a check of 2026-10-01; the file of 解读 was never seen. robots.txt answered 404
        (2026-09-10).
    """

    name = "nea"
    site = "国家能源局"
    group = "Industry and technology"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(
        r"https://www\.nea\.gov\.cn/\d{8}/[0-9a-f]{32}/c\.html?"
        r"|https://(?:www|zfxxgk)\.nea\.gov\.cn/(?:\d{4}-\d{2}/\d{2}/c_\d+|auto\d+/\d{6}/t\d{8}_\d+)\.html?"
    )
    columns = columns_of("nea", "https://www.nea.gov.cn/", _column)

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The file that holds all rows of a column."""
        return identifiers["file"]

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The address of the file that a column's page names."""
        return {"file": f"{_FOLDER}{reader.list_file(page)}"}
