"""The archive: every answer as it was served, in a WARC 1.1 file for each day, which any WARC tool reads.

Files are written in a folder. Closed ones may have moved to a bucket (`storage.archive.push`), and are read from there.

A record is on disk before the database names it. A kill leaves at most one torn record at the end of a file: readers
skip it with a warning, and no writer appends to that file again.
"""

import errno
import fcntl
import logging
import os
import re
import socket
import zlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from storage.archive.exchange_reader import exchanges
from storage.archive.files import ArchiveFiles, ArchivePlace, WarcFile, is_file_name
from storage.archive.warc import Exchange, OriginalRecord, body_digest, response_parts, warcinfo
from storage.archive.warc_reader import LARGEST_RECORD, record_date
from storage.errors import ArchiveError
from storage.location import Location, Seen

log = logging.getLogger(__name__)

TAIL_BYTES = 4 << 20
"""So many bytes from its end a file is searched for a last record that is whole."""

REQUEST_BYTES = 1 << 12
"""Bytes behind an answer that hold its request, in nearly all cases."""

_NAME = re.compile(r"zhengce-(\d{8})-[0-9a-f]{6}-\d{2,4}\.warc\.gz", re.ASCII)

KNOWN_BODIES = 1000
"""Bodies that this process wrote last, which are known again without a query of the database."""


class Archive:
    """A folder of WARC files, each with one writer: a second process writes a file of its own.

    `seen` finds bodies that earlier crawls archived (`storage.crawl.captures.seen`); they become short revisit records.
    """

    def __init__(
        self, place: ArchivePlace, seen: Seen | None = None, known_end: Callable[[str], int] | None = None
    ) -> None:
        """`known_end` gives the bytes of a file up to the end of the last answer that the database names."""
        self.place = ArchiveFiles.at(place)
        self.folder = self.place.folder
        self.warnings: list[str] = []
        """What is wrong with files that were opened for writing, for people."""
        self._seen = seen
        self._known_end = known_end
        self._known: OrderedDict[tuple[str, str], tuple[str, int]] = OrderedDict()
        self._file: BinaryIO | None = None
        self._day = ""
        self._lost: str | None = None

    def write(self, exchange: Exchange) -> Location:
        """Writes an exchange; when this returns, it is on disk. Raises ArchiveError."""
        digest = body_digest(exchange.body)
        original = self._original(exchange.url, digest) if exchange.body else None
        try:
            file = self._writable(exchange.fetched_at)
            start = file.seek(0, os.SEEK_END)
            name = Path(file.name).name
            response, request = response_parts(exchange, digest, original)
            self._append(file, start, response + request)
            self._sync(file)
        except OSError as error:
            raise ArchiveError(f"{self.folder}: the archive cannot be written ({error.strerror or error})") from error
        location = Location(name, start, digest, len(response))
        self._known[exchange.url, digest] = (original.file, original.offset) if original else (name, start)
        if len(self._known) > KNOWN_BODIES:
            self._known.popitem(last=False)
        return location

    def read(self, location: Location) -> Exchange:
        """The exchange at a location. Raises ArchiveError where it is not there or not whole."""
        if not is_file_name(location.file):
            raise ArchiveError(f"{location.file}: not a file of the archive")
        warc, troubles = WarcFile(self.place, location.file), list[str]()
        length = location.length + REQUEST_BYTES if location.length else 0
        try:
            exchange = next(exchanges(warc, location.offset, troubles.append, length), None)
        except OSError as error:
            raise ArchiveError(f"{warc}: the archive file cannot be read ({error.strerror or error})") from error
        if exchange is None or exchange[0].offset != location.offset:
            raise ArchiveError(troubles[0] if troubles else f"{warc}: no answer at {location.offset}")
        if body_digest(exchange[1].body) != location.digest:
            raise ArchiveError(f"{warc}: the answer at {location.offset} is not the one that the database means")
        return exchange[1]

    def close(self) -> None:
        """Ends writing. The next writer goes on in the same file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _original(self, url: str, digest: str) -> OriginalRecord | None:
        """The record that has this body of this address; None where there is none, or it cannot be read."""
        known = self._known.get((url, digest))
        if known is None and self._seen and (location := self._seen(url, digest)):
            known = location.file, location.offset
        if known is None:
            return None
        try:
            date = record_date(WarcFile(self.place, known[0]), known[1])
        except OSError:
            return None
        return OriginalRecord(*known, date) if date else None

    def _writable(self, moment: datetime) -> BinaryIO:
        day = moment.astimezone(UTC).strftime("%Y%m%d")
        if self._file is None or day != self._day:
            self.close()
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file, self._day = self._open(day), day
        return self._file

    def _open(self, day: str) -> BinaryIO:
        """The day's first file of this machine that no other writer holds and that ends with a whole record."""
        for number in range(10_000):
            path = self.folder / f"zhengce-{day}-{machine()}-{number:02}.warc.gz"
            if self.place.url and not path.exists() and self._known_end and self._known_end(path.name):
                continue  # closed, and now in the bucket
            file = locked(path)
            if file is None:
                continue
            size = file.seek(0, os.SEEK_END)
            if self._known_end and size < (end := self._known_end(path.name)):
                # A record that is appended here would stand where the database means another one.
                what = f"{path} has {size:,} bytes of {end:,} that the database names; going on in a new file"
                self.warnings.append(f"{what}; `zhengce archive check` names the documents")
                log.warning("%s", what)
                file.close()
                continue
            if size == 0:
                self._append(file, 0, warcinfo(path.name, day))
                os.fsync(file.fileno())
                _sync_folder(self.folder)
                return file
            if _ends_whole(path):
                return file
            log.warning("%s ends in a torn record, which a killed crawl left; going on in a new file", path)
            file.close()
        raise ArchiveError(f"{self.folder}: ten thousand archive files for one day; something writes in a loop")

    def _append(self, file: BinaryIO, start: int, data: bytes) -> None:
        try:
            remaining = memoryview(data)
            while remaining:  # a full disk takes what it can before it fails
                remaining = remaining[file.write(remaining) :]
        except OSError:
            # A full disk: take back the torn record. It is the last in a file that only we write.
            try:
                file.truncate(start)
            except OSError:
                log.warning("%s ends in a torn record; the next writer will not touch it", file.name)
            self.close()
            file.close()
            raise

    def _sync(self, file: BinaryIO) -> None:
        """Forces the file to disk. Where that failed once it fails ever after: what was lost is not known."""
        if self._lost:
            raise OSError(errno.EIO, self._lost)
        try:
            os.fsync(file.fileno())
        except OSError as error:
            self._lost = error.strerror or str(error)
            raise


def day_of(name: str) -> str:
    """The day of a file that an archive wrote, like 20261128; empty for any other file."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""


def machine() -> str:
    """Six characters that distinguish machines whose files are brought together in one folder."""
    return sha256(socket.gethostname().encode()).hexdigest()[:6]


def locked(path: Path) -> BinaryIO | None:
    """The file opened for appending and held by this process alone; None where another process holds it."""
    file = path.open("ab", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _ends_whole(path: Path) -> bool:
    """Whether a file's last record is whole: some compressed member reaches exactly to its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    start = len(tail)
    while (start := tail.rfind(b"\x1f\x8b\x08", 0, start)) >= 0:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            text = reader.decompress(tail[start:], LARGEST_RECORD)
        except zlib.error:
            continue
        if reader.eof and not reader.unused_data and text.startswith(b"WARC/"):
            return True
    return False


def _sync_folder(folder: Path) -> None:
    """Forces a new file's name to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
