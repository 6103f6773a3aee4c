"""The texts that the outputs show, those of picked documents first, then of the newest."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.schema import documents, entries, relations, targets
from storage.translations.texts import Text, name_of

DOCUMENTS_PER_QUERY = 500

_ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_order = sa.select(documents.c.id).order_by(
    sa.exists().where(entries.c.document_id == documents.c.id, entries.c.shown).desc(),
    DAY.desc().nulls_last(),
    documents.c.id.desc(),
)
_titles = sa.select(documents.c.id, documents.c.title, documents.c.issued_title, documents.c.subject).where(
    documents.c.id.in_(_ids)
)
_targets = (
    sa.select(targets.c.document_id, targets.c.indicator, targets.c.words)
    .where(targets.c.document_id.in_(_ids))
    .order_by(targets.c.document_id, targets.c.position)
)
_relations = (
    sa.select(relations.c.document_id, relations.c.words)
    .where(relations.c.document_id.in_(_ids))
    .order_by(relations.c.document_id, relations.c.position)
)


def document_ids(connection: Connection) -> list[list[int]]:
    """Every document in batches, picked ones first, then the newest."""
    ids = list(connection.execute(_order).scalars())
    return [ids[start : start + DOCUMENTS_PER_QUERY] for start in range(0, len(ids), DOCUMENTS_PER_QUERY)]


def names(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The name of each of these documents."""
    rows = {row.id: row for row in connection.execute(_titles, {"ids": ids}).all()}
    return (name_of(row.title, row.issued_title, row.subject) for row in map(rows.get, ids) if row)


def indicators(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The indicators of the targets of these documents."""
    return (Text("indicator", row.indicator) for row in connection.execute(_targets, {"ids": ids}).all())


def sentences(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The sentences of these documents that targets and relations were read from."""
    for query in (_targets, _relations):
        yield from (Text("sentence", row.words) for row in connection.execute(query, {"ids": ids}).all() if row.words)
