"""Which documents are meant: the filters that every command, export, feed and page shares."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from parsers.record import Stage
from storage.schema import documents, issuing_bodies, keywords, pages

DAY = sa.func.coalesce(documents.c.published_on, documents.c.written_on)
"""The day by which documents are sorted and filtered: published, or written where no page prints it."""


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
    """A part of the topic as printed."""
    keywords: tuple[str, ...] = ()
    """Keywords of the document, every one of them."""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on the table `documents`."""
        found: list[sa.ColumnElement[bool]] = []
        columns = documents.c
        found.append(columns.stage.in_(self.stages) if self.stages else columns.stage != "news")
        if self.issuers:
            bodies = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id.in_(self.issuers))
            found.append(columns.id.in_(bodies))
        if self.sources:
            found.append(columns.id.in_(sa.select(pages.c.document_id).where(pages.c.source.in_(self.sources))))
        if self.types:
            found.append(columns.document_type.in_(self.types))
        if self.date_from:
            found.append(self.date_from <= DAY)
        if self.date_to:
            found.append(self.date_to >= DAY)
        if self.topic:
            found.append(columns.topic.contains(self.topic, autoescape=True))
        holding = (sa.select(keywords.c.document_id).where(keywords.c.word == word) for word in self.keywords)
        found.extend(columns.id.in_(ids) for ids in holding)
        return found
