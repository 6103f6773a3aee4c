"""The search index of an SQLite database: FTS5 over single characters, its rows in the order of the documents' days.

`search_texts` indexes titles, bodies, files and facts as words of one character (`tokenizer`), without keeping the
texts (`files`: all pages of all attached files, with a word between two pages so that no phrase crosses them);
`search_titles` only the titles, and is read first; `search_rows` says which row is which document's. A row's number is
its day and a serial number, so that FTS5 gives the newest hits first and stops when a page is full. A revised document
gets a new row; the old one is ignored until `rebuild` (deleting it needs its old text, or SQLite 3.43).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.schema import documents, issuing_bodies
from storage.search import files, tokenizer
from storage.search.expression import AnyOf, Expression, Not, Term
from storage.search.tokenizer import any_of, fact, phrase, quoted, whole
from storage.statements import of_documents

TABLES = (
    "CREATE TABLE search_rows (row INTEGER NOT NULL PRIMARY KEY, serial INTEGER NOT NULL UNIQUE, "
    "document_id INTEGER UNIQUE, digest TEXT NOT NULL)",
    f"CREATE VIRTUAL TABLE search_texts USING fts5("
    f"title, issued_title, body, files, facts, content='', tokenize='{tokenizer.TOKENIZER}')",
    f"CREATE VIRTUAL TABLE search_titles USING fts5("
    f"title, issued_title, facts, content='', tokenize='{tokenizer.TOKENIZER}')",
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
    held = {row.document_id: row.digest for row in connection.execute(_held, {"ids": list(ids)})}
    issuers: dict[int, list[str]] = {}
    for body in connection.execute(of_documents(issuing_bodies), {"ids": list(ids)}):
        if body.agency_id is not None:
            issuers.setdefault(body.document_id, []).append(body.agency_id)
    having = files.owners(connection, ids)
    for row in connection.execute(of_documents(documents, documents.c.id), {"ids": list(ids)}).all():
        pages = files.texts_of(connection, row.id) if row.id in having else []
        facts, digest = _described(row, issuers.get(row.id, ()), pages)
        if held.get(row.id) == digest:
            continue
        if row.id in held:
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
    names = {"title": tokenizer.words(of.title), "issued_title": tokenizer.words(of.issued_title)}
    of_files = f" {tokenizer.BETWEEN} ".join(map(tokenizer.words, pages))
    words = {"rowid": number, **names, "body": tokenizer.words(of.body), "files": of_files, "facts": facts}
    connection.execute(sa.insert(texts), words)
    whole_names = map(whole, filter(None, (of.title, of.issued_title)))
    connection.execute(sa.insert(titles), {"rowid": number, **names, "facts": " ".join([facts, *whole_names])})


def _described(of: Any, issuers: Sequence[str], pages: Sequence[str]) -> tuple[str, str]:
    """The facts of a document (its row, or its record) as words, and the digest of all that is indexed of it."""
    facts = [tokenizer.EVERY, *sorted(fact("issuer", issuer) for issuer in issuers)]
    if of.document_number:
        facts.append(fact("number", of.document_number))
    day = of.published_on or of.written_on
    return " ".join(facts), _digest(day, facts, of.title, of.issued_title, of.body, *pages)


def _digest(day: date | None, facts: Sequence[str], *found: str | None) -> str:
    parts = (str(day), " ".join(facts), *(text or "" for text in found))
    return blake2b("\x00".join(parts).encode(), digest_size=12).hexdigest()


# ------------------------------------------------------------------ queries


def in_texts(term: Term) -> str:
    """A term as a query of `search_texts`; without what is looked for in titles alone, which `search_titles` knows."""
    return any_of((*map(phrase, term.texts), *_facts(term)))


def in_titles(term: Term) -> str:
    """A term as a query of `search_titles`."""
    return any_of((*map(phrase, term.texts), *map(phrase, term.titles), *_facts(term)))


def _anywhere(term: Term) -> str:
    """A term as a query of `search_texts` alone, which has the titles, too."""
    own = (f"{{title issued_title}} : {phrase(title)}" for title in term.titles)
    return any_of((*map(phrase, term.texts), *own, *_facts(term)))


def _facts(term: Term) -> Iterator[str]:
    for issuer in term.issuers:
        yield quoted(fact("issuer", issuer))
    for number in term.numbers:
        yield quoted(fact("number", number))


def _as_whole(term: Term) -> str:
    """A query of `search_titles` for documents whose title, issued title or number is what is looked for."""
    numbers = (quoted(fact("number", number)) for number in term.numbers)
    return any_of((*(quoted(whole(text)) for text in (*term.texts, *term.titles)), *numbers))


def id_sets(connection: Connection, terms: Sequence[Term]) -> list[Sequence[int]]:
    """The ids of the news, then of each term the ids of the documents that hold it, hold it in a title, and are it.

    Of a term that is looked for in titles alone, only these. One statement.
    """
    # Each as one value: between two rows the driver lets go of Python's lock, and among busy threads waits for it.
    columns = ["SELECT group_concat(id) FROM documents WHERE stage = 'news'"]
    values: list[str] = []
    for term in terms:
        lookups = [(titles, in_titles(term))]
        if term.texts:
            lookups = [(texts, in_texts(term)), *lookups, (titles, _as_whole(term))]
        for table, query in lookups:
            # CROSS JOIN keeps SQLite from sorting what is found by row once more.
            found = f"{table.name} CROSS JOIN {search_rows.name} ON row = {table.name}.rowid"
            columns.append(f"SELECT group_concat(document_id) FROM {found} WHERE {table.name} MATCH ?")
            values.append(query)
    statement = ", ".join(f"({column})" for column in columns)
    row = connection.exec_driver_sql(f"SELECT {statement}", tuple(values)).one()
    return [json.loads(f"[{given}]") if given else [] for given in row]  # twice as fast as int() of each


def ids(connection: Connection, expression: Expression, *, only_titles: bool = False) -> Sequence[int]:
    """The documents of which an expression without NOT holds, or of whose titles it holds.

    One query, in which FTS5 passes over what a rarer part excludes: of common words a part of the time of their sets.
    """
    found, match = _one_query(expression, only_titles)
    given = connection.exec_driver_sql(f"SELECT group_concat(document_id) FROM {found}", (match,)).scalar()
    return json.loads(f"[{given}]") if given else []


def is_held(connection: Connection, expression: Expression, *, only_titles: bool = False) -> bool:
    """Whether an expression without NOT holds of a document that is no news, or of the titles of one."""
    found, match = _one_query(expression, only_titles)
    no_news = "SELECT 1 FROM documents WHERE id = document_id AND stage IS NOT 'news'"
    asked = f"SELECT 1 FROM {found} AND EXISTS ({no_news}) LIMIT 1"
    return connection.exec_driver_sql(asked, (match,)).first() is not None


def _one_query(expression: Expression, only_titles: bool) -> tuple[str, str]:
    """What to select from, with a place for the query, and the query."""
    table, of_term = (titles, in_titles) if only_titles else (texts, _anywhere)
    found = f"{table.name} CROSS JOIN {search_rows.name} ON row = {table.name}.rowid WHERE {table.name} MATCH ?"

    def query(part: Expression) -> str:
        if isinstance(part, Term):
            return of_term(part)
        if isinstance(part, Not):
            raise TypeError("FTS5 has no NOT without something before it")
        return f"({(' OR ' if isinstance(part, AnyOf) else ' AND ').join(map(query, part.parts))})"

    return found, query(expression)


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    match = sa.literal_column(titles.name).op("MATCH")(sa.bindparam(None, _as_whole(term), type_=sa.Text))
    query = sa.select(search_rows.c.document_id).where(search_rows.c.row.in_(sa.select(titles.c.rowid).where(match)))
    return connection.execute(query.where(search_rows.c.document_id.is_not(None))).scalars().all()


def size(connection: Connection) -> int:
    """Bytes of the index's tables."""
    query = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search\\_%' ESCAPE '\\'"
    return connection.execute(sa.text(query)).scalar() or 0
