"""An export in a process of its own, whose files must not grow."""

import resource
import signal
import tempfile
from pathlib import Path

from storage.database import open_database
from zhengce.tables.exporting import export
from zhengce.tables.whole_file import ExportError

ROOM = 2000
"""Bytes."""


def export_in_little_room(url: str, file: Path) -> None:
    """Exports everything where no file grows beyond ROOM, those for the moment beside it; prints what was wrong."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = open_database(url, upgrade=False)
    tempfile.tempdir = str(file.parent)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
    try:
        with database.read() as connection:
            export(connection, file)
    except ExportError as error:
        print(error)
