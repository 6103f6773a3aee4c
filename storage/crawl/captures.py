"""Which answers the archive has: written with each page that was read, looked up when an unchanged body comes again."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.location import Location, Seen
from storage.schema import captures, file_captures


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
_first_of_file = (
    sa.select(file_captures)
    .where(file_captures.c.digest == sa.bindparam("digest"), file_captures.c.url == sa.bindparam("url"))
    .order_by(file_captures.c.id)
    .limit(1)
)


def seen(database: Database) -> Seen:
    """For `Archive`: where the first answer with this body of this address stands."""

    def where(url: str, digest: str) -> Location | None:
        with database.read() as connection:
            params = {"url": url, "digest": digest}
            row = connection.execute(_first, params).first() or connection.execute(_first_of_file, params).first()
        return Location(row.file, row.offset, row.digest, row.length) if row else None

    return where


def known_end(database: Database) -> Callable[[str], int]:
    """For `Archive`: the bytes of a file up to the end of the last answer that the database names; 0 for a new one."""

    def end(file: str) -> int:
        with database.read() as connection:
            found = (
                connection.execute(sa.select(sa.func.max(table.c.offset + table.c.length)).where(table.c.file == file))
                for table in (captures, file_captures)
            )
            return max(one.scalar_one() or 0 for one in found)

    return end


def add(connection: Connection, page_id: int, url: str, capture: CaptureFacts) -> None:
    """Writes the answer that a page came with, and the address that answered."""
    connection.execute(sa.insert(captures), {"page_id": page_id, **_row(url, capture)})


def add_of_file(connection: Connection, file_id: int, url: str, capture: CaptureFacts) -> None:
    """Writes the answer that an attached file came with, and the address that answered."""
    connection.execute(sa.insert(file_captures), {"file_id": file_id, **_row(url, capture)})


def _row(url: str, capture: CaptureFacts) -> dict[str, Any]:
    answer = {"url": url, "fetched_at": capture.fetched_at, "status": capture.status, "media_type": capture.media_type}
    return answer | asdict(capture.location)
