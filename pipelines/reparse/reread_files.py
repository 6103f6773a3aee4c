"""Reads archived files again where today's readers are newer than those of their text, or today's parsers understand
more of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers import PARSER_VERSION
from parsers.errors import TooSlow
from parsers.files import FilePage, FileText
from parsers.files.readers import extractor_of
from pipelines.attached_files import FileReading, understand
from pipelines.reparse.archived_page import body_of
from pipelines.reparse.processes import Inputs
from storage.archive import Archive, ArchiveError, Location
from storage.attachments import saving
from storage.crawl.files import file_row
from storage.schema import attachments, captures, files


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
    """What reading a file again gave, or why it could not be read."""

    file: OldFile
    reading: FileReading | None = None
    why: str = ""
    is_missing: bool = False


def held(connection: Connection, sources: Sequence[str] = ()) -> list[int]:
    """The ids of the files that are held, of these sources or of all, in order."""
    query = sa.select(files.c.id).where(files.c.sha256.is_not(None)).order_by(files.c.id)
    return list(connection.execute(query.where(files.c.source.in_(sources)) if sources else query).scalars())


def read_group(inputs: Inputs, ids: Sequence[int]) -> list[Reread]:
    """Those of these files that today's readers or parsers did not read, read again as a crawl reads them."""
    with inputs.database.read() as connection:
        rows = connection.execute(_held, {"ids": list(ids)}).mappings()
        group = [file for row in rows if (file := _old_file(row)) is not None]
    with Archive(inputs.archive) as archive:
        return [_read_again(archive, inputs, file) for file in group]


_COLUMNS = tuple(files.c[name] for name in "id source printed_url sha256 media_type state extractor".split())
_any_of_file = captures.alias()
_newest = sa.select(sa.func.max(_any_of_file.c.id)).where(_any_of_file.c.file_id == files.c.id).scalar_subquery()
_of_today = files.c.record.contains(f'"parser_version":"{PARSER_VERSION}"', autoescape=True)  # no text has bare "
_title = sa.select(attachments.c.title).where(attachments.c.file_id == files.c.id).limit(1).scalar_subquery()
_held = (
    sa.select(*_COLUMNS, _of_today.label("is_of_today"), captures, _title.label("title"))
    .select_from(files)
    .join(captures, captures.c.id == _newest)
    .where(files.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(files.c.id)
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
    location = Location(*(row[captures.c[name]] for name in ("file", "offset", "digest", "length")))
    return OldFile(*named, media_type, row[files.c.state], is_outdated, location)


def _read_again(archive: Archive, inputs: Inputs, file: OldFile) -> Reread:
    """One file; from the text that is held where that is by today's reader."""
    try:
        if not file.is_outdated:
            return Reread(file, _understand_anew(inputs, file))
        content = body_of(archive.read(file.location))
        return Reread(file, inputs.files.read_now(content, file.title, file.url, file.source))
    except TooSlow as error:  # what is held of it stays
        return Reread(file, why=str(error))
    except (ArchiveError, ValueError) as error:
        return Reread(file, why=f"{file.url}: {error}", is_missing=True)


def _understand_anew(inputs: Inputs, file: OldFile) -> FileReading:
    with inputs.database.read() as connection:
        pages = saving.text_of(connection, file.file_id)
    file_pages = tuple(FilePage(number, tuple(text.split("\n")), name) for number, name, text in pages)
    text = FileText(file.state, file.media_type, pages=file_pages)
    return FileReading(text, understand(text, file.title, file.url, file.source))


def save(connection: Connection, reread: Reread, now: datetime) -> saving.Rebuilt | None:
    """Stores what a file gave; None where nothing was read, or a crawl has fetched another content meanwhile."""
    file, reading = reread.file, reread.reading
    if reading is None or file_row(connection, file.file_id).sha256 != file.sha256:
        return None
    return saving.reread(connection, file.file_id, reading.text if file.is_outdated else None, reading.document, now)
