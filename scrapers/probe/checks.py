"""Checks the facts about a site that spiders and parsers rely on against the site's answers.

The functions are pure: `scrapers.probe.spider` sends the requests. A recording may be smaller and older than the site,
so that its numbers of rows and its ages are noted and not judged (`recorded`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

from parsers.addresses import comparable, host_of
from parsers.extraction import Entry, Listing, Place
from parsers.page import Page
from parsers.record import PolicyDocument
from parsers.registry.rights import rights_of
from pipelines.validation import faults
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable, TlsFailed
from scrapers.network.downloadermiddlewares import NOT_NOW, OVERLOADED
from scrapers.network.page_request import Answer, PageRequest
from scrapers.run.stats import COUNTED
from scrapers.walk.column import Column

Verdict = Literal["holds", "differs", "noted", "not checked"]
"""`noted`: worth knowing, but nothing relies on it, or a recording cannot show it. `not checked`: it was prevented."""

FEW = 0.5
"""A first page with less than this share of its normal rows differs."""
STRANGERS = 0.5
"""Rows may lead to other sites; if more than this share does, the pattern of notice addresses is wrong."""
DISORDER = 0.1
"""Share of rows that may stand above a newer one, as rows pinned to the top do."""
REPEATED = 0.5
"""Share of a second page's rows that may repeat the first page: rows move down while new ones are added."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, whether it holds, and what the site showed."""

    source: str
    where: str
    """A column's name, or a host."""
    name: str
    verdict: Verdict
    seen: str

    def to_dict(self) -> dict[str, Any]:
        """The fact as an object for `--format json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """One notice: its row, the answer and the record that was read from it."""

    entry: Entry
    answer: Answer
    document: PolicyDocument


Checks = Iterator[tuple[str, Verdict, str]]
"""Name of the fact, verdict, and what the site showed."""


def check_robots(status: int, body: bytes) -> Checks:
    """Checks a host's answer for robots.txt (RFC 9309, 2.3.1)."""
    if 200 <= status < 300 and not body.lstrip().startswith(b"<"):
        lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()]
        rules = [line for line in lines if line.lower().startswith(("disallow:", "crawl-delay:"))]
        yield "robots.txt", "holds", f"{status}: {'; '.join(rules[:5]) if rules else 'forbids nothing'}"
    elif status >= 500 or status in OVERLOADED:
        yield "robots.txt", "differs", f"{status}: {NOT_NOW}"
    elif 300 <= status < 400:
        yield "robots.txt", "noted", f"{status}: redirected; followed within the site"
    else:
        yield "robots.txt", "holds", f"{status}{'' if status >= 400 else ', a web page'}: no rules"


def check_closed_host(why: HostUnavailable) -> Checks:
    """Reports a host from which nothing could be requested."""
    yield "certificate" if isinstance(why, TlsFailed) else "robots.txt", "differs", str(why)


def check_answer(answer: Answer, name: str = "answer") -> Checks:
    """Checks type, size, charset and validators of an answer."""
    page = answer.page
    size = f"{len(page.body) / 1024:.1f} KB"
    yield name, "holds", f"{page.status} {answer.media_type or 'without a type'}, {size}"
    yield _charset(page)
    printed = [f"{label} {value}" for label, value in (("ETag", answer.etag), ("Last-Modified", answer.last_modified))]
    validators = [line for line, value in zip(printed, (answer.etag, answer.last_modified), strict=True) if value]
    yield "validators", "noted", ", ".join(validators) or "none: its content alone shows whether it changed"


def _charset(page: Page) -> tuple[str, Verdict, str]:
    header = (page.content_type or "").partition("charset=")[2].strip(" \"'") or "none"
    try:
        page.body.decode("utf-8")
        found = "utf-8"
    except UnicodeDecodeError:
        found = "gb18030" if "\ufffd" not in page.text else "unreadable"
    holes = page.text.count("\ufffd")
    if holes:
        return "charset", "differs", f"{holes} unreadable characters; the header says {header}"
    return "charset", "holds", f"{found}; the header says {header}"


