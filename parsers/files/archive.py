"""Reads ZIP and RAR archives: the text of each file in them, under its name. Nothing is unpacked to disk.

Folders, what systems leave behind (__MACOSX, ~$ files) and files of formats without text are passed over.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from parsers.file_types import FILE_TYPES
from parsers.files.package import BROKEN_ZIP, decoded_name, entry_name
from parsers.files.sandbox.limits import Limits
from parsers.files.sniff import sniff
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "archive 1"

LARGEST_DICTIONARY = 256 * 1024**2
"""Bytes that a RAR archive may ask for to unpack."""

ReadMember = Callable[[bytes, Limits], FileText]
"""Reads one file of any format."""

_RAR_MAGIC = b"Rar!\x1a\x07"
_LEFT_BEHIND = ("~$", "._", ".ds_store", "thumbs.db", "desktop.ini")


def read(content: bytes, limits: Limits, read_member: ReadMember) -> FileText:
    """The pages of all files of an archive, numbered on: `附件1.docx`, `附件2.pdf, page 3`, `资料.zip/附件1.docx`.

    An archive in an archive is opened up to `limits.depth`. The state is `ok` if every file with text is read, else
    `partial`; the limits hold for all files together. Raises FileNotRead with the state of the files where none is
    read: `encrypted`, `scan`, `unsupported`, `failed` ….
    """
    collector = _Collector(limits, read_member)
    collector.collect(content, "", limits.depth)
    return collector.result(FILE_TYPES["rar" if content.startswith(_RAR_MAGIC) else "zip"].media_type)


class Member(NamedTuple):
    """A file in an archive that is not yet unpacked."""

    name: str
    size: int
    packed_size: int
    is_encrypted: bool
    unpack: Callable[[int], bytes]
    """Gives its bytes, or the first so many and one more. Raises FileNotRead."""


class _Collector:
    """Reads the files of an archive and of those in it, within limits for all of them together."""

    def __init__(self, limits: Limits, read_member: ReadMember) -> None:
        self._limits = limits
        self._read_member = read_member
        self._members = limits.members
        self._bytes = limits.unpacked_bytes
        self._pages: list[FilePage] = []
        self._faults: list[FileNotRead] = []
        self._has_passed_over = False

    def collect(self, content: bytes, path: str, depth: int) -> None:
        """Adds the text of the files of an archive. Raises FileNotRead where it is no archive."""
        for member in _rar_members(content) if content.startswith(_RAR_MAGIC) else _zip_members(content):
            if posixpath.basename(member.name).lower().startswith(_LEFT_BEHIND) or "__MACOSX/" in member.name:
                continue
            name = f"{path}{member.name}"
            try:
                self._add(member, name, depth)
            except FileNotRead as error:
                self._faults.append(FileNotRead(error.state, f"{name}: {error.reason}"))
            if self._members < 0 or self._bytes < 0:
                return

    def _add(self, member: Member, name: str, depth: int) -> None:
        self._members -= 1
        if self._members < 0:
            raise FileNotRead("partial", f"more than {self._limits.members} files")
        content = self._unpack(member)
        if sniff(content).reader == "archive":
            if depth <= 1:
                raise FileNotRead("unsupported", f"an archive in {self._limits.depth} archives")
            self.collect(content, f"{name}/", depth - 1)
            return
        text = self._read_member(content, self._limits)
        if text.state == "unsupported":
            self._has_passed_over = True
            return
        for page in text.pages:
            label = f", {page.name}" if page.name else f", page {page.number}" if len(text.pages) > 1 else ""
            self._pages.append(FilePage(len(self._pages) + 1, page.paragraphs, name + label))
        if text.state != "ok":
            raise FileNotRead(text.state, text.reason or text.state)

    def _unpack(self, member: Member) -> bytes:
        limits = self._limits
        if member.is_encrypted:
            raise FileNotRead("encrypted", "a password is needed")
        if member.size > limits.member_bytes:
            raise FileNotRead("failed", f"{member.size} bytes; at most {limits.member_bytes} are read")
        if member.size > limits.ratio * max(member.packed_size, 1024):
            raise FileNotRead("failed", f"more than {limits.ratio} times as large as packed")
        content = member.unpack(limits.member_bytes)
        self._bytes -= len(content)
        if self._bytes < 0:
            raise FileNotRead("partial", f"more than {limits.unpacked_bytes} bytes unpacked")
        return content

    def result(self, media_type: str) -> FileText:
        """The text of all files. Raises FileNotRead where there is none."""
        reason = "; ".join(fault.reason for fault in self._faults[:5])
        if len(self._faults) > 5:
            reason += f"; and {len(self._faults) - 5} more"
        if self._pages:
            return FileText(
                "partial" if self._faults else "ok", media_type, EXTRACTOR, tuple(self._pages), reason or None
            )
        states = {fault.state for fault in self._faults} - {"partial"}
        if self._faults:
            raise FileNotRead(states.pop() if len(states) == 1 else "failed", reason)
        raise FileNotRead("unsupported", "no file with text" if self._has_passed_over else "an empty archive")


def _label(name: str) -> str:
    """A name as one line; it is a label only and never a path."""
    return "".join(sign if sign.isprintable() else " " for sign in name.replace("\\", "/"))


def _zip_members(content: bytes) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (*BROKEN_ZIP, NotImplementedError) as error:
        raise FileNotRead("failed", f"no ZIP file: {error}") from None
    for entry in archive.infolist():
        if entry.is_dir():
            continue

        def unpack(most: int, entry: zipfile.ZipInfo = entry) -> bytes:
            try:
                with archive.open(entry) as stream:
                    return stream.read(most + 1)
            except (*BROKEN_ZIP, RuntimeError) as error:  # NotImplementedError, an unknown compression, is one
                raise FileNotRead("failed", f"it cannot be unpacked: {error}") from None

        yield Member(_label(entry_name(entry)), entry.file_size, entry.compress_size, bool(entry.flag_bits & 1), unpack)


def _rar_members(content: bytes) -> Iterator[Member]:
    try:
        import rars
    except ImportError:
        raise FileNotRead("unsupported", "RAR files are read after: pip install 'zhengce[rar]'") from None
    try:
        archive = rars.RarFile.from_bytes(content)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except rars.PasswordRequired:
        raise FileNotRead("encrypted", "a password is needed") from None
    except (rars.Error, ValueError, OSError, MemoryError) as error:
        raise FileNotRead("failed", f"no RAR file: {_label(str(error))}") from None
    for entry in entries:

        def unpack(most: int, entry: Any = entry) -> bytes:
            options = rars.ReadOptions(max_member_output_bytes=most + 1, rar50_dictionary_size_limit=LARGEST_DICTIONARY)
            try:
                return bytes(archive.read(entry, options=options))
            except (rars.Error, KeyError, ValueError, OSError, MemoryError) as error:
                raise FileNotRead("failed", f"it cannot be unpacked: {_label(str(error))}") from None

        yield Member(_rar_name(entry), entry.file_size, entry.compress_size, entry.is_encrypted, unpack)


def _rar_name(entry: Any) -> str:
    """The name of a RAR entry; an old archive without Unicode names has the bytes of the system."""
    written = entry.orig_filename_bytes
    is_plain = isinstance(written, bytes) and b"\0" not in written
    return _label((decoded_name(written) if is_plain else None) or entry.filename)
