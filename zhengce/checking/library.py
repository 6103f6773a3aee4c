"""All that is held, by number, address and title: what references are looked up in.

Nothing is read whole: each question is a look-up by an index, and a document is read once it is a candidate.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from parsers.grammar.document_number import Number
from parsers.record import PolicyDocument
from storage.documents import lookup_columns, queries
from storage.documents.queries import StoredDocument
from storage.resolution.matching import is_one_of_its_kind, title_stem
from storage.resolution.normalization import title_key
from storage.resolution.redirects import present_id
from storage.schema import pages
from storage.search import engine
from storage.statements import of_documents
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
        self._connection = connection
        self.crawlable = tuple(crawlable)
        """Sources that can be crawled, whether or not anything of them is held."""
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
    for document in queries.each_of(connection, ids, with_parts=False, with_body=False):
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
