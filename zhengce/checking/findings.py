"""A bibliography against the database: held (which document, how sure), changed since, withdrawn, or missing and why.

Wrong is worse than missing. Only an exact number, address or title makes a document held. What merely looks alike is
`unsure` and says how alike it is; a title that differs in a number, a year or a batch (第五批, 第六批), or in being a
draft, is another document and only named as near. Nothing is read whole: each question to the `Library` is a look-up by
an index, and a document is read once it is a candidate.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_number import Number, lead_body, read_number
from parsers.grammar.title import read_title
from parsers.moments import CHINA
from parsers.record import PolicyDocument
from parsers.registry.closed_sites import ClosedSite, closed_sites
from storage.documents import lookup_columns, queries
from storage.documents.queries import StoredDocument
from storage.resolution.matching import is_one_of_its_kind, title_stem
from storage.resolution.merging import bodies_of
from storage.resolution.normalization import title_key
from storage.resolution.redirects import present_id
from storage.schema import changes, pages
from storage.search import engine
from storage.statements import of_documents
from zhengce.checking.references import Reference, read_reference
from zhengce.documents.phrases import join, phrase
from zhengce.search import identifiers

TELLING_PAIRS = 24
"""The rarest pairs of characters of a title; 关于 and 通知 find every document."""

COMMON = 400
"""Titles from which a pair of characters tells nothing."""

CANDIDATES = 40
"""Titles with the most pairs of characters in common, which are then compared whole."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that is held, as far as a bibliography can name it."""

    document: StoredDocument
    stems: frozenset[str]
    """Its titles for comparing, on every site, and that of the document which it issues."""
    says_its_matter: bool
    """False for a title like 中华人民共和国工业和信息化部公告, which every announcement has."""

    @property
    def id(self) -> int:
        """That of the document."""
        return self.document.id

    @property
    def record(self) -> PolicyDocument:
        """Its record, without text and parts."""
        return self.document.record

    @property
    def bodies(self) -> frozenset[str]:
        """The ids of the bodies that issued it."""
        return frozenset(body.id for body in self.record.issuing_bodies if body.id)

    @property
    def days(self) -> list[date]:
        """Of publication and of writing."""
        return [day for day in (self.record.published_on, self.record.written_on) if day]


_PAGE = re.compile(r"/documents/(?P<id>[0-9]{1,9})(?=[?#]|$)")
_RUN = re.compile(r"[^\W_]+")


