"""Searches of a PostgreSQL database, by the index that `index` has: all that a term finds, as sets.

By the index a piece of text is found by its keys: in a document, and on the pages of the files that it links to. Up to
three characters are found by the index alone. Longer pieces are found by all their triples, then the texts are
looked through. `docs/search-index.md` has the designs that were measured.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from hashlib import md5
from typing import Any

from sqlalchemy.engine import Connection

from storage.search.expression import Term, fold
from storage.search.postgresql.index import CHARACTER_BITS, LONGEST_KEY

ID = "search_texts.document_id"

TEXT_KEYS = "search_keys(search_texts.text)"
TITLE_KEYS = "(search_keys(search_texts.titles) || search_lines(search_texts.titles))"


def keys(text: str) -> list[int]:
    """The keys that every text has that holds a folded piece: the piece itself if it is a key, else its triples."""
    pieces = {text[at : at + LONGEST_KEY] for at in range(max(1, len(text) - LONGEST_KEY + 1))}
    return sorted(reduce(lambda key, character: key << CHARACTER_BITS | ord(character), piece, 0) for piece in pieces)


def whole_key(title: str) -> int:
    """The key that only a folded title, or issued title, has that is this one."""
    return -1 - int(md5(title.encode(), usedforsecurity=False).hexdigest()[:15], 16)


class Conditions:
    """Makes the conditions of one statement."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        """By the names that stand in the conditions."""

    def value(self, value: Any) -> str:
        """What stands for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    def is_whole(self, term: Term) -> str:
        """That title, issued title or number is what is looked for, by looking."""
        lines = [fold(text) for text in (*term.texts, *term.titles)]
        values = [self.value(f"\n{line}\n") for line in lines if "\n" not in line]
        found = [f"strpos(E'\\n' || search_texts.titles, {value}) > 0" for value in values]
        return _join(" OR ", [*found, *(f"{ID} IN ({query})" for query in self.facts(Term(numbers=term.numbers)))])

    def may_be_whole(self, term: Term) -> str:
        """What the index knows of that."""
        lines = [fold(text) for text in (*term.texts, *term.titles)]
        found = [f"{TITLE_KEYS} @> {self._array([whole_key(line)])}" for line in lines]
        facts = self.facts(Term(numbers=term.numbers))
        return _join(" OR ", [*found, *(f"{ID} = ANY(ARRAY({query}))" for query in facts)])

    def keys(self, text: str) -> str:
        """The keys of a piece of text."""
        return self._array(keys(fold(text)))

    def owners(self, text: str, *, exactly: bool = False) -> str:
        """A query for the documents that link to a file which may have a piece of text on a page; `exactly`: has it."""
        pages = f"SELECT file_id FROM search_pages WHERE search_keys(text) @> {self.keys(text)}"
        if exactly and len(text) > LONGEST_KEY:
            pages += f" AND strpos(text, {self.value(fold(text))}) > 0"
        return f"SELECT document_id FROM attachments WHERE file_id = ANY(ARRAY({pages}))"

    def facts(self, term: Term) -> Iterator[str]:
        """Queries for the documents that a term finds by what is no text."""
        if term.issuers:
            issuers = self.value(list(term.issuers))
            yield f"SELECT document_id FROM issuing_bodies WHERE agency_id = ANY(CAST({issuers} AS text[]))"
        if term.numbers:
            numbers = self.value(list(term.numbers))
            yield f"SELECT id FROM documents WHERE document_number = ANY(CAST({numbers} AS text[]))"

    def _array(self, numbers: Collection[int]) -> str:
        """Numbers as one value; as a text, which a client writes faster than a list."""
        return f"CAST({self.value('{' + ','.join(map(str, numbers)) + '}')} AS bigint[])"


def _join(word: str, conditions: Iterable[str]) -> str:
    """Of none: what never holds."""
    return f"({word.join(conditions) or 'FALSE'})"


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


def id_sets(connection: Connection, terms: Sequence[Term]) -> list[Sequence[int]]:
    """The ids of the news, then of each term the ids of the documents that hold it, hold it in a title, and are it.

    Of a term that is looked for in titles alone, only these. One statement.
    """
    conditions = Conditions()
    queries = ["SELECT document_id FROM search_texts WHERE stage = 'news'"]
    for term in terms:
        lookups = [of_term(conditions, term, titles_only=True)]
        if term.texts:
            lookups = [of_term(conditions, term), *lookups, _as_whole(conditions, term)]
        queries += lookups
    packed = ", ".join(f"(SELECT string_agg(int4send(id), '') FROM ({query}) AS found(id))" for query in queries)
    row = connection.exec_driver_sql(f"SELECT {packed}", conditions.values).one()
    # Ids that were read as one value: to read them a row each would take longer than to find them.
    return [(struct.unpack(f">{len(ids) // 4}i", ids) if ids else ()) for ids in row]


def _as_whole(conditions: Conditions, term: Term) -> str:
    return _where([conditions.may_be_whole(term), conditions.is_whole(term)])


def _where(conditions: Sequence[str]) -> str:
    return f"SELECT document_id FROM search_texts WHERE {' AND '.join(conditions)}"


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    conditions = Conditions()
    query = _as_whole(conditions, term)
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
