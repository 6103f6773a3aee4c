"""The documents of each body, site, type, stage, topic, month and day, as sets in memory (Roaring bitmaps of ids).

They are read from the database once; afterwards the changes since then are applied. To count the hits of a search by
value is then to intersect sets: at 100,000 documents less than a millisecond a kind, where SQL takes hundreds.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage import changes
from storage.documents.filters import DAY, Filters, has_topic, storable
from storage.relations.status import expression, today
from storage.schema import changes as changes_table
from storage.schema import documents, issuing_bodies, keywords, pages, tags

Kind = Literal["issuer", "source", "type", "stage", "topic", "month", "day"]

MOST_CHANGED = 2_000
"""Documents that are read again one by one; where more have changed, all are read."""

_columns = documents.c
_day = sa.cast(DAY, sa.Text)

_VALUES: Mapping[Kind, tuple[sa.Column[Any], sa.ColumnElement[Any]]] = {
    "issuer": (issuing_bodies.c.document_id, issuing_bodies.c.agency_id),
    "source": (pages.c.document_id, pages.c.source),
    "type": (_columns.id, _columns.document_type),
    "stage": (_columns.id, _columns.stage),
    "topic": (_columns.id, _columns.topic),
    "month": (_columns.id, sa.func.substr(_day, 1, 7)),
    "day": (_columns.id, _day),
}
"""Where the documents of a kind and their values stand. A document may have several bodies and sites."""


class DocumentSets:
    """The sets of one moment. Not for several threads at once while `catch_up` runs."""

    def __init__(self, connection: Connection) -> None:
        self.number = changes.last_number(connection)
        """The last change that they know."""
        self._sets = _read(connection, None)

    def catch_up(self, connection: Connection) -> bool:
        """Applies what has changed since; False where that is too much, and the sets are to be read anew."""
        table = changes_table.c
        query = sa.select(table.number, table.document_id, table.other_id).where(table.number > self.number)
        rows = connection.execute(query.order_by(table.number).limit(MOST_CHANGED + 1)).all()
        if not rows:
            return True
        if len(rows) > MOST_CHANGED:
            return False
        changed = BitMap(number for row in rows for number in (row.document_id, row.other_id) if number is not None)
        for kind, values in _read(connection, list(changed)).items():
            held = self._sets[kind]
            for ids in held.values():
                ids -= changed
            for value, owners in values.items():
                held.setdefault(value, BitMap()).update(owners)
        self.number = rows[-1].number
        return True

    def values(self, kind: Kind) -> Mapping[str, BitMap]:
        """The sets of a kind by value. They are not to be changed."""
        return self._sets[kind]

    def passing(self, connection: Connection, filters: Filters) -> Mapping[str, BitMap]:
        """The documents that pass each filter that is on, by the name of its facet (`rest`: tags and status).

        The intersection of all equals `Filters.conditions`.
        """
        stages = self._sets["stage"]
        shown = filters.stages or [stage for stage in stages if stage != "news"]
        found = {"stage": _union(stages, shown)}
        for kind, chosen in (("issuer", filters.issuers), ("source", filters.sources), ("type", filters.types)):
            if chosen:
                found[kind] = _union(self._sets[kind], chosen)  # type: ignore[index]
        if filters.date_from or filters.date_to:
            first, last = str(filters.date_from or "0000"), str(filters.date_to or "9999-99")
            found["year"] = _union(self._sets["day"], [day for day in self._sets["day"] if first <= day <= last])
        if filters.topic:
            topics = self._sets["topic"]
            found["topic"] = _union(topics, [topic for topic in topics if has_topic(topic, filters.topic)])
        for name, column, words in (("keyword", keywords.c.word, filters.keywords), ("rest", tags.c.tag, filters.tags)):
            for word in words:
                ids = BitMap(_holders(connection, column, word))
                found[name] = found[name] & ids if name in found else ids
        if filters.statuses:
            standing = sa.select(documents.c.id).where(expression(today()).in_(filters.statuses))
            ids = BitMap(connection.execute(standing).scalars())
            found["rest"] = found["rest"] & ids if "rest" in found else ids
        return found


def _union(sets: Mapping[str, BitMap], values: Iterable[str]) -> BitMap:
    return BitMap().union(*(sets[value] for value in values if value in sets))


def _holders(connection: Connection, column: sa.Column[Any], word: str) -> Sequence[int]:
    """Ids of the documents that have a word."""
    query = sa.select(column.table.c.document_id).where(column.in_(storable([word])))
    return connection.execute(query).scalars().all()


def _read(connection: Connection, ids: Sequence[int] | None) -> dict[Kind, dict[str, BitMap]]:
    """Ids by kind and value, of all documents or of these.

    A value is one row: between two rows the driver lets go of Python's lock, and among busy threads waits for it.
    """
    found: dict[Kind, dict[str, BitMap]] = {}
    for kind, (owner, value) in _VALUES.items():
        joined = sa.func.aggregate_strings(sa.cast(owner, sa.Text), ",")
        query = sa.select(value, joined).where(owner.is_not(None), value.is_not(None)).group_by(value)
        rows = connection.execute(query if ids is None else query.where(owner.in_(ids)))
        found[kind] = {name: BitMap(map(int, owners.split(","))) for name, owners in rows}
    return found
