"""Publishes the whole database as a folder of files: a file a table and year, and their description.

Everything is written and compared; a file that does not differ stays untouched. Needs pyarrow.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage.database import Database
from storage.documents.filters import DAY
from storage.schema import changes, documents
from zhengce.tables import description, manifest
from zhengce.tables.folder import PublishedFolder, opened_folder
from zhengce.tables.manifest import LastChange, PublishedFile
from zhengce.tables.published_tables import CHANGES, TABLES, PublishedTable, read_rows
from zhengce.tables.whole_file import import_library

UNDATED = "undated"
"""In the place of the year: documents without a day of publication or of writing."""

CHANGES_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did."""

    documents: int
    last_change: int
    """Number of the last change in it; 0 where there is none."""
    written: tuple[str, ...]
    """Names of the files that are new or differ."""
    removed: tuple[str, ...]
    files: int
    """All files, the manifest included."""


def publish(database: Database, folder: Path, progress: Callable[[int], None] = lambda done: None) -> Published:
    """Publishes the database to a folder, as one consistent view. `progress` gets the number of documents done.

    Every file appears whole, the manifest last. Raises ExportError for a folder that cannot be used, StorageError.
    """
    import_library("pyarrow")
    with opened_folder(folder) as target, database.read() as connection:
        last = _last_change(connection)
        files = [
            file
            for table, year, rows in _all_rows(connection, progress)
            for file in target.publish_rows(table.name, year, table.columns, rows)
        ]
        order = list(description.ALL)
        files.sort(key=lambda file: (order.index(file.table or ""), file.path))
        about = [_write(target, name, text) for name, text in description.describe_all(last, files).items()]
        files += [*about, _write(target, "SHA256SUMS", description.checksums([*files, *about]))]
        written = target.settle()
        _write(target, manifest.NAME, manifest.to_json(last, files))
        written += target.settle()
        folders = [f"{place}{name}" for place in ("", "jsonl/", "csv/") for name in description.ALL] + ["schemas"]
        removed = target.remove_others(folders, {file.path for file in files})
        total = connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
    return Published(total, last.number if last else 0, tuple(written), tuple(removed), len(files) + 1)


def _write(folder: PublishedFolder, name: str, text: str) -> PublishedFile:
    path = folder.path(name)
    path.write_text(text, encoding="utf-8")
    return manifest.describe(path, name)


def _all_rows(
    connection: Connection, progress: Callable[[int], None]
) -> Iterator[tuple[PublishedTable, str, Iterator[Mapping[str, Any]]]]:
    """The rows of each table and year."""
    done = 0
    for year, ids in _years(connection).items():
        for table in TABLES:
            yield table, year, read_rows(connection, table, ids)
        done += len(ids)
        progress(done)
    first, last = connection.execute(sa.select(sa.func.min(_moment), sa.func.max(_moment))).one()
    for number in range(first.year, last.year + 1) if first else ():
        yield CHANGES, str(number), _changes(connection, number)


def _years(connection: Connection) -> Mapping[str, Sequence[int]]:
    """The ids of all documents in order, by the year of their day."""
    query = sa.select(documents.c.id, sa.type_coerce(DAY, sa.Date)).order_by(documents.c.id)
    years: dict[str, list[int]] = {}
    for document_id, day in connection.execute(query):
        years.setdefault(f"{day.year:04}" if day else UNDATED, []).append(document_id)
    return dict(sorted(years.items()))


_moment = changes.c.changed_at


def _changes(connection: Connection, year: int) -> Iterator[Mapping[str, Any]]:
    begin, end = (datetime(number, 1, 1, tzinfo=UTC) for number in (year, year + 1))
    query = sa.select(changes).where(_moment >= begin, _moment < end).order_by(changes.c.number)
    for row in connection.execute(query, execution_options={"yield_per": CHANGES_AT_A_TIME}).mappings():
        yield dict(row)


def _last_change(connection: Connection) -> LastChange | None:
    query = sa.select(changes.c.number, changes.c.document_id, _moment).order_by(changes.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return LastChange(row[0], row[1], format_moment(row[2])) if row else None
