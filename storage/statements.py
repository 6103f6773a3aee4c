"""Statements made once: SQLAlchemy takes longer to build and recognise a statement than SQLite to run it."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa


@lru_cache(maxsize=256)
def update_by_id(table: sa.Table, names: tuple[str, ...]) -> sa.Update:
    """An update of these columns of the row whose id is the parameter `this_id`."""
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return sa.update(table).where(table.c.id == sa.bindparam("this_id")).values(values)


@lru_cache(maxsize=64)
def of_documents(table: sa.Table, *order: sa.Column[Any]) -> sa.Select[Any]:
    """The rows of a table that belong to the documents of the parameter `ids`, in the order of these columns."""
    owner = table.c.document_id if "document_id" in table.c else table.c.id
    return sa.select(table).where(owner.in_(sa.bindparam("ids", expanding=True))).order_by(*order)


@lru_cache(maxsize=64)
def delete_of_document(table: sa.Table) -> sa.Delete:
    """Removes the rows of a table that belong to the document of the parameter `this_id`."""
    return sa.delete(table).where(table.c.document_id == sa.bindparam("this_id"))
