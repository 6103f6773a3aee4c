"""Archives: the text of the files in them, within limits for all of them together."""

import io
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import pytest
import rars

from parsers.files import archive
from parsers.files.sandbox.limits import LIMITS, Limits
from parsers.files.text import FileNotRead, FileText
from parsers.files.word import docx, rtf
from tests.parsers.files.damage import damaged, state_of
from tests.samples.files.packages import make_docx, make_zip, paragraph

RTF = rb"{\rtf1 a\par}"


def read_member(content: bytes, limits: Limits) -> FileText:
    """Reads DOCX and RTF, and knows what it does not read."""
    if content.startswith(b"PK"):
        return docx.read(content, limits)
    if content.startswith(b"{\\rtf"):
        return rtf.read(content, limits)
    if content.startswith(b"%PDF"):
        return FileText("scan", "application/pdf", reason="pictures of pages")
    return FileText("unsupported", "", reason="no format that is read")


def read(content: bytes, limits: Limits = LIMITS) -> FileText:
    return archive.read(content, limits, read_member)


def make_rar(members: Mapping[str, bytes], **options: object) -> bytes:
    builder = rars.RarBuilder(**options)
    for name, content in members.items():
        builder.add_bytes(content, name)
    return bytes(builder.to_bytes())


DOCX = make_docx(paragraph("正文"))
FILES = {"附件1：申报表.docx": DOCX, "附件/2.rtf": RTF}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(make_zip(FILES), "application/zip", id="ZIP"),
        pytest.param(make_rar(FILES), "application/vnd.rar", id="RAR 5"),
        pytest.param(make_rar(FILES, format="rar29"), "application/vnd.rar", id="RAR 4"),
        pytest.param(make_rar(FILES, solid=True), "application/vnd.rar", id="RAR, solid"),
    ],
)
def test_the_files_of_an_archive_are_pages_with_their_names(content: bytes, media_type: str) -> None:
    result = read(content)
    assert (result.state, result.media_type) == ("ok", media_type)
    assert [(page.number, page.name, page.paragraphs) for page in result.pages] == [
        (1, "附件1：申报表.docx", ("正文",)),
        (2, "附件/2.rtf", ("a",)),
    ]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_flag_for_utf_8_are_read(encoding: str) -> None:
    written = "附件1：申报表.rtf".encode(encoding)
    content = make_zip({"x" * len(written): RTF}).replace(b"x" * len(written), written)
    assert read(content).pages[0].name == "附件1：申报表.rtf"


def test_an_archive_in_an_archive_is_opened() -> None:
    inner = make_zip({"内.rtf": RTF})
    assert [page.name for page in read(make_zip({"外.zip": inner, "外.rtf": RTF})).pages] == ["外.zip/内.rtf", "外.rtf"]


def test_archives_are_opened_two_deep_and_no_deeper() -> None:
    third = make_zip({"外.rtf": RTF, "二.zip": make_zip({"三.zip": make_zip({"内.rtf": RTF})})})
    result = read(third)
    assert (result.state, [page.name for page in result.pages]) == ("partial", ["外.rtf"])
    assert result.reason == "二.zip/三.zip: an archive in 2 archives"


def test_what_systems_leave_behind_and_pictures_are_passed_over() -> None:
    others = {"__MACOSX/._附件.docx": b"x", "~$附件.docx": b"x", "Thumbs.db": b"x", "照片.jpg": b"\xff\xd8", "夹/": b""}
    result = read(make_zip({**others, "附件.docx": DOCX}))
    assert (result.state, [page.name for page in result.pages]) == ("ok", ["附件.docx"])


