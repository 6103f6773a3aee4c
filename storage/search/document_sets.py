"""The documents of each body, site, type, stage, topic, month and day, as sets in memory (Roaring bitmaps of ids).

They are read from the database once; afterwards those of each change are made from those before it. To count the hits
of a search by value is then to intersect sets: at 100,000 documents less than a millisecond a kind, where SQL takes
hundreds.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, Self

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage import changes
from storage.documents.filters import DAY, Filters, has_topic, storable
from storage.schema import changes as changes_table
from storage.schema import documents, issuing_bodies, keywords, pages, tags

Kind = Literal["issuer", "source", "type", "stage", "topic", "month", "day"]

AT_ONCE = 2_000
"""Documents that are read again in one query: databases bound the parameters of a statement."""

ANEW = 10
"""Where more than one of so many documents has changed, to read all takes no longer."""

SET_BYTES = 250
"""Of a set beside its ids: the object, its entry and its value."""

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


def changed_since(connection: Connection, number: int, most: int) -> BitMap | None:
    """The documents that have changed since the change of this number; None for more than `most` changes."""
    table = changes_table.c
    query = sa.select(table.document_id, table.other_id).where(table.number > number).limit(most + 1)
    rows = connection.execute(query).all()
    return None if len(rows) > most else BitMap(one for row in rows for one in row if one is not None)


class DocumentSets:
    """The sets as they are after one change. They never change, so that any number of threads may count by them."""

    def __init__(self, connection: Connection) -> None:
        """Reads all of them."""
        self._hold(changes.last_number(connection), _read(connection, None))

    def _hold(self, number: int, sets: Mapping[Kind, Mapping[str, BitMap]]) -> None:
        self.number = number
        """The last change that they know."""
        self._sets = sets
        self._months = sorted(sets["month"], reverse=True)
        self._days = sorted(sets["day"])

    @property
    def bytes(self) -> int:
        """About how much memory they take. Those of the change before share all that did not change."""
        return sum(SET_BYTES + len(ids.serialize()) for held in self._sets.values() for ids in held.values())

    def changed(self, connection: Connection, most: int | None = None) -> BitMap | None:
        """The documents that have changed since, as the connection sees it; None where there are more than `most`
        changes, or so many that all sets are best read anew."""
        bound = max(AT_ONCE, sum(map(len, self._sets["stage"].values())) // ANEW) if most is None else most
        return changed_since(connection, self.number, bound)

    def following(self, connection: Connection, changed: BitMap) -> Self:
        """The sets as the connection sees them, made from these, where these documents have changed since."""
        sets: dict[Kind, dict[str, BitMap]] = {}
        for kind, held in self._sets.items():
            sets[kind] = {value: ids - changed if ids.intersect(changed) else ids for value, ids in held.items()}
        ids = list(changed)
        for start in range(0, len(ids), AT_ONCE):
            for kind, values in _read(connection, ids[start : start + AT_ONCE]).items():
                for value, owners in values.items():
                    sets[kind][value] = sets[kind].get(value, BitMap()) | owners
        found = object.__new__(type(self))
        found._hold(changes.last_number(connection), sets)
        return found

    def newest(
        self, ids: BitMap, limit: int, *, before: tuple[int, int] | None = None, skip: int = 0
    ) -> list[tuple[int, int]]:
        """Day (its ordinal, 0 for none) and id of the newest of these documents, the highest id of a day first.

        `before`: those that come after this day and id; `skip`: without so many of the first.
        """
        found: list[tuple[int, int]] = []
        for day, of_day in self._by_day(ids, before):
            if skip >= len(of_day):
                skip -= len(of_day)
                continue
            for number in reversed(of_day):
                if skip:
                    skip -= 1
                    continue
                found.append((day, number))
                if len(found) == limit:
                    return found
        return found

    def _by_day(self, ids: BitMap, before: tuple[int, int] | None) -> Iterator[tuple[int, BitMap]]:
        """The ids of each day that has any, the newest day first, those without a day last."""
        first = date.fromordinal(before[0]).isoformat() if before and before[0] else None
        dated = BitMap()
        for month in self._months:
            of_month = self._sets["month"][month]
            dated |= of_month
            if (before and (first is None or month > first[:7])) or not ids.intersect(of_month):
                continue
            begin, end = bisect_left(self._days, month), bisect_left(self._days, f"{month}~")
            for day in reversed(self._days[begin:end]):
                if first is not None and day > first:
                    continue
                of_day = ids & self._sets["day"][day]
                if before and day == first:
                    of_day &= BitMap(range(before[1]))
                if of_day:
                    yield date.fromisoformat(day).toordinal(), of_day
        undated = ids - dated
        if before and first is None:
            undated &= BitMap(range(before[1]))
        if undated:
            yield 0, undated

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
                # Ids of the documents that have a word.
                query = sa.select(column.table.c.document_id).where(column.in_(storable([word])))
                ids = BitMap(connection.execute(query).scalars().all())
                found[name] = found[name] & ids if name in found else ids
        if (standing := filters.standing) is not None:
            ids = BitMap(connection.execute(sa.select(documents.c.id).where(standing)).scalars())
            found["rest"] = found["rest"] & ids if "rest" in found else ids
        return found


def _union(sets: Mapping[str, BitMap], values: Iterable[str]) -> BitMap:
    return BitMap().union(*(sets[value] for value in values if value in sets))


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
