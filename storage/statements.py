"""Statements made once: SQLAlchemy takes longer to build and recognise a statement than SQLite to run it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult, Dialect


class Prepared:
    """A statement that every saved page or search runs, compiled once for each dialect: half the time of `execute`.

    `names`: the parameters; every execution gives all of them, None for null. What it returns comes as the driver gives
    it, which is right for numbers and texts.
    """

    def __init__(self, statement: sa.Executable, names: Sequence[str] = ()) -> None:
        self._statement: Any = statement
        self._names = tuple(names)
        self._compiled: dict[tuple[str, str], tuple[str, _Bind]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any] = MappingProxyType({})) -> CursorResult[Any]:
        """Executes it once."""
        text, bind = self._for(connection.dialect)
        return connection.exec_driver_sql(text, bind(values))

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Executes it once for each row."""
        if rows:
            text, bind = self._for(connection.dialect)
            connection.exec_driver_sql(text, [bind(values) for values in rows])

    def _for(self, dialect: Dialect) -> tuple[str, "_Bind"]:
        key = dialect.name, dialect.driver
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> tuple[str, "_Bind"]:
        writes = isinstance(self._statement, sa.UpdateBase)
        keys = list(self._names) if writes else None
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=keys)
        constant = {name: value for name, value in compiled.params.items() if name not in self._names}
        types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
        fields: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, types[name].bind_processor(dialect)) for name in (compiled.positiontup or types)
        ]

        def values_of(given: Mapping[str, Any]) -> list[Any]:
            values = {**constant, **given} if constant else given
            return [process(values[name]) if process else values[name] for name, process in fields]

        if compiled.positional and len(fields) > 1 and not constant and not any(process for _, process in fields):
            return compiled.string, itemgetter(*(name for name, _ in fields))
        if compiled.positional:
            return compiled.string, lambda given: tuple(values_of(given))
        names = [name for name, _ in fields]
        return compiled.string, lambda given: dict(zip(names, values_of(given), strict=True))


_Bind = Callable[[Mapping[str, Any]], Any]


def insert_whole(table: sa.Table, *, returning: sa.Column[Any] | None = None, without: Sequence[str] = ()) -> Prepared:
    """An insert that gives every column of a table but the ones that the database makes."""
    names = [column.name for column in table.columns if column.name not in without]
    statement: Any = sa.insert(table)
    return Prepared(statement.returning(returning) if returning is not None else statement, names)


@lru_cache(maxsize=256)
def update_by_id(table: sa.Table, names: tuple[str, ...]) -> Prepared:
    """An update of these columns of the row whose id is the parameter `this_id`."""
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return Prepared(sa.update(table).where(table.c.id == sa.bindparam("this_id")).values(values), [*names, "this_id"])


@lru_cache(maxsize=64)
def of_documents(table: sa.Table, *order: sa.Column[Any]) -> sa.Select[Any]:
    """The rows of a table that belong to the documents of the parameter `ids`, in the order of these columns."""
    owner = table.c.document_id if "document_id" in table.c else table.c.id
    return sa.select(table).where(owner.in_(sa.bindparam("ids", expanding=True))).order_by(*order)


def values_of(table: sa.Table, names: Sequence[str]) -> Callable[[sa.Row[Any]], tuple[Any, ...]]:
    """Reads these columns of a row of a table by their places, which is faster than by their names."""
    return itemgetter(*map(table.columns.keys().index, names))


@lru_cache(maxsize=64)
def delete_of_document(table: sa.Table) -> Prepared:
    """Removes the rows of a table that belong to the document of the parameter `this_id`."""
    return Prepared(sa.delete(table).where(table.c.document_id == sa.bindparam("this_id")), ["this_id"])


def is_among(connection: Connection, column: sa.Column[Any], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """That a column holds one of so many ids as there may be."""
    if connection.dialect.name == "sqlite":
        # As one value: an SQLite statement takes no more than 32,766, and is compiled anew for each number of them.
        values = sa.func.json_each(str(list(ids))).table_valued("value")
        return column.in_(sa.select(values.c.value))
    return column == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.Integer)))
