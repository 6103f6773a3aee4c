"""Searches of a PostgreSQL database, by the index that `index` has: all that a term finds, as sets.

Up to three characters are found by the index alone. Longer pieces are found by all their triples, then the texts are
looked through. `docs/search-index.md` has the designs that were measured.
"""

import struct
from collections.abc import Collection, Sequence

from sqlalchemy.engine import Connection

from storage.search.expression import Term, fold
from storage.search.postgresql.conditions import ID, TEXT_KEYS, TITLE_KEYS, Conditions, keys
from storage.search.postgresql.index import LONGEST_KEY


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


def id_sets(connection: Connection, terms: Sequence[Term], among: Collection[int] | None = None) -> list[Sequence[int]]:
    """The ids of the news, then of each term the ids of the documents that hold it, hold it in a title, and are it.

    Of a term that is looked for in titles alone, only these. One statement.

    `among`: only the texts of these documents are looked at.
    """
    conditions = Conditions()
    queries = ["SELECT document_id FROM search_texts WHERE stage = 'news'"]
    theirs = None if among is None else conditions.is_among(among)
    for term in terms:
        asked = [_in_titles(conditions, term, theirs)]
        if term.texts:
            asked = [_in_texts(conditions, term, theirs), *asked, _as_whole(conditions, term, theirs)]
        queries += asked
    packed = ", ".join(f"(SELECT string_agg(int4send(id), '') FROM ({query}) AS found(id))" for query in queries)
    row = connection.exec_driver_sql(f"SELECT {packed}", conditions.values).one()
    return [_unpacked(ids) for ids in row]


def _in_texts(conditions: Conditions, term: Term, theirs: str | None) -> str:
    return of_term(conditions, term) if theirs is None else _where([theirs, conditions.holds(term)])


def _in_titles(conditions: Conditions, term: Term, theirs: str | None) -> str:
    if theirs is None:
        return of_term(conditions, term, titles_only=True)
    return _where([theirs, conditions.holds(term, titles_only=True)])


def _as_whole(conditions: Conditions, term: Term, theirs: str | None) -> str:
    return _where([theirs or conditions.may_be_whole(term), conditions.is_whole(term)])


def _where(conditions: Sequence[str]) -> str:
    return f"SELECT document_id FROM search_texts WHERE {' AND '.join(conditions)}"


def _unpacked(ids: bytes | None) -> Sequence[int]:
    """Ids that were read as one value: to read them a row each would take longer than to find them."""
    return struct.unpack(f">{len(ids) // 4}i", ids) if ids else ()


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    conditions = Conditions()
    query = _where([conditions.may_be_whole(term), conditions.is_whole(term)])
    return connection.exec_driver_sql(query, conditions.values).scalars().all()


def in_titles(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in a title, `most` of them at most, in no order."""
    found: list[list[int]] = [[] for _ in pieces]
    query = (
        "SELECT wanted.place, held.document_id FROM unnest(CAST(%(pieces)s AS text[]), CAST(%(keys)s AS text[])) "
        "WITH ORDINALITY AS wanted(piece, keys, place) CROSS JOIN LATERAL (SELECT document_id FROM search_texts "
        f"WHERE {TITLE_KEYS} @> CAST(wanted.keys AS bigint[]) AND strpos(titles, wanted.piece) > 0 LIMIT {most}) "
        "AS held"
    )
    folded = [fold(piece) for piece in pieces]
    values = {"pieces": folded, "keys": [f"{{{','.join(map(str, keys(piece)))}}}" for piece in folded]}
    for place, document_id in connection.exec_driver_sql(query, values):
        found[place - 1].append(document_id)
    return found
