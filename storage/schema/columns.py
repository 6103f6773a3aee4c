"""What all tables share: their metadata, and the type of a moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC, to the second: timestamptz on PostgreSQL, `2021-11-16T02:30:00Z` on SQLite; aware in Python."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            stored = "%(year)04d-%(month)02d-%(day)02dT%(hour)02d:%(minute)02d:%(second)02dZ"
            return dialect.type_descriptor(sqlite.DATETIME(storage_format=stored))  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC).replace(microsecond=0)

    def result_processor(self, dialect: sa.Dialect, coltype: Any) -> Callable[[Any], datetime | None] | None:
        if dialect.name == "sqlite":  # lists read many; this takes a fifth of the time of SQLAlchemy's own
            return _read
        return super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _read(stored: Any) -> datetime | None:
    return datetime.fromisoformat(stored) if stored is not None else None


class PrintedTime(sa.TypeDecorator[datetime]):
    """A time as a page prints it, with its offset: `2021-11-16T10:30:00+08:00` as text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        return value.isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        return _read(value)


def document(**options: Any) -> sa.Column[int]:
    """The document that a row belongs to, and disappears with."""
    return sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), **options)


def other_document(name: str, comment: str) -> sa.Column[int]:
    """The id of another document, checked at the commit: a merge removes that before it is linked anew."""
    key = sa.ForeignKey("documents.id", deferrable=True, initially="DEFERRED")
    return sa.Column(name, key, index=True, comment=comment)
