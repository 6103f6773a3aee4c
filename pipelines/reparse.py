"""Reads the archived page of every document again with today's parsers, and keeps what they now read better.

The steps of a crawl behind the network: unpack, read, understand, check, save. Pages are read in as many processes as
there are cores; one process saves, a few pages a transaction, so that a reparse may be killed and begun again, and
crawls go on beside it. What changes is a revision of kind `reparsed`, which feeds can tell from an edit.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import parsers.document
from parsers.errors import NotReadable
from parsers.record import PolicyDocument
from pipelines.archived import page_of
from pipelines.validation import faults
from storage.archive import Archive, ArchiveError
from storage.database import Database
from storage.documents import queries, saving
from storage.documents.queries import CurrentCapture
from storage.documents.saving import Outcome
from storage.schema import captures

TOGETHER = 20
"""Pages that are read in one go, and saved in one transaction."""
FEW = 20
"""Portions that are read before a second process would have started."""
AHEAD = 4
"""Such portions that are read ahead, a process."""
EXAMPLES = 3
"""Of what changed, kept for each source and field."""


@dataclass(frozen=True, slots=True)
class Example:
    """One value that changes."""

    document_id: int
    url: str
    old: Any
    new: Any


@dataclass(slots=True)
class FieldChange:
    """What changes in one field of one source."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What a reparse found."""

    pages: int = 0
    unchanged: int = 0
    revised: int = 0
    """Pages that changed their document."""
    merged: list[Example] = field(default_factory=list)
    """Documents that were found to be one: the address of the page, and into which document."""
    parted: list[Example] = field(default_factory=list)
    """Pages that were taken for another document's."""
    superseded: int = 0
    """Pages that a crawl fetched anew meanwhile."""
    fields: dict[tuple[str, str], FieldChange] = field(default_factory=dict)
    """(source, field) -> what changes."""
    failed: list[str] = field(default_factory=list)
    """Pages that the parsers of today cannot read, a line each; what is stored of them stays."""
    missing: list[str] = field(default_factory=list)
    """Pages whose archived answer is not in this folder, or not whole, a line each."""

    @property
    def ok(self) -> bool:
        """True where every page was had and read."""
        return not self.failed and not self.missing


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a capture again gave."""

    capture: CurrentCapture
    document: PolicyDocument | None
    why: str = ""
    is_missing: bool = False


def reparse(
    database: Database,
    archive: Path,
    sources: Sequence[str] = (),
    *,
    dry_run: bool = False,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Reads every current capture of these sources (default: of all) again.

    `dry_run` finds what would change and changes nothing. `progress` is called with pages done and pages in all. Raises
    StorageError where the database fails; what was saved until then stays.
    """
    with database.read() as connection:
        wanted = list(queries.current_captures(connection, sources))
    report = Report()
    portions = [wanted[start : start + TOGETHER] for start in range(0, len(wanted), TOGETHER)]
    for readings in _read_all(portions, archive, processes or os.cpu_count() or 1):
        _keep(database, readings, report, dry_run)
        report.pages += len(readings)
        progress(report.pages, len(wanted))
    return report


def read_again(archive: Archive, capture: CurrentCapture) -> Reading:
    """One capture, read as a crawl reads its page."""
    try:
        page = page_of(archive.read(capture.location), capture.url)
        stage = capture.entry.stage if capture.entry else None
        document = parsers.document.parse(page, capture.entry, stage)
    except ArchiveError as error:
        return Reading(capture, None, f"{capture.url}: {error}", is_missing=True)
    except (NotReadable, ValueError) as error:
        return Reading(capture, None, f"{capture.url}: {error}")
    except Exception as error:  # a fault of ours in one page must not cost the others
        return Reading(capture, None, f"{capture.url}: the parser failed: {type(error).__name__}: {error}")
    if wrong := faults(document, date.today()):
        return Reading(capture, None, f"{capture.url}: {'; '.join(wrong)}")
    return Reading(capture, document)


def _read_portion(folder: Path, portion: Sequence[CurrentCapture]) -> list[Reading]:
    with Archive(folder) as archive:
        return [read_again(archive, capture) for capture in portion]


def _read_all(
    portions: Sequence[Sequence[CurrentCapture]], folder: Path, processes: int
) -> Iterator[Sequence[Reading]]:
    """The portions as they were read, in order; a few are read ahead, so that memory stays flat."""
    if processes == 1 or len(portions) < FEW:
        for portion in portions:
            yield _read_portion(folder, portion)
        return
    with ProcessPoolExecutor(min(processes, len(portions)), mp_context=_processes()) as pool:
        waiting: deque[Future[list[Reading]]] = deque()
        rest = iter(portions)
        try:
            while True:
                for portion in islice(rest, AHEAD * processes - len(waiting)):
                    waiting.append(pool.submit(_read_portion, folder, portion))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _processes() -> BaseContext:
    """How processes are started: not forked from this one, which has a database open."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])  # one import for all of them
    return context


class _Undone(Exception):
    """Ends a dry run's transaction."""


def _keep(database: Database, readings: Sequence[Reading], report: Report, dry_run: bool) -> None:
    now = datetime.now(UTC)
    for reading in readings:
        if reading.document is None:
            (report.missing if reading.is_missing else report.failed).append(reading.why)
    try:
        with database.write() as connection:
            outcomes = [(reading, _save(connection, reading, now)) for reading in readings if reading.document]
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    for reading, outcome in outcomes:
        _count(report, reading, outcome)


def _save(connection: Connection, reading: Reading, now: datetime) -> Outcome | None:
    """What becomes of the page's document; None where a crawl has fetched the page anew meanwhile."""
    assert reading.document is not None
    capture = reading.capture
    newest = connection.execute(_newest, {"page": capture.page_id}).first()
    if newest is None or (newest.file, newest.offset) != (capture.location.file, capture.location.offset):
        return None
    return saving.save(connection, reading.document, None, capture.entry, now, kind="reparsed")


_newest = (
    sa.select(captures.c.file, captures.c.offset)
    .where(captures.c.page_id == sa.bindparam("page"))
    .order_by(captures.c.id.desc())
    .limit(1)
)


def _count(report: Report, reading: Reading, outcome: Outcome | None) -> None:
    if outcome is None:
        report.superseded += 1
        return
    url = reading.capture.entry.url if reading.capture.entry else reading.capture.url
    whole = Example(outcome.document_id, url, reading.capture.document_id, outcome.document_id)
    if outcome.kind == "merged":
        report.merged.append(whole)
    elif outcome.kind == "new":
        report.parted.append(whole)
    elif outcome.fields:
        report.revised += 1
    else:
        report.unchanged += 1
    for name, change in outcome.fields.items():
        found = report.fields.setdefault((reading.capture.source, name), FieldChange())
        found.count += 1
        if len(found.examples) < EXAMPLES:
            found.examples.append(Example(outcome.document_id, url, change["old"], change["new"]))
