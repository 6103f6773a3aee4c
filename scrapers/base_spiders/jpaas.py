"""Sites that run on Hanweb's jpaas: requests of their unit API and of their search API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from parsers.page import Page
from parsers.platforms import jpaas
from parsers.record import Stage
from scrapers.base_spiders.shell import ShellSpider
from scrapers.walk.column import Column

SEARCH_ROWS = 20

SEARCH_FIELDS = (
    "title,content,deploytime,_index,url,cdate,infoextends,infocontentattribute,columnname,filenumbername,"
    "publishgroupname,publishtime,metaid,bexxgk,columnid,xxgkextend1,xxgkextend2,themename,typename,indexcode,createdate"
)
"""Without them rows carry six fields, and neither number nor issuing body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitColumn(Column):
    """A column whose page is a shell: its rows come from the unit API, as HTML inside JSON."""

    tag: str
    """`tagId` of the unit that holds the rows; a shell's other units are menus."""
    page_size: int | str
    """Rows of a page, a number or a string, as the site's own script sends it."""
    first_is_bare: bool = False
    """Page 1 is requested without `paramJson`."""

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
        *,
        key: str | None = None,
        tag: str | None = None,
        page_size: int | None = None,
        **others: Any,
    ) -> UnitColumn:
        """A column at the whole address `home`. `key` is the unit's `pageId` as last seen, None where it never was.

        `rows` defaults to the page size: give it for a column with fewer documents. `others` are further
        fields of `Column`.
        """
        tag, size = tag or self.tag, page_size or self.page_size
        known = dict.fromkeys(jpaas.UNIT_PARAMETERS, "null") | {
            "parseType": self.parse_type,
            "webId": self.web_id,
            "tplSetId": self.template_set,
            "pageType": "column",
            "tagId": tag,
            "pageId": key or "",
        }
        own: dict[str, Any] = {"tag": tag, "page_size": size, "first_is_bare": self.first_is_bare}
        others = {"rows": int(size), "ignored": self.ignored, "shell": home, **others, **own}
        return UnitColumn(name, stage, home, known=known if key else {}, **others)


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


class JpaasSpider(ShellSpider):
    """A source whose columns are units or search categories, which the column page or list-category identifies."""

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The address of page `n` of a unit or of a category of the site search."""
        if isinstance(column, SearchColumn):
            return search_url(urlsplit(column.home).netloc, column.website, identifiers["cateid"], n)
        assert isinstance(column, UnitColumn)
        return unit_url(column, identifiers, n)

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """Identifiers as an answer of list-category or the column page's own script gives them."""
        if isinstance(column, UnitColumn):
            return jpaas.unit_parameters(page, column.tag)
        return {"cateid": jpaas.category(page)}
