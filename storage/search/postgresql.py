"""The search index of a PostgreSQL database: tables of folded texts, and GIN indexes over the characters of them, each
character by itself and with the one or two that follow it.

`search_texts` (of documents) and `search_pages` (of attached files) are written by triggers, in the transaction that
writes what they copy. What else changes of a document leaves its texts as they are, and so the keys in the indexes. No
extension is needed.

By the index a piece of text is found by its keys: in a document, and on the pages of the files that it links to. Up to
three characters are found by the index alone. Longer pieces are found by all their triples, then the texts are
looked through.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from hashlib import md5
from importlib.resources import files
from typing import Any

from sqlalchemy.engine import Connection

from storage.search.expression import FOLDED_FROM, FOLDED_TO, AnyOf, Expression, Not, Term, fold

LONGEST_KEY = 3
"""Characters of the longest key. A piece of text that is no longer needs no look at the text."""

CHARACTER_BITS = 21
"""Bits of a character in a key: three have room in a bigint, so that every key stands for one text."""

DAY = "coalesce(coalesce({row}published_on, {row}written_on) - DATE '0001-01-01' + 1, 0)"
"""The day of a document as a number, 1 for the first one of the year 1, 0 for none: as in the place of a hit."""

_VALUES = {"{wide}": FOLDED_FROM[26:], "{narrow}": FOLDED_TO[26:], "{new_day}": DAY.format(row="NEW.")}
"""What stands in the place of these words of `postgresql.sql`."""

_SQL = files(__package__).joinpath("postgresql.sql").read_text(encoding="utf-8")
STATEMENTS = reduce(lambda sql, name: sql.replace(name, _VALUES[name]), _VALUES, _SQL).split(";\n\n")
"""The statements that make it."""

FILL = (
    "DELETE FROM search_texts",
    f"""
    INSERT INTO search_texts (document_id, day, stage, titles, text)
    SELECT id, {DAY.format(row="")}, stage,
        search_text(title, issued_title, ''), search_text(title, issued_title, body)
    FROM documents
    """,
    "DELETE FROM search_pages",
    "INSERT INTO search_pages (file_id, page, text) "
    "SELECT file_id, page, search_text(text, NULL, '') FROM attachment_texts",
)
"""The statements that write all of it anew; `titles` are two lines."""

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


# ------------------------------------------------------------------ queries


class _Statement:
    """A statement in the making, with its values."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        """By the names that stand in the conditions."""

    def value(self, value: Any) -> str:
        """What stands for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    def of(self, expression: Expression, *, only_titles: bool) -> str:
        """A query for the documents of which an expression holds, or of whose titles it holds."""
        if isinstance(expression, Term):
            return self.of_term(expression, only_titles=only_titles)
        if isinstance(expression, Not):
            return f"SELECT id FROM documents EXCEPT ({self.of(expression.part, only_titles=only_titles)})"
        if isinstance(expression, AnyOf):
            return " UNION ".join(f"({self.of(part, only_titles=only_titles)})" for part in expression.parts)
        return " INTERSECT ".join(f"({self.of(part, only_titles=only_titles)})" for part in expression.parts)

    def of_term(self, term: Term, *, only_titles: bool) -> str:
        """A query for the documents that hold a term; with `only_titles` its texts stand in a title."""
        queries = [self._with_text(text, TITLE_KEYS, "titles") for text in term.titles]
        for text in term.texts:
            if only_titles:
                queries.append(self._with_text(text, TITLE_KEYS, "titles"))
            else:
                queries += [self._with_text(text, TEXT_KEYS, "text"), self._owners(text)]
        queries += self._facts(term)
        return " UNION ALL ".join(queries) or "SELECT NULL::integer WHERE FALSE"

    def of_whole(self, term: Term) -> str:
        """A query for the documents whose title, issued title or number is what is looked for."""
        lines = [fold(text) for text in (*term.texts, *term.titles)]
        conditions = [f"{TITLE_KEYS} @> {self._array([whole_key(line)])}" for line in lines]
        numbers = list(self._facts(Term(numbers=term.numbers)))
        conditions += [f"{ID} = ANY(ARRAY({query}))" for query in numbers]
        # What the index may have found is looked at.
        values = [self.value(f"\n{line}\n") for line in lines if "\n" not in line]
        exactly = [f"strpos(E'\\n' || search_texts.titles, {value}) > 0" for value in values]
        exactly += [f"{ID} IN ({query})" for query in numbers]
        return f"SELECT document_id FROM search_texts WHERE {_any_of(conditions)} AND {_any_of(exactly)}"

    def _with_text(self, text: str, indexed: str, column: str) -> str:
        query = f"SELECT {ID} FROM search_texts WHERE {indexed} @> {self._array(keys(fold(text)))}"
        return query if len(text) <= LONGEST_KEY else f"{query} AND strpos({column}, {self.value(fold(text))}) > 0"

    def _owners(self, text: str) -> str:
        """A query for the documents that link to a file which has a piece of text on a page."""
        pages = f"SELECT file_id FROM search_pages WHERE search_keys(text) @> {self._array(keys(fold(text)))}"
        if len(text) > LONGEST_KEY:
            pages += f" AND strpos(text, {self.value(fold(text))}) > 0"
        return f"SELECT document_id FROM attachments WHERE file_id = ANY(ARRAY({pages}))"

    def _facts(self, term: Term) -> Iterator[str]:
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


def _any_of(conditions: Iterable[str]) -> str:
    """Of none: what never holds."""
    return f"({' OR '.join(conditions) or 'FALSE'})"


def ids(connection: Connection, expression: Expression, *, only_titles: bool = False) -> Sequence[int]:
    """The documents of which an expression holds, or of whose titles it holds."""
    statement = _Statement()
    query = statement.of(expression, only_titles=only_titles)
    packed = f"SELECT string_agg(int4send(id), '') FROM ({query}) AS found(id)"
    found = connection.exec_driver_sql(packed, statement.values).scalar()
    # Ids that were read as one value: to read them a row each would take longer than to find them.
    return struct.unpack(f">{len(found) // 4}i", found) if found else ()


def is_held(connection: Connection, expression: Expression) -> bool:
    """Whether an expression holds of a document that is no news."""
    statement = _Statement()
    query = statement.of(expression, only_titles=False)
    first = f"SELECT 1 FROM ({query}) AS found(id) JOIN documents USING (id) WHERE stage <> 'news' LIMIT 1"
    return connection.exec_driver_sql(first, statement.values).first() is not None


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    statement = _Statement()
    return connection.exec_driver_sql(statement.of_whole(term), statement.values).scalars().all()


def in_titles(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in a title, `most` of them at most, in no order."""
    matches: list[list[int]] = [[] for _ in pieces]
    query = (
        "SELECT wanted.place, held.document_id FROM unnest(CAST(%(pieces)s AS text[]), CAST(%(keys)s AS text[])) "
        "WITH ORDINALITY AS wanted(piece, keys, place) CROSS JOIN LATERAL (SELECT document_id FROM search_texts "
        f"WHERE {TITLE_KEYS} @> CAST(wanted.keys AS bigint[]) AND strpos(titles, wanted.piece) > 0 LIMIT {most}) "
        "AS held"
    )
    folded = [fold(piece) for piece in pieces]
    values = {"pieces": folded, "keys": [f"{{{','.join(map(str, keys(piece)))}}}" for piece in folded]}
    for place, document_id in connection.exec_driver_sql(query, values):
        matches[place - 1].append(document_id)
    return matches
