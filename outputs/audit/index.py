"""All that is held, by number, address and title: what an audit looks references up in. Read once, kept in memory."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from parsers.grammar.document_number import Number, read_number
from parsers.record import IssuingBody, PolicyDocument
from storage.resolution.matching import comparable, is_one_of_its_kind, title_stem
from storage.schema import annotations, documents, issuing_bodies, pages

TELLING_PAIRS = 24
"""The rarest pairs of characters of a title; 关于 and 通知 find every document."""

CANDIDATES = 40
"""Titles with the most pairs of characters in common, which are then compared whole."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that is held, as far as a bibliography can name it."""

    id: int
    title: str
    issued_title: str | None
    document_number: str | None
    number_key: str | None
    document_type: str | None
    stage: str
    bodies: frozenset[str]
    published_on: date | None
    written_on: date | None
    source: str
    url: str
    gone_at: datetime | None
    stems: frozenset[str]
    """Its titles for comparing, on every site, and that of the document which it issues."""
    says_its_matter: bool
    """False for a title like 中华人民共和国工业和信息化部公告, which every announcement has."""


@dataclass(slots=True)
class Library:
    """Everything held, and what was crawled."""

    held: dict[int, HeldDocument] = field(default_factory=dict)
    by_number: dict[str, list[int]] = field(default_factory=dict)
    orders: dict[int, list[tuple[Number, int]]] = field(default_factory=dict)
    """Serial -> the numbers of orders and announcements with it, and whose they are."""
    by_address: dict[str, list[int]] = field(default_factory=dict)
    by_title: dict[str, list[int]] = field(default_factory=dict)
    by_issued: dict[str, list[int]] = field(default_factory=dict)
    by_english: dict[str, list[int]] = field(default_factory=dict)
    sources: dict[str, tuple[int, date | None, date | None]] = field(default_factory=dict)
    """Source -> pages held, the oldest and the newest day of publication."""
    crawlable: tuple[str, ...] = ()
    """Sources that can be crawled, whether or not anything of them is held."""
    hosts: set[str] = field(default_factory=set)
    """Hosts of the pages held, without www."""
    unread: dict[str, str] = field(default_factory=dict)
    """Address -> why a page that was found is not held."""
    _pairs: dict[str, set[int]] = field(default_factory=dict)

    def fitting(self, number: Number) -> list[int]:
        """The documents that can have a number of an order or announcement that lacks its issuer, kind or year."""
        return [held for whole, held in self.orders.get(number.value, ()) if number.may_be(whole)]

    def alike(self, stem: str, least: float, most: int) -> list[tuple[float, HeldDocument]]:
        """The documents whose titles are most like this one, with the likeness from 0 to 1, the likest first."""
        if not self._pairs:
            for held in self.held.values():
                for own in held.stems:
                    for pair in _pairs_of(own):
                        self._pairs.setdefault(pair, set()).add(held.id)
        known = [pair for pair in sorted(_pairs_of(stem)) if pair in self._pairs]
        count: Counter[int] = Counter()
        for pair in sorted(known, key=lambda pair: len(self._pairs[pair]))[:TELLING_PAIRS]:
            count.update(self._pairs[pair])
        found = []
        for number, _ in sorted(count.items(), key=lambda entry: (-entry[1], entry[0]))[:CANDIDATES]:
            held = self.held[number]
            score = max(_likeness(stem, own) for own in held.stems)
            if score >= least or any(stem in own for own in held.stems):
                found.append((score, held))
        return sorted(found, key=lambda pair: (-pair[0], pair[1].id))[:most]


def stem_of(title: str) -> str:
    """A title for comparing: without the issuers before 关于, without a number behind, letters and digits only."""
    return title_stem(PolicyDocument(source="", url="", title=title, stage="final"))


