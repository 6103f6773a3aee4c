"""Indicators in English by rules: what is measured, of what and per what; nothing where a part is not certain."""

import pytest

from tests.tables import from_table
from zhengce.english import indicators
from zhengce.english.indicators import english_indicator


@from_table
def test_an_indicator_is_what_is_measured_of_what(indicator: str, english: str) -> None:
    assert english_indicator(indicator) == english


@pytest.mark.parametrize(
    "indicator",
    [
        "",
        "率",
        "饕餮普及率",
        "高新技术企业推进中小企业",  # who does what to whom is not said by the order of words
        "国家实验室（饕餮）",
        "每万人饕餮",
        "饕餮占高新技术产业比重",
        "用户普及率" * 20,
        "天然林面积保有量",  # a measure of a measure
        "城乡居民全民艺术综合普及率",
    ],
)
def test_half_an_indicator_is_none(indicator: str) -> None:
    assert english_indicator(indicator) is None


def test_no_indicator_is_read_again_and_again() -> None:
    text = "累计" * 15 + "下降" * 15  # each prefix and each ending may be taken off first
    indicators._translated.cache_clear()
    assert english_indicator(text) is None
    assert indicators._translated.cache_info().misses < len(text) ** 2
