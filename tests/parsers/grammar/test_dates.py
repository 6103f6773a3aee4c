"""Dates and times as Chinese sites and documents print them; what is no day is None."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar.dates import dates_in, plausible, read_date, read_day_and_time
from parsers.moments import PRINTED
from tests.characters import ANY
from tests.tables import from_table

NOVEMBER_16 = date(2021, 11, 16)
FETCHED = datetime(2021, 11, 20, 4, 0, tzinfo=UTC)


@from_table
def test_every_printed_form_is_the_day_in_china(text: str) -> None:
    assert read_date(text) == NOVEMBER_16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇二一年十月九日", date(2021, 10, 9)),
        ("一九九八年元月二十一日", date(1998, 1, 21)),
        ("二〇一〇年二月廿八日", date(2010, 2, 28)),
        ("一九七九年十二月三十一日", date(1979, 12, 31)),
        ("2021年1月5日", date(2021, 1, 5)),
    ],
)
def test_numerals_with_ten_and_without(text: str, expected: date) -> None:
    assert read_date(text) == expected


@from_table
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_relative_words_are_dates_only_against_the_moment_of_fetching() -> None:
    assert read_date("昨天", FETCHED) == date(2021, 11, 19)
    assert read_date("3天前", FETCHED) == date(2021, 11, 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-11-16 10:25", datetime(2021, 11, 16, 10, 25, tzinfo=PRINTED)),
        ("2021-11-16 10:25:03", datetime(2021, 11, 16, 10, 25, 3, tzinfo=PRINTED)),
        ("2021-11-16-10:25:03", datetime(2021, 11, 16, 10, 25, 3, tzinfo=PRINTED)),
        ("发布时间：2021年11月16日　10:25", datetime(2021, 11, 16, 10, 25, tzinfo=PRINTED)),
        ("2021年11月16日10时25分", datetime(2021, 11, 16, 10, 25, tzinfo=PRINTED)),
        ("2021-11-15T18:25:00Z", datetime(2021, 11, 16, 2, 25, tzinfo=PRINTED)),
        ("1637029500000", datetime(2021, 11, 16, 10, 25, tzinfo=PRINTED)),
        ("2021-11-16", None),
        ("2021-11-16 00:00:00", None),
        ("2021-11-16 23:59:59", None),
        ("2021-11-16 25:00", None),
    ],
)
def test_a_time_is_given_only_where_one_is_printed(text: str, expected: datetime | None) -> None:
    assert read_day_and_time(text)[1] == expected


def test_a_time_carries_the_offset_of_china() -> None:
    moment = read_day_and_time("2021-11-16 10:25")[1]
    assert moment is not None
    assert moment.isoformat() == "2021-11-16T10:25:00+08:00"


def test_all_dates_of_a_text_with_their_places() -> None:
    text = "自2021年1月1日起至二〇二五年十二月三十一日止"
    found = dates_in(text)
    assert [item.on for item in found] == [date(2021, 1, 1), date(2025, 12, 31)]
    assert [text[item.start : item.end] for item in found] == ["2021年1月1日", "二〇二五年十二月三十一日"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(1949, 9, 30), False),
        (date(1949, 10, 1), True),
        (date(2021, 11, 21), True),
        (date(2021, 11, 22), False),
    ],
)
def test_no_document_is_older_than_the_republic_or_younger_than_the_fetch(on: date, expected: bool) -> None:
    assert plausible(on, FETCHED) is expected


@given(st.dates(min_value=date(1949, 10, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_from_digits(on: date) -> None:
    assert read_date(f"{on.year}年{on.month}月{on.day}日") == on
    assert read_date(on.isoformat()) == on
    assert read_date(on.strftime("%Y%m%d")) == on


@given(st.text(ANY, max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    on = read_date(text)
    assert on is None or isinstance(on, date)
    moment = read_day_and_time(text)[1]
    assert moment is None or moment.utcoffset() is not None
