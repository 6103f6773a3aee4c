"""The page archive: every answer as it was served, in a WARC 1.1 file for each day, which any WARC tool reads.

A record is on disk before the database names it. A kill leaves at most one torn record at the end of a file: readers
skip it with a warning, and no writer appends to that file again.
"""

import contextlib
import errno
import logging
import os
import socket
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from storage.archive.warc import Exchange, OriginalRecord, body_digest, response_parts, warcinfo
from storage.archive.warc_reader import (
    LARGEST,
    LARGEST_ANSWER,
    LONGEST_WHY,
    Damage,
    Record,
    members,
    read_exchange,
    record_date,
)
from storage.errors import ArchiveError

try:
    import fcntl
except ImportError:  # Windows: every writer starts a file of its own
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "LARGEST_ANSWER",
    "Archive",
    "ArchiveError",
    "Exchange",
    "Location",
    "Seen",
    "body_digest",
    "exchanges",
    "holds_answers",
]

log = logging.getLogger(__name__)

TAIL = 4 << 20
"""So many bytes from its end a file is searched for a last record that is whole."""

ANSWERS = ("response", "revisit", "resource")
"""Kinds of record that hold what a site said."""

REMEMBERED = 1000
"""Bodies of this process that are known again without asking the database."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where the archive has an answer."""

    file: str
    """Relative to the archive folder."""
    offset: int
    digest: str
    """`sha256:` and the hexadecimal digest of the body."""
    length: int = 0
    """Bytes of the compressed response record."""


Seen = Callable[[str, str], Location | None]
"""(address, digest) -> where the archive already has this body of this address."""


class Archive:
    """A folder of WARC files, each with one writer: a second process writes a file of its own.

    `seen` finds bodies that earlier crawls archived (`storage.crawl.captures.seen`); they become short revisit records.
    """

    def __init__(self, folder: Path | str, seen: Seen | None = None) -> None:
        self.folder = Path(folder)
        self._seen = seen
        self._known: OrderedDict[tuple[str, str], tuple[str, int]] = OrderedDict()
        self._file: BinaryIO | None = None
        self._day = ""
        self._unsynced = False
        self._lost: str | None = None
        self._originals: Originals | None = None

    def write(self, exchange: Exchange, *, sync: bool = True, is_new: bool = False) -> Location:
        """Keeps an exchange; when this returns, it is on disk. With `sync=False` it is when `sync()` has returned.

        `is_new`: no earlier crawl read this address, so that `seen` need not be asked. Raises ArchiveError.
        """
        digest = body_digest(exchange.body)
        original = self._original(exchange.url, digest, is_new) if exchange.body else None
        try:
            file = self._writable(exchange.fetched_at)
            start = file.seek(0, os.SEEK_END)
            name = Path(file.name).name
            response, request = response_parts(exchange, digest, original)
            self._append(file, start, response + request)
            if sync:
                self._sync()
        except OSError as error:
            raise ArchiveError(f"{self.folder}: the archive cannot be written ({error.strerror or error})") from error
        location = Location(name, start, digest, len(response))
        self._known[exchange.url, digest] = (original.file, original.offset) if original else (name, start)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return location

    def sync(self) -> None:
        """Forces to disk what was written. Raises ArchiveError, and again ever after: what was lost is not known."""
        try:
            self._sync()
        except OSError as error:
            raise ArchiveError(f"{self.folder}: the archive cannot be written ({error.strerror or error})") from error

    def read(self, location: Location) -> Exchange:
        """The exchange at a location. Raises ArchiveError where it is not there or not whole."""
        path, troubles = self.folder / location.file, list[str]()
        try:
            if self._originals is None or self._originals.path != path:
                self._originals = Originals(path)
            found = next(exchanges(path, location.offset, troubles.append, self._originals), None)
        except OSError as error:
            raise ArchiveError(f"{path}: the archive file cannot be read ({error.strerror or error})") from error
        if found is None or found[0].offset != location.offset:
            raise ArchiveError(troubles[0] if troubles else f"{path}: no answer at {location.offset}")
        if body_digest(found[1].body) != location.digest:
            raise ArchiveError(f"{path}: the answer at {location.offset} is not the one that the database means")
        return found[1]

    def close(self) -> None:
        """Ends writing. The next writer goes on in the same file."""
        with contextlib.suppress(OSError):  # `sync` says so to whoever wants to name what was lost
            self._sync()
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _original(self, url: str, digest: str, is_new: bool) -> OriginalRecord | None:
        """The record that has this body of this address; None where there is none, or it cannot be read."""
        known = self._known.get((url, digest))
        if known is None and self._seen and not is_new and (found := self._seen(url, digest)):
            known = found.file, found.offset
        if known is None:
            return None
        try:
            date = record_date(self.folder / known[0], known[1])
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
            file = _locked(path)
            if file is None:
                continue
            if file.seek(0, os.SEEK_END) == 0:
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
            rest = memoryview(data)
            while rest:  # a full disk takes what it can before it says so
                rest = rest[file.write(rest) :]
            self._unsynced = True
        except OSError:
            # A full disk: take back the torn record. It is the last in a file that only we write.
            try:
                file.truncate(start)
            except OSError:
                log.warning("%s ends in a torn record; the next writer will not touch it", file.name)
            self.close()  # with all records before it
            file.close()
            raise

    def _sync(self) -> None:
        if self._lost:
            raise OSError(errno.EIO, self._lost)
        if self._file is None or not self._unsynced:
            return
        self._unsynced = False
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            self._lost = error.strerror or str(error)
            raise


