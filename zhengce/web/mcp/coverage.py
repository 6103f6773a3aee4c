"""What this database covers: for pages, for the tool `coverage`, and the block that every answer of a tool carries.

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
from storage.documents.filters import DAY, Filters
from storage.health import Health, backlog
from storage.schema import documents, pages
from zhengce.documents import view
from zhengce.documents.phrases import join, phrase
from zhengce.english import vocabulary
from zhengce.notifications.message import wrong

CACHE_SECONDS = 30.0
"""How long the block is cached: the health of many sources is many queries."""

NOT_HELD = "Not held is not: does not exist. `missing` says what this database lacks and why."

HealthCheck = Callable[[Connection], Sequence[Health]]
"""Returns the health of the sources."""

Columns = Callable[[], Mapping[str, Sequence[str]]]
"""Returns the names of the columns that are crawled, by source."""


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """One source that can be crawled."""

    name: str
    documents: int
    first_day: str | None
    last_day: str | None
    last_crawl_at: str | None
    missing: tuple[str, ...]
    """What is wrong with it, each in a line; empty where it is well."""
    is_failing: bool = False
    """Its last crawl did not do what it should."""
    unread_files: int = 0
    """Attached files without text."""

    @property
    def state(self) -> str:
        """In a word."""
        if self.last_crawl_at is None:
            return "never crawled"
        return "wanting" if self.is_failing else "well"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held, and what is missing and why."""

    documents: int
    first_day: str | None
    last_day: str | None
    last_change: int
    sources: tuple[SourceCoverage, ...]

    def block(self) -> dict[str, Any]:
        """As every answer carries it."""
        missing = [f"{source.name}: {what}" for source in self.sources for what in source.missing]
        missing += [f"{site.body}: {site}" for site in closed_sites().values()]
        return {
            **{name: getattr(self, name) for name in ("documents", "first_day", "last_day", "last_change")},
            "sources": [source.name for source in self.sources if source.documents],
            "missing": missing,
            "note": NOT_HELD,
        }


@dataclass(slots=True)
class CoverageReader:
    """Reads the coverage, and caches it for CACHE_SECONDS."""

    sources: Sequence[str]
    check: HealthCheck | None = None
    _cached: Coverage | None = field(default=None, init=False)
    _until: float = field(default=0.0, init=False)

    @property
    def cached(self) -> Coverage | None:
        """The coverage of CACHE_SECONDS ago at most; None where it is to be read."""
        return self._cached if time.monotonic() < self._until else None

    def read(self, connection: Connection) -> Coverage:
        """The coverage now, or of CACHE_SECONDS ago at most."""
        found = self.cached
        if found is None:
            found = self._cached = _read(connection, self.sources, self.check)
            self._until = time.monotonic() + CACHE_SECONDS
        return found


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
    counts = backlog.count_files(connection, name).items()
    unread = {state: number for state, number in counts if state not in backlog.READABLE}
    total = sum(unread.values())
    if unread:
        states = join((phrase(f"unread.{state}", count=number) for state, number in unread.items()), ", ")
        files = vocabulary.counted(total, "attached file")
        missing.append(phrase("coverage.unread", files=files, states=states))
    is_failing = bool(crawls) and len(missing) > bool(unread)
    crawled_at = view.moment(crawls[0].started_at if crawls else None)
    days = _day(row[1]), _day(row[2])
    return SourceCoverage(name, row[0], *days, crawled_at, tuple(missing), is_failing, total)


def _day(value: Any) -> str | None:
    return str(value) if value else None
