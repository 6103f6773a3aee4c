"""Which answers the archive already has: asked when an unchanged body comes again."""

import sqlalchemy as sa

from storage.archive import Location, Seen
from storage.database import Database
from storage.schema import captures

_first = (
    sa.select(captures)
    .where(captures.c.digest == sa.bindparam("digest"), captures.c.url == sa.bindparam("url"))
    .order_by(captures.c.id)
    .limit(1)
)


def seen(database: Database) -> Seen:
    """For `Archive`: where the first answer with this body of this address is kept."""

    def where(url: str, digest: str) -> Location | None:
        with database.read() as connection:
            row = connection.execute(_first, {"url": url, "digest": digest}).first()
        return Location(row.file, row.offset, row.digest, row.length) if row else None

    return where
