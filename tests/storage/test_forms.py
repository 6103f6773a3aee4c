"""Numerals are compared by value and marks not at all; what tells two documents apart stays."""

import pytest

from storage.resolution.normalization import by_value, number_form, number_parts
from storage.resolution.similarity import longest_paragraph
from tests.storage.pairs import prose


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第五批", "第5批"),
        ("二〇二一年", "2021年"),
        ("二○二一年", "２０２１年"),
        ("等十部门", "等10部门"),
        ("十五个", "15个"),
        ("两千三百家", "2300家"),
        ("3万家", "三万家"),
        ("（2021-2023年）", "（2021—2023年）"),
        ("“百场万企”", '"百场万企"'),
    ],
)
def test_two_spellings_have_one_form(one: str, other: str) -> None:
    assert by_value(one) == by_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("第五批", "第六批"), ("第一、二批", "第十二批"), ("十四五", "十三五"), ("2021年", "2012年"), ("三农", "三北")],
)
def test_two_values_have_two_forms(one: str, other: str) -> None:
    assert by_value(one) != by_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("工信部规〔2021〕1号", "工信部规[2021]01号"),
        ("工信部规〔2021〕6号", "工信部规〔二〇二一〕第６号"),
        ("中华人民共和国主席令第四十三号", "中华人民共和国主席令第43号"),
        ("交通运输部令2021年第5号", "交通运输部令二〇二一年第五号"),
    ],
)
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
