"""All sources on one loopback server: their lists, paging, API calls and notices, made from the saved pages.

Nothing here names a source. The methods of each spider (`listing`, `notice_page`) are walked as a crawl walks them, and
for each request an answer is looked for that they accept: a saved page of the source whose rows are made new, or what
the site's platform answers. So a source that is added later is served as soon as its spider and saved pages are there.
"""

import hashlib
import json
import re
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import parsers.document
from parsers.addresses import comparable
from parsers.errors import NotReadable
from parsers.extraction import Entry, Listing
from parsers.grammar.agencies import AGENCIES
from parsers.page import Page
from parsers.sites import reader_of
from scrapers.base_spiders.jpaas import SearchColumn, UnitColumn
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import DownloadFailed, NotFound
from scrapers.network.download import request_for
from scrapers.network.page_request import Answer, PageRequest
from scrapers.walk.column import Column
from storage.crawl.pages import PendingPage
from tests.saved_pages import addresses
from tests.scrapers.loopback import asking

PAGES = Path(__file__).parents[1] / "pages"
MOST_CALLS = 6
"""Requests that one page of a list, or one notice, may take."""
FIRST_DAY = date(2026, 1, 1)
MOST_PAGES = 10
"""Pages of a list that is found by an index: no more than a saved index names."""

Key = tuple[str, str, bytes]
"""Method, address and body of a request."""

_RUN = re.compile(r"[0-9a-f]{32}|\d{4,}")
"""The part of an address that tells one notice from another."""

_IDENTIFIER = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_BREAK = r"(?:\s|\\[nrt]|<br\s*/?>|&nbsp;)*"
_DAY = re.compile(r"(?<!\d)\d{4}(?:([-/.])\d{1,2}(\1)|(年)\d{1,2}(月))\d{1,2}(?!\d)")
_TITLE = re.compile(r"关于做好第(\d+)项样例工作的通知")


