"""Numerals are compared by value and marks not at all; what tells two documents apart stays."""

import pytest

from storage.resolution.normalization import by_value, number_form, number_parts
from storage.resolution.similarity import longest_paragraph
from tests.storage.pairs import prose
from tests.tables import from_table


@from_table
def test_two_spellings_have_one_form(one: str, other: str) -> None:
    assert by_value(one) == by_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("第五批", "第六批"), ("第一、二批", "第十二批"), ("十四五", "十三五"), ("2021年", "2012年"), ("三农", "三北")],
)
def test_two_values_have_two_forms(one: str, other: str) -> None:
    assert by_value(one) != by_value(other)


@from_table
def test_two_spellings_of_a_number_have_one_form(one: str, other: str) -> None:
    assert number_form(one) == number_form(other)


def test_a_number_is_taken_apart() -> None:
    parts = number_parts("2026年第41号令")
    assert parts is not None
    assert (parts.kind, parts.year, parts.serial, parts.yeared) == ("令", 2026, 41, False)
    assert number_parts("  ") is None
    assert number_form("无") == "无"


def test_a_text_is_looked_up_by_its_longest_paragraph_where_it_is_long_enough() -> None:
    text = prose(5)
    longest = longest_paragraph(text)
    assert longest
    assert longest_paragraph(f"转自某网\n{text.replace('。', '.')}") == longest
    assert longest_paragraph("正文见附件。") is None
