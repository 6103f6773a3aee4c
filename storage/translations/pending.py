"""The texts that the outputs show, newest documents first, and those of them that no machine of an origin was asked."""

from collections.abc import Iterable, Iterator
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.schema import documents, picks, relations, targets
from storage.translations.queries import KEYS_PER_QUERY, Origin, find_accepted, find_translations
from storage.translations.texts import Text, name_of

DOCUMENTS_PER_QUERY = 500

_ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_order = sa.select(documents.c.id).order_by(
    sa.exists().where(picks.c.document_id == documents.c.id).desc(), DAY.desc().nulls_last(), documents.c.id.desc()
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
    found = {row.id: row for row in connection.execute(_titles, {"ids": ids}).all()}
    return (name_of(row.title, row.issued_title, row.subject) for row in map(found.get, ids) if row)


def indicators(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The indicators of the targets of these documents."""
    return (Text("indicator", row.indicator) for row in connection.execute(_targets, {"ids": ids}).all())


def sentences(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The sentences that targets and relations of these documents were read from."""
    for query in (_targets, _relations):
        yield from (Text("sentence", row.words) for row in connection.execute(query, {"ids": ids}).all() if row.words)


def untranslated(connection: Connection, texts: Iterable[Text], origin: Origin) -> Iterator[Text]:
    """Those of the texts, each once, that nobody accepted and no machine of this origin was asked for."""
    known: set[str] = set()
    left = iter(texts)
    while some := list(islice(left, KEYS_PER_QUERY)):
        by_key = {text.key: text for text in some if text.key not in known}
        known |= by_key.keys()
        held = {*find_accepted(connection, by_key)}
        held |= {one.key for one in find_translations(connection, by_key) if one.origin == origin}
        yield from (text for key, text in by_key.items() if key not in held)
