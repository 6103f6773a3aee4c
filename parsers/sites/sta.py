"""fgk.chinatax.gov.cn and www.chinatax.gov.cn: the lists of the API as JSON, the notices of 政策法规库.

Seen are one row of the API and its field names as open crawlers keep them, and the classes that three of them read a
notice by; no whole answer and no page. A page without `div.arc_cont` is read by what all government sites share.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsers.extraction import Field, Finding, Listing, Place
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms.common import answer_of, items_of, rows_of, text_at
from parsers.platforms.json_list import JsonList
from parsers.sites import generic
from parsers.sites.site_table import Site

HOSTS = ("fgk.chinatax.gov.cn", "www.chinatax.gov.cn")

_LIBRARY = "https://fgk.chinatax.gov.cn/"
"""The host of 政策法规库. The API names its pages at www.chinatax.gov.cn, where they answer 404."""

_NOTHING = ("null", "-")
"""What the API prints for an empty field."""

_LIST = JsonList(
    rows=("results.data.results",),
    titles=("title", "titleHtml"),
    addresses=("address",),
    days=("publishedTimeStr",),
    facts={
        "document_number": "meta.writtentext",
        "issuing_bodies": "meta.issuers",
        "written_on": "meta.writtendate",
        "repealed_on": "meta.abolishdate",
        "validity": "meta.aging",
    },
)

_UNDER_THE_TITLE = css("div.arctips")
_NUMBERS = css("div.arctips h5")
_VALIDITY = css("div.arctips span.xg")
_MARKS = css("div.arctips span")  # the first, on pages without the class
# 全文有效 成文日期：2021-10-29 字体：大 中 小, in one line without blanks between its spans
_WRITTEN = re.compile(r"成文日期\s*[:：]\s*(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})")


def read_listing(page: Page) -> Listing:
    """Rows of an answer of `getFileListByCodeId`, with number, bodies and 成文日期. Raises UnknownTemplate.

    时效性 (全文有效, 全文废止 …) is empty in two of the columns.
    """
    answer = answer_of(page)
    if answer is None:
        return generic.read_listing(page)
    results = answer.get("results") if isinstance(answer, Mapping) else None
    data = results.get("data") if isinstance(results, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(data.get("results"), list):
        return _LIST.read(page, answer)  # raises UnknownTemplate
    rows = [_flat(row) for row in data["results"]]
    return _LIST.read(page, {"results": {"data": {**data, "results": rows}}})


def _flat(row: Any) -> dict[str, Any]:
    """A row with the values of its `domainMetaList` beside its own: groups and order differ, the keys do not."""
    items = dict(items_of(row))
    for group in rows_of(items.get("domainMetaList")):
        for item in rows_of(dict(items_of(group)).get("resultList")):
            key, value = text_at(item, "key"), text_at(item, "value")
            if key and value and value.lower() not in _NOTHING:
                items.setdefault(f"meta.{key}", value)
    items["meta.issuers"] = items.get("meta.writtendepartments") or items.get("meta.writtendepartment")
    if url := text_at(row, "url"):
        # The address at which a page of 政策法规库 stands; others as they are.
        parts = urlsplit(urljoin(_LIBRARY, url))
        is_moved = parts.hostname in HOSTS and parts.path.startswith("/zcfgk/")
        items["address"] = urljoin(_LIBRARY, parts.path) if is_moved else parts.geturl()
    return items


def _printed(page: Page) -> Iterator[tuple[Field, Finding]]:
    """Number, 时效性 and 成文日期 between title and text; an empty pair of brackets can follow the number."""
    for number in _NUMBERS(page.root)[:1]:
        yield "document_number", Finding(text_of(number), Place.TABLE, "arctips")
    for validity in (_VALIDITY(page.root) or _MARKS(page.root))[:1]:
        yield "validity", Finding(text_of(validity), Place.TABLE, "时效性")
    for line in _UNDER_THE_TITLE(page.root):
        if written := _WRITTEN.search(text_of(line)):
            yield "written_on", Finding(written[1], Place.TABLE, "成文日期")


SITE = Site(
    hosts=HOSTS,
    text=(css("div.arc_cont"),),  # without the notes (注释) and links below it
    findings=_printed,
    read_listing=read_listing,
)
