"""Reads archived pages again as a crawl reads them, and saves what that gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import parsers.document
from parsers.errors import NotReadable
from parsers.record import PolicyDocument
from pipelines.reparse.archived_page import page_of
from pipelines.reparse.processes import Inputs
from pipelines.validation import faults
from storage.archive import Archive, ArchiveError
from storage.documents import queries
from storage.documents.queries import CurrentCapture
from storage.documents.writing import saving
from storage.documents.writing.visit import Outcome
from storage.schema import captures


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a capture again gave: a record, or why there is none."""

    capture: CurrentCapture
    document: PolicyDocument | None = None
    why: str = ""
    is_missing: bool = False


def read_group(inputs: Inputs, ids: Sequence[int]) -> list[Reading]:
    """The newest good answers of pages by id, read again in order."""
    with inputs.database.read() as connection:
        group = list(queries.captures_of(connection, ids))
    with Archive(inputs.archive) as archive:
        return [_read_again(archive, capture) for capture in group]


def _read_again(archive: Archive, capture: CurrentCapture) -> Reading:
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


def save(connection: Connection, reading: Reading, now: datetime) -> Outcome | None:
    """Saves what a page gave; None where nothing was read, or a crawl has a newer page."""
    capture = reading.capture
    newest = connection.execute(_newest, {"page": capture.page_id}).first()
    location = capture.location
    if reading.document is None or newest is None or tuple(newest) != (location.file, location.offset):
        return None
    return saving.save(connection, reading.document, None, capture.entry, now, kind="reparsed")


_newest = (
    sa.select(captures.c.file, captures.c.offset)
    .where(captures.c.page_id == sa.bindparam("page"))
    .order_by(captures.c.id.desc())
    .limit(1)
)
