"""Opens the XML parts of a package: a ZIP file such as DOCX, XLSX or OFD. Nothing is unpacked to disk."""

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from parsers.files.text import FileNotRead

ENTRIES = 50_000
"""No package has more entries."""

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, OverflowError)
"""What zipfile raises on bytes that are no ZIP file, besides RuntimeError (encrypted) and NotImplementedError."""

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def refuse_ole(content: bytes, wanted: str) -> None:
    """Raises FileNotRead for an OLE file: `encrypted` for a package locked by a password, which is kept in one."""
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise FileNotRead("encrypted", "a password is needed")
        raise FileNotRead("unsupported", f"an OLE file, not {wanted}")


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


def parse_xml(content: bytes, part: str, *, recover: bool = False) -> Any:
    """The root element of an XML part, without comments and processing instructions.

    A DOCTYPE is refused, so no entity is expanded; nothing is fetched. With `recover` broken markup gives what stands
    before the fault and None for nothing. Raises FileNotRead (`failed`).
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FileNotRead("failed", f"{part} is no XML: {error}") from None
    if root is not None and root.getroottree().docinfo.doctype:
        raise FileNotRead("failed", f"{part} has a DOCTYPE")
    return root


class Package:
    """The parts of a ZIP package by name; case, backslashes and leading slashes make no difference."""

    def __init__(self, content: bytes, largest_part: int) -> None:
        """Raises FileNotRead where these bytes are no ZIP file (`failed`)."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*BROKEN_ZIP, NotImplementedError) as error:
            raise FileNotRead("failed", f"no ZIP file: {error}") from None
        self._largest_part = largest_part
        entries = self._zip.infolist()
        if len(entries) > ENTRIES:
            raise FileNotRead("failed", f"{len(entries)} entries; at most {ENTRIES} are read")
        self._entries = {_plain(entry.filename): entry for entry in reversed(entries) if not entry.is_dir()}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def names(self) -> list[str]:
        """The names of all parts, in lower case with slashes."""
        return list(self._entries)

    def size(self, part: str) -> int:
        """The number of bytes that the directory states for a part."""
        return self._entries[_plain(part)].file_size

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
        if entry.file_size > self._largest_part:
            raise FileNotRead("failed", f"{part} has {entry.file_size} bytes; at most {self._largest_part} are read")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(self._largest_part + 1)
        except (*BROKEN_ZIP, RuntimeError) as error:
            raise FileNotRead("failed", f"{part} cannot be read: {error}") from None
        if len(content) > self._largest_part:
            raise FileNotRead("failed", f"{part} has more than {self._largest_part} bytes")
        return content

    def xml(self, part: str) -> Any:
        """The root element of a part. Raises FileNotRead."""
        return parse_xml(self.read(part), part)


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
