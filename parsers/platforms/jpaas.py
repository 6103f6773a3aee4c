"""Answers of the Hanweb CMS (大汉 jpaas): column shells, its unit API and its site search.

MIIT, MOFCOM, SAMR and others run on it.
"""

import ast
import json
import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html

from parsers.addresses import comparable
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Field, Finding, Link, Listing, Place
from parsers.markup.paragraphs import text_of
from parsers.moments import day_in_china
from parsers.page import Page, html_tree
from parsers.platforms.common import count_at, days_of, deadline, linked_title, refuse_challenge, text_at, title_at
from parsers.text import label_key, one_line, read_day

UNIT_PARAMETERS = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
"""The parameters of the unit API, to be sent exactly as the shell prints them (some sites misspell `bulidstatic`)."""

SEARCH_FACTS: tuple[tuple[Field, tuple[str, ...]], ...] = (
    ("document_number", ("filenumbername",)),
    ("issuing_bodies", ("publishgroupname", "xxgkextend2")),
    ("topic", ("themename",)),
    ("document_type", ("typename",)),
    ("index_number", ("indexcode",)),
)
"""Field of the record -> the search API's names for it, the more reliable first. Rows have them only if the
request's `selectFields` names them; else title and address alone."""

RELATED = {"相关解读": "interpretation", "相关新闻": "news", "相关政策": "policy"}
"""Headings over the related links of a row."""

_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


def unit_parameters(shell: Page, tag: str | None = None) -> dict[str, str]:
    """The parameters with which a column page asks the unit API for its own rows.

    They stand in `script[parsetype]`, attribute `querydata`: a dict in single quotes on column pages, JSON on article
    pages. `tag` is the `tagId` of the unit with the rows, where the page has menus that are units too; a page's only
    unit is taken whatever its tag. Raises UnknownTemplate, or Challenge: a shell looks like one but for its units.
    """
    units = []
    for script in shell.root.iter("script"):
        if script.get("parsetype") and (printed := script.get("querydata")):
            unit = _dictionary(printed)
            if unit.get("pageType") == "column" and all(name in unit for name in UNIT_PARAMETERS):
                units.append({name: unit[name] for name in UNIT_PARAMETERS})
    named = [unit for unit in units if unit["tagId"] == tag]
    if named or len(units) == 1:
        return (named or units)[0]
    if not units:
        refuse_challenge(shell)
    ids = "、".join(unit["tagId"] for unit in units) or "none"
    wanted = f"the unit {tag}" if tag else "one unit"
    raise UnknownTemplate(f"{shell.url}: expected a column's script[parsetype] with {wanted}, found {ids}")


def _dictionary(printed: str) -> dict[str, str]:
    try:
        value: object = json.loads(printed)
    except ValueError:
        try:
            value = ast.literal_eval(printed.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return {}
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}


def category(page: Page) -> str:
    """The `cateid` that the search API takes now, from an answer of `structure/list-category`.

    The first category is the library itself. Raises UnknownTemplate without one.
    """
    answer = answer_data(page)
    categories = answer.get("categories") if isinstance(answer, Mapping) else None
    iid = categories[0].get("iid") if isinstance(categories, list) and categories else None
    if iid is None or not str(iid).strip():
        raise UnknownTemplate(f"{page.url}: expected data.categories[0].iid, found {_excerpt(answer)}")
    return str(iid)


def answer_data(page: Page) -> Any:
    """The `data` of an API answer. Raises Challenge, or UnknownTemplate with the site's message for a refusal."""
    refuse_challenge(page)
    try:
        answer = page.json
    except ValueError as error:
        raise UnknownTemplate(f"{page.url}: expected JSON, found {_excerpt(page.text)}") from error
    if not isinstance(answer, Mapping):
        raise UnknownTemplate(f"{page.url}: expected a JSON object, found {_excerpt(answer)}")
    if answer.get("success") is False or answer.get("data") is None:
        message = one_line(str(answer.get("message") or answer.get("msg") or "")) or f"code {answer.get('code')}"
        raise UnknownTemplate(f"{page.url}: the site refused to answer: {message}")
    return answer["data"]


def read_listing(page: Page) -> Listing:
    """The rows of an answer of the unit API or of the site search. Raises Challenge or UnknownTemplate."""
    data = answer_data(page)
    if isinstance(data, Mapping):
        if isinstance(data.get("html"), str):
            return _unit(page, data["html"])
        if isinstance(data.get("searchResult"), Mapping):
            return _search(page, data["searchResult"])
    raise UnknownTemplate(f"{page.url}: expected data.html or data.searchResult, found {_excerpt(data)}")


def row(item: lxml.html.HtmlElement, page: Page) -> Entry | None:
    """One `li` of a list, or `tr` of a table; None for a spacer, which has no link.

    A consultation's row may print its period, which begins on the day of publication (SAMR), or its deadline (MOHURD).

    Two orders of date and link occur, and the link may sit in a `p`. The `title` attribute is whole where the text may
    be cut. Addresses are resolved against the site's root: the consultation list leaves out the leading slash.
    """
    links = item.xpath("./p/a[@href] | ./a[@href] | ./span/a[@href] | ./div/a[@href] | ./td//a[@href]")
    link = next((a for a in links if not _DAY.fullmatch(text_of(a))), None)
    if link is None or (url := site_address(link.get("href"), page)) is None:
        return None
    if not (title := linked_title(link)):
        return None
    published, due = days_of(" ".join(map(text_of, _beside(item))), begins=True)
    return Entry(url, title, published, facts=_deadline(item) or deadline(due), related=related(item, page))


