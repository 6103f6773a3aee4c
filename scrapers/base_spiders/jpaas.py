"""Sites that run on Hanweb's jpaas: how their unit API and their search API are asked."""

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.page import Page
from parsers.platforms import jpaas
from scrapers.base_spiders.base import Source
from scrapers.column import Column
from scrapers.download import Steps
from scrapers.exceptions import DownloadFailed, HostUnavailable

UNIT_ROWS = 24
"""Rows on a page of a unit; the site's own value, sent as a string."""
SEARCH_ROWS = 20

SEARCH_FIELDS = (
    "title,content,deploytime,_index,url,cdate,infoextends,infocontentattribute,columnname,filenumbername,"
    "publishgroupname,publishtime,metaid,bexxgk,columnid,xxgkextend1,xxgkextend2,themename,typename,indexcode,createdate"
)
"""Without them rows carry six fields, and neither number nor issuing body."""

REMEMBERED_FOR = timedelta(days=7)
"""How long a column's identifiers are used without asking the site for them again."""


def unit_url(host: str, unit: Mapping[str, str], n: int) -> str:
    """The address of page `n` of a unit. `unit` holds what its column page says of it."""
    page = json.dumps({"pageNo": n, "pageSize": str(UNIT_ROWS)}, separators=(",", ":"))
    query = urlencode({**{name: unit[name] for name in jpaas.UNIT_PARAMETERS}, "paramJson": page})
    return f"https://{host}/api-gateway/jpaas-publish-server/front/page/build/unit?{query}"


def search_url(host: str, website: str, category: str, n: int) -> str:
    """The address of page `n` of a category of the site search, newest first, duplicate postings grouped."""
    query = {
        "websiteid": website,
        "scope": "basic",
        "q": "",
        "pg": str(SEARCH_ROWS),
        "cateid": category,
        "pos": "title_text,infocontent,titlepy",
        "dateField": "deploytime",
        "selectFields": SEARCH_FIELDS,
        "group": "distinct",
        "level": "6",
        "sortFields": '[{"name":"deploytime","type":"desc"}]',
        "p": str(n),
    }
    return f"https://{host}/search-front-server/api/search/info?{urlencode(query)}"


def category_url(host: str, website: str, search: str) -> str:
    """The address that names the category of a search page of the site."""
    query = urlencode({"websiteid": website, "searchid": search})
    return f"https://{host}/search-front-server/api/structure/list-category?{query}"


class JpaasSource(Source):
    """A source whose columns are units or search categories: their identifiers are read from the site and remembered.

    The column page is not asked again on every crawl. What it said is kept with the run and used for a week, or until
    the listing that is asked with it cannot be read; then it is asked anew.
    """

    website: str
    """Identifier of the site in its own search."""

    def listing(self, column: Column, n: int) -> Steps[Listing]:
        """Page `n` of a column; a first page that remembered identifiers do not open is asked with fresh ones."""
        if column.shell is None:
            return (yield from super().listing(column, n))
        remembered = self.remembered(column, REMEMBERED_FOR)
        if n == 1 and remembered is not None:
            try:
                listing = yield from self._listed(column, remembered, n)
            except HostUnavailable:
                raise
            except (DownloadFailed, NotReadable):
                self.forget(column)
            else:
                if listing.entries:
                    return listing
                self.forget(column)
            remembered = None
        identifiers = remembered or (yield from self._identifiers(column))
        return (yield from self._listed(column, identifiers, n))

    def _listed(self, column: Column, identifiers: Mapping[str, str], n: int) -> Steps[Listing]:
        host = urlsplit(column.home).netloc
        if "cateid" in identifiers:
            url = search_url(host, self.website, identifiers["cateid"], n)
        else:
            url = unit_url(host, identifiers, n)
        return self.read_listing((yield from self.ask(url, referer=column.home)).page)

    def _identifiers(self, column: Column) -> Steps[Mapping[str, str]]:
        assert column.shell is not None
        try:
            page = (yield from self.ask(column.shell, referer=column.home)).page
            found = _read_shell(page)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if not column.known:
                raise
            self.note(f"{column.name}: {why}; asking with the identifiers known from earlier")
            return column.known
        self.remember(column, found)
        return found


def _read_shell(page: Page) -> dict[str, str]:
    """Identifiers as an answer of list-category or the column page's own script gives them."""
    if "/structure/list-category" in page.url:
        return {"cateid": jpaas.category(page)}
    return jpaas.unit_parameters(page)
