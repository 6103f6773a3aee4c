"""The folder of a publication: files are made beside it and take their places when they are whole and differ."""

import fcntl
import filecmp
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from outputs.export.errors import ExportError
from outputs.export.rows import to_line
from outputs.publishing.manifest import PublishedFile, describe
from outputs.publishing.tables import Column
from parsers.moments import format_moment

GROUP_ROWS = 5_000
GROUP_CHARACTERS = 8_000_000
"""A row group of Parquet ends at whichever comes first: so much is held in memory."""


def write_table(table: Path, lines: Path, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows to `table` and to `lines`; returns their number. Makes no file for none. Raises OSError."""
    schema = pa.schema([(column.name, column.type) for column in columns])
    types = [(column.name, column.type) for column in columns]
    count = characters = 0
    group: list[dict[str, Any]] = []
    with ExitStack() as files:
        for row in rows:
            if count == 0:
                text = files.enter_context(lines.open("w", encoding="utf-8", newline="\n"))
                out = files.enter_context(table.open("wb"))
                groups = files.enter_context(parquet.ParquetWriter(out, schema, compression="zstd"))
            count += 1
            line = to_line({name: _to_json(row[name]) for name, _ in types})
            text.write(line)
            characters += len(line)
            group.append({name: _to_arrow(row[name], kind) for name, kind in types})
            if len(group) >= GROUP_ROWS or characters >= GROUP_CHARACTERS:
                groups.write_table(pa.Table.from_pylist(group, schema))
                group, characters = [], 0
        if group:
            groups.write_table(pa.Table.from_pylist(group, schema))
    return count


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _to_arrow(value: Any, kind: pa.DataType) -> Any:
    """A value of the database, or of a record as JSON, as Arrow takes it."""
    if value is None:
        return None
    if isinstance(value, str):
        if pa.types.is_date(kind):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if pa.types.is_timestamp(kind) else value
    if pa.types.is_string(kind):
        return json.dumps(value, ensure_ascii=False)
    return float(value) if isinstance(value, Decimal) else value


MARK = ".zhengce"
"""The file that says a folder is ours; a process that publishes holds its lock."""

UNFINISHED = ".unfinished"
"""The folder in which files are made. What an interrupted run left in it is removed by the next."""


class PublishedFolder:
    """A folder that one process publishes to; `path` names the place where a file is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unfinished = folder / UNFINISHED

    def path(self, name: str) -> Path:
        """Where to make the file that will be called `name` (`documents/2021.parquet`)."""
        path = self._unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def publish_rows(
        self, table: str, stem: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]
    ) -> list[PublishedFile]:
        """Makes `TABLE/STEM.parquet` and `jsonl/TABLE/STEM.jsonl`; returns them, or nothing where there is no row."""
        names = f"{table}/{stem}.parquet", f"jsonl/{table}/{stem}.jsonl"
        count = write_table(self.path(names[0]), self.path(names[1]), columns, rows)
        return [describe(self.path(name), name, table, count) for name in names] if count else []

    def settle(self) -> list[str]:
        """Moves the made files that are new or differ to their places; returns their names. Others stay untouched."""
        changed = []
        for made in sorted(path for path in self._unfinished.rglob("*") if path.is_file()):
            name = made.relative_to(self._unfinished).as_posix()
            place = self.folder / name
            if place.is_file() and filecmp.cmp(made, place, shallow=False):
                made.unlink()
                continue
            with made.open("rb") as file:
                os.fsync(file.fileno())
            place.parent.mkdir(parents=True, exist_ok=True)
            made.replace(place)
            changed.append(name)
        return changed

    def remove_others(self, folders: Iterable[str], keep: Collection[str]) -> list[str]:
        """Removes the files in these folders that are no longer part of the publication; returns their names."""
        removed = []
        for path in sorted(path for below in folders for path in (self.folder / below).glob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in keep:
                path.unlink()
                removed.append(name)
        return removed


@contextmanager
def opened_folder(folder: Path) -> Iterator[PublishedFolder]:
    """The folder, locked; it is made where it does not exist. Raises ExportError, also for a folder of other files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        if not mark.exists() and any(folder.iterdir()):
            raise ExportError(f"{folder}: has files that `zhengce publish` did not write; name an empty or new folder")
        with mark.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ExportError(f"{folder}: another `zhengce publish` is writing to it") from error
            unfinished = folder / UNFINISHED
            shutil.rmtree(unfinished, ignore_errors=True)
            try:
                yield PublishedFolder(folder)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: {error.strerror or error}") from error