def check_listing(column: Column, listing: Listing, led: Sequence[Entry], on: date, *, recorded: bool) -> Checks:
    """Checks the first listing page on the day `on`. `led` are its rows that lead to notices of this site."""
    rows = listing.entries
    if not rows:
        yield "rows", "differs", "none, where rows were always found"
        return
    if len(rows) >= FEW * column.rows:
        yield "rows", "holds", f"{len(rows)}, first: {rows[0].title}"
    else:
        yield "rows", "noted" if recorded else "differs", f"{len(rows)} where {column.rows} are normal"
    strange = [row.url for row in rows if row not in led and not column.ignores(row.url, row.title)]
    known = len(rows) - len(led) - len(strange)
    also = f", {known} are known to be none" if known else ""
    also += f", the first other one to {strange[0]}" if strange else ""
    is_wrong = len(strange) > STRANGERS * len(rows) or (strange and not led)
    verdict: Verdict = "differs" if is_wrong else "noted" if len(strange) > column.strangers * len(rows) else "holds"
    yield "notice addresses", verdict, f"{len(led)} of {len(rows)} rows lead to notices of this site{also}"
    days = listing.days
    future = [day for day in days if day > on]
    seen = f"{len(days)} of {len(rows)} rows have one"
    are_whole = (len(days) == len(rows) or not column.dated) and not future
    if future:
        seen = f"{seen}; {len(future)} lie in the future, such as {future[0]}"
    yield "row dates", "holds" if are_whole else "differs", seen
    turns = sum(above < below for above, below in pairwise(days))
    verdict = "holds" if turns <= max(1, DISORDER * len(days)) else "differs"
    yield "newest first", verdict, "yes" if not turns else f"{turns} of {len(days)} rows stand above a newer one"
    if days:
        yield _age(column, max(days), on, recorded)


def _age(column: Column, newest: date, on: date, recorded: bool) -> tuple[str, Verdict, str]:
    age = (on - newest).days
    seen = f"newest row {newest}, {age} days before"
    if column.quiet_days is None:
        return "age", "noted", seen
    if age <= column.quiet_days:
        return "age", "holds", seen
    return "age", "noted" if recorded else "differs", f"{seen}; {column.quiet_days} are normal"


def check_second_page(column: Column, first: Listing, second: Listing, *, recorded: bool) -> Checks:
    """Compares the second listing page with the first."""
    before = {comparable(row.url) for row in first.entries}
    new = [row for row in second.entries if comparable(row.url) not in before]
    if not second.entries:
        yield "second page", "noted" if recorded else "differs", "has no row"
    elif len(new) >= (1 - REPEATED) * len(second.entries):
        yield "second page", "holds", f"{len(second.entries)} rows, {len(new)} of them not on the first"
    else:
        yield (
            "second page",
            "differs",
            f"{len(new)} of {len(second.entries)} rows are not on the first: is it requested right?",
        )


def report_length(listing: Listing) -> Checks:
    """Reports the numbers of pages and rows that a list prints."""
    lengths = [f"{what}: {number}" for what, number in (("pages", listing.pages), ("rows", listing.total)) if number]
    yield "length", "noted", ", ".join(lengths) or "the list does not say how long it is"


def has_second_page(column: Column, listing: Listing) -> bool:
    """Whether the list should have a second page."""
    if column.has_one_page or (listing.pages is not None and listing.pages < 2):
        return False
    return listing.total is None or listing.total > len(listing.entries)


