"""The search index of an SQLite database: FTS5 over single characters, its rows in the order of the documents' days.

`search_texts` indexes titles, bodies, files and facts without keeping the texts, every character a word, so that a
phrase is a piece of text. Blanks, line ends and characters that FTS5's tokenizer would split, drop or fold become `x`
and their code; facts that are no text (issuers, the number) are words of several letters, which no text has. (`files`:
all pages of all attached files, with a word between two pages so that no phrase crosses them.) `search_titles` has only
the titles, and is read first; `search_rows` says which row is which document's. A row's number is its day and a serial
number, so that FTS5 gives the newest hits first and stops when a page is full. A revised document gets a new row; the
old one is ignored until `rebuild` (deleting it needs its old text, or SQLite 3.43).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.patterns import lazy_regex
from parsers.record import PolicyDocument
from storage.schema import documents, issuing_bodies
from storage.search import files
from storage.search.expression import AnyOf, Expression, Not, Term, fold
from storage.statements import of_documents

# Words as they are: printed ASCII, Chinese characters and punctuation, full-width forms, quotation marks, dashes.
ODD = lazy_regex("([^!-~·‐-‧‰-›※①-⒵■-◿㐀-鿿、-〿！-･])")

TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
"""For a CREATE statement (quotes doubled): every category but blanks makes words."""

EVERY = "every"
"""A word that every row has."""

BETWEEN = "page"
"""The word between two pages: no text has a word of several letters, so no piece of a text crosses it."""

TABLES = (
    "CREATE TABLE search_rows (row INTEGER NOT NULL PRIMARY KEY, serial INTEGER NOT NULL UNIQUE, "
    "document_id INTEGER UNIQUE, digest TEXT NOT NULL)",
    f"CREATE VIRTUAL TABLE search_texts USING fts5("
    f"title, issued_title, body, files, facts, content='', tokenize='{TOKENIZER}')",
    f"CREATE VIRTUAL TABLE search_titles USING fts5(title, issued_title, facts, content='', tokenize='{TOKENIZER}')",
)
"""The statements that make the tables."""

SERIALS_PER_DAY = 1 << 24
"""Rows of one day; the day's ordinal stands before the serial number."""

search_rows = sa.Table(
    "search_rows",
    sa.MetaData(),
    sa.Column("row", sa.BigInteger, primary_key=True),
    sa.Column("serial", sa.Integer, nullable=False, unique=True),
    sa.Column("document_id", sa.Integer, unique=True),  # null: given up
    sa.Column("digest", sa.Text, nullable=False),
)
_columns = ("title", "issued_title", "body", "files", "facts")
texts = sa.table("search_texts", *map(sa.column, ("rowid", *_columns)))
titles = sa.table("search_titles", *map(sa.column, ("rowid", "title", "issued_title", "facts")))

_owner = search_rows.c.document_id
_held = sa.select(_owner, search_rows.c.digest).where(_owner.in_(sa.bindparam("ids", expanding=True)))
_serial = sa.select(sa.func.coalesce(sa.func.max(search_rows.c.serial), 0) + 1).scalar_subquery()
_insert_row = (
    sa.insert(search_rows)
    .values(row=sa.bindparam("first", type_=sa.BigInteger) + _serial, serial=_serial)
    .returning(search_rows.c.row)
)


def empty(connection: Connection) -> None:
    """Makes the tables anew, without rows."""
    for name in (search_rows.name, texts.name, titles.name):
        connection.exec_driver_sql(f"DROP TABLE {name}")
    for statement in TABLES:
        connection.exec_driver_sql(statement)


def index(connection: Connection, ids: Sequence[int]) -> None:
    """Writes the rows of these documents; what has not changed since it was indexed stays."""
    digests = {row.document_id: row.digest for row in connection.execute(_held, {"ids": list(ids)})}
    issuers: dict[int, list[str]] = {}
    for body in connection.execute(of_documents(issuing_bodies), {"ids": list(ids)}):
        if body.agency_id is not None:
            issuers.setdefault(body.document_id, []).append(body.agency_id)
    having = files.owners(connection, ids)
    for row in connection.execute(of_documents(documents, documents.c.id), {"ids": list(ids)}).all():
        pages = files.texts_of(connection, row.id) if row.id in having else []
        facts, digest = _described(row, issuers.get(row.id, ()), pages)
        if digests.get(row.id) == digest:
            continue
        if row.id in digests:
            forget(connection, row.id)
        _write(connection, row.id, row, pages, facts, digest)


def add(connection: Connection, document_id: int, record: PolicyDocument) -> None:
    """Writes the rows of a document that was never indexed."""
    pages = files.texts_of(connection, document_id) if record.attachments else []
    facts, digest = _described(record, [body.id for body in record.issuing_bodies if body.id is not None], pages)
    _write(connection, document_id, record, pages, facts, digest)


def forget(connection: Connection, document_id: int) -> None:
    """Takes a document out of the index. Its row stays, so that its number is not given again."""
    connection.execute(sa.update(search_rows).where(_owner == document_id).values(document_id=None))


def _write(connection: Connection, document_id: int, of: Any, pages: Sequence[str], facts: str, digest: str) -> None:
    day = of.published_on or of.written_on
    first = (day.toordinal() if day else 0) * SERIALS_PER_DAY  # without a day: older than all others
    values = {"first": first, "document_id": document_id, "digest": digest}
    number = connection.execute(_insert_row, values).scalar_one()
    names = {"title": words(of.title), "issued_title": words(of.issued_title)}
    of_files = f" {BETWEEN} ".join(map(words, pages))
    row = {"rowid": number, **names, "body": words(of.body), "files": of_files, "facts": facts}
    connection.execute(sa.insert(texts), row)
    whole_names = map(whole, filter(None, (of.title, of.issued_title)))
    connection.execute(sa.insert(titles), {"rowid": number, **names, "facts": " ".join([facts, *whole_names])})


