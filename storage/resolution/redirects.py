"""Where the ids of merged documents lead: to the document that holds the page by which they were first found.

An id that was given is never given to another document. Each row names the document that is held now, so that nobody
follows a chain; a document that is parted again has its id back, and no row.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import redirects


def present_id(connection: Connection, document_id: int) -> int:
    """The id of the document that this one is now: its own, unless it was merged."""
    successor = sa.select(redirects.c.document_id).where(redirects.c.former_id == document_id)
    return connection.execute(successor).scalar() or document_id


def merge(connection: Connection, lost: int, home: int, now: datetime) -> None:
    """Leads the id of a document that is merged, and those that led to it, to the one that stays."""
    connection.execute(sa.update(redirects).where(redirects.c.document_id == lost).values(document_id=home))
    connection.execute(sa.insert(redirects).values(former_id=lost, document_id=home, merged_at=now))


def part(connection: Connection, formers: Collection[int], home: int) -> None:
    """Leads the ids of merged documents whose pages were parted from another one to the one that has these pages now;
    its own leads nowhere any more."""
    connection.execute(sa.delete(redirects).where(redirects.c.former_id == home))
    led = sa.update(redirects).where(redirects.c.former_id.in_(formers)).values(document_id=home)
    connection.execute(led)
