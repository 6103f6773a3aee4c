"""The manifest of a publication: its files with their digests, and the change up to which they tell.

It is written last: every file that it names is whole.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

from zhengce.tables.whole_file import ExportError

NAME = "manifest.json"
FORMAT = 1

MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".csv": "text/csv",
    ".md": "text/markdown",
}
"""Ending -> media type of the files of a publication; of any other, text/plain."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a publication."""

    path: str
    """Below the folder, with slashes."""
    table: str | None
    """The table whose rows it holds; None for a file about the publication."""
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of a publication."""

    number: int
    document_id: int
    changed_at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a publication holds."""

    last_change: LastChange | None
    """None where the database had no change yet."""
    files: tuple[PublishedFile, ...]


def describe(path: Path, name: str, table: str | None = None, rows: int | None = None) -> PublishedFile:
    """A file at `path` as the manifest has it under `name`."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return PublishedFile(name, table, rows, path.stat().st_size, digest)


def read(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where it has none yet. Raises ExportError for one that cannot be read."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise ValueError(f"format {found['format']}")
        last = found["last_change"]
        files = tuple(PublishedFile(**file) for file in found["files"])
        return Manifest(LastChange(**last) if last else None, files)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ExportError(f"{path}: not a manifest of this version ({error}); publish to a new folder") from error


def to_json(last_change: LastChange | None, files: Sequence[PublishedFile]) -> str:
    """The text of a manifest."""
    found = {
        "format": FORMAT,
        "last_change": asdict(last_change) if last_change else None,
        "files": [asdict(file) for file in files],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