class Library:
    """Everything held, and what was crawled, for as long as the connection stands."""

    def __init__(self, connection: Connection, crawlable: Iterable[str] = (), base: str | None = None) -> None:
        """`crawlable`: names of the sources that can be crawled, whether or not anything of them is held; `base`: where
        `zhengce serve` answers, for addresses of its pages."""
        self._connection = connection
        self.crawlable = tuple(crawlable)
        self._servers = {"127.0.0.1", "localhost", _server_of(base or "")}
        self._held: dict[int, HeldDocument | None] = {}

    def get(self, ids: Iterable[int]) -> list[HeldDocument]:
        """Documents by id, in the order of their ids; news and ids that do not exist are left out."""
        wanted = sorted(set(ids))
        if fresh := [number for number in wanted if number not in self._held]:
            self._held.update(dict.fromkeys(fresh))
            self._held.update((document.id, document) for document in _documents(self._connection, fresh))
        return [held for number in wanted if (held := self._held[number])]

    def numbered(self, number: Number) -> tuple[list[int], list[int]]:
        """The documents that have a number, and those that can have it where it lacks its issuer, kind or year."""
        whole, fitting = identifiers.numbered(self._connection, number)
        return self._ids(whole), self._ids(fitting)

    def at(self, url: str) -> list[int]:
        """The documents that stand at an address; of a page of ours, that which its id means now."""
        if number := self._id_in(url):
            return self._ids([present_id(self._connection, number)])
        return self._ids(lookup_columns.at_address(self._connection, address_key(url)))

    def is_ours(self, url: str) -> bool:
        """Whether an address is the page of a document on a server that has this database."""
        return self._id_in(url) is not None

    def is_of_a_site(self, url: str) -> bool:
        """Whether an address is one of ours, of a ministry, or of a host of which any page was found."""
        host = address_key(url).partition("/")[0]
        return self.is_ours(url) or host.endswith(".gov.cn") or self.knows_host(host)

    def titled(self, title: str) -> list[int]:
        """The documents that bear a title, on any site."""
        return self._on_pages(pages.c.stem_key == title_key(title))

    def issuing(self, title: str) -> list[int]:
        """The documents that issue one of this title."""
        return self._on_pages(pages.c.issued_stem_key == title_key(title))

    def why_unread(self, url: str) -> str | None:
        """Why a page that was found is not held; None where none of this address was found, or it is held."""
        query = sa.select(pages.c.failed_why).where(
            pages.c.address_key == address_key(url), pages.c.document_id.is_(None)
        )
        row = self._connection.execute(query.order_by(pages.c.id.desc())).first()
        return (row.failed_why or "listed, and not fetched yet") if row else None

    def knows_host(self, host: str) -> bool:
        """Whether any page of a host, given without www., was found."""
        key = pages.c.address_key
        query = sa.select(key).where(sa.or_(key == host, key.startswith(f"{host}/", autoescape=True))).limit(1)
        return self._connection.execute(query).first() is not None

    @cached_property
    def sources(self) -> dict[str, tuple[date | None, date | None]]:
        """Source of which pages are held -> their oldest and newest day of publication."""
        day = pages.c.published_on
        query = sa.select(pages.c.source, sa.func.min(day), sa.func.max(day)).where(pages.c.document_id.is_not(None))
        rows = self._connection.execute(query.group_by(pages.c.source))
        return {source: (oldest, newest) for source, oldest, newest in rows}

    def alike(self, title: str, least: float, most: int) -> list[tuple[float, HeldDocument]]:
        """The documents whose titles are most like this one, with the likeness from 0 to 1, the likest first."""
        stem, count = stem_of(title), Counter[int]()
        having = engine.in_titles(self._connection, sorted(_pairs_of(title)), COMMON + 1)
        telling = sorted((ids for ids in having if len(ids) <= COMMON), key=len)
        for ids in telling[:TELLING_PAIRS]:
            count.update(ids)
        found = []
        likely = sorted(count.items(), key=lambda entry: (-entry[1], entry[0]))
        for document in self.get(number for number, _ in likely[:CANDIDATES]):
            score = max(SequenceMatcher(None, stem, own, autojunk=False).ratio() for own in document.stems)
            if score >= least or any(stem in own for own in document.stems):
                found.append((score, document))
        return sorted(found, key=lambda pair: (-pair[0], pair[1].id))[:most]

    def _id_in(self, url: str) -> int | None:
        page = _PAGE.search(url)
        return int(page["id"]) if page and (url.startswith("/") or _server_of(url) in self._servers) else None

    def _on_pages(self, condition: sa.ColumnElement[bool]) -> list[int]:
        query = sa.select(pages.c.document_id).where(condition, pages.c.document_id.is_not(None))
        return self._ids(self._connection.execute(query).scalars())

    def _ids(self, ids: Iterable[int]) -> list[int]:
        return [document.id for document in self.get(ids)]


def _server_of(url: str) -> str:
    """The host of an address, without its port."""
    return address_key(url).partition("/")[0].partition(":")[0]


def stem_of(title: str) -> str:
    """A title for comparing: without the issuers before 关于, without a number behind, letters and digits only."""
    return title_stem(PolicyDocument(source="", url="", title=title, stage="final"))


def _documents(connection: Connection, ids: Sequence[int]) -> Iterator[HeldDocument]:
    """Documents as far as a bibliography can name them; no news."""
    printed: dict[int, list[str | None]] = {}
    for row in connection.execute(of_documents(pages, pages.c.id), {"ids": list(ids)}):
        if row.record:  # of a document that stands on several pages
            values = json.loads(row.record)
            printed.setdefault(row.document_id, []).extend((values["title"], values.get("issued_title")))
    for document in queries.each_of(connection, ids, parts=(), with_body=False):
        record = document.record
        titles = (record.title, record.issued_title, *printed.get(document.id, ()))
        stems = frozenset(stem_of(title) for title in titles if title) - {""}
        plain = PolicyDocument("", "", record.title, "final", issuing_bodies=record.issuing_bodies)
        if record.stage != "news":
            says_its_matter = any(is_one_of_its_kind(stem, plain) for stem in stems)
            yield HeldDocument(document, stems or frozenset({record.title}), says_its_matter)


