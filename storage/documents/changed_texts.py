"""Finds revisions by the words that came into a document or went out of it, and the pages that vanished.

The lines that a revision added and removed stand in a table of their own (`change_texts`), without what stayed. It is
read from the newest revision back, line by line and without an index: it is a thousandth of the texts themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from storage.documents.filters import Filters
from storage.relations.life import LIFE_CHANGES, Event, LifeChange, told_in
from storage.schema import change_texts, changes, documents, issuing_bodies
from storage.search.expression import All, AnyOf, Expression, Not, Term, fold
from storage.search.searcher import Searcher

What = Literal["added", "removed", "withdrawn", LifeChange]
"""Words that came in · words that went out · documents whose page vanished · what other documents do to one."""

WHAT: tuple[What, ...] = ("added", "removed", "withdrawn", *LIFE_CHANGES)


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A revision or a vanished page."""

    number: int
    kind: str
    document_id: int
    changed_at: datetime
    source: str
    url: str
    title: str
    lines: tuple[str, ...]
    """Those with the words that came in or went out, as texts are compared; of anything else none."""
    events: tuple[Event, ...] = ()
    """What other documents do to it."""


def find(
    connection: Connection,
    expression: Expression | None,
    what: What = "added",
    filters: Filters | None = None,
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[ChangedText]:
    """The newest first. The days of the filters are those of the change, all else is of the document as it is now."""
    chosen = filters or Filters()
    of_document = replace(chosen, date_from=None, date_to=None)
    names = ("number", "kind", "document_id", "changed_at", "source", "url")
    columns: list[Any] = [changes.c[name] for name in names]
    kind = "withdrawn" if what == "withdrawn" else "related" if what in LIFE_CHANGES else "revised"
    conditions: list[sa.ColumnElement[bool]] = [changes.c.kind == kind]
    query = sa.select(*columns, documents.c.title).join(documents, documents.c.id == changes.c.document_id)
    if kind != "revised":
        query = query.add_columns(changes.c.fields) if kind == "related" else query
        conditions += Searcher(connection).conditions(expression, of_document)
    else:
        both = change_texts.c.added, change_texts.c.removed
        here, there = both if what == "added" else both[::-1]
        query = query.add_columns(here.label("text")).join(change_texts, change_texts.c.number == changes.c.number)
        conditions += [here != "", *of_document.conditions()]
        if expression is not None:
            conditions.append(_holds(connection, expression, here, there))
    if chosen.date_from:
        conditions.append(changes.c.changed_at >= datetime.combine(chosen.date_from, time(), CHINA).astimezone(UTC))
    if chosen.date_to:
        conditions.append(changes.c.changed_at <= datetime.combine(chosen.date_to, time.max, CHINA).astimezone(UTC))
    if before is not None:
        conditions.append(changes.c.number < before)
    query = query.where(*conditions).order_by(changes.c.number.desc())
    rows = connection.execute(query if kind == "related" else query.limit(limit)).mappings()
    words = _texts(expression)
    found = (
        ChangedText(
            **{name: row[name] for name in (*names, "title")},
            lines=_with_words(row.get("text"), words),
            events=tuple(event for event in told_in(row.get("fields")) if event.change == what),
        )
        for row in rows
    )
    return list(islice((change for change in found if change.events or kind != "related"), limit))


def _holds(
    connection: Connection,
    expression: Expression,
    here: sa.ColumnElement[str],
    there: sa.ColumnElement[str],
) -> sa.ColumnElement[bool]:
    """Whether the words stand here more often than there: a line that was edited beside them stands on both sides."""
    match expression:
        case All(parts):
            return sa.and_(*(_holds(connection, part, here, there) for part in parts))
        case AnyOf(parts):
            return sa.or_(*(_holds(connection, part, here, there) for part in parts))
        case Not(part):
            return sa.not_(_holds(connection, part, here, there))
    place = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos

    def number(column: sa.ColumnElement[str], word: str) -> sa.ColumnElement[int]:
        return sa.func.length(column) - sa.func.length(sa.func.replace(column, word, ""))

    found = [sa.and_(place(here, word) > 0, number(here, word) > number(there, word)) for word in _texts(expression)]
    by_issuer = issuing_bodies.c.agency_id.in_(expression.issuers)
    if expression.issuers:
        found.append(sa.exists().where(issuing_bodies.c.document_id == changes.c.document_id, by_issuer))
    return sa.or_(sa.false(), *found)


def _texts(expression: Expression | None) -> Sequence[str]:
    """The words of the terms that are wanted."""
    match expression:
        case Term(texts, titles, _, numbers):
            return [fold(word) for word in dict.fromkeys((*texts, *titles, *numbers))]
        case All(parts) | AnyOf(parts):
            return [word for part in parts for word in _texts(part)]
    return []


def _with_words(text: str | None, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        line for line in (text or "").split("\n") if line and (not words or any(word in line for word in words))
    )
