"""Stores the long texts of a PostgreSQL database unpacked, as those are that are written today.

A search looks through texts; a packed one has to be unpacked for it, which takes as long as to look. Texts that were
written before revision 0017 are packed: an upgrade unpacks them.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

BATCH = 100
"""Documents, or files, of one transaction."""

_STATEMENT = """
    UPDATE {table} SET {text} = {text} || '' WHERE {key} IN (
        SELECT DISTINCT {key} FROM {table} WHERE {key} > :last AND pg_column_compression({text}) IS NOT NULL
        ORDER BY {key} LIMIT :most
    ) RETURNING {key}
"""


def unpack_documents_after(connection: Connection, last: int) -> int | None:
    """Unpacks the bodies of the next documents after an id; gives the last id that is done, None where none is left."""
    return _unpack_after(connection, last, "documents", "id", "body")


def unpack_files_after(connection: Connection, last: int) -> int | None:
    """The same of the pages of attached files, by the ids of the files."""
    return _unpack_after(connection, last, "attachment_texts", "file_id", "text")


def _unpack_after(connection: Connection, last: int, table: str, key: str, text: str) -> int | None:
    if connection.dialect.name == "sqlite":  # packs nothing
        return None
    statement = sa.text(_STATEMENT.format(table=table, key=key, text=text))
    return max(connection.execute(statement, {"last": last, "most": BATCH}).scalars(), default=None)
