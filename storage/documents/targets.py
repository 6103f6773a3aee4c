"""Targets of all held documents: selected, and put in the order in which successive plans stand side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from parsers.record import Target
from storage.articles.addresses import UnitFinder
from storage.articles.units import held_rows
from storage.documents import deserialize, queries
from storage.documents.filters import DAY, Filters
from storage.documents.queries import StoredDocument
from storage.resolution.normalization import comparable
from storage.schema import documents, issuing_bodies, targets
from storage.translations.queries import find_texts
from storage.translations.texts import texts_of

_LATER = 10_000
"""Stands for the year of targets without one."""


TargetOrder = Literal["indicator", "newest", "year"]

_Row = tuple[str, int, date, int, int]
"""Indicator, year, day of the document, its id, position."""

_ORDERS: Mapping[TargetOrder, Callable[[_Row], Any]] = {
    "indicator": lambda row: row,
    "newest": lambda row: (-row[2].toordinal(), row[3], row[4]),
    "year": lambda row: (row[1], row),
}


@dataclass(frozen=True, slots=True)
class HeldTarget:
    """A target and the document that sets it."""

    document: StoredDocument
    """Without its attachments, citations, targets, relations and evidence."""
    target: Target
    unit: Unit | None = None
    """The article in which its words stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target is held."""

    document_id: int
    position: int


def places(
    connection: Connection,
    filters: Filters | None = None,
    is_meant: Callable[[str], bool] | None = None,
    year: int | None = None,
    *,
    document_id: int | None = None,
    order: TargetOrder = "indicator",
) -> list[Place]:
    """Where the targets are held of all documents that pass the filters, in order.

    `is_meant`: true of the indicators that are wanted. `year`: the year to which the target is set.
    Order: the indicator, whatever its width, case, blanks and punctuation; the year of the target, those without one
    last; the document's day, documents without one first; the document's id; the order of printing. `order`: what goes
    before these: the year; `newest`: the newest documents, each as printed.
    """
    query = (
        sa.select(targets.c.document_id, targets.c.position, targets.c.indicator, targets.c.year, DAY.label("day"))
        .join(documents, documents.c.id == targets.c.document_id)
        .where(*(filters or Filters()).conditions())
    )
    if year is not None:
        query = query.where(targets.c.year == year)
    if document_id is not None:
        query = query.where(targets.c.document_id == document_id)
    names: dict[str, str] = {}
    chosen = []
    for row in connection.execute(query.execution_options(yield_per=queries.DOCUMENTS_PER_QUERY)):
        if is_meant is None or is_meant(row.indicator):
            name = comparable(row.indicator)  # each once, and no row is held: there may be a million
            known = names.setdefault(name, name)
            chosen.append((known, row.year or _LATER, row.day or date.min, row.document_id, row.position))
    chosen.sort(key=_ORDERS[order])
    return [Place(row[3], row[4]) for row in chosen]


def bodies(connection: Connection) -> list[str]:
    """Ids of the bodies of documents with targets, those of the most documents first."""
    agency = issuing_bodies.c.agency_id
    has_targets = sa.exists().where(targets.c.document_id == issuing_bodies.c.document_id)
    query = sa.select(agency).where(has_targets, agency.is_not(None)).group_by(agency)
    return [body for body in connection.execute(query.order_by(sa.func.count().desc(), agency)).scalars() if body]


def read(connection: Connection, chosen: Sequence[Place]) -> Iterator[HeldTarget]:
    """The targets at these places, in this order."""
    for start in range(0, len(chosen), queries.DOCUMENTS_PER_QUERY):
        batch = chosen[start : start + queries.DOCUMENTS_PER_QUERY]
        ids = list(dict.fromkeys(place.document_id for place in batch))
        documents = {document.id: document for document in queries.stored(connection, ids, parts=())}
        aims = deserialize.targets_of(connection, ids)
        rows = held_rows(connection, ids)
        finders = {
            document.id: UnitFinder(connection, document.id, document.record.body, rows.get(document.id, ()))
            for document in documents.values()
        }
        targets = []
        for place in batch:
            target = aims[place.document_id][place.position]
            unit = finders[place.document_id].at(target.place, target.words)
            targets.append(HeldTarget(documents[place.document_id], target, unit))
        texts = find_texts(connection, texts_of(one.target for one in targets))
        yield from (replace(one, document=replace(one.document, texts=texts)) for one in targets)
