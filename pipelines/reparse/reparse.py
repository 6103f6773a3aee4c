"""Reads the archived page of every document again with today's parsers and saves what changes.

Files that documents link to are read again behind the pages, where today's readers are newer than those of their text.
One process for each core reads, and this one saves, a group in one transaction. A reparse that is killed keeps its
committed groups, and the next one saves the rest. A change is a revision of kind `reparsed`.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from parsers.files import LIMITS, Limits
from pipelines import agencies
from pipelines.reparse import reread_files, reread_pages
from pipelines.reparse.processes import Inputs, read_groups
from pipelines.reparse.report import Example, Report
from pipelines.reparse.reread_files import Reread
from pipelines.reparse.reread_pages import Reading
from storage.archive import ArchivePlace
from storage.attachments.saving import Rebuilt
from storage.database import Database
from storage.documents import queries
from storage.documents.writing.visit import Outcome

PAGES_PER_GROUP, FILES_PER_GROUP = 20, 2
"""Pages and files that a process reads at a time and one transaction saves."""
PAUSE_SECONDS = 0.02
"""Between two transactions: a crawl that waits for an SQLite file looks only now and then whether it is free."""

T = TypeVar("T", Reading, Reread)


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
    reading one file. `progress` gets the pages done and the pages in all. Raises StorageError where the database fails.
    That, and a reading process that dies, which the report says, ends it; what was committed until then stays.
    """
    report, inputs = Report(), Inputs(archive, database, limits)
    if not dry_run:
        agencies.fill(database)
    try:
        _reparse(report, inputs, sources, dry_run, processes, progress)
    except BrokenProcessPool:
        report.failed.append("a process that reads the archive died; what was saved stays, the next reparse goes on")
    return report


def _reparse(
    report: Report,
    inputs: Inputs,
    sources: Sequence[str],
    dry_run: bool,
    processes: int | None,
    progress: Callable[[int, int], None],
) -> None:
    database = inputs.database
    with database.read() as connection:
        pages = queries.captured_pages(connection, sources)
    groups = [pages[start : start + PAGES_PER_GROUP] for start in range(0, len(pages), PAGES_PER_GROUP)]
    for readings in read_groups(reread_pages.read_group, inputs, groups, processes):
        outcomes = _save_group(database, reread_pages.save, readings, dry_run)
        for reading, outcome in zip(readings, outcomes, strict=True):
            _report_page(report, reading, outcome)
        progress(report.pages, len(pages))
    with database.read() as connection:
        files = reread_files.held(connection, sources)
    groups = [files[start : start + FILES_PER_GROUP] for start in range(0, len(files), FILES_PER_GROUP)]
    for reread in read_groups(reread_files.read_group, inputs, groups, processes):
        changes = _save_group(database, reread_files.save, reread, dry_run)
        for file, changed in zip(reread, changes, strict=True):
            _report_file(report, file, changed)


def _save_group(
    database: Database, save: Callable[[Connection, T, datetime], Any], group: Sequence[T], dry_run: bool
) -> list[Any]:
    """Saves what was read, in one transaction; a dry run takes it back."""
    if not group:
        return []
    with database.write() as connection:
        saved = [save(connection, item, datetime.now(UTC)) for item in group]
        if dry_run:
            connection.rollback()
    time.sleep(PAUSE_SECONDS)
    return saved


def _report_page(report: Report, reading: Reading, outcome: Outcome | None) -> None:
    report.pages += 1
    if reading.document is None:
        (report.missing if reading.is_missing else report.failed).append(reading.why)
        return
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


def _report_file(report: Report, reread: Reread, changed: Rebuilt | None) -> None:
    report.files += 1
    if reread.reading is None:
        (report.missing if reread.is_missing else report.failed).append(reread.why)
    elif changed is None:
        report.superseded += 1
    else:
        report.changed_files += changed.has_other_text
        for document_id, fields in changed.fields.items():
            report.revised += bool(fields)
            report.add_fields(reread.file.source, document_id, reread.file.url, fields)
