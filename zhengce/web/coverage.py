"""What this database covers: for pages, the API and the tool `coverage`, and the block in every answer of a tool.

"Not held" is never "does not exist": the block names the sources that fail, rest, are closed or were never crawled, and
how many attached files were not read.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.registry.closed_sites import closed_sites
from storage import changes
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.documents import provenance
from storage.documents.filters import DAY, Filters
from storage.health import Health, backlog
from storage.schema import documents, pages
from zhengce.documents import view
from zhengce.documents.phrases import join, phrase
from zhengce.english import vocabulary
from zhengce.notifications.message import wrong
from zhengce.web import words

CACHE_SECONDS = 30.0
"""How long the block is cached: the health of many sources is many queries."""

NOT_HELD = "Not held is not: does not exist. `missing` says what this database lacks and why."

HealthCheck = Callable[[Connection], Sequence[Health]]
"""Returns the health of the sources."""

Columns = Callable[[], Mapping[str, Sequence[str]]]
"""Returns the names of the columns that are crawled, by source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """One source that can be crawled."""

    source: str
    documents: int
    """All that stand on its pages but news: what its filter finds."""
    first_day: str | None
    last_day: str | None
    last_crawl_at: str | None
    missing: list[str]
    """What is wrong with it and since when, each in a line; empty where it is well."""
    is_failing: bool
    """Its last crawl did not do what it should."""
    unread_files: int
    """Attached files without text."""

    @property
    def state(self) -> str:
        """In a word."""
        if self.last_crawl_at is None:
            return "never crawled"
        return "wanting" if self.is_failing else "well"

    def to_dict(self) -> dict[str, Any]:
        """As the API and the tool have it."""
        facts = ("documents", "first_day", "last_day", "last_crawl_at", "state", "missing")
        return {**named(self.source), **{name: getattr(self, name) for name in facts}}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held, and what is missing and why."""

    documents: int
    first_day: str | None
    last_day: str | None
    last_change: int
    sources: tuple[SourceCoverage, ...]

    @property
    def last_read(self) -> str | None:
        """When the last crawl began."""
        return max((source.last_crawl_at for source in self.sources if source.last_crawl_at), default=None)

    def block(self) -> dict[str, Any]:
        """As every answer carries it."""
        missing = [f"{source.source}: {what}" for source in self.sources for what in source.missing]
        missing += [f"{site.body}: {site}" for site in closed_sites().values()]
        return {
            **{name: getattr(self, name) for name in ("documents", "first_day", "last_day", "last_change")},
            "sources": [source.source for source in self.sources if source.documents],
            "missing": missing,
            "note": NOT_HELD,
        }


@dataclass(slots=True)
class CoverageReader:
    """Reads the coverage, and caches it for CACHE_SECONDS."""

    sources: Sequence[str]
    check: HealthCheck | None = None
    columns: Columns = dict
    _cached: Coverage | None = field(default=None, init=False)
    _until: float = field(default=0.0, init=False)

    @property
    def cached(self) -> Coverage | None:
        """The coverage of CACHE_SECONDS ago at most; None where it is to be read."""
        return self._cached if time.monotonic() < self._until else None

    def read(self, connection: Connection) -> Coverage:
        """The coverage now, or of CACHE_SECONDS ago at most."""
        coverage = self.cached
        if coverage is None:
            coverage = self._cached = _read(connection, self.sources, self.check)
            self._until = time.monotonic() + CACHE_SECONDS
        return coverage

    def answer(self, connection: Connection) -> dict[str, Any]:
        """All sources with their columns, and those that are closed, with where their documents stand."""
        columns = self.columns()
        return {
            "sources": [
                source.to_dict() | {"columns": list(columns.get(source.source, ()))}
                for source in self.read(connection).sources
            ],
            "closed": [_closed(connection, body) for body in closed_sites()],
        }


def named(body: str) -> dict[str, Any]:
    """A source with its names."""
    return {"source": body, "name": words.chinese_name("source", body), "name_en": words.value("source", body)}


def _closed(connection: Connection, body: str) -> dict[str, Any]:
    site, found = closed_sites()[body], provenance.of_body(connection, body)
    return {
        **named(body),
        **{name: getattr(site, name) for name in ("address", "reason", "seen_on")},
        "documents_elsewhere": found.whole.documents,
        "found_at": [share.source for share in found.shares],
    }


def _read(connection: Connection, sources: Sequence[str], check: HealthCheck | None) -> Coverage:
    conditions = Filters().conditions()
    first, last, number = sa.func.min(DAY), sa.func.max(DAY), sa.func.count(documents.c.id.distinct())
    whole = connection.execute(sa.select(number, first, last).select_from(documents).where(*conditions)).one()
    by_source = sa.select(pages.c.source, number, first, last).join(documents, documents.c.id == pages.c.document_id)
    rows = {row[0]: row[1:] for row in connection.execute(by_source.where(*conditions).group_by(pages.c.source))}
    health = {one.source: one for one in check(connection)} if check else {}
    coverages = [
        _source(connection, name, rows.get(name, (0, None, None)), health.get(name))
        for name in dict.fromkeys((*sources, *sorted(rows)))
    ]
    return Coverage(whole[0], _day(whole[1]), _day(whole[2]), changes.last_number(connection), tuple(coverages))


def _source(connection: Connection, name: str, row: Sequence[Any], health: Health | None) -> SourceCoverage:
    crawls = runs.latest(connection, 1, name)
    missing = []
    if not crawls:
        missing.append(phrase("coverage.never_crawled"))
    elif health is not None and not health.ok:
        missing.append(wrong(health))
    elif health is None and crawls[0].stop is not StopReason.FINISHED:
        missing.append(phrase("coverage.not_finished", reason=crawls[0].reason or "running or killed"))
    is_failing = bool(crawls and missing)
    counts = backlog.count_files(connection, name).items()
    unread = {state: number for state, number in counts if state not in backlog.READABLE}
    if unread:
        states = join((phrase(f"unread.{state}", count=number) for state, number in unread.items()), ", ")
        files = vocabulary.counted(sum(unread.values()), "attached file")
        missing.append(phrase("coverage.unread", files=files, states=states))
    return SourceCoverage(
        source=name,
        documents=row[0],
        first_day=_day(row[1]),
        last_day=_day(row[2]),
        last_crawl_at=view.moment(crawls[0].started_at if crawls else None),
        missing=missing,
        is_failing=is_failing,
        unread_files=sum(unread.values()),
    )


def _day(value: Any) -> str | None:
    return str(value) if value else None
