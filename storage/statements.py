"""Statements that several modules run."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.engine import Connection


@lru_cache(maxsize=16)
def update_by_id(table: sa.Table) -> sa.Update:
    """An update of the row whose id is the parameter `this_id`, of the columns that are executed with it."""
    return sa.update(table).where(table.c.id == sa.bindparam("this_id"))


@lru_cache(maxsize=64)
def of_documents(table: sa.Table, *order: sa.Column[Any]) -> sa.Select[Any]:
    """The rows of a table that belong to the documents of the parameter `ids`, in the order of these columns."""
    owner = table.c.document_id if "document_id" in table.c else table.c.id
    return sa.select(table).where(owner.in_(sa.bindparam("ids", expanding=True))).order_by(*order)


def is_among(connection: Connection, column: sa.Column[Any], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """That a column holds one of so many ids as there may be."""
    if connection.dialect.name == "sqlite":
        # As one value: an SQLite statement takes no more than 32,766, and is compiled anew for each number of them.
        values = sa.func.json_each(str(list(ids))).table_valued("value")
        return column.in_(sa.select(values.c.value))
    return column == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.Integer)))


def read_ids(
    connection: Connection, owner: sa.ColumnElement[Any], *values: sa.ColumnElement[Any]
) -> Iterator[tuple[Any, ...]]:
    """What some columns hold together, and the ids of that: a database joins many ids faster than it hands out rows."""
    joined = sa.func.aggregate_strings(sa.cast(owner, sa.Text), ",")
    for *key, ids in connection.execute(sa.select(*values, joined).group_by(*values)):
        yield *key, BitMap(json.loads(f"[{ids}]"))
