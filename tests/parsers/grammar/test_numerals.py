"""A numeral has the value that a reader gives it, and what is no exact whole number has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar.numerals import NUMERALS, read_numeral
from tests.characters import ANY
from tests.tables import from_table

SMALL = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below 100000 as a document prints it in Chinese numerals: 10205 as 一万零二百零五."""
    text, gap = "", False
    for size, unit in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + SMALL[digit] + unit
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


@from_table
def test_a_numeral_has_its_value(text: str, value: int) -> None:
    assert read_numeral(text) == value


@from_table
def test_an_approximate_or_ambiguous_number_has_no_value(text: str) -> None:
    assert read_numeral(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "第三", "数十", "三十余", "三点五", "3.5", "3.55万元", "0.00001万", "-3", "12,00", "²", "①", "٣"),
        *("O", "OO", "亿亿", "十十", "零十", "二十零五", "十两", "2○2A", "十万五百", "9" * 5000, "一" * 5000),
    ],
)
def test_what_is_no_whole_number_has_no_value(text: str) -> None:
    assert read_numeral(text) is None


@given(st.integers(min_value=1, max_value=99_999))
def test_every_number_is_read_as_it_was_spelled(number: int) -> None:
    assert read_numeral(spelled(number)) == number
    assert read_numeral(str(number)) == number


@given(st.text(alphabet=NUMERALS + "0123456789０９,.，．廿卅壹拾OＯ第 -²", max_size=40) | st.text(ANY, max_size=40))
def test_no_text_raises(text: str) -> None:
    value = read_numeral(text)
    assert value is None or value >= 0
