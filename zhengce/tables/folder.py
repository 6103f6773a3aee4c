"""The folder of a publication: files are made beside it and take their places when they are whole and differ."""

import fcntl
import filecmp
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zhengce.tables.columns import Column
from zhengce.tables.manifest import PublishedFile, describe
from zhengce.tables.whole_file import ExportError
from zhengce.tables.writing import write_table

MARK = ".zhengce"
"""The file that says a folder is ours; a process that publishes holds its lock."""

UNFINISHED = ".unfinished"
"""The folder in which files are made. What an interrupted run left in it is removed by the next."""


WITHOUT_CSV = ("texts", "changes")
"""Tables that are no use in a spreadsheet."""


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
        self, table: str, stem: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
    ) -> list[PublishedFile]:
        """Makes `TABLE/STEM.parquet`, `jsonl/TABLE/STEM.jsonl` and the same as CSV; returns them, or nothing where
        there is no row."""
        names = [f"{table}/{stem}.parquet", f"jsonl/{table}/{stem}.jsonl"]
        if table not in WITHOUT_CSV:
            names.append(f"csv/{table}/{stem}.csv")
        paths = [self.path(name) for name in names]
        count = write_table(paths, columns, rows)
        if count:
            return [describe(path, name, table, count) for path, name in zip(paths, names, strict=True)]
        for path in paths:
            path.unlink()
        return []

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
        with mark.open("a+") as lock:
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
