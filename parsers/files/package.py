"""Opens the XML parts of a package: a ZIP file such as DOCX, XLSX or OFD. Nothing is unpacked to disk."""

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from parsers.files.text import FileNotRead
from parsers.text import one_line

ENTRIES = 50_000
"""No package has more entries."""

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, OverflowError)
"""What zipfile raises on bytes that are no ZIP file, besides RuntimeError (encrypted) and NotImplementedError."""

_UTF8_FLAG = 0x800


def local_name(name: str) -> str:
    """The name of an element or attribute without its namespace; producers use several namespaces, or none."""
    return name.rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """The value of an attribute by its local name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Any, name: str) -> Any:
    """The first child with this local name, or None."""
    if element is not None:
        for inner in element:
            if local_name(inner.tag) == name:
                return inner
    return None


def children(element: Any, name: str) -> list[Any]:
    """The children with this local name; none of None."""
    return [] if element is None else [inner for inner in element if local_name(inner.tag) == name]


def parse_xml(content: bytes, part: str) -> Any:
    """The root element of an XML part, without comments and processing instructions.

    A DOCTYPE is refused, so no entity is expanded; nothing is fetched. Raises FileNotRead (`failed`).
    """
    try:
        root = etree.fromstring(content, _xml_parser(recover=False))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FileNotRead("failed", f"{part} is no XML: {one_line(str(error))}") from None
    _refuse_doctype(root, part)
    return root


def repair_xml(content: bytes, part: str) -> tuple[Any, bool]:
    """The root element of what can be read of broken markup, and whether no more than namespaces were missing.

    Raises FileNotRead (`failed`) where nothing can be read.
    """
    parser = _xml_parser(recover=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FileNotRead("failed", f"{part} is no XML: {one_line(str(error))}") from None
    if root is None:
        raise FileNotRead("failed", f"{part} is no XML")
    _refuse_doctype(root, part)
    return root, all(fault.domain_name == "NAMESPACE" for fault in parser.error_log)


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _refuse_doctype(root: Any, part: str) -> None:
    if root.getroottree().docinfo.doctype:
        raise FileNotRead("failed", f"{part} has a DOCTYPE")


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of a ZIP entry. Without the flag for UTF-8 zipfile has read its bytes as code page 437."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        return decoded_name(entry.filename.encode("cp437")) or entry.filename
    except UnicodeEncodeError:
        return entry.filename


def decoded_name(written: bytes) -> str | None:
    """A name without a declared encoding: UTF-8, or GBK, as in most Chinese archives; None for another one."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class Package:
    """The parts of a ZIP package by name; case, backslashes and leading slashes make no difference."""

    def __init__(self, content: bytes, largest_part: int, most_bytes: int) -> None:
        """Takes the sizes in bytes that one part, and all parts that are read, may have.

        Raises FileNotRead where these bytes are no ZIP file (`failed`).
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*BROKEN_ZIP, NotImplementedError) as error:
            raise FileNotRead("failed", f"no ZIP file: {one_line(str(error))}") from None
        self._largest_part = largest_part
        self._room = most_bytes
        entries = self._zip.infolist()
        if len(entries) > ENTRIES:
            raise FileNotRead("failed", f"{len(entries)} entries; at most {ENTRIES} are read")
        self._entries = {_plain(entry_name(entry)): entry for entry in reversed(entries) if not entry.is_dir()}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def names(self) -> list[str]:
        """The names of all parts, in lower case with slashes."""
        return list(self._entries)

    def find(self, target: str, beside: str = "") -> str | None:
        """The part that a reference means: from the root, or relative to the part in which it stands."""
        target = target.strip().replace("\\", "/")
        near = posixpath.join(posixpath.dirname(_plain(beside)), target)
        return next((part for part in (_plain(near), _plain(target)) if target and part in self._entries), None)

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises FileNotRead: `failed` where it is missing, broken or too large, `encrypted`."""
        entry = self._entries.get(_plain(part))
        if entry is None:
            raise FileNotRead("failed", f"{part} is missing")
        if entry.flag_bits & 1:
            raise FileNotRead("encrypted", f"{part} is encrypted")
        most = min(self._largest_part, self._room)
        if entry.file_size > most:
            raise FileNotRead("failed", f"{part} has {entry.file_size} bytes; at most {most} are read")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(most + 1)
        except (*BROKEN_ZIP, RuntimeError) as error:  # RuntimeError: encrypted after all, or an unknown compression
            raise FileNotRead("failed", f"{part} cannot be read: {one_line(str(error))}") from None
        self._room -= len(content)
        return content

    def xml(self, part: str) -> Any:
        """The root element of a part. Raises FileNotRead."""
        return parse_xml(self.read(part), part)


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
