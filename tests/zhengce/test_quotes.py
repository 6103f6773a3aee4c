"""Words are compared without width, form of quotation marks, blanks and paragraph breaks, and are given as printed."""

import pytest

from parsers.grammar.folding import remove_invisible
from tests.tables import from_table
from zhengce.checking.texts import Section, bare, paragraphs_of

TEXT = [
    "一、“十四五”目标",
    "到 ２０２５ 年，闸板达到３.７万块；",
    "",
    "生 态 环 境 部\u3000印发，\u200b自2026年起施行。",
    "闸板闸板闸板，Ａ级。",
]


@from_table
def test_words_are_found_where_only_their_form_differs(words: str, lines: tuple[int, int], as_printed: str) -> None:
    [place] = section(*TEXT).find_folded(words)
    first, last = place.first.number - 1, place.last.number - 1
    assert ((first, last), place.as_printed) == (lines, as_printed)
    assert "\n".join(TEXT[first:])[place.at :].startswith(as_printed)


def section(*lines: str) -> Section:
    return Section("body", 0, paragraphs_of("\n".join(lines)))


@pytest.mark.parametrize("words", ["十四五目标“", "a级。", "到2025年、闸板", "闸扳", "《十四五》目标", "", " \n"])
def test_words_that_differ_in_more_are_not_found(words: str) -> None:
    assert list(section(*TEXT).find_folded(words)) == []


def test_places_do_not_overlap() -> None:
    text = section("闸板闸板 闸板闸板闸板")
    assert [place.at for place in text.find_folded("闸板闸板")] == [0, 5]
    assert text.count_folded("闸板闸板") == 2


@from_table
def test_only_marks_around_the_whole_are_taken_off(given: str, expected: str) -> None:
    assert bare(given) == expected


def test_what_nobody_sees_is_taken_out_and_one_variation_selector_stays() -> None:
    given = "闸\u202e板\U000e0041葛\U000e0100\U000e0101\t要\n结实"
    assert remove_invisible(given) == ("闸板葛\U000e0100\t要\n结实", 3)