def _pairs_of(title: str) -> set[str]:
    """The pairs of neighbouring characters of a title as it is printed."""
    return {run[at : at + 2] for run in _RUN.findall(title) for at in range(len(run) - 1)}


Status = Literal["held", "changed", "withdrawn", "unsure", "missing", "unread"]

ALIKE = 0.86
"""Likeness of two titles from which one may be a misprint of the other."""
NEAR = 0.7
"""Likeness from which a title is worth naming beside a missing one."""
PART = 8
"""Least length, in characters, of a title that may be a part of a longer one."""
MOST_NEAR = 3

_NUMERAL = re.compile("\\d+|[一二三四五六七八九十百零〇]+")
_PLACE = re.compile("[\u4e00-\u9fff]{2}(?=[省市县])")
"""锦州 in 关于批准锦州市土地利用总体规划的通知."""
_DRAFT = re.compile("征求意见|草案|送审稿|讨论稿|公开征集")
_PART_OF_A_NUMBER = "number without issuer or year"
"""第41号令, 2026年第41号令: fits a document, and others that are not held."""
_ISSUED = "issued document's title"
_SAME_WEEK, _SAME_MONTH = 7, 31
"""Days by which the line's day may differ from the document's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one reference."""

    status: Status
    how: str = ""
    """By what it was found: number, address, title …; empty where it was not."""
    score: float | None = None
    """1.0 for an exact match; the likeness of the titles where it is unsure."""
    document: HeldDocument | None = None
    why: str = ""
    """What differs, what changed, or why it is missing; for a person."""
    near: tuple[HeldDocument, ...] = ()
    """Other documents that look alike."""
    changed: tuple[str, ...] = ()
    """Fields that were revised since the given day."""
    warning: str = ""
    """That the document is no longer in force, since when, and what ended it."""


def check_references(
    connection: Connection,
    references: Iterable[str],
    since: date | None = None,
    crawlable: Iterable[str] = (),
    base: str | None = None,
) -> list[Finding]:
    """A finding for each reference; `crawlable` and `base` as of a `Library`."""
    library = Library(connection, crawlable, base)
    return [find(connection, library, read_reference(line), since) for line in references]


def find(connection: Connection, library: Library, reference: Reference, since: date | None = None) -> Finding:
    """What is held of a reference: a title, a number, an address, or a line of a bibliography with all of them.

    `since`: from when a change of it counts.
    """
    if reference.says_nothing:
        return Finding("unread", why=phrase("reference.unread"))
    matches = _exact(library, reference)
    finding = _judged(connection, matches, since) if matches else _alike_or_missing(library, reference)
    warning = _no_longer_in_force(library, finding.document) if finding.document else ""
    return replace(finding, warning=warning) if warning else finding


@dataclass(frozen=True, slots=True)
class _Match:
    """A document, by what it was found, and what does not fit."""

    held: HeldDocument
    how: str
    doubts: tuple[str, ...]


def _judged(connection: Connection, matches: Sequence[_Match], since: date | None) -> Finding:
    """The finding of what was found by number, address or exact title: sure of one without doubts alone."""
    sure = [match for match in matches if not match.doubts]
    match = sure[0] if len(sure) == 1 else matches[0]
    near = tuple(other.held for other in matches if other is not match)[:MOST_NEAR]
    status: Status = "held"
    fields: tuple[str, ...] = ()
    why, gone_at = "", match.held.document.gone_at
    if match.doubts or len(sure) != 1:
        status, why = "unsure", join(match.doubts) or phrase("reference.several", count=len(sure))
    elif gone_at:
        status, why = "withdrawn", phrase("reference.withdrawn", day=gone_at.astimezone(CHINA).date())
    elif since and (fields := _revised(connection, match.held.id, since)):
        status, why = "changed", phrase("reference.revised", day=since, fields=", ".join(fields))
    return Finding(status, match.how, 1.0, match.held, why, near, fields)


def _revised(connection: Connection, document_id: int, since: date) -> tuple[str, ...]:
    start = datetime.combine(since, time(), CHINA).astimezone(UTC)
    query = sa.select(changes.c.fields).where(
        changes.c.document_id == document_id, changes.c.kind == "revised", changes.c.changed_at >= start
    )
    return tuple(sorted({name for fields in connection.execute(query).scalars() for name in fields or ()}))


