"""What a file is, by its bytes: names lie (a `.wps` that is a DOCX, a page of HTML answered in place of a file)."""

import io
import re
import zipfile

import olefile

from parsers.file_types import FILE_TYPES, FileType


def _picture(kind: str) -> FileType:
    return FileType(f"image/{kind}", None, "a picture: its text is not read", "scan")


PLAIN = FILE_TYPES["txt"]
HTML = FileType("text/html", None, "a page of HTML in place of a file")
LOCKED_OFFICE = FileType("application/x-ole-storage", None, "an Office file with a password", "encrypted")
OLE = FileType("application/x-ole-storage", None, "an OLE file that is no document or workbook")
UNKNOWN = FileType("application/octet-stream", None, "a file of an unknown format")

_SIGNATURES = (
    (b"\xff\xd8\xff", _picture("jpeg")),
    (b"\x89PNG\r\n\x1a\n", _picture("png")),
    (b"GIF8", _picture("gif")),
    (b"II*\x00", _picture("tiff")),
    (b"MM\x00*", _picture("tiff")),
    (b"Rar!\x1a\x07", FILE_TYPES["rar"]),
    (b"7z\xbc\xaf\x27\x1c", FILE_TYPES["7z"]),
)
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_STREAMS = (
    ("EncryptedPackage", LOCKED_OFFICE),
    ("WordDocument", FILE_TYPES["doc"]),
    ("Workbook", FILE_TYPES["xls"]),
    ("Book", FILE_TYPES["xls"]),
    ("PowerPoint Document", FILE_TYPES["ppt"]),
)
"""Streams of the root storage; one of an embedded object lies deeper."""
_PDF_HEADER_WITHIN = 1024  # PDF 1.7, annex H.3.4.1: readers accept a header within the first 1,024 bytes
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta|title|table|div)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(content: bytes) -> FileType:
    """The type of a file. Never fails: a type that is not recognised is UNKNOWN."""
    for signature, file_type in _SIGNATURES:
        if content.startswith(signature):
            return file_type
    if content.startswith(_OLE_SIGNATURE):
        return _sniff_ole(content)
    if content.startswith(_ZIP_SIGNATURES):
        return _sniff_zip(content)
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        return FILE_TYPES["pdf"]
    return _sniff_text(content)


def _sniff_ole(content: bytes) -> FileType:
    try:
        with olefile.OleFileIO(content) as ole:
            for name, file_type in _OLE_STREAMS:
                if ole.exists(name):
                    return file_type
    except Exception:  # a broken directory: its names may still stand in the bytes, and the reader says what is wrong
        for name, file_type in _OLE_STREAMS:
            if name.encode("utf-16-le") in content:
                return file_type
    return OLE


def _sniff_zip(content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
    except Exception:  # a cut archive: names still stand before its members, and the reader says what is wrong
        parts = ("[content_types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "ofd.xml")
        names = {part for part in parts if part.encode() in content.lower()}
    if "ofd.xml" in names:
        return FILE_TYPES["ofd"]
    if "[content_types].xml" in names:
        folders = {name.partition("/")[0] for name in names if "/" in name}
        if "word" in folders:
            return FILE_TYPES["docx"]
        if "xl" in folders:
            return FILE_TYPES["xlsx"]
        if "ppt" in folders:
            return FILE_TYPES["pptx"]
    return FILE_TYPES["zip"]


def _sniff_text(content: bytes) -> FileType:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return PLAIN
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{\\rtf"):
        return FILE_TYPES["rtf"]
    if head.startswith(b"<") and _HTML.search(head):
        return HTML
    is_markup = head.startswith(b"<?xml") or head[:13].lower() == b"mime-version:"  # Word saves texts so, too
    if not head or is_markup or _CONTROL.search(head):
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return PLAIN
    return UNKNOWN