def open_library(connection: Connection, crawlable: Iterable[str] = ()) -> Library:
    """Reads the library from the database: titles, numbers, addresses; no texts."""
    library = Library(crawlable=tuple(crawlable))
    bodies: dict[int, list[IssuingBody]] = {}
    columns = issuing_bodies.c
    for document_id, *body in connection.execute(
        sa.select(columns.document_id, columns.agency_id, columns.name, columns.as_printed)
    ):
        bodies.setdefault(document_id, []).append(IssuingBody(*body))
    further = _further_titles(connection)
    names = (
        "id title issued_title document_number document_type stage published_on written_on source url gone_at".split()
    )
    query = (
        sa.select(*(documents.c[name] for name in names)).where(documents.c.stage != "news").order_by(documents.c.id)
    )
    for row in connection.execute(query).mappings():
        _add(library, dict(row), tuple(bodies.get(row["id"], ())), further.get(row["id"], ()))
    for note in connection.execute(sa.select(annotations)):
        if note.document_id in library.held:
            library.by_english.setdefault(comparable(note.title_en), []).append(note.document_id)
    _add_pages(connection, library)
    return library


def _add(
    library: Library, row: dict[str, Any], bodies: tuple[IssuingBody, ...], further: Iterable[tuple[str, str | None]]
) -> None:
    titles = {row["title"], *(title for title, _ in further)}
    issued = {title for title in (row["issued_title"], *(name for _, name in further)) if title}
    stems, issued_stems = {stem_of(title) for title in titles}, {stem_of(title) for title in issued}
    number = read_number(row["document_number"]) if row["document_number"] else None
    plain = PolicyDocument(source="", url="", title=row["title"], stage="final", issuing_bodies=bodies)
    held = HeldDocument(
        **row,
        number_key=number.key if number else None,
        bodies=frozenset(body.id for body in bodies if body.id),
        stems=frozenset(stems | issued_stems) - {""} or frozenset({row["title"]}),
        says_its_matter=any(is_one_of_its_kind(stem, plain) for stem in stems | issued_stems),
    )
    library.held[held.id] = held
    if held.number_key:
        library.by_number.setdefault(held.number_key, []).append(held.id)
    if number and number.kind != "letter":
        library.orders.setdefault(number.value, []).append((number, held.id))
    for stem in stems:
        library.by_title.setdefault(stem, []).append(held.id)
    for stem in issued_stems:
        library.by_issued.setdefault(stem, []).append(held.id)
    library.by_address.setdefault(address_key(held.url), []).append(held.id)


def _further_titles(connection: Connection) -> dict[int, list[tuple[str, str | None]]]:
    """The titles that the pages of a document print, where it has several."""
    found: dict[int, list[tuple[str, str | None]]] = {}
    query = sa.select(pages.c.document_id, pages.c.record).where(pages.c.record.is_not(None)).order_by(pages.c.id)
    for document_id, record in connection.execute(query):
        values = json.loads(record)
        found.setdefault(document_id, []).append((values["title"], values.get("issued_title")))
    return found


def _add_pages(connection: Connection, library: Library) -> None:
    spans: dict[str, list[date]] = {}
    counts: Counter[str] = Counter()
    query = sa.select(
        pages.c.url, pages.c.source, pages.c.document_id, pages.c.published_on, pages.c.failed_why
    ).order_by(pages.c.id)
    for row in connection.execute(query):
        key = address_key(row.url)
        library.hosts.add(key.partition("/")[0])
        if row.document_id is None:
            library.unread[key] = row.failed_why or "listed, and not fetched yet"
            continue
        counts[row.source] += 1
        if row.published_on:
            spans.setdefault(row.source, []).append(row.published_on)
        if row.document_id in library.held and row.document_id not in library.by_address.setdefault(key, []):
            library.by_address[key].append(row.document_id)
    for source, count in counts.items():
        days = spans.get(source)
        library.sources[source] = (count, min(days) if days else None, max(days) if days else None)


def _pairs_of(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
