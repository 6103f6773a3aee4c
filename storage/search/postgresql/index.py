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


def size(connection: Connection) -> int:
    """Bytes of its tables and indexes."""
    query = "SELECT pg_total_relation_size('search_texts') + pg_total_relation_size('search_pages')"
    return int(connection.execute(sa.text(query)).scalar_one())
