"""Reads the archived page of every document again with today's parsers and saves what changes.

Files that documents link to are read again behind the pages, where today's readers are newer than those of their text.
One process for each core reads pages; the writer of a crawl saves them, a group in one transaction. A reparse that is
killed keeps its committed groups, and the next one saves the rest. A change is a revision of kind `reparsed`.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
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
from pipelines.attached_files import AttachedFileReader
from pipelines.validation import faults
from pipelines.writer import Writer
from reprocessing import reread_files
from reprocessing.archived_page import page_of
from reprocessing.reread_files import Changed, OldFile, Reread
from storage.archive import Archive, ArchiveError
from storage.database import Database
from storage.documents import queries, saving
from storage.documents.queries import CurrentCapture
from storage.documents.saving import Outcome
from storage.schema import captures

GROUP = 20
"""Pages that a process reads at a time, and the least that one transaction saves."""
FEW = 20
"""Groups that one process has read before a second has started."""
AHEAD = 4
"""Groups that are read before they are needed, for each process."""
UNSAVED = 2
"""Groups that are with the writer while the next is read."""
EXAMPLES = 3
"""Changes that are reported in full for each source and field."""


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
    files: int = 0
    """Attached files that were read again, or understood anew."""
    changed_files: int = 0
    """Those of them that gave another text."""
    unchanged: int = 0
    revised: int = 0
    """Pages and files that changed a document."""
    merged: list[Example] = field(default_factory=list)
    """Documents that were found to be one: the address of the page, and into which document."""
    parted: list[Example] = field(default_factory=list)
    """Pages that left their document."""
    superseded: int = 0
    """Pages that a crawl fetched during the reparse."""
    fields: dict[tuple[str, str], FieldChange] = field(default_factory=dict)
    """(source, field) -> what changes."""
    failed: list[str] = field(default_factory=list)
    """Pages that today's parsers cannot read, a line each; what is stored of them stays."""
    missing: list[str] = field(default_factory=list)
    """Pages whose answer this archive does not have whole, a line each."""

    @property
    def ok(self) -> bool:
        """True where every page was found and read."""
        return not self.failed and not self.missing


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a capture again gave."""

    capture: CurrentCapture
    document: PolicyDocument | None
    why: str = ""
    is_missing: bool = False


Saved = list[tuple[Reading, Outcome | None]]
"""The readings of a group that gave a document, each with what saving it did; None: a crawl has a newer page."""


class _DryRun(Exception):
    """Rolls the transaction of a dry run back."""

    def __init__(self, saved: Saved) -> None:
        self.saved = saved


class _FileDryRun(Exception):
    """The same, of a file."""

    def __init__(self, changed: Changed | None) -> None:
        self.changed = changed


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

    `dry_run` reports what would change and changes nothing. `progress` gets the pages done and the pages in all. Raises
    StorageError where the database fails; what was committed until then stays.
    """
    with database.read() as connection:
        wanted = queries.captured_pages(connection, sources)
    report = Report()
    waiting: deque[tuple[Sequence[Reading], Future[Saved]]] = deque()

    def report_oldest() -> None:
        readings, future = waiting.popleft()
        try:
            saved = future.result()
        except _DryRun as done:
            saved = done.saved
        _report_group(report, readings, saved)
        progress(report.pages, len(wanted))

    with closing(Writer(database, Archive(archive))) as writer:
        groups, count = _groups(database, wanted), -(-len(wanted) // GROUP)
        for readings in _read_all(groups, count, archive, processes or os.cpu_count() or 1):
            waiting.append((readings, writer.submit(partial(_save_group, readings=readings, dry_run=dry_run))))
            if len(waiting) > UNSAVED:
                report_oldest()
        while waiting:
            report_oldest()
        _reread_files(database, archive, sources, writer, report, dry_run)
    return report


def _reread_files(
    database: Database, folder: Path, sources: Sequence[str], writer: Writer, report: Report, dry_run: bool
) -> None:
    with Archive(folder) as archive, closing(AttachedFileReader()) as reader:
        for file in _outdated_files(database, sources):
            with database.read() as connection:
                reread = reread_files.read_again(archive, reader, connection, file)
            report.files += 1
            if reread.reading is None:
                report.missing.append(reread.why)
                continue
            try:
                changed = writer.submit(partial(_save_file, reread=reread, dry_run=dry_run)).result()
            except _FileDryRun as done:
                changed = done.changed
            _report_file(report, file, changed)


def _outdated_files(database: Database, sources: Sequence[str]) -> Iterator[OldFile]:
    last: int | None = 0
    while last is not None:
        with database.read() as connection:
            old, last = reread_files.outdated(connection, sources, last)
        yield from old


def _save_file(connection: Connection, reread: Reread, dry_run: bool) -> Changed | None:
    changed = reread_files.save(connection, reread, datetime.now(UTC))
    if dry_run:
        raise _FileDryRun(changed)
    return changed


def _report_file(report: Report, file: OldFile, changed: Changed | None) -> None:
    if changed is None:
        report.superseded += 1
        return
    report.changed_files += changed.has_other_text
    for document_id, fields in changed.fields.items():
        report.revised += bool(fields)
        _report_fields(report, file.source, document_id, file.url, fields)


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
    except Exception as error:  # a bug that one page meets must not stop the others
        return Reading(capture, None, f"{capture.url}: the parser failed: {type(error).__name__}: {error}")
    if wrong := faults(document, date.today()):
        return Reading(capture, None, f"{capture.url}: {'; '.join(wrong)}")
    return Reading(capture, document)


def _read_group(folder: Path, group: Sequence[CurrentCapture]) -> list[Reading]:
    with Archive(folder) as archive:
        return [read_again(archive, capture) for capture in group]


def _groups(database: Database, pages: Sequence[int]) -> Iterator[list[CurrentCapture]]:
    """The current captures of pages by id, a group at a time."""
    for start in range(0, len(pages), GROUP):
        with database.read() as connection:
            group = list(queries.captures_of(connection, pages[start : start + GROUP]))
        yield group


def _read_all(
    groups: Iterator[list[CurrentCapture]], count: int, folder: Path, processes: int
) -> Iterator[Sequence[Reading]]:
    """The groups as they were read, in order; only a few are read ahead, so that memory stays flat."""
    if processes == 1 or count < FEW:
        for group in groups:
            yield _read_group(folder, group)
        return
    with ProcessPoolExecutor(min(processes, count), mp_context=_processes()) as pool:
        waiting: deque[Future[list[Reading]]] = deque()
        try:
            while True:
                for group in islice(groups, AHEAD * processes - len(waiting)):
                    waiting.append(pool.submit(_read_group, folder, group))
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


def _save_group(connection: Connection, readings: Sequence[Reading], dry_run: bool) -> Saved:
    now = datetime.now(UTC)
    saved = [(reading, _save(connection, reading, now)) for reading in readings if reading.document]
    if dry_run:
        raise _DryRun(saved)
    return saved


def _save(connection: Connection, reading: Reading, now: datetime) -> Outcome | None:
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


def _report_group(report: Report, readings: Sequence[Reading], saved: Saved) -> None:
    report.pages += len(readings)
    for reading in readings:
        if reading.document is None:
            (report.missing if reading.is_missing else report.failed).append(reading.why)
    for reading, outcome in saved:
        _report_page(report, reading, outcome)


def _report_page(report: Report, reading: Reading, outcome: Outcome | None) -> None:
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
    _report_fields(report, reading.capture.source, outcome.document_id, url, outcome.fields)


def _report_fields(
    report: Report, source: str, document_id: int, url: str, fields: Mapping[str, Mapping[str, Any]]
) -> None:
    for name, change in fields.items():
        found = report.fields.setdefault((source, name), FieldChange())
        found.count += 1
        if len(found.examples) < EXAMPLES:
            found.examples.append(Example(document_id, url, change["old"], change["new"]))