def _beside(item: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The parts of a row that can print its day: beside the link, in it (MOHURD), or in the next `li` (SAMR).

    In a table that is another cell: the link's own cell may tell when the rules were first published (MOFCOM).
    """
    beside: list[lxml.html.HtmlElement] = item.xpath(
        "./span[not(contains(concat(' ', @class, ' '), ' endtime '))] | ./div[not(.//a)] | ./a/span[@class]"
        " | ./td[not(.//a)]"
    )
    following = item.getnext()
    if beside or following is None or following.tag != "li" or following.find(".//a") is not None:
        return beside
    return [following]


def related(item: lxml.html.HtmlElement, page: Page) -> tuple[Link, ...]:
    """The related links of a row: its 解读, 新闻 and 政策, including hidden ones."""
    links: dict[str, Link] = {}
    for block in item.xpath("./dl[dt]"):
        heading = label_key(text_of(block.find("dt")))
        if heading not in RELATED:
            continue
        for link in block.xpath("./dd//a[@href]"):
            if url := site_address(link.get("href"), page):
                links.setdefault(comparable(url), Link(linked_title(link), url, heading))
    return tuple(links.values())


def site_address(href: str | None, page: Page) -> str | None:
    """The address of a link relative to the site's root, with or without a leading slash."""
    parts = urlsplit(page.url)
    try:
        url = urljoin(f"{parts.scheme}://{parts.netloc}/", (href or "").strip())
    except ValueError:
        return None
    if not href or not href.strip() or href.startswith("#") or urlsplit(url).scheme not in ("http", "https"):
        return None
    return url.removesuffix("?xxgkhide=1")  # a layout option of the same page


def _unit(page: Page, fragment: str) -> Listing:
    root = html_tree(fragment)
    entries = tuple(entry for item in root.iter("li", "tr") if (entry := row(item, page)))
    pager = next((div for div in root.iter("div") if div.get("count") is not None and div.get("rows")), None)
    if (
        not entries
        and pager is None
        and not root.xpath("//*[contains(@class,'page-content')] | //*[@class='clist_con']")
    ):
        raise UnknownTemplate(f"{page.url}: expected rows or an empty list, found {_excerpt(fragment)}")
    counts = dict(pager.attrib) if pager is not None else {}
    total, size = count_at(counts, "count"), count_at(counts, "rows")
    return Listing(entries, pages=_pages(total, size), total=total)


def _deadline(item: lxml.html.HtmlElement) -> dict[Field, tuple[Finding, ...]]:
    """意见征集 hides the deadline in the row: epoch milliseconds of midnight at the END of the last day."""
    for span in item.xpath("./span[contains(concat(' ', @class, ' '), ' endtime ')]"):
        if day := _day_of_moment(text_of(span), before_ms=1):
            return {"comments_due_on": (Finding(day.isoformat(), Place.LISTING, "span.endtime"),)}
    return {}


def _search(page: Page, result: Mapping[str, Any]) -> Listing:
    groups = result.get("dataResults")
    if groups is None:
        groups = []
    if not isinstance(groups, list):
        raise UnknownTemplate(f"{page.url}: expected dataResults to be a list, found {_excerpt(groups)}")
    entries = tuple(entry for group in groups if (entry := _hit(group, page)))
    if groups and not entries:
        raise UnknownTemplate(f"{page.url}: {len(groups)} rows, none with url and title: {_excerpt(groups[0])}")
    total, size = count_at(result, "total"), count_at(dict(parse_qsl(urlsplit(page.url).query)), "pg")
    return Listing(entries, pages=_pages(total, size), total=total)


def _hit(group: Any, page: Page) -> Entry | None:
    """One row. With group=distinct its fields are in its first member, else in the row itself."""
    if not isinstance(group, Mapping):
        return None
    outer = group.get("data")
    members = group.get("groupData")
    first = members[0] if isinstance(members, list) and members else None
    inner = first.get("data") if isinstance(first, Mapping) else None
    values = inner if isinstance(inner, Mapping) else outer
    if not isinstance(values, Mapping):
        return None
    url = site_address(text_at(values, "url"), page)
    title = title_at(values, "title") or title_at(values, "title_text")
    if url is None or not title:
        return None
    facts: dict[Field, tuple[Finding, ...]] = {}
    for name, keys in SEARCH_FACTS:
        findings = [Finding(text, Place.API, key) for key in keys if (text := title_at(values, key))]
        if findings:
            facts[name] = tuple(findings[:1])
    return Entry(url, title, _hit_day(values, outer), facts=facts)


def _hit_day(values: Mapping[str, Any], outer: Any) -> date | None:
    """The day of publication: the printed one, else that of the deployment in China."""
    if printed := read_day(text_at(values, "jsearch_date")):
        return printed
    moments = (text_at(values, "deploytime"), text_at(outer, "max_deploytime"), text_at(values, "publishtime"))
    return next(filter(None, map(_day_of_moment, moments)), None)


def _day_of_moment(text: str, before_ms: int = 0) -> date | None:
    """The day in China of epoch milliseconds; None for 0, for tokens and for other years than 1990 to 2100."""
    if not text.isascii() or not text.isdigit() or len(text) > 14:
        return None
    day = day_in_china(int(text) - before_ms)
    return day if day and 1990 <= day.year <= 2100 else None


def _pages(total: int | None, size: int | None) -> int | None:
    return math.ceil(total / size) if total is not None and size else None


def _excerpt(value: Any) -> str:
    text = one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return repr(text[:80] + ("…" if len(text) > 80 else ""))
