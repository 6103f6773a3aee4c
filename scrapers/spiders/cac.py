"""The Cyberspace Administration of China."""

import re
from typing import Any

from parsers.record import Stage
from parsers.sites import cac as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column, columns_of


def _channel(name: str, stage: Stage | None, home: str, key: str, **others: Any) -> Column:
    """A column: its rows come from a JSON call that is the same for all columns but for the channel code."""
    form = {"channelCode": key, "perPage": "20", "pageno": "{n}", "condition": "0", "fuhao": "=", "value": ""}
    always = ("published_on", "body")
    return Column(name, stage, home, first="/cms/JsonList", form=form, spare=home, always=always, **others)


class Cac(SourceSpider):
    """国家互联网信息办公室, www.cac.gov.cn

    Site: HingeSoft; lists come from one POST call; if that fails, the HTML of the column gives its newest rows.
    Columns: 政策法规 with its six parts 法律, 行政法规, 部门规章, 司法解释, 规范性文件, 政策文件; 网信@你.
    Caveats: drafts for comment stand only in 网信@你, among other notices, so that column has no stage of its own.
        Documents of other ministries are re-posted. A request without the column as Referer may get another answer.
    Evidence: texts of 100 pages of 2024 to 2026; the call and the columns from open crawlers of 2026, no answer saved.
    """

    name = "cac"
    site = "国家互联网信息办公室"
    group = "Industry and technology"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.cac\.gov\.cn/\d{4}-\d{2}/\d{2}/c_\d+\.html?")
    columns = columns_of("cac", "https://www.cac.gov.cn/", _channel)
