"""Reads archived files again where today's readers are newer than those of their text, or today's parsers understand
more of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers import PARSER_VERSION
from parsers.errors import TooSlow
from parsers.files import FilePage, FileText
from parsers.files.readers import extractor_of
from parsers.record import plain
from pipelines.attached_files import FileReading, understand
from pipelines.reparse.archived_page import body_of
from pipelines.reparse.processes import Inputs
from storage.archive import Archive, ArchiveError, Location
from storage.articles import units
from storage.attachments import saving
from storage.crawl.files import documents_of, file_row
from storage.documents import deserialize
from storage.documents.writing import serialize
from storage.schema import attachments, file_captures, files
from storage.statements import update_by_id

FILES_PER_QUERY = 200
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
    reading: FileReading | None = None
    """None where the text and what is understood of it are as held."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """Of the file, that change in that case: who read it."""
    unit_rows: tuple[units.Row, ...] | None = None
    """Of its text, where they differ from those that are held."""
    why: str = ""
    """Why it could not be read."""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What that changed, once saved."""

    has_other_text: bool
    fields: Mapping[int, Mapping[str, Mapping[str, Any]]]
    """Document -> {field: {"old": …, "new": …}}."""


_COLUMNS = tuple(files.c[name] for name in "id source printed_url sha256 media_type state extractor".split())


def outdated(connection: Connection, sources: Sequence[str] = (), after: int = 0) -> tuple[list[OldFile], int | None]:
    """Files that are held and that today's readers or parsers did not read, of these sources or of all.

    Of the next FILES_PER_QUERY files after an id; with the last of these ids, None where no file follows.
    """
    query = _held().where(files.c.id > after).order_by(files.c.id).limit(FILES_PER_QUERY)
    if sources:
        query = query.where(files.c.source.in_(sources))
    rows = connection.execute(query).mappings().all()
    return [file for row in rows if (file := _old_file(row)) is not None], rows[-1][files.c.id] if rows else None


def outdated_of(connection: Connection, ids: Sequence[int]) -> list[OldFile]:
    """Those of these files that today's readers or parsers did not read."""
    rows = connection.execute(_held().where(files.c.id.in_(ids)).order_by(files.c.id)).mappings()
    return [file for row in rows if (file := _old_file(row)) is not None]


def _held() -> sa.Select[Any]:
    """The files that are held, each with its newest answer."""
    any_of_file = file_captures.alias()
    newest = sa.select(sa.func.max(any_of_file.c.id)).where(any_of_file.c.file_id == files.c.id).scalar_subquery()
    of_today = files.c.record.contains(f'"parser_version":"{PARSER_VERSION}"', autoescape=True)  # no text has bare "
    title = sa.select(attachments.c.title).where(attachments.c.file_id == files.c.id).limit(1).scalar_subquery()
    return (
        sa.select(*_COLUMNS, of_today.label("is_of_today"), file_captures, title.label("title"))
        .select_from(files)
        .join(file_captures, file_captures.c.id == newest)
        .where(files.c.sha256.is_not(None))
    )


def _old_file(row: Any) -> OldFile | None:
    media_type, extractor = row[files.c.media_type] or "", (row[files.c.extractor] or "").partition(" + ")[0]
    current = extractor_of(media_type)
    is_outdated = current is not None and current != extractor
    has_text = row[files.c.state] in ("ok", "partial")
    of_today = row["is_of_today"]  # None where nothing is stored
    if not is_outdated and (of_today or (of_today is None and not has_text)):
        return None
    named = (row[files.c.id], row[files.c.source], row[files.c.printed_url], row["title"] or "", row[files.c.sha256])
    location = Location(*(row[file_captures.c[name]] for name in ("file", "offset", "digest", "length")))
    return OldFile(*named, media_type, row[files.c.state], is_outdated, location)


def read_group(inputs: Inputs, group: Sequence[OldFile]) -> list[Reread]:
    """Files, read again as a crawl reads them and compared with what is held of them."""
    with Archive(inputs.archive) as archive:
        return [_read_again(archive, inputs, file) for file in group]


def _read_again(archive: Archive, inputs: Inputs, file: OldFile) -> Reread:
    """One file; from the text that is held where that is by today's reader."""
    try:
        if not file.is_outdated:
            return _compared(inputs, Reread(file, _understand_anew(inputs, file)))
        content = body_of(archive.read(file.location))
    except TooSlow as error:  # what is held of it stays
        return Reread(file, why=str(error))
    except (ArchiveError, ValueError) as error:
        return Reread(file, why=f"{file.url}: {error}", is_missing=True)
    try:
        return _compared(inputs, Reread(file, inputs.files.read_now(content, file.title, file.url, file.source)))
    except TooSlow as error:
        return Reread(file, why=str(error))


def _understand_anew(inputs: Inputs, file: OldFile) -> FileReading:
    with inputs.database.read() as connection:
        held = saving.text_of(connection, file.file_id)
    pages = tuple(FilePage(number, tuple(text.split("\n")), name) for number, name, text in held)
    text = FileText(file.state, file.media_type, pages=pages)
    return FileReading(text, understand(text, file.title, file.url, file.source))


def _compared(inputs: Inputs, reread: Reread) -> Reread:
    """The same with its units, and without the reading where that is what is held."""
    file, reading = reread.file, reread.reading
    assert reading is not None
    text, cut = reading.text if file.is_outdated else None, saving.cut(reading.text)
    with inputs.database.read() as connection:
        columns = saving.columns_alone(connection, file.file_id, text, reading.document)
        changed = cut if cut != units.held_of_file(connection, file.file_id) else None
    return replace(reread, unit_rows=changed) if columns is None else Reread(file, columns=columns, unit_rows=changed)


def save(connection: Connection, reread: Reread, now: datetime) -> Changed | None:
    """Stores what a file gave; None where a crawl has fetched another content meanwhile."""
    file, reading = reread.file, reread.reading
    if file_row(connection, file.file_id).sha256 != file.sha256:
        return None
    if reread.unit_rows is not None and (
        reading is None or not file.is_outdated
    ):  # the text stays, and is cut otherwise
        units.write_of_file(connection, file.file_id, reread.unit_rows)
    if reading is None:
        if reread.columns:
            update_by_id(files, tuple(reread.columns)).run(connection, {**reread.columns, "this_id": file.file_id})
        return Changed(False, {})
    affected = documents_of(connection, file.file_id)
    before, text = deserialize.records(connection, affected), saving.text_of(connection, file.file_id)
    if file.is_outdated:
        saving.save(connection, file.file_id, reading.text, reading.document, None, file.url, 0, now)
    else:
        saving.understood(connection, file.file_id, reading.document, now)
    after = deserialize.records(connection, affected)
    return Changed(
        saving.text_of(connection, file.file_id) != text,
        {number: _differences(before[number], after[number]) for number in affected},
    )


def _differences(before: Any, after: Any) -> dict[str, Mapping[str, Any]]:
    old, new = (plain(record.attachments) for record in (before, after))
    of_files = {"attachments": {"old": old, "new": new}} if old != new else {}
    return {**serialize.differences(before, after), **of_files}
