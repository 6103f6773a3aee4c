"""www.cac.gov.cn (HingeSoft CMS): JsonList answers, the first page of a column, one template of page.

We have not seen the site's HTML nor a whole JsonList answer: the selectors are those on which several public crawlers
agree, checked against the visible text of 100 pages. Other forms raise UnknownTemplate.
"""

import re
from collections.abc import Iterator

import lxml.html

from parsers.addresses import path_of
from parsers.extraction import Entry, Field, Finding, Listing, Place
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms.common import answer_of, filled_rows, linked_entry, read_entries, unknown_template
from parsers.platforms.json_list import JsonList
from parsers.sites.site_table import Site

# #loadingInfoPage since 2019; #hideData in the columns of 2016 to 2019.
_LISTS = css("#loadingInfoPage, #hideData")
_HOME = css("ul.news-normal, div.notice-list > ul")
_LINK = css("h5 a[href], h3 a[href]")
_ANY_LINK = css("a[href]")
_TIMES = css(".times")
_TOTAL = re.compile(r"\btotal\s*:\s*['\"]?(\d+)")  # total:'400' in the pager's inline script

_JSON = JsonList(rows=("list",), titles=("topic",), addresses=("infourl",), days=("pubtime",), total="totalRec")

_BODY = css("#BodyLabel")
_PART = css("div#content")  # in place of #BodyLabel on the later pages of a text in several parts
_PART_PATH = re.compile(r"/c_\d+_\d+\.html?$")
_DAY_IN_PATH = re.compile(r"/(\d{4}-\d{2})/(\d{2})/c_\d+(?:_\d+)?\.html?$")


def read_listing(page: Page) -> Listing:
    """Rows of a JsonList answer, of the first page of a column (the only one in HTML), or of the home page.

    `pages` is None: it depends on the request's `perPage`, and the answer gives only the total of rows.
    """
    answer = answer_of(page)
    if answer is not None:
        return _JSON.read(page, answer)
    root = page.root
    lists = _LISTS(root) or (_HOME(root) if path_of(page.url) == "/" else [])
    if not lists:
        raise unknown_template(page, "#loadingInfoPage or a JsonList answer")
    rows = filled_rows(row for container in lists for row in container.iter("li"))
    total = _TOTAL.search(page.text)
    return Listing(
        read_entries(page, rows, lambda row: _entry(row, page), "links"), total=int(total[1]) if total else None
    )


def _entry(row: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """The title is the link's `title` attribute, because its text may be cut."""
    link = next(iter(_LINK(row) or _ANY_LINK(row)), None)
    return linked_entry(link, page, next(map(text_of, _TIMES(row)), ""))


def _day_of_address(page: Page) -> Iterator[tuple[Field, Finding]]:
    if not (_BODY(page.root) or _PART_PATH.search(path_of(page.url))):
        raise unknown_template(page, "#BodyLabel")
    if day := _DAY_IN_PATH.search(path_of(page.url)):
        yield "published_on", Finding(f"{day[1]}-{day[2]}", Place.ADDRESS, "path")


# The page does not name its column. 来源 is not a finding: a document of another ministry names its bodies in its text.
# The footer's publishdate is a build time.
SITE = Site(
    hosts=("www.cac.gov.cn",),
    text=(_BODY, _PART),
    expects="#BodyLabel",
    heading=css("h1.title"),
    day=css("#pubtime"),
    findings=_day_of_address,
    read_listing=read_listing,
)
