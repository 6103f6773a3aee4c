"""DOC and RTF: their text, numbering and damage."""

from pathlib import Path

import pytest

from parsers.files.sandbox.limits import LIMITS
from parsers.files.word import doc, rtf
from parsers.files.word.doc_file import read_modifiers
from tests.parsers.files.damage import damaged, state_of
from tests.samples.files.packages import make_zip

# DOC: the text as Word shows it, with the numbers that Word prints itself


SAMPLES = Path(__file__).parent / "samples"
NOTICE = (SAMPLES / "notice.doc").read_bytes()
REVISED = (SAMPLES / "revised.doc").read_bytes()
HEADER = NOTICE.index(b"\xec\xa5")
"""Where the Word file begins in the OLE file: its magic number, then its version."""


PARAGRAPHS = (
    "关于组织开展试点工作的通知",
    "各省、自治区、直辖市有关主管部门：",
    "第一章 总体要求",
    "（一） 坚持问题导向。",
    "第二章 工作安排",
    "一\t带制表符的段落。",
    "序号\t项目名称\t完成时限",
    "1\t数据要素流通试点\t2026年6月底",
    "2\t𠮷㐀〇○\t长期",
    "试点期限为2026年至2028年。",
    "2025年3月1日",
)
"""Of the notice, as a Word and as an RTF file."""


def changed(place: int, value: bytes) -> bytes:
    """The notice with other bytes in the header of the Word file."""
    return NOTICE[: HEADER + place] + value + NOTICE[HEADER + place + len(value) :]


def test_a_notice_is_read_with_its_numbers_its_table_and_its_note() -> None:
    result = doc.read(NOTICE, LIMITS)
    assert (result.state, result.media_type) == ("ok", "application/msword")
    assert result.pages[0].paragraphs == (*PARAGRAPHS, "期限可以延长一次。")


def test_what_word_does_not_show_is_left_out() -> None:
    """The draft has a header, deleted and hidden text, and the address of a link."""
    assert doc.read(REVISED, LIMITS).pages[0].paragraphs == (
        "征求意见稿",
        "第二行",
        "加上的",
        "链接",
        "1、甲",
        "2、乙",
        "1、丙",
        "横跨两列\t末列",
        "一\t\t三",
        "表后",
        "框中的文字",
        "Research 2025 结束",
    )


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(b"", "unsupported", id="an empty file"),
        pytest.param(make_zip({"word/document.xml": "<w/>"}), "unsupported", id="a ZIP file"),
        pytest.param((SAMPLES / "list.xls").read_bytes(), "unsupported", id="a workbook"),
        pytest.param(changed(11, b"\x13"), "encrypted", id="a password"),
        pytest.param(changed(0, b"\xdc\xa5\x65\x00"), "unsupported", id="Word 6"),
        pytest.param(changed(2, b"\x68\x00"), "unsupported", id="Word 95"),
        pytest.param(changed(0, b"\x00\x00"), "failed", id="another magic number"),
        pytest.param(changed(0x4C, b"\xff\xff\xff\xff"), "failed", id="a negative length"),
        pytest.param(NOTICE[: len(NOTICE) // 2], "failed", id="half a file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, state: str) -> None:
    assert state_of(doc.read, content) == state


@pytest.mark.parametrize(
    ("modifiers", "operands"),
    [
        pytest.param(b"\x16\x24\x01\x0b\x46\x02\x00", {0x2416: b"\x01", 0x460B: b"\x02\x00"}, id="one and two bytes"),
        pytest.param(
            b"\x08\xd6\x03\x00\xaa\xbb\x17\x24\x01", {0xD608: b"\x03\x00\xaa\xbb", 0x2417: b"\x01"}, id="a table"
        ),
        pytest.param(
            b"\x46\x66\x04\x00\x00\x00", {0x6646: b"\x04\x00\x00\x00", 0x2417: b"\x01"}, id="in the data stream"
        ),
        pytest.param(b"\x16\x24", {}, id="cut short"),
    ],
)
def test_modifiers_are_read_by_the_sizes_of_their_operands(modifiers: bytes, operands: dict[int, bytes]) -> None:
    assert read_modifiers(modifiers, b"\0\0\0\0\x03\x00\x17\x24\x01") == operands


@pytest.mark.parametrize("content", [NOTICE, REVISED], ids=["notice", "draft"])
def test_a_damaged_file_gives_one_clear_state(content: bytes) -> None:
    assert {state_of(doc.read, copy) for copy in damaged(content, 20)} <= {"ok", "failed", "unsupported", "encrypted"}


# RTF: Chinese text of several encodings, and tables


SAMPLE = (Path(__file__).parent / "samples/notice.rtf").read_bytes()
HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "


def paragraphs(markup: str) -> list[str]:
    return list(rtf.read(f"{HEAD}{markup}}}".encode("latin-1"), LIMITS).pages[0].paragraphs)


def test_a_notice_is_read_with_its_numbers_and_its_table() -> None:
    result = rtf.read(SAMPLE, LIMITS)
    assert (result.state, result.media_type) == ("ok", "application/rtf")
    assert result.pages[0].paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(r"\'b9\'d8\'d3\'da\par", ["关于"], id="bytes of GBK"),
        pytest.param(r"\u20851?\u20110?\par", ["关于"], id="numbers of Unicode"),
        pytest.param(r"\u-10174?\u-8265?\par", ["𠮷"], id="a character in two halves"),
        pytest.param(r"a|b\par", ["a|b"], id="a bar is no cell"),
        pytest.param(r"\trowd\intbl a\par b\cell c\cell\row\pard d\par", ["a b\tc", "d"], id="paragraphs in a cell"),
        pytest.param(r"a\par\trowd\intbl b\cell\cell\row", ["a", "b"], id="an empty cell at the end"),
        pytest.param(r"{\header h}{\footer f}{\info{\title t}}a\par", ["a"], id="headers and titles"),
        pytest.param(
            r'{\field{\*\fldinst{HYPERLINK "http://example.com/"}}{\fldrslt{a}}}\par', ["a"], id="the address of a link"
        ),
        pytest.param(r"c:\\cell\\row\par", [r"c:\cell\row"], id="backslashes"),
        pytest.param(r"a{\pict\pngblip " + "89504e47\n" * 200 + r"}b\par", ["ab"], id="a picture"),
    ],
)
def test_what_word_shows_is_the_text(markup: str, expected: list[str]) -> None:
    assert paragraphs(markup) == expected


def test_a_file_that_ends_in_the_middle_says_so() -> None:
    result = rtf.read(f"{HEAD}a\\par b".encode(), LIMITS)
    assert (result.state, result.reason) == ("partial", "the file ends in the middle")


def test_another_file_is_not_supported() -> None:
    assert state_of(rtf.read, b"%PDF-1.7") == "unsupported"


def test_a_damaged_file_gives_one_clear_state_of_rtf() -> None:
    assert {state_of(rtf.read, copy) for copy in damaged(SAMPLE, 20)} <= {"ok", "partial", "failed", "unsupported"}
