"""RTF: Chinese text of several encodings, and tables."""

from dataclasses import replace
from pathlib import Path

import pytest

from parsers.files.sandbox.limits import LIMITS
from parsers.files.word import rtf
from tests.parsers.files.damage import damaged, state_of

SAMPLE = (Path(__file__).parent / "samples/notice.rtf").read_bytes()
HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "


def paragraphs(markup: str) -> list[str]:
    return list(rtf.read(f"{HEAD}{markup}}}".encode("latin-1"), LIMITS).pages[0].paragraphs)


def test_a_notice_is_read_with_its_numbers_and_its_table() -> None:
    result = rtf.read(SAMPLE, LIMITS)
    assert (result.state, result.media_type) == ("ok", "application/rtf")
    assert result.pages[0].paragraphs == (
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


def test_a_long_text_is_cut_and_says_so() -> None:
    result = rtf.read(SAMPLE, replace(LIMITS, characters=5))
    assert (result.state, result.pages[0].paragraphs) == ("partial", ("关于组织开",))


def test_another_file_is_not_supported() -> None:
    assert state_of(rtf.read, b"%PDF-1.7") == "unsupported"


def test_a_damaged_file_gives_one_clear_state() -> None:
    assert {state_of(rtf.read, copy) for copy in damaged(SAMPLE, 20)} <= {"ok", "partial", "failed", "unsupported"}
