"""The bodies that issue a document, by its title, sign-off and table, and the table of all bodies."""

import csv
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar import agencies
from parsers.grammar.agencies import AGENCIES, NAMES, PREFIXES, name_at, named, prefixes_of
from parsers.grammar.document_number import lead_body, read_number
from parsers.grammar.issuing_bodies import BodiesReading, find_body, leading_bodies, read_bodies, read_remembered
from parsers.grammar.numerals import NUMERALS
from tests.characters import ANY
from tests.shared import SHARED
from tests.tables import from_table

# Runs of names become issuing bodies: in order, with their offices, complete or not, never guessed


def ids(reading: BodiesReading) -> list[str | None]:
    return [body.id for body in reading.bodies]


def units(reading: BodiesReading) -> list[str | None]:
    return [body.unit for body in reading.bodies]


@from_table
def test_names_are_read_whatever_stands_between_them(text: str, expected: list[str]) -> None:
    reading = read_bodies(text)
    assert ids(reading) == expected
    assert reading.complete


@from_table
def test_an_office_is_the_unit_of_its_body(text: str, body: str, unit: str) -> None:
    reading = read_bodies(text)
    assert ids(reading) == [body]
    assert units(reading) == [unit]


@from_table
def test_an_unknown_body_is_kept_whole_as_printed(text: str) -> None:
    reading = read_bodies(text)
    assert ids(reading) == [None]
    assert reading.bodies[0].as_printed == text


@from_table
def test_words_that_hide_bodies_make_the_reading_incomplete(text: str, expected: list[str]) -> None:
    reading = read_bodies(text)
    assert ids(reading) == expected
    assert not reading.complete


def test_a_body_has_its_names_in_chinese_and_english() -> None:
    body = find_body("国家发展和改革委员会")
    assert body is not None
    assert (body.name, body.abbreviation) == ("国家发展改革委", "NDRC")
    assert body.name_en == "National Development and Reform Commission"
    assert body.as_printed == "国家发展和改革委员会"


@pytest.mark.parametrize("text", ["", "   ", "某某局", "财政部 商务部", "国家发展改革委等部门", "根据财政部"])
def test_only_one_whole_known_name_is_found(text: str) -> None:
    assert find_body(text) is None


def test_leading_names_end_where_the_title_goes_on() -> None:
    run = leading_bodies("国务院办公厅转发国家发展改革委关于某事意见的通知")
    assert ids(run.reading) == ["state_council_go"]
    assert run.end == len("国务院办公厅")


def test_a_verb_after_a_name_is_no_office() -> None:
    run = leading_bodies("国务院办公厅转发国家工商行政管理局关于加强管理的报告的通知")
    assert [(body.id, body.unit) for body in run.reading.bodies] == [("state_council_go", None)]


@given(st.text(ANY, max_size=200))
def test_any_text_gives_a_reading(text: str) -> None:
    for body in read_bodies(text).bodies:
        assert body.as_printed
        assert body.name


@given(
    st.lists(
        st.sampled_from(
            [*NAMES, "等", "部门", "、", " ", "关于", "办公厅", "三部门", "某", "和", "（", *NUMERALS, "个"]
        ),
        max_size=60,
    )
)
def test_any_run_of_names_and_fillers_gives_names_that_were_printed(parts: list[str]) -> None:
    text = "".join(parts)
    for body in read_bodies(text).bodies:
        assert body.as_printed in text


def test_a_long_run_is_read_to_its_end() -> None:
    text = " ".join(f"国家发展改革委 样例{number}局" for number in range(10_000))
    assert len(read_bodies(text).bodies) == 10_001


def test_a_run_without_end_is_not_kept_in_memory() -> None:
    read_remembered.cache_clear()
    read_bodies("财政部")
    read_bodies("财政部 " * 1_000)
    assert read_remembered.cache_info().currsize == 1


def test_a_long_unknown_text_is_one_unknown_body() -> None:
    text = "国务院某" * 20_000
    assert ids(read_bodies(text)) == [None]


# The table of bodies: who bears which name and prefix, and when


