"""The table of bodies: who bears which name and prefix, and when."""

import csv
from datetime import date
from itertools import pairwise

import pytest

from parsers.grammar import agencies
from parsers.grammar.agencies import AGENCIES, NAMES, PREFIXES, name_at, named, prefixes_of
from parsers.grammar.document_number import lead_body, read_number
from tests.shared import SHARED
from tests.tables import from_table


@pytest.mark.parametrize(
    ("name", "on", "body"),
    [
        ("银保监会", date(2019, 5, 1), "cbirc"),
        ("金融监管总局", date(2024, 5, 1), "nfra"),
        ("交通部", date(2005, 5, 1), "moc_transport"),
        ("国信办", date(2005, 5, 1), "scito"),
        ("国信办", date(2022, 5, 1), "cac"),
        ("广电总局", date(2010, 5, 1), "sarft"),
        ("广电总局", date(2015, 5, 1), "sapprft"),
        ("广电总局", date(2020, 5, 1), "nrta"),
        ("国家药监局", date(2010, 5, 1), "sda_sfda"),
        ("国家药监局", date(2021, 5, 1), "nmpa"),
        ("国家版权局", date(2005, 5, 1), "gapp"),
        ("国家版权局", date(2021, 5, 1), "nppa"),
    ],
)
def test_a_name_means_the_body_that_bore_it_on_that_day(name: str, on: date, body: str) -> None:
    found = named(name, on)
    assert found is not None
    assert found.agency.id == body


@pytest.mark.parametrize(
    ("name", "on"),
    [("金融监管总局", date(2019, 5, 1)), ("交通部", date(2021, 5, 1)), ("国家数据局", date(2015, 5, 1))],
)
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
    assert [owner.stem for owner in prefixes_of("发改办价格")] == ["发改办", "发改"]
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