def check_notices(column: Column, seen: Sequence[Seen], now: datetime) -> Checks:
    """Checks the fields of the notices, and reports the labels by which each field was found."""
    number = len(seen)
    titles = [one for one in seen if _from_page(one.document, "title")]
    alike = sum(_bare(one.document.title) == _bare(one.entry.title) for one in seen)
    yield "title", _all(titles, seen), f"{len(titles)} of {number}, {alike} as in the list{_places(titles, 'title')}"
    dated = [one for one in seen if one.document.published_on]
    same = sum(one.document.published_on == one.entry.published_on for one in dated)
    places = _places(dated, "published_on")
    yield "published_on", _all(dated, seen), f"{len(dated)} of {number}, {same} as in the list{places}"
    texts = [one for one in seen if one.document.body or one.document.attachments]
    lengths = "、".join(str(len(one.document.body)) for one in seen)
    # A picture of a policy (一图读懂) has no text; where most pages have none, the text is not where it was.
    empty = [one.document.url for one in seen if one not in texts]
    also = f"; none at {empty[0]}" if empty else ""
    verdict: Verdict = "differs" if len(empty) > len(texts) else "holds"
    yield "body", verdict, f"{len(texts)} of {number}, {lengths} characters{also}"
    for name in COUNTED:
        if name in ("published_on", "body"):
            continue
        found = [one for one in seen if getattr(one.document, name)]
        verdict = _all(found, seen) if name in column.always else "noted"
        yield name, verdict, f"{len(found)} of {number}{_places(found, name)}"
    stages = Counter(one.document.stage for one in seen)
    yield "stage", "noted", ", ".join(f"{count} {stage}" for stage, count in stages.items())
    unfit = [f"{one.document.url}: {fault}" for one in seen for fault in faults(one.document, now.date())]
    yield "fit to be stored", "differs" if unfit else "holds", "; ".join(unfit) or "yes"


def _all(found: Sequence[Seen], seen: Sequence[Seen]) -> Verdict:
    return "holds" if len(found) == len(seen) else "differs"


def _from_page(document: PolicyDocument, name: str) -> bool:
    why = document.evidence.get(name)
    return why is not None and why.found_in is not Place.LISTING


def _places(seen: Sequence[Seen], name: str) -> str:
    """The labels by which a field was found, in brackets."""
    rules = Counter(one.document.evidence[name].rule for one in seen if name in one.document.evidence)
    return " (" + ", ".join(rules) + ")" if rules else ""


def _bare(title: str) -> str:
    return "".join(title.split())


LINKS = ("网站声明", "版权声明", "版权保护", "版权说明", "法律声明", "免责声明", "使用条款")
"""Words of the link at the foot of a page (网站声明 on www.gov.cn and www.mee.gov.cn), the more telling first."""

NAME = "terms of reuse"


def linked_statement(answer: Answer) -> str | None:
    """The address of the statement that an answer links to; None where it is no HTML or has no such link."""
    page = answer.page
    if page.is_plain_text or page.begins in ("{", "["):
        return None
    links = {"".join(link.text_content().split()): page.absolute(link.get("href", "")) for link in page.root.iter("a")}
    return next((address for words in LINKS if (address := links.get(words))), None)


async def probe_statement(source: SiteSpider, linked: str | None) -> tuple[str, str, Verdict, str]:
    """Requests the statement of a source, so that the recording keeps it; gives where, the fact, verdict and words."""
    known = rights_of(source.name)
    address = known.statement or linked
    if address is None:
        return source.allowed_domains[0], NAME, "noted", "no page about them is known, and none was linked"
    where = host_of(address)
    if urlsplit(address).hostname not in source.allowed_domains:
        return where, NAME, "noted", f"linked and not requested, for it is another site: {address}"
    try:
        answer = await source.fetch(PageRequest(address))
    except DownloadFailed as why:
        return where, NAME, "noted", str(why)
    to_do = "" if known.terms else "; read it and add its row to parsers/registry/rights.csv"
    return where, NAME, "noted", f"{len(_text(answer.page)):,} characters at {address}{to_do}"


def _text(page: Page) -> str:
    return "" if page.is_plain_text else page.root.text_content().strip()
