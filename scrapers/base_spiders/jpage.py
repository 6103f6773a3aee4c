"""Sites that run on Hanweb's JCMS with `jpage`: first pages hold rows as XML, a proxy answers the further ones."""

import re
from typing import Any

from parsers.extraction import Listing
from parsers.platforms.jpage import further_pages
from parsers.record import Stage
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.walk.column import Column


def jpage_column(name: str, stage: Stage | None, home: str, **others: Any) -> Column:
    """A column at the whole address `home`, as …/col/col74/index.html; `others` are further fields of `Column`.

    The first page says what else the address of the further ones holds. Each has 45 rows.
    """
    number = "".join(re.findall(r"/col/col(\d+)/", home))
    proxy = f"/module/web/jpage/dataproxy.jsp?page={{n}}&columnid={number}"
    return Column(name, stage, home, **{"nth": proxy, "pager": further_pages, "rows": 45, **others})


class JpageSpider(SourceSpider):
    """A source whose columns are of `jpage`."""

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column; none behind the first where that names no address of the others."""
        if n > 1 and not self.pagers.get(column.name):
            return Listing(())
        return await super().listing(column, n)