@from_table
def test_a_name_means_the_body_that_bore_it_on_that_day(name: str, on: date, body: str) -> None:
    found = named(name, on)
    assert found is not None
    assert found.agency.id == body


@from_table
def test_a_name_that_nobody_bore_on_that_day_means_nobody(name: str, on: date) -> None:
    assert named(name, on) is None


def test_a_name_lives_on_in_print_for_a_year_after_its_body() -> None:
    assert named("银保监会", date(2023, 12, 1)) is not None
    assert named("银保监会", date(2024, 12, 1)) is None


def test_without_a_day_a_name_of_several_bodies_is_the_one_that_still_bears_it() -> None:
    found = named("广电总局")
    assert found is not None
    assert found.agency.id == "nrta"


def test_party_and_state_names_are_one_body() -> None:
    ids = {found.agency.id for name in ("中央网信办", "国家网信办", "国家互联网信息办公室") if (found := named(name))}
    assert ids == {"cac"}


def test_an_alias_can_mean_the_office_of_a_body() -> None:
    found = named("国务院安委办")
    assert found is not None
    assert (found.agency.id, found.unit) == ("safety_commission", "办公室")


def test_the_longest_name_wins() -> None:
    assert name_at("国务院办公厅关于") == "国务院办公厅"
    assert name_at("国务院国资委关于") == "国务院国资委"
    assert name_at("关于国务院", 2) == "国务院"
    assert name_at("关于", 2) is None


def test_the_longest_stem_wins_and_one_character_stands_for_itself_only() -> None:
    assert [owner.unit for owner in prefixes_of("工信厅联科函")] == ["办公厅"]
    assert [owner.text for owner in prefixes_of("发改办价格")] == ["发改办", "发改"]
    assert {owner.agency.id for owner in prefixes_of("环")} == {"mee", "sea"}
    assert prefixes_of("环球") == ()
    assert prefixes_of("") == ()


def test_successors_and_names_lead_to_bodies_of_the_table() -> None:
    for agency in AGENCIES.values():
        assert set(agency.successor) <= set(AGENCIES), agency.id
        assert agency.zh_short in NAMES
        assert agency.zh_full in NAMES


def test_no_two_bodies_bear_one_name_at_one_time() -> None:
    for text, bearers in NAMES.items():
        spans = sorted({(item.valid_from or date.min, item.valid_to or date.max, item.agency.id) for item in bearers})
        for earlier, later in pairwise(spans):
            if earlier[2] != later[2]:
                assert (later[0] - earlier[1]).days >= -31, text  # both names stand in the month of a reform


def test_every_stem_has_an_owner() -> None:
    assert all(owners for owners in PREFIXES.values())
    assert {owner.agency.id for owner in PREFIXES["国发"]} == {"state_council"}


def test_a_body_without_dates_bears_its_name_always() -> None:
    name = agencies.NAMES["财政部"][0]
    assert name.held_on(date(1955, 1, 1))


@pytest.mark.needs_shared("agencies/agencies.csv")
def test_the_ids_of_the_reference_table_are_kept() -> None:
    with (SHARED / "agencies" / "agencies.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["id"] for row in rows} <= set(AGENCIES)
    for row in rows:
        assert (AGENCIES[row["id"]].zh_full, AGENCIES[row["id"]].zh_short) == (row["zh_full"], row["zh_short"])


@from_table
def test_a_prefix_means_the_body_that_signed_with_it_in_that_year(number: str, expected: str | None) -> None:
    read = read_number(number)
    assert read is not None
    owner = lead_body(read)
    assert (owner and (f"{owner.id}:{owner.unit}" if owner.unit else owner.id)) == expected


@from_table
def test_bodies_are_read(text: str, day: date | None, expected: dict[str, Any]) -> None:
    reading = read_bodies(text, day)
    read = {
        "ids": ids(reading),
        "units": units(reading),
        "complete": reading.complete,
        "as_printed": [body.as_printed for body in reading.bodies],
    }
    assert {name: read[name] for name in expected} == expected