def locked_zip() -> bytes:
    """A ZIP file whose entries are marked as encrypted."""
    content = bytearray(make_zip({"a.rtf": RTF}))
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        start = opened.start_dir
    content[6] |= 1
    content[start + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(make_zip({"a.docx": DOCX, "b.pdf": b"%PDF"}), "partial", id="one of two is a scan"),
        pytest.param(make_zip({"a.pdf": b"%PDF", "b.pdf": b"%PDF"}), "scan", id="all are scans"),
        pytest.param(make_zip({"a.pdf": b"%PDF", "b.docx": b"PK\3\4"}), "failed", id="a scan and a broken file"),
        pytest.param(make_zip({"a.jpg": b"\xff\xd8"}), "unsupported", id="pictures alone"),
        pytest.param(make_zip({}), "unsupported", id="nothing"),
        pytest.param(locked_zip(), "encrypted", id="ZIP with a password"),
        pytest.param(make_rar(FILES, password="x"), "encrypted", id="RAR with a password"),
        pytest.param(make_rar(FILES, password="x", encrypt_headers=True), "encrypted", id="RAR with hidden names"),
        pytest.param(b"PK\3\4 and no more", "failed", id="a broken ZIP file"),
        pytest.param(b"Rar!\x1a\x07\x00 and no more", "failed", id="a broken RAR file"),
        pytest.param(b"", "failed", id="an empty file"),
    ],
)
def test_the_state_is_that_of_the_files(content: bytes, state: str) -> None:
    assert state_of(lambda inner, limits: archive.read(inner, limits, read_member), content) == state


def test_the_reason_names_the_file() -> None:
    assert read(make_zip({"a.docx": DOCX, "附\n件.pdf": b"%PDF"})).reason == "附 件.pdf: pictures of pages"


TWO = make_zip({"一.docx": DOCX, "二.docx": DOCX})


@pytest.mark.parametrize(
    ("content", "limits", "reason"),
    [
        pytest.param(TWO, replace(LIMITS, members=1), "二.docx: more than 1 files", id="files"),
        pytest.param(
            TWO,
            replace(LIMITS, unpacked_bytes=len(DOCX) + 9),
            f"二.docx: more than {len(DOCX) + 9} bytes unpacked",
            id="bytes",
        ),
        pytest.param(
            make_zip({"一.docx": DOCX, "零": bytes(10**6)}, compressed=True),
            LIMITS,
            "零: more than 100 times as large as packed",
            id="a bomb",
        ),
        pytest.param(
            make_zip({"一.rtf": RTF, "二.docx": DOCX}),
            replace(LIMITS, member_bytes=50),
            f"二.docx: {len(DOCX)} bytes; at most 50 are read",
            id="a large file",
        ),
    ],
)
def test_limits_hold_for_all_files_together(content: bytes, limits: Limits, reason: str) -> None:
    result = read(content, limits)
    assert (result.state, result.reason, len(result.pages)) == ("partial", reason, 1)


def test_a_nested_bomb_is_not_unpacked() -> None:
    bomb = make_zip({f"{at}": bytes(10**7) for at in range(8)}, compressed=True)
    content = make_zip({f"{at}.zip": bomb for at in range(20)} | {"一.docx": DOCX}, compressed=True)
    assert [page.name for page in read(content).pages] == ["一.docx"]


def test_many_files_in_nested_archives_are_counted_together() -> None:
    inner = make_zip({f"{at}.rtf": RTF for at in range(50)})
    result = read(make_zip({f"{at}.zip": inner for at in range(20)}))
    assert (result.state, len(result.pages)) == ("partial", 200 - 4)


def test_without_the_library_for_rar_the_reason_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_rar(FILES)
    monkeypatch.setitem(sys.modules, "rars", None)
    with pytest.raises(FileNotRead, match=r"pip install 'zhengce\[rar\]'") as caught:
        read(content)
    assert caught.value.state == "unsupported"


@pytest.mark.parametrize("content", [TWO, make_rar(FILES)], ids=["ZIP", "RAR"])
def test_a_damaged_archive_gives_one_clear_state(content: bytes) -> None:
    states = {
        state_of(lambda inner, limits: archive.read(inner, limits, read_member), copy) for copy in damaged(content, 20)
    }
    assert states <= {"ok", "partial", "failed", "unsupported", "encrypted", "scan"}
