"""Which documents are meant: the filters that every command, export, feed and page shares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from parsers.record import Stage
from storage.relations.status import Status, expression, today
from storage.schema import annotations, documents, issuing_bodies, pages

DAY = sa.func.coalesce(documents.c.published_on, documents.c.written_on)
"""The day by which documents are sorted and filtered: published, or written where no page prints it."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(values: Sequence[str]) -> list[str]:
    """Those of the values that a stored text can be: PostgreSQL refuses to compare with the others."""
    return [value for value in values if "\x00" not in value and not _SURROGATE.search(value)]


@dataclass(frozen=True, slots=True)
class Filters:
    """All that is given must hold; of several values of one kind, any. Nothing given: every document but news."""

    issuers: tuple[str, ...] = ()
    """Ids of issuing bodies; a document of several bodies is found under each."""
    sources: tuple[str, ...] = ()
    """Sites on which the document stands."""
    types: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    """The last day, included."""
    topic: str | None = None
    """A part of the topic as printed; the letters A to Z without case."""
    tags: tuple[str, ...] = ()
    """An editor's tags of the document, every one of them."""
    statuses: tuple[Status, ...] = ()
    """Whether it is in force on a day (`storage.relations.status`); what has no status is under none."""
    status_on: date | None = None
    """That day; today in China without one. Without `statuses`: what was in force on it."""

    @property
    def standing(self) -> sa.ColumnElement[bool] | None:
        """The condition that a document has one of the statuses on their day; None where neither is wanted."""
        if not (self.statuses or self.status_on):
            return None
        return expression(self.status_on or today()).in_(self.statuses or ("in_force", "partly_suspended"))

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on the table `documents`."""
        columns = documents.c
        clauses: list[sa.ColumnElement[bool]] = [
            columns.stage.in_(self.stages) if self.stages else columns.stage != "news",
            *(columns.id.in_(owners) for owners in self._owners()),
        ]
        if self.types:
            clauses.append(columns.document_type.in_(storable(self.types)))
        if self.date_from:
            clauses.append(self.date_from <= DAY)
        if self.date_to:
            clauses.append(self.date_to >= DAY)
        if self.topic:
            topic = storable([self.topic])
            # As a database lowers the column: A to Z alone. A pattern of LIKE would have a length that SQLite bounds.
            topics = [re.sub("[A-Z]+", lambda letters: letters[0].lower(), part) for part in topic]
            small = sa.func.lower(columns.topic)
            clauses.append(sa.func.replace(small, topics[0], "") != small if topics else sa.false())
        if (standing := self.standing) is not None:
            clauses.append(standing)
        return clauses

    def _owners(self) -> Iterator[sa.Select[int]]:
        """Queries for the documents that have what stands in tables of their own."""
        wanted = ((issuing_bodies.c.agency_id, [self.issuers]), (pages.c.source, [self.sources]))
        for column, groups in wanted:
            for values in filter(None, groups):
                yield sa.select(column.table.c.document_id).where(column.in_(storable(values)))
        for tag in self.tags:
            is_tagged = annotations.c.kind == "tag", annotations.c.value.in_(storable([tag]))
            yield sa.select(annotations.c.document_id).where(*is_tagged)


EVERYTHING = Filters()
"""Nothing is filtered but the news, which a search leaves out unless it is wanted."""
