"""The permalinks that documents have and had.

One follows from the record (`parsers.grammar.permalink`), and every one that a record ever gave stays in a table: the
rule alone would lose it where a better reading corrects the number. The table names the document by the id that it had
then, which leads on after a merge (`redirects`) and back when that is undone. A permalink is never taken from a
document: where another one comes to it, too, it means both.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.permalink import permalink_of
from parsers.record import PolicyDocument
from storage.schema import permalinks, redirects

_held = sa.select(permalinks.c.given_at).where(
    permalinks.c.address == sa.bindparam("address"), permalinks.c.document_id == sa.bindparam("document_id")
)


def give(connection: Connection, document_id: int, record: PolicyDocument, now: datetime) -> None:
    """Stores the address of a document, unless it had it before."""
    if address := permalink_of(record):
        row = {"address": address, "document_id": document_id}
        if connection.execute(_held, row).first() is None:
            connection.execute(sa.insert(permalinks), row | {"given_at": now})


def find(connection: Connection, address: str) -> list[int]:
    """The ids of the documents that have or had an address, in order; none, one or several."""
    present = sa.func.coalesce(redirects.c.document_id, permalinks.c.document_id).label("id")
    led = permalinks.outerjoin(redirects, redirects.c.former_id == permalinks.c.document_id)
    query = sa.select(present).select_from(led).where(permalinks.c.address == address).distinct().order_by("id")
    return list(connection.execute(query).scalars())
