"""The search index of a PostgreSQL database: tables of folded texts, and GIN indexes over the characters of them, each
character by itself and with the one or two that follow it.

`search_texts` (of documents) and `search_pages` (of attached files) are written by triggers, in the transaction that
writes what they copy. What else changes of a document leaves its texts as they are, and so the keys in the indexes. No
extension is needed.
"""

from functools import reduce
from importlib.resources import files

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.search.expression import FOLDED_FROM, FOLDED_TO

INDEXES = ("search_texts_keys", "search_titles_keys", "search_pages_keys")
"""Those that hold keys."""

LONGEST_KEY = 3
"""Characters of the longest key. A piece of text that is no longer needs no look at the text."""

CHARACTER_BITS = 21
"""Bits of a character in a key: three have room in a bigint, so that every key stands for one text."""

DAY = "coalesce(coalesce({row}published_on, {row}written_on) - DATE '0001-01-01' + 1, 0)"
"""The day of a document as a number, 1 for the first one of the year 1, 0 for none: as in the place of a hit."""

_VALUES = {"{wide}": FOLDED_FROM[26:], "{narrow}": FOLDED_TO[26:], "{new_day}": DAY.format(row="NEW.")}
"""What stands in the place of these words of `index.sql`."""

_SQL = files(__package__).joinpath("index.sql").read_text(encoding="utf-8")
STATEMENTS = reduce(lambda sql, name: sql.replace(name, _VALUES[name]), _VALUES, _SQL).split(";\n\n")
"""The statements that make it."""

TEXTS = f"""
    SELECT id AS document_id, {DAY.format(row="")} AS day, stage,
        search_text(title, issued_title, '') AS titles, search_text(title, issued_title, body) AS text
    FROM documents
"""
"""What `search_texts` holds. `titles` are two lines."""

PAGES = "SELECT file_id, page, search_text(text, NULL, '') AS text FROM attachment_texts"
"""What `search_pages` holds."""


_END = (
    "SELECT max({key}) FROM (SELECT DISTINCT {key} FROM {owner} WHERE {key} > :last ORDER BY {key} LIMIT :most) AS next"
)
# Rows are locked, so that nothing older is written than what another transaction has just written.
_AMONG = "WHERE {key} > :last AND {key} <= :end"
_end = {
    "documents": sa.text(_END.format(key="id", owner="documents")),
    "attachment_texts": sa.text(_END.format(key="file_id", owner="attachment_texts")),
}
_fill = {
    "documents": sa.text(
        f"""
        INSERT INTO search_texts (document_id, day, stage, titles, text)
        {TEXTS} {_AMONG.format(key="id")} FOR SHARE
        ON CONFLICT (document_id) DO UPDATE SET
            day = excluded.day, stage = excluded.stage, titles = excluded.titles, text = excluded.text
        WHERE (search_texts.day, search_texts.stage, search_texts.titles, search_texts.text)
            IS DISTINCT FROM (excluded.day, excluded.stage, excluded.titles, excluded.text)
        """
    ),
    "attachment_texts": sa.text(
        f"""
        INSERT INTO search_pages (file_id, page, text)
        {PAGES} {_AMONG.format(key="file_id")} FOR SHARE
        ON CONFLICT (file_id, page) DO UPDATE SET text = excluded.text
        WHERE search_pages.text IS DISTINCT FROM excluded.text
        """
    ),
}


def fill_documents_after(connection: Connection, last: int, most: int) -> int | None:
    """Adds or corrects the texts of the next documents after an id; gives the last id, None where none is left."""
    return _fill_after(connection, "documents", last, most)


def fill_files_after(connection: Connection, last: int, most: int) -> int | None:
    """The same of the pages of attached files, by the ids of the files."""
    return _fill_after(connection, "attachment_texts", last, most)


def _fill_after(connection: Connection, table: str, last: int, most: int) -> int | None:
    end: int | None = connection.execute(_end[table], {"last": last, "most": most}).scalar()
    if end is not None:
        connection.execute(_fill[table], {"last": last, "end": end})
    return end


def size(connection: Connection) -> int:
    """Bytes of its tables and indexes."""
    query = "SELECT pg_total_relation_size('search_texts') + pg_total_relation_size('search_pages')"
    return int(connection.execute(sa.text(query)).scalar_one())