def _exact(library: Library, reference: Reference) -> list[_Match]:
    """Documents found by number, address or exact title, those with the fewest doubts first."""
    by: dict[int, list[str]] = {}
    numbered = [library.numbered(number) for number in reference.numbers]
    for how, ids in (
        ("number", [whole for whole, _ in numbered]),
        (_PART_OF_A_NUMBER, [fitting for whole, fitting in numbered if not whole]),
        ("address", [library.at(url) for url in reference.urls]),
        ("title", [library.titled(title) for title in reference.titles[:1]]),
        (_ISSUED, [library.issuing(title) for title in reference.titles]),
    ):
        for number in sorted({number for group in ids for number in group}):
            by.setdefault(number, []).append(how)
    matches = [
        _Match(document, " and ".join(by[document.id]), tuple(_doubts(reference, document, by[document.id])))
        for document in library.get(by)
    ]
    strength = {how: place for place, how in enumerate(("number", "address", "title"))}
    return sorted(
        matches, key=lambda match: (len(match.doubts), strength.get(match.how.split(" and ")[0], 9), match.held.id)
    )


def _doubts(reference: Reference, held: HeldDocument, how: Sequence[str]) -> Iterator[str]:
    """What of the line does not fit a document that was found by a part of it."""
    by, title = how[0], next(iter(reference.titles), None)
    if reference.numbers and "number" not in how and (_PART_OF_A_NUMBER not in how or len(how) == 1):
        own = read_number(held.record.document_number or "")
        if own and own.key not in {number.key for number in reference.numbers}:
            yield phrase("reference.doubt.number", how=by, number=held.record.document_number)
        elif not own and by != "address":
            yield phrase("reference.doubt.no_number", how=by)
    if title and by in ("number", "address") and not _same_matter(title, held):
        yield phrase("reference.doubt.title", how=by, title=held.record.title)
    if how == [_ISSUED] and title:
        if held.record.stage == "interpretation" or held.record.document_type == "批复":
            yield phrase("reference.doubt.about")
        elif stem_of(title) != stem_of(held.record.issued_title or ""):
            yield phrase("reference.doubt.issued")
    if by in ("title", _ISSUED):
        if not held.says_its_matter and not _near_day(reference, held, _SAME_WEEK):
            yield phrase("reference.doubt.no_matter")
        if title and _is_of_others(title, held):
            yield phrase("reference.doubt.bodies")
        if not {"number", "address"} & set(how) and reference.days and not _near_day(reference, held, _SAME_MONTH):
            days = sorted(map(str, held.days))
            yield phrase("reference.doubt.day", days=" and ".join(days)) if days else phrase("reference.doubt.no_day")


def _same_matter(title: str, held: HeldDocument) -> bool:
    given = stem_of(title)
    return any(
        given in own
        or own in given
        or (SequenceMatcher(None, given, own).ratio() >= NEAR and _same_serials(given, own))
        for own in held.stems
    )


def _is_of_others(title: str, held: HeldDocument) -> bool:
    """True if a title names bodies, and none of them issued the document."""
    named = {body.id for body in read_title(title).issuing_bodies if body.id}
    return bool(named and held.bodies) and not named & held.bodies


def _near_day(reference: Reference, held: HeldDocument, most: int) -> bool:
    return any(abs((given - day).days) <= most for given in reference.days for day in held.days)


def _alike_or_missing(library: Library, reference: Reference) -> Finding:
    near: list[tuple[float, HeldDocument]] = []
    differs = ""
    if reference.titles:
        title = reference.titles[0]
        near = library.alike(title, NEAR, MOST_NEAR)
        score, held = next((pair for pair in near if not _difference(title, pair[1])), (0.0, None))
        is_part = held is not None and len(stem_of(title)) >= PART and any(stem_of(title) in own for own in held.stems)
        if held and not reference.numbers and (score >= ALIKE or is_part):
            how = "part of its title" if is_part else "similar title"
            others = tuple(other for _, other in near if other is not held)
            why = phrase("reference.similar", title=held.record.title)
            return Finding("unsure", how, round(score, 2), held, why, others)
        if near:
            words = _difference(title, near[0][1]) or phrase("reference.partly_alike")
            differs = phrase("reference.nearest", id=near[0][1].id, words=words)
    why = join((why_missing(library, reference), differs))
    return Finding("missing", why=why, near=tuple(held for _, held in near))


