"""Which held documents print or amend one instrument: by the relations between them, by title, bodies and revision.

Equal titles alone are no proof: documents of one title are taken for versions of one instrument only where one body, or
its successor, issued both, and one of them amends, repeals or replaces another, or says that it is a revised text
(修正, 修订). Of a decision that amends several documents, each has its own history.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.relations.instrument import years_of_revision
from storage.articles.history import Source, Version, amendment_days, articles_of, versions_of
from storage.attachments import queries
from storage.relations.linking import successors
from storage.relations.resolving import lineage
from storage.schema import documents, issuing_bodies, pages, relations
from storage.statements import of_documents

_ROUNDS = 4
"""Steps from a document to another one of its instrument: from a text to the decision that ends a decision."""
_MOST = 60
_ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_linked = sa.select(relations).where(
    sa.or_(relations.c.document_id.in_(_ids), relations.c.related_id.in_(_ids)),
    relations.c.kind.in_(("amends", "repeals", "replaces")),
    relations.c.related_id.is_not(None),
)
_keys = sa.select(pages.c.document_id, pages.c.instrument_key).where(
    pages.c.document_id.in_(_ids), pages.c.instrument_key.is_not(None)
)
_of_key = sa.select(pages.c.document_id, pages.c.instrument_key).where(
    pages.c.instrument_key.in_(sa.bindparam("keys", expanding=True)), pages.c.document_id.is_not(None)
)
_bodies = sa.select(issuing_bodies.c.document_id, issuing_bodies.c.agency_id).where(
    issuing_bodies.c.document_id.in_(_ids), issuing_bodies.c.agency_id.is_not(None)
)


def read_versions(connection: Connection, document_id: int) -> list[Version]:
    """The versions of the instrument that a held document prints or amends, the oldest first; its own text alone where
    it is no final document, or nothing is known to be another version."""
    family = _Family(connection, document_id)
    family.grow()
    return versions_of(*family.sources())


class _Family:
    """Documents of one instrument, found step by step."""

    def __init__(self, connection: Connection, document_id: int) -> None:
        self._connection = connection
        self._first = document_id
        self._texts = {document_id}
        self._decisions: dict[int, sa.Row[Any]] = {}
        self._rows: dict[int, sa.Row[Any]] = {}
        self._bodies: dict[int, frozenset[str]] = {}
        self._successors = successors(connection)

    def grow(self) -> None:
        """Adds what amends, ends or prints anew one of the documents, until nothing more is found."""
        self._load([self._first])
        if self._rows[self._first].stage != "final":
            return
        for _ in range(_ROUNDS):
            before = len(self._texts) + len(self._decisions)
            self._add_linked()
            self._add_revised()
            if len(self._texts) + len(self._decisions) in (before, _MOST):
                return

    def _load(self, ids: Iterable[int]) -> None:
        missing = [number for number in ids if number not in self._rows]
        if not missing:
            return
        wanted = {"ids": missing}
        self._rows |= {row.id: row for row in self._connection.execute(of_documents(documents), wanted)}
        found: dict[int, set[str]] = {}
        for row in self._connection.execute(_bodies, wanted):
            found.setdefault(row.document_id, set()).update(lineage(row.agency_id, self._successors))
        self._bodies |= {number: frozenset(found.get(number, ())) for number in missing}

    def _keys(self, ids: Collection[int]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for row in self._connection.execute(_keys, {"ids": list(ids)}):
            found.setdefault(row.document_id, set()).add(row.instrument_key)
        return found

    def _add_linked(self) -> None:
        """Decisions that amend a text and texts that a decision amends; texts of one title that end one another."""
        rows = self._connection.execute(_linked, {"ids": list(self._texts)}).all()
        self._load({number for row in rows for number in (row.document_id, row.related_id)})
        amended: dict[int, set[int]] = {}
        for row in rows:
            if row.kind == "amends":
                amended.setdefault(row.document_id, set()).add(row.related_id)
        keys = self._keys({number for row in rows for number in (row.document_id, row.related_id)})
        for row in rows:
            owner, other = row.document_id, row.related_id
            if self._rows[owner].stage != "final" or not self._is_of_one_body(owner, other):
                continue
            if row.kind == "amends":
                if other in self._texts:
                    self._decisions.setdefault(owner, row)
                elif owner == self._first and len(amended[owner]) == 1:  # a decision on one document
                    self._decisions[owner] = row
                    self._texts.add(other)
            elif keys.get(owner, set()) & keys.get(other, set()):
                self._texts |= {owner, other}
        self._texts -= self._decisions.keys()

    def _add_revised(self) -> None:
        """Texts of the title that say they are revised, or one of which the held text says that it is revised."""
        own = {key for keys in self._keys(self._texts).values() for key in keys}
        if not own:
            return
        alike = {row.document_id for row in self._connection.execute(_of_key, {"keys": list(own)})}
        self._load(alike)
        texts = list(self._texts)
        for number in sorted(alike - self._texts - self._decisions.keys())[:_MOST]:
            near = [one for one in texts if self._is_of_one_body(number, one)]
            is_revised = self._is_revised(number) or any(self._is_revised(one) for one in near)
            if near and self._rows[number].stage == "final" and is_revised:
                self._texts.add(number)

    def _is_revised(self, number: int) -> bool:
        row = self._rows[number]
        return bool(years_of_revision(row.title) or amendment_days(row.body))

    def _is_of_one_body(self, one: int, other: int) -> bool:
        return bool(self._bodies[one] & self._bodies[other])

    # --- texts -----------------------------------------------------------------------------------------------------

    def sources(self) -> tuple[list[Source], list[Source]]:
        """The texts that the documents print, and the decisions."""
        texts = [self._source(number) for number in sorted(self._texts)]
        return texts, [self._decision(number, row) for number, row in sorted(self._decisions.items())]

    def _source(self, number: int) -> Source:
        row = self._rows[number]
        return Source(number, row.title, row.document_number, _day_of(row), _days_of(row), self._text_of(row))

    def _decision(self, number: int, relation: sa.Row[Any]) -> Source:
        row = self._rows[number]
        day = relation.date or _day_of(row)
        several = len({one.related_id or one.title for one in self._amended_by(number)}) > 1
        title = relation.title if several else None
        days = _days_of(row) | ({day} if day else set())
        return Source(
            number, row.title, row.document_number, day, frozenset(days), row.body, relation.document_number, title
        )

    def _amended_by(self, number: int) -> list[sa.Row[Any]]:
        query = sa.select(relations).where(relations.c.document_id == number, relations.c.kind == "amends")
        return list(self._connection.execute(query))

    def _text_of(self, row: sa.Row[Any]) -> str:
        """The body, or the attached file with the rule where the body is only the notice that issues it."""
        if len(articles_of(row.body)) >= 2:
            return str(row.body)
        for number, file_id in queries.carrying(self._connection, [row.id]).values():
            return "\n".join(page.text for page in queries.pages(self._connection, number, file_id))
        return str(row.body)


def _day_of(row: sa.Row[Any]) -> date | None:
    """The day from which a document holds: in force, else written, else published."""
    day: date | None = row.effective_on or row.written_on or row.published_on
    return day


def _days_of(row: sa.Row[Any]) -> frozenset[date]:
    return frozenset(day for day in (row.written_on, row.published_on, row.effective_on) if day)
