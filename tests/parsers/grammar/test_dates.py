"""Days, numbers in words, labels, and the table of words that rules need."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.extraction import Field
from parsers.grammar.dates import dates_in, plausible, read_date, read_day_and_time
from parsers.grammar.document_number import read_number
from parsers.grammar.labels import LABELS, ROWS, labels_of
from parsers.grammar.numerals import NUMERALS, read_numeral
from parsers.grammar.words import ROWS as WORDS
from parsers.page import Page
from parsers.sites import generic, state_council
from parsers.text import label_key
from tests.characters import ANY
from tests.tables import from_table

# Dates and times as Chinese sites and documents print them; what is no day is None


NOVEMBER_16 = date(2021, 11, 16)
FETCHED = datetime(2021, 11, 20, 4, 0, tzinfo=UTC)


@from_table
def test_every_printed_form_is_the_day_in_china(text: str) -> None:
    assert read_date(text) == NOVEMBER_16


@from_table
def test_numerals_with_ten_and_without(text: str, expected: date) -> None:
    assert read_date(text) == expected


@from_table
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_relative_words_are_dates_only_against_the_moment_of_fetching() -> None:
    assert read_date("昨天", FETCHED) == date(2021, 11, 19)
    assert read_date("3天前", FETCHED) == date(2021, 11, 17)


@from_table
def test_a_time_is_given_only_where_one_is_printed(text: str, time: str | None) -> None:
    assert read_day_and_time(text)[1] == (datetime.fromisoformat(f"2021-11-16T{time}+08:00") if time else None)


def test_a_time_carries_the_offset_of_china() -> None:
    moment = read_day_and_time("2021-11-16 10:25")[1]
    assert moment is not None
    assert moment.isoformat() == "2021-11-16T10:25:00+08:00"


def test_all_dates_of_a_text_with_their_places() -> None:
    text = "自2021年1月1日起至二〇二五年十二月三十一日止"
    found = dates_in(text)
    assert [item.on for item in found] == [date(2021, 1, 1), date(2025, 12, 31)]
    assert [text[item.start : item.end] for item in found] == ["2021年1月1日", "二〇二五年十二月三十一日"]


@from_table
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


# A numeral has the value that a reader gives it, and what is no exact whole number has none


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


# Each word of the table has a source, or two documents that are read wrongly without it


ROOT = Path(__file__).parents[3]

PROGRAM = """
import json, sys
from parsers.grammar import words
whole = words.ROWS
def read(titles):
    for name in [name for name in sys.modules if name.startswith("parsers.") and name != "parsers.grammar.words"]:
        del sys.modules[name]
    from parsers.grammar.title import read_title
    return [read_title(title).to_dict() for title in titles]
with_all = read([title for row in whole for title in row["witnesses"].split("|")])
for row in whole:
    words.ROWS = [other for other in whole if other != row]
    words.BEFORE_VERB = words.before_verb()
    titles = row["witnesses"].split("|") if row["witnesses"] else []
    before, with_all = with_all[:len(titles) or 1], with_all[len(titles) or 1:]
    needed = [title for title, one, other in zip(titles, before, read(titles)) if one != other] if titles else []
    print(json.dumps([row, titles, needed]))
"""
"""Reads the witnesses of each row with the whole table and without the row; prints those that are read otherwise."""


def test_each_word_stands_once_in_its_kind_and_has_a_source_or_two_witnesses_that_need_it() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    for row, titles, needed in map(json.loads, done.stdout.splitlines()):
        assert needed == titles, row
        assert row["source"] or len(titles) >= 2, row
    assert len({(row["kind"], row["word"]) for row in WORDS}) == len(WORDS)


# The table of disclosure labels: what each label means, and that every reader reads by it


FIELDS = [row for row in LABELS.values() if row.field]


def test_a_row_names_a_field_of_the_record_and_is_spelled_as_readers_compare_it() -> None:
    assert {row.field for row in ROWS} <= {None, *get_args(Field)}
    assert [row.label for row in ROWS] == [label_key(row.label) for row in ROWS]


def test_a_label_stands_once_for_all_sites_and_once_for_a_site() -> None:
    assert len({(row.label, row.site) for row in ROWS}) == len(ROWS)


def test_a_site_may_use_a_label_in_a_sense_of_its_own() -> None:
    assert labels_of("miit")["分类"].field == "topic"
    assert LABELS["分类"].field is None
    assert labels_of("miit")["发文字号"] == LABELS["发文字号"]


@pytest.mark.parametrize(
    ("site", "url"), [(generic, "https://www.mof.gov.cn/a.htm"), (state_council, "https://www.gov.cn/zhengce/a.htm")]
)
def test_every_label_is_read_on_any_page_and_in_a_table_of_the_state_council(site: ModuleType, url: str) -> None:
    for row in FIELDS:
        body = f"<h1 class=title>某通知</h1><table class=bd1><tr><td>{row.label}：</td><td>甲</td></tr></table>"
        page = Page(url, f"<title>某通知</title>{body}<div id=UCAP-CONTENT><p>正文。</p></div>".encode())
        facts = site.read_notice(page).facts
        assert row.field
        assert "甲" in [finding.text for finding in facts[row.field]], row


def test_a_number_is_read_behind_any_label_of_numbers() -> None:
    for label in [row.label for row in FIELDS if row.field == "document_number"]:
        number = read_number(f"{label}：国发〔2021〕20号")
        assert number is not None, label
        assert number.as_printed == "国发〔2021〕20号"