def _difference(title: str, held: HeldDocument) -> str:
    """Why a title that looks alike is another document's; empty where nothing says so."""
    given = stem_of(title)
    if bool(_DRAFT.search(title)) != (held.record.stage == "draft"):
        return phrase("reference.differs.draft" if held.record.stage == "draft" else "reference.differs.no_draft")
    if held.record.stage == "interpretation" and "解读" not in title:
        return phrase("reference.differs.interpretation")
    if not any(_same_serials(given, own) or given in own for own in held.stems):
        return phrase("reference.differs.serial")
    if not any(_PLACE.findall(given) == _PLACE.findall(own) for own in held.stems):
        return phrase("reference.differs.place")
    return phrase("reference.differs.bodies") if _is_of_others(title, held) else ""


def _same_serials(one: str, other: str) -> bool:
    return Counter(_NUMERAL.findall(one)) == Counter(_NUMERAL.findall(other))


# Why a document is missing, or held and no longer in force


def why_missing(library: Library, reference: Reference) -> str:
    """One line for a person."""
    for url in reference.urls:
        if why := library.why_unread(url):
            return phrase("reference.missing.unread", why=why)
    if not library.sources:
        return phrase("reference.missing.nothing")
    hosts = [address_key(url).partition("/")[0] for url in reference.urls if not library.is_ours(url)]
    if hosts and not any(map(library.knows_host, hosts)):
        # The closed site to which a host belongs, given without www.
        own = {address_key(site.address).partition("/")[0]: site for site in closed_sites().values()}
        closed = next((site for domain, site in own.items() if f".{hosts[0]}".endswith(f".{domain}")), None)
        return _closed(closed) if closed else phrase("reference.missing.host", host=hosts[0])
    if not (reference.titles or reference.numbers or reference.urls):
        return phrase("reference.missing.not_named")
    body = _lead(reference)
    source = next(
        (name for name in dict.fromkeys((*library.crawlable, *library.sources)) if body in bodies_of(name)), None
    )
    if body and source is None and body in closed_sites():
        return _closed(closed_sites()[body])
    if body and source not in library.sources:
        key = "reference.missing.source" if source else "reference.missing.no_source"
        return phrase(key, source=source, body=_name(body))
    days = [day for name, pair in library.sources.items() if source in (None, name) for day in pair if day]
    where = source or phrase("reference.sources")
    if not days:
        return phrase("reference.missing.not_found", where=where)
    # The last day of the year that a number names: the document is not younger.
    years = [date(number.year, 12, 31) for number in reference.numbers if number.year]
    if any(day < min(days) for day in (*reference.days, *years)):
        return phrase("reference.missing.older", where=where, day=min(days))
    return phrase("reference.missing.not_within", where=where, first=min(days), last=max(days))


def _no_longer_in_force(library: Library, held: HeldDocument) -> str:
    """no longer in force: repealed since 2024-07-01 by document 12 《…》; empty for any other document."""
    document, status = held.document, held.document.status()
    last = document.moved[1] or held.record.repealed_on
    if status == "expired" and last:
        return phrase("reference.ended.expired_day", day=last + timedelta(days=1))
    if status not in ("repealed", "replaced", "stopped", "expired"):
        return ""
    ended = phrase(f"reference.ended.{status}")
    if document.ended_on is None:
        return phrase("reference.ended.printed", status=ended, source=held.record.source)
    others = library.get([document.ended_by or 0])
    by = "".join(phrase("reference.ended.by", id=other.id, title=other.record.title) for other in others)
    return phrase("reference.ended.since", status=ended, day=document.ended_on, by=by)


def _closed(site: ClosedSite) -> str:
    return phrase("reference.missing.closed", body=_name(site.body), reason=str(site))


def _lead(reference: Reference) -> str | None:
    """The leading body, by the title or else by the number."""
    named = [body.id for title in reference.titles[:1] for body in read_title(title).issuing_bodies[:1]]
    numbered = [body.id for number in reference.numbers if (body := lead_body(number))]
    return next(iter((*named, *numbered)), None)


def _name(body: str) -> str:
    agency = AGENCIES[body]
    return f"{agency.zh_short}, {agency.abbr or agency.en_name}"
