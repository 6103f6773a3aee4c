"""One of the published tables as one file: `zhengce export units.parquet --table units`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from zhengce.tables.export.errors import ExportError
from zhengce.tables.export.exporting import Progress, exported_file
from zhengce.tables.publishing.tables import TABLES
from zhengce.tables.publishing.writing import WRITERS, write_table

BATCH = 200
"""Documents that are read at a time."""


def export_table(connection: Connection, path: Path, name: str, ids: Sequence[int], progress: Progress) -> int:
    """Writes the rows that belong to these documents, in their order; returns how many. Raises ExportError."""
    tables = {table.name: table for table in TABLES}
    if name not in tables:
        raise ExportError(f"--table {name}: not a table; known are {', '.join(tables)}")
    if path.suffix.lower() not in WRITERS:
        raise ExportError(f"{path}: the name of a table's file must end in {', '.join(WRITERS)}")

    def rows() -> Iterator[dict[str, Any]]:
        for start in range(0, len(ids), BATCH):
            yield from tables[name].rows(connection, ids[start : start + BATCH])
            progress(min(start + BATCH, len(ids)))

    with exported_file(path) as unfinished:
        return write_table([unfinished], tables[name].columns, rows())
