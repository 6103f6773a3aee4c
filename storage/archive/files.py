"""Where the WARC files are: in a folder and, once they are closed, in a bucket.

A file is looked for in the folder first. Both raise OSError: FileNotFoundError where a file is in neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any, cast

from storage.archive.bucket import Bucket, bucket_at

BLOCK_BYTES = 1 << 16


def is_file_name(name: str) -> bool:
    """Whether a name leads to a file of the archive, and not out of it."""
    return name not in ("", ".", "..") and not {"/", "\\", "\0"} & set(name)


@dataclass(frozen=True, slots=True)
class ArchiveFiles:
    """A folder of WARC files with the bucket that closed ones are moved to."""

    folder: Path
    url: str | None = None
    """The bucket, like s3://name/prefix; None where there is none."""

    @classmethod
    def at(cls, place: "ArchivePlace") -> "ArchiveFiles":
        """The same, or the files of a folder without a bucket."""
        return place if isinstance(place, ArchiveFiles) else cls(place)

    @property
    def bucket(self) -> Bucket | None:
        """The bucket as a client reads it; one for all of this process."""
        return bucket_at(self.url) if self.url else None

    def sizes(self) -> Mapping[str, int]:
        """File name -> bytes, of all that the database may name. Raises OSError where the bucket does not answer."""
        sizes = dict(self.bucket.sizes()) if self.bucket else {}
        if self.folder.is_dir():
            sizes.update((path.name, path.stat().st_size) for path in self.folder.iterdir() if path.is_file())
        return sizes


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One file of an archive."""

    files: ArchiveFiles
    name: str

    @classmethod
    def at(cls, place: "Path | str | WarcFile") -> "WarcFile":
        """The same, or the file of a path."""
        if isinstance(place, WarcFile):
            return place
        path = Path(place)
        return cls(ArchiveFiles(path.parent), path.name)

    def open(self, offset: int = 0, length: int = 0) -> "BufferedReader[Any]":
        """The file, at an offset. `length`: bytes that are surely needed, which a bucket gives in one answer."""
        try:
            file = BufferedReader(FileIO(self.files.folder / self.name), BLOCK_BYTES)
        except FileNotFoundError:
            bucket = self.files.bucket
            if bucket is None:
                raise
            file = BufferedReader(cast(Any, bucket.open(self.name, offset, length)), BLOCK_BYTES)
        file.seek(offset)
        return file

    def beside(self, name: str) -> "WarcFile":
        """Another file of the same archive."""
        return WarcFile(self.files, name)

    def __str__(self) -> str:
        return str(self.files.folder / self.name)


ArchivePlace = ArchiveFiles | Path
"""An archive, or the folder of one that has no bucket."""
