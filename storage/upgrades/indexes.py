"""Indexes on tables that have rows: a revision asks for them, and they are made after it, each by itself.

On PostgreSQL an index is made beside writers (CONCURRENTLY). SQLite has no such thing: there, making one takes the
writer's lock, as long as it takes to read its table once.
"""

import sqlalchemy as sa
from alembic.operations import Operations, ops
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex

PUT_OFF = "put_off"
"""The name of a list in `Config.attributes`: indexes as (name, statement), in the order of the revisions."""

_invalid = sa.text(
    "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE relname = :name AND NOT indisvalid AND pg_table_is_visible(pg_class.oid)"
)
_there = {
    "sqlite": sa.text("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = :name"),
    "postgresql": sa.text(
        "SELECT 1 FROM pg_class WHERE relkind = 'i' AND relname = :name AND pg_table_is_visible(oid)"
    ),
}


def exists(connection: Connection, name: str) -> bool:
    """Whether there is an index of this name, whole or not."""
    return connection.execute(_there[connection.dialect.name], {"name": name}).scalar() is not None


def create_concurrently(connection: Connection, name: str, statement: str) -> None:
    """Makes an index on PostgreSQL beside writers, on a connection that commits each statement.

    What a run left that was killed is removed: an index that is not whole is kept up to date and never used.
    """
    # It waits for every transaction that began before, however long a report or a backup takes.
    connection.exec_driver_sql("SET lock_timeout = 0")
    try:
        if connection.execute(_invalid, {"name": name}).scalar():
            connection.exec_driver_sql(f'DROP INDEX CONCURRENTLY "{name}"')
        if not exists(connection, name):
            connection.exec_driver_sql(statement.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1))
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql("RESET lock_timeout")


@Operations.implementation_for(ops.CreateIndexOp, replace=True)
def _create_or_put_off(operations: Operations, operation: ops.CreateIndexOp) -> None:
    """An index on a table with rows is put off where the caller of the revisions keeps a list."""
    index = operation.to_index(operations.migration_context)
    put_off = _list_of(operations)
    if put_off is not None and not index.unique and index.table is not None and _has_rows(operations, index.table):
        statement = str(CreateIndex(index).compile(dialect=operations.get_bind().dialect))
        put_off.append((str(index.name), " ".join(statement.split())))
    else:
        operations.impl.create_index(index)


@Operations.implementation_for(ops.DropIndexOp, replace=True)
def _drop_or_forget(operations: Operations, operation: ops.DropIndexOp) -> None:
    """An index that was put off and is not wanted any more was never made."""
    put_off = _list_of(operations)
    waiting = [one for one in put_off or () if one[0] == operation.index_name]
    if put_off is not None and waiting:
        put_off.remove(waiting[0])
    else:
        operations.impl.drop_index(operation.to_index(operations.migration_context), if_exists=operation.if_exists)


def _list_of(operations: Operations) -> list[tuple[str, str]] | None:
    config = operations.migration_context.config
    return config.attributes.get(PUT_OFF) if config is not None else None


def _has_rows(operations: Operations, table: sa.Table) -> bool:
    name = operations.get_bind().dialect.identifier_preparer.quote(table.name)
    return operations.get_bind().exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first() is not None
