"""Searches of a PostgreSQL database, by the index that `index` has: all that an expression finds, as sets.

Up to three characters are found by the index alone. Longer pieces are found by all their triples, then the texts are
looked through. `pages` has pages of results, `docs/search-index.md` the designs that were measured.
"""

import struct
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import documents
from storage.search.expression import All, AnyOf, Expression, Not, Term, fold
from storage.search.postgresql.conditions import ID, TEXT_KEYS, TITLE_KEYS, Conditions, keys
from storage.search.postgresql.index import LONGEST_KEY
from storage.statements import is_among

MOST_SCANNED = 500
"""Documents in whose texts further words are looked for; for more, the index gives these words."""


class AllHits:
    """All hits of expressions, by the index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, query: str, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of a query on `search_texts`."""
        return self._connection.exec_driver_sql(query, dict(values)).all()

    def all_of(self, expression: Expression, *, titles_only: bool = False) -> set[int]:
        """The ids of all documents of which an expression holds; with `titles_only` its texts stand in a title."""
        if isinstance(expression, Term):
            return self._of_term(expression, titles_only=titles_only)
        if isinstance(expression, AnyOf):
            return set().union(*(self.all_of(part, titles_only=titles_only) for part in expression.parts))
        if isinstance(expression, Not):
            return self._ids("SELECT document_id FROM search_texts", {}) - self.all_of(expression.part)
        left = sorted(expression.parts, key=lambda part: isinstance(part, Not))
        found = self.all_of(left.pop(0), titles_only=titles_only)
        while left and len(found) >= MOST_SCANNED:
            part = left.pop(0)
            if isinstance(part, Not):
                found -= self.all_of(part.part)
            else:
                found &= self.all_of(part, titles_only=titles_only)
        return self.looked(All(tuple(left)), found, titles_only=titles_only) if left and found else found

    def looked(
        self, expression: Expression, among: Collection[int] | None = None, *, titles_only: bool = False
    ) -> set[int]:
        """The ids of the documents, `among` some or all, of which an expression holds, by looking at their texts."""
        conditions = Conditions()
        found = conditions.holds(expression, titles_only=titles_only)
        if among is not None:
            found = f"{conditions.is_among(among)} AND {found}"
        return self._ids(f"SELECT document_id FROM search_texts WHERE {found}", conditions.values)

    def whole(self, term: Term, among: Collection[int] | None = None) -> set[int]:
        """The ids of the documents whose title, issued title or number is what is looked for."""
        conditions = Conditions()
        found = conditions.is_whole(term)
        if among is not None:
            found = f"{conditions.is_among(among)} AND {found}"
        else:
            found = f"{conditions.may_be_whole(term)} AND {found}"
        return self._ids(f"SELECT document_id FROM search_texts WHERE {found}", conditions.values)

    def _of_term(self, term: Term, *, titles_only: bool) -> set[int]:
        conditions = Conditions()
        return self._ids(of_term(conditions, term, titles_only=titles_only), conditions.values)

    def _ids(self, query: str, values: Mapping[str, Any]) -> set[int]:
        """The ids that a query gives, in one value."""
        packed = self.run(f"SELECT string_agg(int4send(id), '') FROM ({query}) AS found(id)", values)[0][0]
        return set(_unpacked(packed))


def of_term(conditions: Conditions, term: Term, *, titles_only: bool = False) -> str:
    """A query for the documents that hold a term; with `titles_only` its texts stand in a title."""
    queries = [_with_text(conditions, text, TITLE_KEYS, "titles") for text in term.titles]
    for text in term.texts:
        if titles_only:
            queries.append(_with_text(conditions, text, TITLE_KEYS, "titles"))
        else:
            queries += [_with_text(conditions, text, TEXT_KEYS, "text"), conditions.owners(text, exactly=True)]
    queries += conditions.facts(term)
    return " UNION ALL ".join(queries) or "SELECT NULL WHERE FALSE"


def _with_text(conditions: Conditions, text: str, indexed: str, column: str) -> str:
    query = f"SELECT {ID} FROM search_texts WHERE {indexed} @> {conditions.keys(text)}"
    return query if len(text) <= LONGEST_KEY else f"{query} AND strpos({column}, {conditions.value(fold(text))}) > 0"


def holds(connection: Connection, expression: Expression) -> sa.ColumnElement[bool]:
    """That an expression holds of a document, as a condition on `documents`: its id is one of those found."""
    return is_among(connection, documents.c.id, ids(connection, expression))


def ids(connection: Connection, expression: Expression) -> Sequence[int]:
    """The ids of all documents of which an expression holds, in no order."""
    return list(AllHits(connection).all_of(expression))


def id_sets(connection: Connection, terms: Sequence[Term], among: Collection[int] | None = None) -> list[Sequence[int]]:
    """The ids of the news, then of each term the ids of the documents that hold it, hold it in a title, and are it.

    One statement. `among`: only the texts of these documents are looked at.
    """
    conditions = Conditions()
    queries = ["SELECT document_id FROM search_texts WHERE stage = 'news'"]
    for term in terms:
        if among is None:
            queries += [of_term(conditions, term), of_term(conditions, term, titles_only=True)]
            queries.append(_where([conditions.may_be_whole(term), conditions.is_whole(term)]))
        else:
            theirs = conditions.is_among(among)
            for holds in (
                conditions.holds(term),
                conditions.holds(term, titles_only=True),
                conditions.is_whole(term),
            ):
                queries.append(_where([theirs, holds]))
    packed = ", ".join(f"(SELECT string_agg(int4send(id), '') FROM ({query}) AS found(id))" for query in queries)
    row = connection.exec_driver_sql(f"SELECT {packed}", conditions.values).one()
    return [_unpacked(ids) for ids in row]


def _where(conditions: Sequence[str]) -> str:
    return f"SELECT document_id FROM search_texts WHERE {' AND '.join(conditions)}"


def _unpacked(ids: bytes | None) -> Sequence[int]:
    """Ids that were read as one value: to read them a row each would take longer than to find them."""
    return struct.unpack(f">{len(ids) // 4}i", ids) if ids else ()


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    return list(AllHits(connection).whole(term))


def in_titles(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in a title, `most` of them at most, in no order."""
    found: list[list[int]] = [[] for _ in pieces]
    hits = AllHits(connection)
    query = (
        "SELECT wanted.place, held.document_id FROM unnest(CAST(%(pieces)s AS text[]), CAST(%(keys)s AS text[])) "
        "WITH ORDINALITY AS wanted(piece, keys, place) CROSS JOIN LATERAL (SELECT document_id FROM search_texts "
        f"WHERE {TITLE_KEYS} @> CAST(wanted.keys AS bigint[]) AND strpos(titles, wanted.piece) > 0 LIMIT {most}) "
        "AS held"
    )
    folded = [fold(piece) for piece in pieces]
    values = {"pieces": folded, "keys": [f"{{{','.join(map(str, keys(piece)))}}}" for piece in folded]}
    for place, document_id in hits.run(query, values):
        found[place - 1].append(document_id)
    return found
