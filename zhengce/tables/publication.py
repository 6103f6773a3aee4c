"""Publishes the whole database as a folder of files: Parquet and JSON lines a table and year, and what describes them,
`dictionary.md`, `datapackage.json` (Data Package 2.0) and `README.md`.

All files are made beside the folder's own; those that are new or differ then take their places, whole, and
`datapackage.json`, which names them, last. Needs pyarrow.
"""

import fcntl
import filecmp
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.resources import files as resource_files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from parsers.registry import rights
from storage.database import Database
from storage.documents.filters import DAY
from storage.schema import changes, documents
from zhengce.tables.columns import ColumnType
from zhengce.tables.exporting import write_table
from zhengce.tables.published_tables import ALL, CHANGES, TABLES, PublishedTable, read_rows
from zhengce.tables.whole_file import ExportError, import_library

TITLE = "Chinese policy documents (政策)"
WHAT = (
    "Notices, rules and plans of Chinese ministries as their sites publish them: facts with the words behind each "
    "value, texts by paragraph, attached files, and every change."
)
PACKAGE = "datapackage.json"

MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonl"}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file with rows of a publication."""

    path: str
    """Below the folder, with slashes."""
    table: str
    rows: int
    bytes: int
    sha256: str


def describe_all(last: tuple[int, datetime] | None, files: Sequence[PublishedFile]) -> dict[str, str]:
    """Name -> text of the files about a publication whose rows stand in these files; `last`: the number and the moment
    of the last change in it."""
    if last is None:
        description = f"{WHAT} It holds no document yet."
    else:
        description = f"{WHAT} Change {last[0]:,} of {format_moment(last[1])} is the last one in it."
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zhengce",
        "title": TITLE,
        "description": description,
        "version": f"0.0.{last[0] if last else 0}",
        "resources": [_resource(file) for file in files],
        "rights": rights.statement(),
    } | ({"created": format_moment(last[1])} if last else {})
    return {
        "dictionary.md": markdown(),
        PACKAGE: json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        "README.md": _readme(description, files),
    }


def _resource(file: PublishedFile) -> dict[str, Any]:
    """A file as a data package has it, and its table and how many rows it holds."""
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    return {
        "name": f"{file.table}-{stem}-{ending}",
        "path": file.path,
        "format": ending,
        "mediatype": MEDIA_TYPES[ending],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "table": file.table,
        "rows": file.rows,
    }


def _readme(description: str, files: Sequence[PublishedFile]) -> str:
    """What a reader has to know (`readme.md`)."""
    rows = dict.fromkeys(ALL, 0)
    for file in files:
        if file.path.endswith(".parquet"):
            rows[file.table] += file.rows
    lines = [f"| `{name}` | {count:,} | {ALL[name].title} |\n" for name, count in rows.items() if count]
    return resource_files(__package__).joinpath("readme.md").read_text(encoding="utf-8").format(
        title=TITLE,
        description=description,
        tables="".join(["| table | rows | |\n|---|---|---|\n" if lines else "", *lines]),
        law=rights.LAW,
        none_found=rights.NONE_FOUND,
        terms="\n".join(f"| {term.source} | {escape(str(term))} |" for term in rights.all_terms()),
    )  # fmt: skip


_TYPES: Mapping[ColumnType, str] = {
    "flag": "boolean", "number": "integer", "real": "number", "day": "date", "moment": "datetime", "time": "string",
    "text": "string", "words": "array", "list": "array", "object": "object", "json": "object",
}  # fmt: skip
"""Type of a column -> what the dictionary calls it."""


