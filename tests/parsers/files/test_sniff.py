"""What a file is, is told by its bytes, whatever its name."""

import io
import zipfile

import pytest

from parsers.files.sniff import LOCK_FILE, PLAIN, UNKNOWN, FileType, sniff
from tests.samples.files.pdf import Page, write_pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def make_zip(*names: str, mimetype: str | None = None, content: bytes = b"<a/>") -> bytes:
    """An archive whose members are stored as they are."""
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def make_ole(*streams: str) -> bytes:
    """A compound file with these streams in its root, each empty: header, FAT and directory sectors."""
    directory = b""
    for place, name in enumerate(["Root Entry", *streams]):
        encoded = name.encode("utf-16-le")
        right = place + 1 if 0 < place < len(streams) else 0xFFFFFFFF
        child = 1 if place == 0 and streams else 0xFFFFFFFF
        entry = encoded.ljust(64, b"\0") + (len(encoded) + 2).to_bytes(2, "little")
        entry += bytes([5 if place == 0 else 2, 1]) + b"\xff" * 4 + right.to_bytes(4, "little")
        entry += child.to_bytes(4, "little") + b"\0" * 36 + (0xFFFFFFFE).to_bytes(4, "little") + b"\0" * 8
        directory += entry
    directory = directory.ljust(512, b"\0")
    header = OLE + b"\0" * 16 + bytes.fromhex("3e000300feff09000600000000000000000000000100000001000000000000000010")
    header += bytes.fromhex("0000feffffff00000000feffffff0000000000000000") + b"\xff" * 432
    fat = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    return header[:512] + fat + directory


OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = write_pdf([Page().write("正文")])


@pytest.mark.parametrize(
    ("content", "media_type", "reader"),
    [
        (PDF, "application/pdf", "pdf"),
        (b"\r\n\0junk of a server\r\n" + PDF, "application/pdf", "pdf"),
        (make_ole("WordDocument", "1Table"), "application/msword", "doc"),
        (make_ole("Workbook"), "application/vnd.ms-excel", "spreadsheet"),
        (make_ole("PowerPoint Document"), "application/vnd.ms-powerpoint", None),
        (make_ole("EncryptedPackage"), "application/x-ole-storage", None),
        (make_ole("WordDocument")[:700], "application/x-ole-storage", None),
        (make_zip("[Content_Types].xml", "word/document.xml"), f"{OFFICE}wordprocessingml.document", "docx"),
        (make_zip("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet", "spreadsheet"),
        (make_zip("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}presentationml.presentation", None),
        (make_zip("[Content_Types].xml", "word/document.xml")[:-40], f"{OFFICE}wordprocessingml.document", "docx"),
        (make_zip("OFD.xml", "Doc_0/Document.xml"), "application/ofd", "ofd"),
        (make_zip("\\ofd.xml"), "application/ofd", "ofd"),
        (make_zip(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text", None),
        (make_zip("附件1.docx", "word/附件2.docx"), "application/zip", "archive"),
        (make_zip("附件1.pdf", content=PDF), "application/zip", "archive"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar", "archive"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed", None),
        (b"{\\rtf1\\ansi 1}", "application/rtf", "rtf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", "picture"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png", "picture"),
        (b"II*\x00\x08\x00\x00\x00", "image/tiff", "picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp", "picture"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "application/octet-stream", None),
        (b"1234\x24\x00\x00\x00WEBPVP8 ", "application/octet-stream", None),
        (b"BM\x0a\x00\x00\x00\x00\x00\x00\x00", "image/bmp", "picture"),
        (b"BM\x0b\x00\x00\x00\x00\x00\x00\x00", "application/octet-stream", None),
        ("\ufeff\n<!DOCTYPE html><html><body>登录</body></html>".encode(), "text/html", None),
        (b"<div>404 Not Found</div>", "text/html", None),
        (b'<?xml version="1.0"?><feed/>', "application/xml", None),
        ("目　录\n第一章".encode("gb18030"), "text/plain", "plain"),
        ("\ufeff附件".encode("utf-16-le"), "text/plain", "plain"),
        (b"\x06wangwu" + b"\0" * 155, "application/octet-stream", None),
        (b"\x00\x01\x02", "application/octet-stream", None),
        (b"", "application/octet-stream", None),
    ],
)
def test_the_bytes_tell_the_type(content: bytes, media_type: str, reader: str | None) -> None:
    found = sniff(content)
    assert (found.media_type, found.reader) == (media_type, reader)
    assert reader or found.reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"\x01w", LOCK_FILE), (b"\x36w", LOCK_FILE), (b"\x00w", UNKNOWN), (b"\x37w", UNKNOWN)],
)
def test_a_lock_file_of_office_is_told_by_its_size_and_the_length_of_a_name(content: bytes, expected: FileType) -> None:
    assert sniff(content.ljust(162, b"\0")) == expected
    assert sniff(content.ljust(163, b"\0")) == UNKNOWN
    assert sniff(b"1. ".ljust(162, b"a")) == PLAIN