@dataclass
class Published:
    """One source's answers at one time, and what should be known after a crawl of it."""

    source: type[SourceSpider]
    lists: dict[Key, bytes] = field(default_factory=dict)
    """Shells, indexes and pages of lists."""
    notices: dict[Key, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    """Address of a notice, as it is compared -> its title."""
    first: set[Key] = field(default_factory=set)
    """Requests on the way to the first page of a list, those that answer 404 among them."""
    least: int = 0
    """Requests that a crawl of an unchanged site makes: one a column, and the index of a column that has one."""


class NoSavedPage(AssertionError):
    """A source has no saved page from which a column or a notice of it can be served."""


class Press:
    """Makes a source's answers; each call of `publish` gives every column new notices."""

    def __init__(self, source: type[SourceSpider]) -> None:
        self.source = source
        self.reader = reader_of(source.name)
        self.serial = 0
        self.time = 0

    def publish(self) -> Published:
        """Answers in which every list shows notices that none showed before. Raises NoSavedPage."""
        made = Published(self.source)
        for place, column in enumerate(self.source.columns):
            if column.index is not None:
                self._index(made, column)
                continue
            first, second = self._page(made, column, 1, place), set[Key]()
            if place == 0 and not column.has_one_page:
                second = self._page(made, column, 2, place)  # the first column shows how its site pages
            for key in first | second:
                made.lists[key] = self._of_pages(made.lists[key], 2 if second else 1)
        self.time += 1
        return made

    # Lists

    def _of_pages(self, body: bytes, number: int) -> bytes:
        """A list that says that it has so many pages, where it says that it has more."""
        url = self.source.columns[0].home
        listing = self._read(url, body)
        if listing is None or listing.pages is None or listing.pages <= number:
            return body
        for printed in filter(None, (listing.pages, listing.total)):
            for other in range(number, printed):
                text = re.sub(rf"(?<![\w./-]){printed}(?![\w./-])", str(other), body.decode()).encode()
                shorter = self._read(url, text)
                if shorter and shorter.pages == number and shorter.days == listing.days:
                    return text
        return body

    def _page(self, made: Published, column: Column, n: int, place: int) -> set[Key]:
        """Adds page `n` of a column, and gives the requests that lead to it; none where it is not there."""
        taken = self.serial

        def candidates(ask: PageRequest) -> Iterator[bytes | None]:
            yield from self._of_platform(column, n)
            yield from self._lists_in_folder(column, place, taken, self._day(n))
            yield from self._shells(column)
            yield None

        def accept(got: Any) -> bool:
            return isinstance(got, Listing) and bool(self._notices_of(got, made, column))

        async def steps() -> Listing:
            spider = self._spider()
            for before in range(1, n):  # the first page may say where the others stand
                await spider.listing(column, before)
            return await spider.listing(column, n)

        lists = _walk(steps, candidates, accept, made.lists)
        if lists is None and n > 1:
            return set()  # further pages are not what the saved lists show
        if lists is None:
            raise NoSavedPage(f"{self.source.name}, {column.name}, page {n}: {self._why_none(column)}")
        listing, answers = lists
        served = {key: body for key, body in answers.items() if body is not None}
        made.lists |= served
        if n == 1:
            made.first |= answers.keys()
            made.least += 1
        self.serial = max(self.serial, taken + _ROWS_AT_MOST)
        for entry in self._notices_of(listing, made, column):
            self._notice(made, entry, column)
        return set(served)

    def _index(self, made: Published, column: Column) -> None:
        """A column whose pages an index lists, all of which are requested for."""
        assert column.index is not None
        for body in _saved(self.source.name).values():
            issues = self._read(column.index, body)
            if issues and all(issue.url.startswith(column.home) for issue in issues.entries):
                break
        else:
            raise NoSavedPage(f"{self.source.name}, {column.name}: no saved index")
        made.lists[_key(PageRequest(column.index))] = body
        made.first |= {_key(PageRequest(column.index)), _key(PageRequest(issues.entries[0].url))}
        made.least += 2
        for issue in issues.entries[:MOST_PAGES]:
            for body in self._rewritten_lists(0, self.serial, self._day(1)):
                listing = self._read(issue.url, body)
                if listing and (entries := self._notices_of(listing, made, column)):
                    break
            else:
                raise NoSavedPage(f"{self.source.name}, {column.name}: no saved page of {issue.title}")
            made.lists[_key(PageRequest(issue.url))] = body
            self.serial += _ROWS_AT_MOST
            for entry in entries:
                self._notice(made, entry, column)

    def _why_none(self, column: Column) -> str:
        """Why no saved list can be served: there is none, or its rows do not match the pattern of notices."""
        for name, body in _saved(self.source.name).items():
            listing = self._read(column.home, body)
            if listing and not any(self.source.notice.fullmatch(comparable(row.url)) for row in listing.entries):
                first = comparable(listing.entries[0].url) if listing.entries else "no row"
                pattern = f"{self.source.__name__}.notice"
                return f"{name}: {len(listing.entries)} rows, none matches {pattern}, first {first}"
        return "no saved list is read in its place"

    def _read(self, url: str, body: bytes) -> Listing | None:
        try:
            return self.reader.read_listing(_answered(url, body))
        except (NotReadable, DownloadFailed):
            return None

    def _notices_of(self, listing: Listing, made: Published, column: Column) -> list[Entry]:
        """Its notices; none where one of them is not new in title and address or stands in another list already, and
        none of a list with rows that the column does not expect."""
        rows = [entry for entry in listing.entries if not column.ignores(entry.url, entry.title)]
        if column.strangers:  # rows that lead to other sites are normal here
            rows = [entry for entry in rows if self.source.notice.fullmatch(comparable(entry.url))]
        is_new = all(
            self.source.notice.fullmatch(comparable(entry.url))
            and _is_new(entry)
            and comparable(entry.url) not in made.titles
            for entry in rows
        )
        return rows if is_new else []

    def _day(self, n: int) -> date:
        """The day of the rows of page `n`: what is published later is newer, further pages are older."""
        return FIRST_DAY + timedelta(days=10 * self.time + 1 - n)

    @cached_property
    def _saved_lists(self) -> list[tuple[bytes, Listing]]:
        read = ((body, self._read(self.source.columns[0].home, body)) for body in _saved(self.source.name).values())
        return [(body, listing) for body, listing in read if listing is not None]

    def _rewritten_lists(self, start: int, serial: int, day: date) -> Iterator[bytes]:
        """The source's saved lists with addresses, titles and days that never were; `start` tells which comes first."""
        lists = self._saved_lists
        for body, listing in lists[start % len(lists) :] + lists[: start % len(lists)] if lists else ():
            text = _DAY.sub(
                lambda found: f"{day.year}{found[1] or found[3]}{day.month:02}{found[2] or found[4]}{day.day:02}",
                body.decode(),
            )
            runs = {run: n for n, entry in enumerate(listing.entries, serial) for run in _RUN.findall(entry.url)[-1:]}
            text = _renumbered(text, {run: _other_run(run, number) for run, number in runs.items()})
            for number, entry in enumerate(listing.entries, serial):
                text = _retitled(text, entry.title, self._title(number))
            yield text.encode()

    def _lists_in_folder(self, column: Column, start: int, serial: int, day: date) -> Iterator[bytes]:
        """The same, and before each the one whose links into folders of other columns lead into this column's."""
        ours, *others = (f"{urlsplit(each.home).path.rpartition('/')[0]}/" for each in (column, *self.source.columns))
        for body in self._rewritten_lists(start, serial, day):
            text = body.decode()
            for theirs in others:
                text = text.replace(theirs, ours) if len(theirs) > 1 else text
            yield from dict.fromkeys((text.encode(), body))

    def _shells(self, column: Column) -> Iterator[bytes]:
        """The source's saved pages as this column would have them: with its folders, and identifiers of its own."""
        for body in _saved(self.source.name).values():
            text = body.decode()
            for other in self.source.columns:
                for theirs, ours in zip(other.home.split("/"), column.home.split("/"), strict=False):
                    text = text.replace(theirs, ours) if theirs != ours and len(theirs) > 3 else text
            yield _IDENTIFIER.sub(lambda found: _digest(found[0] + column.name), text).encode()

    def _of_platform(self, column: Column, n: int) -> Iterator[bytes]:
        """What Hanweb's jpaas answers, on sites that run on it."""
        if not isinstance(column, UnitColumn | SearchColumn):
            return
        unit = {"pageId": _digest(column.name), **column.known}
        if isinstance(column, UnitColumn):
            names = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
            said = {name: str(unit.get(name, "null")) for name in names} | {"pageType": "column", "tagId": column.tag}
            script = f'<script parsetype="bulidstatic" querydata="{said}"></script>'
            yield f"<html><head><title>{column.name}</title></head><body>{script}</body></html>".encode()
        yield json.dumps({"success": True, "data": {"categories": [{"iid": 196}]}}).encode()
        day = self._day(n)
        rows = [(self._address(self.serial + k), self._title(self.serial + k)) for k in range(2)]
        items = "".join(
            f'<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>' for url, title in rows
        )
        unit_answer = {"html": f'<ul class="page-content">{items}</ul>'}
        hits = [{"data": {"url": url, "title": title, "jsearch_date": f"{day}"}} for url, title in rows]
        data = unit_answer if isinstance(column, UnitColumn) else {"searchResult": {"dataResults": hits}}
        yield json.dumps({"success": True, "data": data}, ensure_ascii=False).encode()

    def _address(self, number: int) -> str:
        """An address as the source's notices have it."""
        known = next(
            url
            for name, url in addresses("notices").items()
            if self.source.notice.fullmatch(url) and _is_of(self.source.name, name)
        )
        run = _RUN.findall(known)[-1]
        return known.replace(run, _other_run(run, number))

    # Notices

    def _notice(self, made: Published, entry: Entry, column: Column) -> None:
        titled = _TITLE.search(entry.title)
        assert titled
        number = int(titled[1])
        wanted = PendingPage(entry, "new")
        known = {**made.lists, **made.notices}

        def candidates(ask: PageRequest) -> Iterator[bytes | None]:
            for name, body in _saved(self.source.name).items():
                if (record := _record(name)) is not None:
                    yield _rewritten_notice(body, record, entry, number)
            yield from _saved(self.source.name).values()

        def accept(got: Any) -> bool:
            if not isinstance(got, Answer):
                return False
            try:
                document = parsers.document.parse(got.page, entry, column.stage)
            except NotReadable:
                return False
            is_this = document.title == entry.title and comparable(document.url) == comparable(entry.url)
            return is_this and not {document.document_number, document.index_number} & _numbers(self.source.name)

        found = _walk(lambda: self._spider().notice_page(wanted), candidates, accept, known)
        if found is None:
            raise NoSavedPage(f"{self.source.name}: no saved notice can stand at {entry.url}")
        made.notices |= {key: body for key, body in found[1].items() if body is not None}
        made.titles[comparable(entry.url)] = entry.title

    def _title(self, number: int) -> str:
        return f"{AGENCIES[self.source.name].zh_short}关于做好第{number}项样例工作的通知"

    def _spider(self) -> SourceSpider:
        spider = self.source()
        spider.note = lambda message: None  # type: ignore[method-assign]
        spider.session = SimpleNamespace(now=lambda: datetime.now(UTC))  # type: ignore[assignment]
        return asking(spider)


_ROWS_AT_MOST = 40
"""Rows of a saved list; the numbers of the next list begin behind them."""


def _walk(
    begin: Callable[[], Coroutine[PageRequest, Any, Any]],
    candidates: Callable[[PageRequest], Iterator[bytes | None]],
    accept: Callable[[Any], bool],
    known: Mapping[Key, bytes],
) -> tuple[Any, dict[Key, bytes | None]] | None:
    """What the steps return, and the answers that lead there, looked for depth first; None where none do.

    Among the candidates None is the answer that there is no such page.
    """

    def search(path: tuple[bytes | None, ...]) -> tuple[Any, dict[Key, bytes | None]] | None:
        steps = begin()
        requested: dict[Key, bytes | None] = {}
        try:
            ask = steps.send(None)
            for body in path:
                requested[_key(ask)] = body
                ask = steps.throw(NotFound(ask.url)) if body is None else steps.send(_answer(ask, body))
        except StopIteration as end:
            return (end.value, requested) if accept(end.value) else None
        except (NotReadable, DownloadFailed, ValueError):
            return None
        steps.close()
        if len(path) == MOST_CALLS:
            return None
        answered, key = {**known, **requested}, _key(ask)
        bodies: Iterable[bytes | None] = [answered[key]] if key in answered else candidates(ask)
        return next((found for body in bodies if (found := search((*path, body)))), None)

    return search(())


def _rewritten_notice(body: bytes, record: Mapping[str, Any], entry: Entry, number: int) -> bytes:
    """A saved notice with the title and address of a row, another number and index number."""
    text = _retitled(body.decode(), record["title"], entry.title)
    text = _renumbered(text, dict(zip(_RUN.findall(record["url"])[-1:], _RUN.findall(entry.url)[-1:], strict=False)))
    if serial := re.search(r"\d+(?=号)", record.get("document_number_as_printed", "")):
        text = re.sub(rf"(?<!\d){serial[0]}(?=\s*号)", str(number), text)
    if printed := record.get("index_number"):
        text = text.replace(printed, re.sub(r"\d+(?=\D*$)", f"9{number}", printed))
    return text.encode()


def _renumbered(text: str, runs: Mapping[str, str]) -> str:
    """The text with other runs in its addresses, all at once: a new one may hold an old one."""
    longest_first = sorted(runs, key=len, reverse=True)
    return re.sub("|".join(longest_first), lambda found: runs[found[0]], text) if runs else text


def _retitled(text: str, title: str, new: str) -> str:
    """The text with another title, however the page breaks the old one."""
    return re.sub(_BREAK.join(map(re.escape, "".join(title.split()))), new, text)


def _digest(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _is_new(entry: Entry) -> bool:
    title, runs = _TITLE.search(entry.title), _RUN.findall(entry.url)
    return title is not None and bool(runs) and _other_run(runs[-1], int(title[1])) == runs[-1]


def _key(ask: PageRequest) -> Key:
    request = request_for(ask)
    return request.method, request.url, request.body


def _answer(ask: PageRequest, body: bytes) -> Answer:
    return Answer(_answered(ask.url, body), None)


def _answered(url: str, body: bytes) -> Page:
    return Page(url, body, content_type=media_type(body), fetched_at=datetime.now(UTC))


def media_type(body: bytes) -> str:
    """The Content-Type under which a body is served."""
    return "application/json" if body.lstrip()[:1] in (b"{", b"[") else "text/html; charset=utf-8"


def _other_run(run: str, number: int) -> str:
    """Another run of as many characters."""
    return f"{number:032x}" if len(run) == 32 else f"9{number:0{len(run) - 1}d}"[: len(run)]


@cache
def _saved(source: str) -> Mapping[str, bytes]:
    """The saved pages of a source by name, those of its own folder and those among the generic ones."""
    files = sorted((PAGES / source).glob("*.*")) + sorted((PAGES / "generic").glob(f"{source}[_.]*"))
    bodies = {str(file.relative_to(PAGES)): file.read_bytes() for file in files if file.suffix in (".html", ".json")}
    return {name: body for name, body in bodies.items() if not name.endswith(".record.json") and _is_utf8(body)}


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


@cache
def _record(name: str) -> Mapping[str, Any] | None:
    """The record beside a saved notice; None for any other page."""
    path = PAGES / f"{name}.record.json"
    return dict(json.loads(path.read_text())) if path.exists() else None


@cache
def _numbers(source: str) -> set[str]:
    """Numbers and index numbers of the saved notices: by one of them a notice would be taken for another."""
    records = filter(None, map(_record, _saved(source)))
    return {record[name] for record in records for name in ("document_number", "index_number") if record.get(name)}


def _is_of(source: str, name: str) -> bool:
    return name.startswith((f"{source}/", f"generic/{source}"))


def publish(sources: Sequence[type[SourceSpider]], times: int) -> list[dict[str, Published]]:
    """So many times one after another: by source, what it has published then."""
    presses = [Press(source) for source in sources]
    return [{press.source.name: press.publish() for press in presses} for _ in range(times)]