def holds_answers(path: Path) -> bool:
    """Whether a file is a WARC file that holds any answer. Raises OSError."""
    return any(isinstance(found, Record) and found.kind in ANSWERS for found in members(path))


def exchanges(
    path: Path | str,
    offset: int = 0,
    tell: Callable[[str], None] = log.warning,
    originals: "Originals | None" = None,
) -> Iterator[tuple[Location, Exchange]]:
    """Every answer of a WARC file (`.warc.gz` or `.warc`, ours or another tool's), with its request where there is one.

    Skips a damaged record, and a revisit whose original is not in this folder, and tells of it. `originals`: what is
    known of the file from reading it before.
    """
    path = Path(path)
    known = originals or Originals(path)
    is_noting = known.knows_all_before(offset)
    waiting: Record | None = None
    asked: Record | None = None
    for record in members(path, offset):
        if is_noting:
            known.note(record)
        if isinstance(record, Damage):
            tell(f"{path}: the record at {record.offset} {record.why}")
        elif record.kind == "request":
            if waiting is not None and record.belongs_to(waiting):
                yield from _exchange(path, waiting, record, tell, known)
                waiting = None
            else:
                asked = record
        elif record.kind in ANSWERS:
            if waiting is not None:
                yield from _exchange(path, waiting, None, tell, known)
                waiting = None
            if asked is not None and (asked.belongs_to(record) or record.belongs_to(asked)):
                yield from _exchange(path, record, asked, tell, known)
            else:
                waiting = record
            asked = None
    if waiting is not None:
        yield from _exchange(path, waiting, None, tell, known)


def _exchange(
    path: Path, record: Record, request: Record | None, tell: Callable[[str], None], originals: "Originals"
) -> Iterator[tuple[Location, Exchange]]:
    try:
        body = None
        if record.kind == "revisit":
            body = originals.body_of(record)
            if body is None:
                tell(f"{path}: the record at {record.offset} repeats an answer that is not in this folder")
                return
        exchange = read_exchange(record, request, body)
    except ValueError as error:
        tell(f"{path}: the record at {record.offset} cannot be read ({str(error)[:LONGEST_WHY]})")
        return
    yield Location(path.name, record.offset, body_digest(exchange.body), record.length), exchange


class Originals:
    """The answers of a file that its later records repeat: where each stands, so that none is looked for twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places: dict[str, int] = {}
        self._known_up_to = 0

    def note(self, record: Record | Damage) -> None:
        """Notes where an answer stands; the records of a file are noted one after the other, from its beginning."""
        self._known_up_to = max(self._known_up_to, record.offset)
        if isinstance(record, Record) and record.kind == "response" and (digest := record.payload_digest):
            self._places.setdefault(digest, record.offset)

    def knows_all_before(self, offset: int) -> bool:
        """Whether a reader that begins there can go on noting."""
        return offset <= self._known_up_to

    def body_of(self, revisit: Record) -> bytes | None:
        """The body that a revisit repeats: by our own pointer, else by digest among the file's earlier records.

        Raises ValueError where it cannot be read.
        """
        if (pointer := revisit.original) is not None:
            return _body_at(self.path.parent / pointer[0], pointer[1])
        if (digest := revisit.payload_digest) is None:
            return None
        if digest not in self._places and not self.knows_all_before(revisit.offset):
            for earlier in members(self.path, self._known_up_to):
                self.note(earlier)
                if earlier.offset >= revisit.offset:
                    break
        place = self._places.get(digest, revisit.offset)
        return _body_at(self.path, place) if place < revisit.offset else None


def _body_at(path: Path, offset: int) -> bytes | None:
    found = next(members(path, offset), None) if path.is_file() else None
    if isinstance(found, Record) and found.kind == "response":
        return read_exchange(found, None, None).body
    return None


def machine() -> str:
    """Six characters that tell machines apart whose files are brought together in one folder."""
    return sha256(socket.gethostname().encode()).hexdigest()[:6]


def _locked(path: Path) -> BinaryIO | None:
    """The file opened for appending and held by this process alone; None where another process holds it."""
    if fcntl is None:
        try:
            return path.open("xb", buffering=0)
        except FileExistsError:
            return None
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
        file.seek(max(0, size - TAIL))
        tail = file.read()
    start = len(tail)
    while (start := tail.rfind(b"\x1f\x8b\x08", 0, start)) >= 0:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            text = reader.decompress(tail[start:], LARGEST)
        except zlib.error:
            continue
        if reader.eof and not reader.unused_data and text.startswith(b"WARC/"):
            return True
    return False


def _sync_folder(folder: Path) -> None:
    """Forces a new file's name to disk, where the system can."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