def markdown() -> str:
    """The dictionary as a page."""
    parts = ["# Data dictionary"]
    for name, table in ALL.items():
        rows = [
            f"| `{column.name}` | {_TYPES[column.type]} | {escape(column.description)} |" for column in table.columns
        ]
        parts.append(f"## {name}\n\n{table.title} Key: {', '.join(f'`{column}`' for column in table.key)}.")
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Words for a cell of a table in Markdown."""
    return text.replace("|", "\\|")


UNDATED = "undated"
"""In the place of the year: documents without a day of publication or of writing."""

CHANGES_AT_A_TIME = 500

MARK = ".zhengce"
"""The file that says a folder is ours; a process that publishes holds its lock."""

UNFINISHED = ".unfinished"
"""The folder in which files are made. What an interrupted run left in it is removed by the next."""


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


def publish(database: Database, folder: Path, progress: Callable[[int], None] = lambda done: None) -> Published:
    """Publishes the database to a folder, as one consistent view. `progress` gets the number of documents done.

    Raises ExportError for a folder that cannot be used, StorageError.
    """
    import_library("pyarrow")
    with _opened_folder(folder) as unfinished, database.read() as connection:
        last = _last_change(connection)
        files = sorted(
            (
                file
                for table, year, rows in _all_rows(connection, progress)
                for file in _write_rows(unfinished, table, year, rows)
            ),
            key=lambda file: (list(ALL).index(file.table), file.path),
        )
        names = [file.path for file in files]
        for name, text in describe_all(last, files).items():
            (unfinished / name).write_text(text, encoding="utf-8")
            names.append(name)
        sums = "".join(f"{_digest(unfinished / name)}  {name}\n" for name in sorted(names))
        (unfinished / "SHA256SUMS").write_text(sums, encoding="utf-8")
        written = _replace(unfinished, folder)
        removed = _remove_others(folder, set(names))
        total = connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
    return Published(total, last[0] if last else 0, tuple(written), tuple(removed), len(names) + 1)


def _write_rows(
    folder: Path, table: PublishedTable, year: str, rows: Iterator[Mapping[str, Any]]
) -> list[PublishedFile]:
    """`TABLE/YEAR.parquet` and `jsonl/TABLE/YEAR.jsonl`; nothing where there is no row."""
    names = [f"{table.name}/{year}.parquet", f"jsonl/{table.name}/{year}.jsonl"]
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    count = write_table(paths, table.columns, rows)
    if not count:
        for path in paths:
            path.unlink()
        return []
    return [
        PublishedFile(name, table.name, count, path.stat().st_size, _digest(path))
        for path, name in zip(paths, names, strict=True)
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _replace(unfinished: Path, folder: Path) -> list[str]:
    """Moves the made files that are new or differ to their places; returns their names. Others stay untouched."""
    changed = []
    paths = sorted(path for path in unfinished.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda path: path.name == PACKAGE):
        name = path.relative_to(unfinished).as_posix()
        place = folder / name
        if not (place.is_file() and filecmp.cmp(path, place, shallow=False)):
            with path.open("rb") as file:
                os.fsync(file.fileno())
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            changed.append(name)
    return changed


def _remove_others(folder: Path, names: set[str]) -> list[str]:
    """Removes the files of tables that are no longer part of the publication; returns their names."""
    removed = []
    tables = (folder / place / name for place in ("", "jsonl") for name in ALL)
    for path in sorted(path for table in tables for path in table.glob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in names:
            path.unlink()
            removed.append(name)
    return removed


@contextmanager
def _opened_folder(folder: Path) -> Iterator[Path]:
    """The place for unfinished files in a folder, which is locked; it is made where it does not exist.

    Raises ExportError, also for a folder of other files.
    """
    unfinished = folder / UNFINISHED
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        if not mark.exists() and any(folder.iterdir()):
            raise ExportError(f"{folder}: has files that `zhengce publish` did not write; name an empty or new folder")
        with mark.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ExportError(f"{folder}: another `zhengce publish` is writing to it") from error
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            try:
                yield unfinished
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: {error.strerror or error}") from error


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


def _last_change(connection: Connection) -> tuple[int, datetime] | None:
    """The number and the moment of the last change."""
    row = connection.execute(sa.select(changes.c.number, _moment).order_by(changes.c.number.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None
