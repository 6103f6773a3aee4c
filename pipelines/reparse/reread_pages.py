"""Reads archived pages again as a crawl reads them, compares them with what is held, and saves what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import parsers.document
from parsers.errors import NotReadable
from parsers.record import PolicyDocument
from pipelines.reparse.archived_page import page_of
from pipelines.reparse.processes import Inputs
from pipelines.validation import faults
from storage import locking
from storage.archive import Archive, ArchiveError, ArchivePlace
from storage.documents.queries import CurrentCapture
from storage.documents.writing import rereading, saving
from storage.documents.writing.rereading import Comparison
from storage.documents.writing.visit import Outcome
from storage.schema import captures, pages


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a capture again gave: a record to be saved, what differs from what is held, or why neither."""

    capture: CurrentCapture
    document: PolicyDocument | None = None
    comparison: Comparison | None = None
    """In the place of the record, where the document alone has to be written, or nothing."""
    why: str = ""
    is_missing: bool = False

    @property
    def is_read(self) -> bool:
        """True where today's parsers read the page."""
        return self.document is not None or self.comparison is not None


Saved = list[tuple[Reading, Outcome | None]]
"""The readings of a group that gave something, each with what saving it did; None: a crawl has a newer page."""


def read_group(inputs: Inputs, group: Sequence[CurrentCapture]) -> list[Reading]:
    """Captures, read again and compared with what is held, in order."""
    with Archive(inputs.archive) as archive:
        readings = [read_again(archive, capture) for capture in group]
    records = {one.capture.page_id: one.document for one in readings if one.document is not None}
    with inputs.database.read() as connection:
        found = rereading.compare(connection, records)
    compared = ((one, found.get(one.capture.page_id)) for one in readings)
    return [replace(one, document=None, comparison=this) if this and one.document else one for one, this in compared]


def read_again(archive: Archive, capture: CurrentCapture) -> Reading:
    """One capture, read as a crawl reads its page."""
    try:
        page = page_of(archive.read(capture.location), capture.url)
        stage = capture.entry.stage if capture.entry else None
        document = parsers.document.parse(page, capture.entry, stage)
    except ArchiveError as error:
        return Reading(capture, why=f"{capture.url}: {error}", is_missing=True)
    except (NotReadable, ValueError) as error:
        return Reading(capture, why=f"{capture.url}: {error}")
    except Exception as error:  # a bug that one page meets must not stop the others
        return Reading(capture, why=f"{capture.url}: the parser failed: {type(error).__name__}: {error}")
    if wrong := faults(document, date.today()):
        return Reading(capture, why=f"{capture.url}: {'; '.join(wrong)}")
    return Reading(capture, document)


def save_group(connection: Connection, archive: ArchivePlace, readings: Sequence[Reading], now: datetime) -> Saved:
    """Saves what differs, in order; `archive`: for pages whose document has changed since."""
    saved: Saved = []
    for is_compared, run in groupby((one for one in readings if one.is_read), key=lambda one: one.document is None):
        together = list(run)
        outcomes: Sequence[Outcome | None] = [None] * len(together)
        if is_compared:
            outcomes = rereading.write(connection, [one.comparison for one in together if one.comparison], now)
        for reading, outcome in zip(together, outcomes, strict=True):
            saved.append((reading, outcome or _save_whole(connection, archive, reading, now)))
    return saved


def _save_whole(connection: Connection, archive: ArchivePlace, reading: Reading, now: datetime) -> Outcome | None:
    capture = reading.capture
    newest = connection.execute(_newest, {"page": capture.page_id}).first()
    if newest is not None and locking.hold(connection, page=[newest.page]):
        newest = connection.execute(_newest, {"page": capture.page_id}).first()
    if newest is None or (newest.file, newest.offset) != (capture.location.file, capture.location.offset):
        return None
    document = reading.document
    if document is None:
        with Archive(archive) as opened:
            document = read_again(opened, capture).document
    return saving.save(connection, document, None, capture.entry, now, kind="reparsed") if document else None


_newest = (
    sa.select(captures.c.file, captures.c.offset, pages.c.url.label("page"))
    .join(pages, pages.c.id == captures.c.page_id)
    .where(captures.c.page_id == sa.bindparam("page"))
    .order_by(captures.c.id.desc())
    .limit(1)
)
