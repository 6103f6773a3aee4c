"""Rows as files, a format an ending: CSV and XLSX for spreadsheets, JSON lines and Parquet for programs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from zhengce.tables import parquet, xlsx
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.rows import csv_file, jsonl_file

WRITERS: Mapping[str, Callable[[Path, Sequence[Column]], AbstractContextManager[WriteRow]]] = {
    ".csv": csv_file,
    ".jsonl": jsonl_file,
    ".parquet": parquet.writer,
    ".xlsx": xlsx.writer,
}


def write_table(paths: Sequence[Path], columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write the rows to each of the files, in the format of its ending; return their number.

    Raises ExportError and OSError.
    """
    count = 0
    with ExitStack() as files:
        writers = [files.enter_context(WRITERS[path.suffix](path, columns)) for path in paths]
        for count, row in enumerate(rows, 1):  # noqa: B007
            for write in writers:
                write(row)
    return count
