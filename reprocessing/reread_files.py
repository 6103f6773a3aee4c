"""Reads archived files again where today's readers are newer than those of their text, or today's parsers understand
more of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers import PARSER_VERSION
from parsers.files import FilePage, FileText
from parsers.files.readers import extractor_of
from pipelines.attached_files import AttachedFileReader, FileReading, understand
from reprocessing.archived_page import body_of
from storage.archive import Archive, ArchiveError, Location
from storage.crawl.files import documents_of
from storage.documents import attached, serialize
from storage.schema import attachments, file_captures, files

BATCH = 200
"""Files that are looked at together."""


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file that is held, its newest answer, and whether it is to be read again."""

    file_id: int
    source: str
    url: str
    title: str
    sha256: str
    media_type: str
    state: Any
    is_outdated: bool
    """Its text is by an older reader; else only what is understood of it is looked at again."""
    location: Location


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading a file again gave."""

    file: OldFile
    reading: FileReading | None
    why: str = ""
    """Why there is none."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What that changed, once saved."""

    has_other_text: bool
    fields: Mapping[int, Mapping[str, Mapping[str, Any]]]
    """Document -> {field: {"old": …, "new": …}}."""


def outdated(connection: Connection, sources: Sequence[str] = (), after: int = 0) -> tuple[list[OldFile], int | None]:
    """Files that are held and that today's readers or parsers did not read, of these sources or of all.

    Of the next BATCH files after an id; with the last of these ids, None where no file follows.
    """
    any_of_file = file_captures.alias()
    newest = sa.select(sa.func.max(any_of_file.c.id)).where(any_of_file.c.file_id == files.c.id).scalar_subquery()
    title = sa.select(attachments.c.title).where(attachments.c.file_id == files.c.id).limit(1).scalar_subquery()
    query = (
        sa.select(files, file_captures, title.label("title"))
        .select_from(files)
        .join(file_captures, file_captures.c.id == newest)
        .where(files.c.id > after, files.c.sha256.is_not(None))
        .order_by(files.c.id)
        .limit(BATCH)
    )
    if sources:
        query = query.where(files.c.source.in_(sources))
    rows = connection.execute(query).mappings().all()
    return [file for row in rows if (file := _old_file(row)) is not None], rows[-1][files.c.id] if rows else None


def _is_of_today(record: str | None) -> bool:
    """Whether today's parsers gave what is kept of a file, or nothing is to be kept."""
    return record is None or serialize.from_json(record).parser_version == PARSER_VERSION


def _old_file(row: Any) -> OldFile | None:
    media_type, extractor = row[files.c.media_type] or "", (row[files.c.extractor] or "").partition(" + ")[0]
    current = extractor_of(media_type)
    record = row[files.c.record]
    is_outdated = current is not None and current != extractor
    has_text = row[files.c.state] in ("ok", "partial")
    if not is_outdated and not (has_text and record is None) and _is_of_today(record):
        return None
    return OldFile(
        row[files.c.id],
        row[files.c.source],
        row[files.c.printed_url],
        row["title"] or "",
        row[files.c.sha256],
        media_type,
        row[files.c.state],
        is_outdated,
        Location(
            row[file_captures.c.file],
            row[file_captures.c.offset],
            row[file_captures.c.digest],
            row[file_captures.c.length],
        ),
    )


def read_again(archive: Archive, reader: AttachedFileReader, connection: Connection, file: OldFile) -> Reread:
    """One file, read as a crawl reads it; from the text that is held where that is by today's reader."""
    if not file.is_outdated:
        pages = tuple(
            FilePage(number, tuple(text.split("\n")), name)
            for number, name, text in attached.text_of(connection, file.file_id)
        )
        text = FileText(file.state, file.media_type, pages=pages)
        return Reread(file, FileReading(text, understand(text, file.title, file.url, file.source)))
    try:
        content = body_of(archive.read(file.location))
    except (ArchiveError, ValueError) as error:
        return Reread(file, None, f"{file.url}: {error}")
    return Reread(file, reader.read_now(content, file.title, file.url, file.source))


def save(connection: Connection, reread: Reread, now: datetime) -> Changed | None:
    """Keeps what a file gave; None where a crawl has fetched another content meanwhile."""
    file, reading = reread.file, reread.reading
    assert reading is not None
    if connection.execute(sa.select(files.c.sha256).where(files.c.id == file.file_id)).scalar() != file.sha256:
        return None
    affected = documents_of(connection, file.file_id)
    before, text = serialize.records(connection, affected), attached.text_of(connection, file.file_id)
    if file.is_outdated:
        attached.save(connection, file.file_id, reading.text, reading.document, None, file.url, 0, now)
    else:
        attached.understood(connection, file.file_id, reading.document, now)
    after = serialize.records(connection, affected)
    return Changed(
        attached.text_of(connection, file.file_id) != text,
        {number: _differences(before[number], after[number]) for number in affected},
    )


def _differences(before: Any, after: Any) -> dict[str, Mapping[str, Any]]:
    old, new = (serialize.plain(record.attachments) for record in (before, after))
    of_files = {"attachments": {"old": old, "new": new}} if old != new else {}
    return {**serialize.differences(before, after), **of_files}
