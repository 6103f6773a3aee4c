"""The National Energy Administration."""

import re
from collections.abc import Mapping
from typing import Any

from parsers.page import Page
from parsers.record import Stage
from parsers.sites import nea as reader
from scrapers.base_spiders.shell import ShellSpider
from scrapers.walk.column import Column

_FOLDER = "https://www.nea.gov.cn/policy/"


def _column(name: str, stage: Stage | None, page: str, source: str | None, **others: Any) -> Column:
    """A column; `source` is the id of the file with its rows as last seen, None where it never was."""
    file = f"{_FOLDER}ds_{source}.json" if source else None
    return Column(
        name,
        stage,
        f"{_FOLDER}{page}",
        shell=page,
        first=file,
        known={"file": file} if file else {},
        strangers=0.1,  # rows of the type Link, which lead to other sites; how many there are is unknown
        **others,
    )


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
    columns = (
        # Several a week in 2026; a holiday takes nine days.
        _column("最新文件", "final", "zxwj.htm", "40d365c13659452aa06cdb7268d6192e", rows=1000, quiet_days=30),
        _column("通知", "final", "tz.htm", "7290c82b05cc4d49be4971ade193edfc", quiet_days=60),
        _column("公告", "final", "gg.htm", "6db2ed2a0ae946d882bcc769494c99be"),
        _column("解读", "interpretation", "jd.htm", None),
    )

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The file that holds all rows of a column."""
        return identifiers["file"]

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The address of the file that a column's page names."""
        return {"file": f"{_FOLDER}{reader.list_file(page)}"}
