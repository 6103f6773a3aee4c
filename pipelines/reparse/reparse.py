"""Reads the archived page of every document again with today's parsers and saves what changes.

Files that documents link to are read again behind the pages, where today's readers are newer than those of their text.
One process for each core reads and compares; the writer of a crawl saves what differs, a group in one transaction. A
reparse that is killed keeps its committed groups, and the next one saves the rest. A change is a revision of kind
`reparsed`.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from parsers.files import LIMITS, Limits
from pipelines import agencies
from pipelines.reparse import reread_files, reread_pages
from pipelines.reparse.processes import Processes, inputs
from pipelines.reparse.report import Example, Report
from pipelines.reparse.reread_files import Changed, OldFile, Reread
from pipelines.reparse.reread_pages import Reading, Saved
from pipelines.writer import Writer
from storage.archive import Archive, ArchivePlace
from storage.crawl.reread_groups import Group, Kind
from storage.database import Database
from storage.documents import queries
from storage.documents.queries import CurrentCapture
from storage.documents.writing.visit import Outcome

PAGES_PER_GROUP = 20
"""Pages that a process reads at a time, and the least that one transaction saves."""
FILES_PER_GROUP, FIRST_FILE_GROUPS = 2, 4
"""Files that a process reads at a time, and groups of them that one process has read before a second has started."""
PAGES_PER_JOB, FILES_PER_JOB = 100, 10
"""Pages and files of a job in the queue of the workers: some seconds."""
UNSAVED_GROUPS = 2
"""Groups that are with the writer while the next is read."""

T = TypeVar("T")
R = TypeVar("R")


class _DryRun(Exception):
    """Rolls the transaction of a dry run back."""

    def __init__(self, saved: Any) -> None:
        self.saved = saved


def reparse(
    database: Database,
    archive: ArchivePlace,
    sources: Sequence[str] = (),
    *,
    dry_run: bool = False,
    processes: int | None = None,
    limits: Limits = LIMITS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Reads every current capture of these sources (default: of all) again.

    `dry_run` reports what would change and changes nothing. `processes`: default as many as cores. `limits`: of
    reading one file. `progress` gets the pages done and the pages in all. Raises StorageError where the database fails;
    what was committed until then stays.
    """
    report = Report()
    if not dry_run:
        agencies.fill(database)
    with (
        Processes(archive, database, processes, limits) as readers,
        closing(Writer(database, Archive(archive))) as writer,
    ):
        with database.read() as connection:
            pages = queries.captured_pages(connection, sources)

        def report_pages(readings: Sequence[Reading], saved: Saved) -> None:
            _report_pages(report, readings, saved)
            progress(report.pages, len(pages))

        save_pages = partial(_save_pages, archive=archive, dry_run=dry_run)
        _save_all(writer, readers.map(reread_pages.read_group, _page_groups(database, pages)), save_pages, report_pages)
        _save_all(
            writer,
            readers.map(reread_files.read_group, _file_groups(database, sources), FIRST_FILE_GROUPS),
            partial(_save_files, dry_run=dry_run),
            partial(_report_files, report),
        )
    return report


def groups(database: Database, sources: Sequence[str] = ()) -> Iterator[tuple[Kind, list[int]]]:
    """The ids of all that is to be read again, in the groups that jobs of workers read; files behind the pages."""
    with database.read() as connection:
        pages = queries.captured_pages(connection, sources)
    yield from (("pages", pages[start : start + PAGES_PER_JOB]) for start in range(0, len(pages), PAGES_PER_JOB))
    files = [file.file_id for group in _file_groups(database, sources) for file in group]
    yield from (("files", files[start : start + FILES_PER_JOB]) for start in range(0, len(files), FILES_PER_JOB))


def reread(group: Group) -> tuple[int, list[str]]:
    """Reads a group again and saves what differs, in a process of a pool; how many changed, and what was not read."""
    report, found = Report(), inputs()
    for start in range(0, len(group.ids), PAGES_PER_GROUP):
        ids = group.ids[start : start + PAGES_PER_GROUP]
        with found.database.read() as connection:
            captured = list(queries.captures_of(connection, ids)) if group.kind == "pages" else []
            held = reread_files.outdated_of(connection, ids) if group.kind == "files" else []
        readings, reread_now = reread_pages.read_group(found, captured), reread_files.read_group(found, held)
        saved = found.database.beside(partial(_save_pages, readings=readings, archive=found.archive, dry_run=False))
        changed = found.database.beside(partial(_save_files, group=reread_now, dry_run=False))
        _report_pages(report, readings, saved)
        _report_files(report, reread_now, changed)
    return report.revised + len(report.merged) + len(report.parted), [*report.failed, *report.missing]


def _page_groups(database: Database, pages: Sequence[int]) -> Iterator[list[CurrentCapture]]:
    """The newest good answers of pages by id, a group at a time."""
    for start in range(0, len(pages), PAGES_PER_GROUP):
        with database.read() as connection:
            group = list(queries.captures_of(connection, pages[start : start + PAGES_PER_GROUP]))
        yield group


def _file_groups(database: Database, sources: Sequence[str]) -> Iterator[list[OldFile]]:
    """The files that are to be read again, a group at a time."""
    last: int | None = 0
    while last is not None:
        with database.read() as connection:
            old, last = reread_files.outdated(connection, sources, last)
        yield from (old[start : start + FILES_PER_GROUP] for start in range(0, len(old), FILES_PER_GROUP))


def _save_all(
    writer: Writer,
    groups: Iterable[Sequence[T]],
    save: Callable[[Connection, Sequence[T]], R],
    report: Callable[[Sequence[T], R], None],
) -> None:
    """Hands the groups to the writer while the next are read, and reports each once it is committed."""
    waiting: deque[tuple[Sequence[T], Future[R]]] = deque()

    def report_oldest() -> None:
        group, future = waiting.popleft()
        try:
            saved = future.result()
        except _DryRun as done:
            saved = done.saved
        report(group, saved)

    for group in groups:
        waiting.append((group, writer.submit(lambda connection, group=group: save(connection, group))))  # type: ignore[misc]
        if len(waiting) > UNSAVED_GROUPS:
            report_oldest()
    while waiting:
        report_oldest()


def _save_pages(connection: Connection, readings: Sequence[Reading], archive: ArchivePlace, dry_run: bool) -> Saved:
    saved = reread_pages.save_group(connection, archive, readings, datetime.now(UTC))
    if dry_run:
        raise _DryRun(saved)
    return saved


def _save_files(connection: Connection, group: Sequence[Reread], dry_run: bool) -> list[Changed | None]:
    now = datetime.now(UTC)
    saved = [None if reread.why else reread_files.save(connection, reread, now) for reread in group]
    if dry_run:
        raise _DryRun(saved)
    return saved


def _report_pages(report: Report, readings: Sequence[Reading], saved: Saved) -> None:
    report.pages += len(readings)
    for reading in readings:
        if not reading.is_read:
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
    report.add_fields(reading.capture.source, outcome.document_id, url, outcome.fields)


def _report_files(report: Report, group: Sequence[Reread], saved: Sequence[Changed | None]) -> None:
    for reread, changed in zip(group, saved, strict=True):
        report.files += 1
        if reread.why:
            (report.missing if reread.is_missing else report.failed).append(reread.why)
        elif changed is None:
            report.superseded += 1
        else:
            report.changed_files += changed.has_other_text
            for document_id, fields in changed.fields.items():
                report.revised += bool(fields)
                report.add_fields(reread.file.source, document_id, reread.file.url, fields)
