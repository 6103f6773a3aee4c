"""Sites that run on Hanweb's jpaas: how their unit API and their search API are asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.page import Page
from parsers.platforms import jpaas
from parsers.record import Stage
from scrapers.base_spiders.base import Source
from scrapers.column import Column
from scrapers.download import Steps
from scrapers.exceptions import DownloadFailed, HostUnavailable

SEARCH_ROWS = 20

SEARCH_FIELDS = (
    "title,content,deploytime,_index,url,cdate,infoextends,infocontentattribute,columnname,filenumbername,"
    "publishgroupname,publishtime,metaid,bexxgk,columnid,xxgkextend1,xxgkextend2,themename,typename,indexcode,createdate"
)
"""Without them rows carry six fields, and neither number nor issuing body."""

REMEMBERED_FOR = timedelta(days=7)
"""How long a column's identifiers are used without asking the site for them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitColumn(Column):
    """A column whose page is a shell: its rows come from the unit API, as HTML inside JSON."""

    tag: str
    """`tagId` of the unit that holds the rows; a shell's other units are menus."""
    page_size: int | str
    """Rows of a page, a number or a string, as the site's own script sends it."""
    first_is_bare: bool = False
    """Page 1 is asked without `paramJson`."""

    def is_listed_at(self, url: str) -> bool:
        """Whether this is the address of one of its listing pages: its home, or its unit as last seen."""
        named = parse_qs(urlsplit(url).query).get("pageId", [])
        return Column.is_listed_at(self, url) or (bool(named) and named == [self.known.get("pageId")])


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchColumn(Column):
    """A column whose rows come from a category of the site search."""

    website: str
    """Identifier of the site in its own search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The unit API of one site: what is the same for all of its columns, as its shells print it in `querydata`."""

    web_id: str
    template_set: str
    tag: str
    """`tagId` of the unit with the rows; a column may name another."""
    page_size: int | str
    first_is_bare: bool = False
    parse_type: str = "buildstatic"
    """`bulidstatic`, misspelt, on many sites."""
    ignored: Mapping[str, str] = field(default_factory=dict)

    def column(
        self,
        name: str,
        stage: Stage | None,
        home: str,
        page_id: str | None = None,
        *,
        tag: str | None = None,
        page_size: int | None = None,
        spare: str | None = None,
        rows: int | None = None,
        quiet_days: int | None = None,
        always: tuple[str, ...] = ("published_on",),
    ) -> UnitColumn:
        """A column at the whole address `home`. `page_id` is the unit's `pageId` as last seen, None where it never was.

        `rows` defaults to the page size: give it for a column with fewer documents. The rest is as in `Column`.
        """
        tag, size = tag or self.tag, page_size or self.page_size
        known = dict.fromkeys(jpaas.UNIT_PARAMETERS, "null") | {
            "parseType": self.parse_type,
            "webId": self.web_id,
            "tplSetId": self.template_set,
            "pageType": "column",
            "tagId": tag,
            "pageId": page_id or "",
        }
        return UnitColumn(
            name=name,
            stage=stage,
            home=home,
            shell=home,
            spare=spare,
            known=known if page_id else {},
            rows=int(size) if rows is None else rows,
            quiet_days=quiet_days,
            always=always,
            ignored=self.ignored,
            tag=tag,
            page_size=size,
            first_is_bare=self.first_is_bare,
        )


def unit_url(column: UnitColumn, unit: Mapping[str, str], n: int) -> str:
    """The address of page `n` of a unit. `unit` holds what its column page says of it."""
    query = {name: unit[name] for name in jpaas.UNIT_PARAMETERS}
    if n > 1 or not column.first_is_bare:
        query["paramJson"] = json.dumps({"pageNo": n, "pageSize": column.page_size}, separators=(",", ":"))
    host = urlsplit(column.home).netloc
    return f"https://{host}/api-gateway/jpaas-publish-server/front/page/build/unit?{urlencode(query)}"


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
        if isinstance(column, SearchColumn):
            url = search_url(urlsplit(column.home).netloc, column.website, identifiers["cateid"], n)
        else:
            assert isinstance(column, UnitColumn)
            url = unit_url(column, identifiers, n)
        return self.read_listing((yield from self.ask(url, referer=column.home)).page)

    def _identifiers(self, column: Column) -> Steps[Mapping[str, str]]:
        assert column.shell is not None
        try:
            page = (yield from self.ask(column.shell, referer=column.home)).page
            found = _read_shell(column, page)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if not column.known:
                raise
            self.note(f"{column.name}: {why}; asking with the identifiers known from earlier")
            return column.known
        self.remember(column, found)
        return found


def _read_shell(column: Column, page: Page) -> dict[str, str]:
    """Identifiers as an answer of list-category or the column page's own script gives them."""
    if isinstance(column, UnitColumn):
        return jpaas.unit_parameters(page, column.tag)
    return {"cateid": jpaas.category(page)}
