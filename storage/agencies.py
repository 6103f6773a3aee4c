"""The table `agencies`: the bodies that the parsers know, handed in by the caller, so that SQL users can join them."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import agencies

COLUMNS = tuple(agencies.c.keys())


def sync(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Makes the table hold exactly these rows (keys: the table's columns). True where anything had to be written."""
    wanted = {row["id"]: tuple(row.get(name) for name in COLUMNS) for row in rows}
    held = {row.id: tuple(row) for row in connection.execute(sa.select(agencies))}
    if wanted == held:
        return False
    connection.execute(sa.delete(agencies))
    if wanted:
        connection.execute(sa.insert(agencies), [dict(zip(COLUMNS, row, strict=True)) for row in wanted.values()])
    return True
