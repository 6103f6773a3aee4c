"""Which type a file is of, and the command that reads any."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from parsers.files import FileReader, FileText
from parsers.files.sniff import sniff
from tests.samples.files.pdf import HEIGHT, WIDTH, Page, write_pdf
from zhengce.cli.program import main

# What a file is, is told by its bytes, whatever its name


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
        (make_zip("附件1.docx", "word/附件2.docx"), "application/zip", "archive"),
        (make_zip("附件1.pdf", content=PDF), "application/zip", "archive"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar", "archive"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed", None),
        (b"{\\rtf1\\ansi 1}", "application/rtf", "rtf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", None),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png", None),
        (b"II*\x00\x08\x00\x00\x00", "image/tiff", None),
        ("\ufeff\n<!DOCTYPE html><html><body>登录</body></html>".encode(), "text/html", None),
        (b"<div>404 Not Found</div>", "text/html", None),
        (b'<?xml version="1.0"?><feed/>', "application/octet-stream", None),
        ("目　录\n第一章".encode("gb18030"), "text/plain", "plain"),
        ("\ufeff附件".encode("utf-16-le"), "text/plain", "plain"),
        (b"\x00\x01\x02", "application/octet-stream", None),
        (b"", "application/octet-stream", None),
    ],
)
def test_the_bytes_tell_the_type(content: bytes, media_type: str, reader: str | None) -> None:
    found = sniff(content)
    assert (found.media_type, found.reader) == (media_type, reader)
    assert reader or found.reason


# `zhengce text FILE`: the text on standard output, what is wrong on standard error


TEXT = Page().write("本办法自印发之日起施行。")
SCAN = Page().picture(0, 0, WIDTH, HEIGHT)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["zhengce", "text", *words])
    return main()


@pytest.mark.parametrize(
    ("pages", "code", "printed", "said"),
    [
        ([TEXT, TEXT], 0, "本办法自印发之日起施行。\n\n本办法自印发之日起施行。\n", ""),
        ([TEXT, SCAN], 0, "本办法自印发之日起施行。\n", "partial: page 2: a picture"),
        ([SCAN], 1, "", "scan: no page has text: the pages are pictures"),
    ],
    ids=["ok", "partial", "scan"],
)
def test_text_goes_to_standard_output_and_the_state_to_standard_error(
    pages: list[Page],
    code: int,
    printed: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (file := tmp_path / "附件1.doc").write_bytes(write_pdf(pages))
    assert run(monkeypatch, str(file)) == code
    assert capsys.readouterr() == (printed, f"zhengce: {file}: {said}\n" if said else "")


def test_json_has_the_pages_with_their_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "附件1.pdf").write_bytes(write_pdf([TEXT]))
    assert run(monkeypatch, str(file), "--format", "json") == 0
    read = json.loads(capsys.readouterr().out)
    assert read == {
        "state": "ok",
        "media_type": "application/pdf",
        "extractor": "pdf 1",
        "pages": [{"number": 1, "paragraphs": ["本办法自印发之日起施行。"]}],
    }


def test_the_memory_of_the_reader_is_set_in_megabytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[str] = []
    read = FileReader.read

    def read_and_look(reader: FileReader, content: bytes, name: str | None = None) -> FileText:
        text = read(reader, content, name)
        of_worker = Path(f"/proc/{reader.worker_pid}/limits").read_text()
        limits.append(next(line.split()[3] for line in of_worker.splitlines() if line.startswith("Max address space")))
        return text

    monkeypatch.setattr(FileReader, "read", read_and_look)
    (file := tmp_path / "附件1.pdf").write_bytes(write_pdf([TEXT]))
    assert run(monkeypatch, str(file)) == 0
    monkeypatch.setenv("ZHENGCE_FILE_MEMORY", "900")
    assert run(monkeypatch, str(file)) == 0
    assert limits == [str(1024 * 2**20), str(900 * 2**20)]
    monkeypatch.setenv("ZHENGCE_FILE_MEMORY", "1 GB")
    assert run(monkeypatch, str(file)) == 2
    assert "expected megabytes" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "said"), [(("none.pdf",), "No such file"), (("x", "--format", "xml"), "'--format'")])
def test_wrong_usage_ends_in_two(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, *words) == 2
    assert said in capsys.readouterr().err
