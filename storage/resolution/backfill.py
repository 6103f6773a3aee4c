"""What only code of today can give to rows that a migration changed: the keys of pages, the files of attachments."""

from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from storage.crawl import files
from storage.documents import serialize
from storage.resolution import completing, matching
from storage.resolution.normalization import instrument_key
from storage.schema import attachments, documents, pages
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


_unnamed = (
    sa.select(pages.c.id, pages.c.record, documents.c.title)
    .join(documents, documents.c.id == pages.c.document_id)
    .where(pages.c.instrument_key.is_(None), pages.c.id > sa.bindparam("last"))
    .order_by(pages.c.id)
    .limit(BATCH)
)


def name_instruments(connection: Connection) -> None:
    """Gives every page of a document the key of the instrument that its title names."""
    last = 0
    while batch := connection.execute(_unnamed, {"last": last}).all():
        for row in batch:
            if key := instrument_key(serialize.from_json(row.record).title if row.record else row.title):
                update_by_id(pages, ("instrument_key",)).run(connection, {"instrument_key": key, "this_id": row.id})
        last = batch[-1].id


_unlinked = (
    sa.select(attachments.c.document_id, documents.c.first_seen_at)
    .distinct()
    .join(documents, documents.c.id == attachments.c.document_id)
    .where(attachments.c.file_id.is_(None), documents.c.stage != "news", documents.c.id > sa.bindparam("last"))
    .order_by(attachments.c.document_id)
    .limit(BATCH)
)


def link_files(connection: Connection) -> int:
    """Registers the files of attachments that were written before files were fetched; gives how many attachments."""
    last = linked = 0
    while found := {row.document_id: row.first_seen_at for row in connection.execute(_unlinked, {"last": last})}:
        for document_id, record in sorted(serialize.records(connection, list(found)).items(), key=itemgetter(0)):
            known = files.register(connection, record, found[document_id])
            completed, _ = completing.complete_from(record, {}, {})
            for item in completed.attachments:
                where = sa.and_(attachments.c.document_id == document_id, attachments.c.url == item.url)
                values = {"file_id": known.get(comparable(item.url)), "carries": item.carries}
                connection.execute(sa.update(attachments).where(where).values(values))
                linked += 1
        last = max(found)
    return linked
