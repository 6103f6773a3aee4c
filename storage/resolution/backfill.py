"""The keys of held pages made anew, after a migration that took them away because they are made in another way now."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents import serialize
from storage.resolution import matching
from storage.schema import pages
from storage.statements import update_by_id

BATCH = 200

_KEYS = (pages.c.number_key, pages.c.title_key, pages.c.issued_key, pages.c.text_key)
_without = (
    sa.select(pages.c.id, pages.c.document_id, pages.c.record)
    .where(pages.c.document_id.is_not(None), *(key.is_(None) for key in _KEYS), pages.c.id > sa.bindparam("last"))
    .order_by(pages.c.id)
    .limit(BATCH)
)


def fill(connection: Connection) -> int:
    """Gives every page of a document that has no keys those of its record; gives how many had none."""
    last = filled = 0
    while batch := connection.execute(_without, {"last": last}).all():
        alone = serialize.records(connection, sorted({row.document_id for row in batch if not row.record}))
        for row in batch:
            record = serialize.from_json(row.record) if row.record else alone[row.document_id]
            columns = matching.keys_of(record).columns()
            update_by_id(pages, tuple(columns)).run(connection, {**columns, "this_id": row.id})
        last = batch[-1].id
        filled += len(batch)
    return filled
