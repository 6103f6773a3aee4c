"""Moves closed WARC files to the bucket: written there once, compared, and only then removed here.

A file is closed when its day (UTC) is over and no process holds it. A kill at any moment leaves it here, or in both
places; the next push compares and goes on. Two pushes at once do no harm: each file is held by one of them.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from storage.archive.archive import day_of, locked
from storage.archive.files import ArchiveFiles


@dataclass(frozen=True, slots=True)
class Pushed:
    """A file that is in the bucket now, or why it is not."""

    name: str
    size: int
    why: str = ""
    """Follows on the name; the file is still here."""


def push(files: ArchiveFiles, now: datetime) -> Iterator[Pushed]:
    """Moves each closed file, the oldest first; one that fails does not keep the next.

    Raises OSError where two in a row failed: then it is the bucket.
    """
    has_failed = False
    for path in closed(files, now):
        try:
            pushed = _push(files, path)
        except ConnectionError as error:
            if has_failed:
                raise
            has_failed = True
            yield Pushed(path.name, path.stat().st_size, f"stays here: {error}")
            continue
        has_failed = False
        if pushed:
            yield pushed


def closed(files: ArchiveFiles, now: datetime, for_days: int = 0) -> list[Path]:
    """The files here whose day was over so many days ago, the oldest first."""
    last = (now.astimezone(UTC) - timedelta(days=for_days)).strftime("%Y%m%d")
    return [path for path in sorted(files.folder.glob("*.warc.gz")) if "" < day_of(path.name) < last]


def _push(files: ArchiveFiles, path: Path) -> Pushed | None:
    """One file; None where another process holds it or has moved it."""
    bucket = files.bucket
    assert bucket is not None
    if not path.exists() or (file := locked(path)) is None:
        return None
    with file, suppress(FileNotFoundError), path.open("rb") as readable:
        size = path.stat().st_size
        here = file_digest(readable, "sha256").hexdigest(), size
        if size:
            with suppress(FileExistsError):  # from a push that was killed; the digests tell
                bucket.put(path)
            if bucket.digest(path.name) != here:
                return Pushed(path.name, size, "differs from the file of its name in the bucket")
        path.unlink()
        return Pushed(path.name, size)
    return None
