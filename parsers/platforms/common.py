"""Helpers of all site modules: JSON answers, rows as entries, errors for unknown templates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import lxml.html

from parsers.addresses import comparable, path_of
from parsers.errors import Challenge, UnknownTemplate
from parsers.extraction import Entry, Field, Finding, Place
from parsers.grammar.patterns import lazy_regex
from parsers.markup.paragraphs import content_of, markup_lines, text_of
from parsers.markup.selection import outermost
from parsers.page import Page
from parsers.record import Stage
from parsers.text import compact, one_line, read_day, read_days, title_line

Row = TypeVar("Row")

MOST_ROWS = 10_000
"""The longest lists of the sources have 500 rows."""

# A notice in a news column: 国家税务总局 工业和信息化部关于发布《…》（第二十二批）的公告 stands under 司局动态.
# Or with its number alone for a title: 中国人民银行公告〔2026〕第21号 stands under 新闻发布.
DOCUMENT_TITLE = lazy_regex(
    r"关于.+的(?:通知|公告|通告|意见|决定|函|批复|公示|通报|命令|办法)(?:（[^（）]*）)?$"
    r"|^[\u4e00-\u9fff、 ]{2,40}(?:公告|通告|令)\s?(?:[〔﹝\[（(]\d{4}[〕﹞\]）)]|\d{4}年)?\s?第\s?\d{1,4}\s?号"
)
"""The title of a 公文, in any column."""

_DUE = lazy_regex(r"(?:截止|截至|结束|反馈|征集时间|征集期限|有效期)[^\d]{0,8}$|(?:至|到|\d日?\s*[~～—–-])\s*$")
"""The words before a deadline or the end of a period: 截止日期 2026-10-17, 2026-09-17至2026-10-17."""
_TO = lazy_regex(r"\s*(?:至|到|[~～—–-])\s*\d{4}\s*[-/.年]")
_ALONE = lazy_regex(r"日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?![\u4e00-\u9fff])")
"""What may follow the day of a row; 2022年2月18日证监会令第195号公布 is a day in a sentence."""


def answer_of(page: Page) -> Any:
    """The JSON of a page, None for HTML. Raises UnknownTemplate for broken JSON."""
    if page.begins not in ("{", "["):
        return None
    try:
        return page.json
    except ValueError as error:
        raise UnknownTemplate(f"{page.url}: expected JSON, found broken JSON: {error}") from error


def stage_by_path(url: str, stages: Mapping[str, Stage]) -> Stage | None:
    """The stage of the column in whose path an address stands."""
    path = path_of(url)
    return next((stage for start, stage in stages.items() if path.startswith(start)), None)


def unknown_template(page: Page, expected: str) -> UnknownTemplate:
    """The error for a page that lacks what the site's known pages have."""
    described = (
        f"a page titled {page.title!r}"
        if page.title
        else f"{len(page.body)} bytes starting {one_line(page.text[:60])!r}"
    )
    return UnknownTemplate(f"{page.url}: expected {expected}, found {described}")


def refuse_challenge(page: Page) -> None:
    """Raises Challenge for a script challenge in place of a page, a list or an answer."""
    if page.is_challenge:
        raise Challenge(f"{page.url}: a script challenge in place of the page")


def read_entries(
    page: Page, rows: Sequence[Row], read_row: Callable[[Row], Entry | None], expected: str
) -> tuple[Entry, ...]:
    """The entries of a container's rows, each address once; a row without an entry is skipped.

    Raises UnknownTemplate where there are rows and none is an entry: the site was redesigned; and for too many rows.
    """
    if len(rows) > MOST_ROWS:
        raise UnknownTemplate(f"{page.url}: expected at most {MOST_ROWS} rows, found {len(rows)}")
    entries = unique_entries(map(read_row, rows))
    if rows and not entries:
        raise unknown_template(page, f"{expected} in {len(rows)} rows")
    return entries


def filled_rows(rows: Iterable[lxml.html.HtmlElement]) -> list[lxml.html.HtmlElement]:
    """The rows that hold a link or text: an empty one is a spacer. A row inside another one is a part of it."""
    return [row for row in outermost(rows) if row.find(".//a") is not None or content_of(row).strip()]


def text_at(row: Any, name: str) -> str:
    """A text or number in a JSON row, as text on one line; empty where the row has none of this name."""
    value = row.get(name) if isinstance(row, dict) else None
    return one_line(str(value)) if isinstance(value, str | int | float) else ""


def items_of(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a JSON object; an empty list for another value."""
    return list(value.items()) if isinstance(value, dict) else []


def rows_of(value: Any) -> list[Any]:
    """The rows of a JSON array; an empty list for another value."""
    return value if isinstance(value, list) else []


def count_at(row: Any, name: str) -> int | None:
    """A count in a JSON object, printed as a number or as a string."""
    text = text_at(row, name)
    return int(text) if text.isdecimal() else None


def title_at(row: Any, name: str) -> str:
    """A title or other text in a JSON row, without the `<em>` and `<br/>` of search answers."""
    return title_line(markup_lines(text_at(row, name)))


def unique_entries(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """The first entry of each address, in their order."""
    by_url: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            by_url.setdefault(comparable(entry.url), entry)
    return tuple(by_url.values())


def linked_title(link: lxml.html.HtmlElement) -> str:
    """The title of a linked page: the text of the link, or its `title` attribute where the two differ.

    An attribute may have line breaks that the text lacks (SAMR); a text may be cut, or include a state or a day.
    """
    attribute, text = title_line((link.get("title") or "").splitlines()), _text_of_title(link)
    if not attribute or compact(attribute) == compact(text):
        return text or attribute
    return attribute


def linked_entry(
    link: lxml.html.HtmlElement | None, page: Page, day: str = "", *, title: str | None = None, **others: Any
) -> Entry | None:
    """The entry of the page that a link leads to; None without a link, an address or a title.

    `day` is what the row prints as its day, `title` stands in place of the link's; `others` are further fields.
    """
    url = page.absolute(link.get("href") or "") if link is not None else None
    if link is None or url is None or not (named := linked_title(link) if title is None else title):
        return None
    return Entry(url, named, read_day(day), **others)


def _text_of_title(link: lxml.html.HtmlElement) -> str:
    """A link's text without parts that are a day: `<a><span>标题</span><span>2026-09-07</span></a>`."""
    children = [child for child in link if isinstance(child.tag, str)]
    dated = [child for child in children if read_day(text_of(child)) and len(text_of(child)) < 40]
    if not dated:
        return text_of(link)
    parts = [link.text or ""]
    for child in link:
        if child not in dated and isinstance(child.tag, str):
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return one_line(" ".join(parts)) or text_of(link)


def days_of(text: str, *, begins: bool = False) -> tuple[date | None, date | None]:
    """The day of publication and the deadline among the days that a row prints beside its title.

    The first day of a period is the day of publication only with `begins`, for sites whose consultations begin then.
    """
    published = due = None
    for start, end, day in read_days(text):
        if _DUE.search(text[:start]):
            due = due or day
        elif _TO.match(text, end + text.startswith("日", end)):
            published = published or (day if begins else None)
        elif _ALONE.match(text, end):
            published = published or day
    return published, due


def deadline(due: date | None) -> dict[Field, tuple[Finding, ...]]:
    """The deadline for comments that a row prints, as a finding."""
    return {"comments_due_on": (Finding(due.isoformat(), Place.LISTING, "截止日期"),)} if due else {}