def _described(of: Any, issuers: Sequence[str], pages: Sequence[str]) -> tuple[str, str]:
    """The facts of a document (its row, or its record) as words, and the digest of all that is indexed of it."""
    facts = [EVERY, *sorted(fact("issuer", issuer) for issuer in issuers)]
    if of.document_number:
        facts.append(fact("number", of.document_number))
    day = of.published_on or of.written_on
    return " ".join(facts), _digest(day, facts, of.title, of.issued_title, of.body, *pages)


def _digest(day: date | None, facts: Sequence[str], *texts: str | None) -> str:
    parts = (str(day), " ".join(facts), *(text or "" for text in texts))
    return blake2b("\x00".join(parts).encode(), digest_size=12).hexdigest()


# ------------------------------------------------------------------ words


def words(text: str | None) -> str:
    """A text as words of one character, joined by blanks."""
    if not text:
        return ""
    pieces = ODD.split(fold(text))  # every second piece is an odd character
    pieces[0::2] = map(" ".join, pieces[0::2])
    pieces[1::2] = [f"x{ord(char):x}" for char in pieces[1::2]]
    return " ".join(filter(None, pieces))


def phrase(text: str) -> str:
    """The FTS5 query for a piece of text."""
    return quoted(words(text))


def whole(title: str) -> str:
    """What only a title that is this text and nothing more has."""
    return fact("title", blake2b(fold(title).encode(), digest_size=10).hexdigest())


def fact(kind: str, value: str) -> str:
    """A fact as one word: issuer=miit, number=国发〔2021〕20号."""
    return f"{kind}={''.join(fold(value).split())}"


def quoted(text: str) -> str:
    """A phrase of words in the query language of FTS5."""
    return '"' + text.replace('"', '""') + '"'


def any_of(queries: Iterable[str]) -> str:
    """Queries joined by OR; of none, what nothing has."""
    parts = list(dict.fromkeys(queries))
    return f"({' OR '.join(parts)})" if parts else '"nothing"'


# ------------------------------------------------------------------ queries


def _query(expression: Expression, *, only_titles: bool) -> str:
    """An expression in the language of FTS5, for `search_texts`, which has the titles, too, or for `search_titles`."""
    if isinstance(expression, Term):
        title = "" if only_titles else "{title issued_title} : "
        texts = map(phrase, expression.texts)
        return any_of((*texts, *(title + phrase(text) for text in expression.titles), *_facts(expression)))
    if isinstance(expression, AnyOf):
        return f"({' OR '.join(_query(part, only_titles=only_titles) for part in expression.parts)})"
    parts = (expression,) if isinstance(expression, Not) else expression.parts
    wanted = [_query(part, only_titles=only_titles) for part in parts if not isinstance(part, Not)]
    refused = [_query(part.part, only_titles=only_titles) for part in parts if isinstance(part, Not)]
    query = " AND ".join(wanted) or EVERY
    return f"(({query}) NOT ({' OR '.join(refused)}))" if refused else f"({query})"


def _facts(term: Term) -> Iterator[str]:
    for issuer in term.issuers:
        yield quoted(fact("issuer", issuer))
    for number in term.numbers:
        yield quoted(fact("number", number))


def _found(table: sa.TableClause) -> str:
    """What a query is selected from, with its place. (CROSS JOIN keeps SQLite from sorting by row once more.)"""
    return f"{table.name} CROSS JOIN {search_rows.name} ON row = {table.name}.rowid WHERE {table.name} MATCH ?"


def ids(connection: Connection, expression: Expression, *, only_titles: bool = False) -> Sequence[int]:
    """The documents of which an expression holds, or of whose titles it holds.

    One query, in which FTS5 passes over what a rarer part excludes: of common words a part of the time of their sets.
    """
    return _ids(connection, titles if only_titles else texts, _query(expression, only_titles=only_titles))


def is_held(connection: Connection, expression: Expression) -> bool:
    """Whether an expression holds of a document that is no news."""
    no_news = "SELECT 1 FROM documents WHERE id = document_id AND stage IS NOT 'news'"
    asked = f"SELECT 1 FROM {_found(texts)} AND EXISTS ({no_news}) LIMIT 1"
    return connection.exec_driver_sql(asked, (_query(expression, only_titles=False),)).first() is not None


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    numbers = (quoted(fact("number", number)) for number in term.numbers)
    names = (quoted(whole(text)) for text in (*term.texts, *term.titles))
    return _ids(connection, titles, any_of((*names, *numbers)))


def _ids(connection: Connection, table: sa.TableClause, query: str) -> Sequence[int]:
    # As one value: between two rows the driver lets go of Python's lock, and among busy threads waits for it.
    statement = f"SELECT group_concat(document_id) FROM {_found(table)}"
    packed = connection.exec_driver_sql(statement, (query,)).scalar()
    return json.loads(f"[{packed}]") if packed else []  # twice as fast as int() of each


def in_titles(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in a title, `most` of them at most, in no order."""
    # Without the texts, in which a piece may stand a thousand times as often.
    query = f"SELECT document_id FROM {_found(titles)} AND document_id IS NOT NULL LIMIT {most}"
    wanted = (f"{{title issued_title}} : {phrase(piece)}" for piece in pieces)
    return [list(connection.exec_driver_sql(query, (piece,)).scalars()) for piece in wanted]
