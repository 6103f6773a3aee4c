"""Which answers the archive has: written with each page that was read, looked up when an unchanged body comes again."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.location import Location, Seen
from storage.schema import captures


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """The answer that a record was read from, and where the archive has it."""

    location: Location
    status: int
    etag: str | None
    last_modified: str | None
    media_type: str | None
    fetched_at: datetime


_first = (
    sa.select(captures)
    .where(captures.c.digest == sa.bindparam("digest"), captures.c.url == sa.bindparam("url"))
    .order_by(captures.c.id)
    .limit(1)
)


def seen(database: Database) -> Seen:
    """For `Archive`: where the first answer with this body of this address stands."""

    def where(url: str, digest: str) -> Location | None:
        with database.read() as connection:
            row = connection.execute(_first, {"url": url, "digest": digest}).first()
        return location_of(row) if row else None

    return where


def known_end(database: Database) -> Callable[[str], int]:
    """For `Archive`: the bytes of a file up to the end of the last answer that the database names; 0 for a new one."""

    def end(file: str) -> int:
        with database.read() as connection:
            last = sa.select(sa.func.max(captures.c.offset + captures.c.length)).where(captures.c.file == file)
            return connection.execute(last).scalar_one() or 0

    return end


def location_of(row: Any) -> Location:
    """Where the archive has the answer of a row."""
    return Location(row.file, row.offset, row.digest, row.length)


def add(
    connection: Connection, url: str, capture: CaptureFacts, *, page_id: int | None = None, file_id: int | None = None
) -> None:
    """Writes the answer that a page or an attached file came with, and the address that answered."""
    answer = {"url": url, "fetched_at": capture.fetched_at, "status": capture.status, "media_type": capture.media_type}
    row = {"page_id": page_id, "file_id": file_id, **answer, **asdict(capture.location)}
    connection.execute(sa.insert(captures), row)
