"""English is given where it is certain, and nowhere else."""

import csv
import json
from datetime import date
from importlib.resources import files
from typing import get_args

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_type import ENDINGS, IN_ENGLISH, OFFICIAL
from parsers.record import IssuingBody, Stage
from tests.shared import SHARED
from tests.tables import from_table
from zhengce.english import vocabulary
from zhengce.english.local_bodies import local_body
from zhengce.english.vocabulary import office_in_english


def test_every_kind_that_the_grammar_knows_has_english() -> None:
    assert len(OFFICIAL) == 15
    assert set(ENDINGS.values()) - set(IN_ENGLISH) == set()


def test_every_stage_has_english() -> None:
    assert set(vocabulary.STAGES) == {*get_args(Stage), None}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("科技、教育\\知识产权", "Science and technology, education / Intellectual property"),
        ("工业、交通\\信息产业（含电信）", "Industry, transport / Information industry (incl. telecommunications)"),
        ("综合政务\\其他", "General government affairs / Other"),
        ("其他", "Other"),
        ("港澳台(侨)工作", "Hong Kong, Macao, Taiwan and overseas Chinese affairs"),
        ("科技管理,标准", "Science and technology management; Standards"),
        ("科技管理,样例", None),
        ("科技、教育\\信息公开", None),
        (None, None),
    ],
)
def test_a_topic_has_english_if_it_is_of_a_list_that_is_held(printed: str | None, expected: str | None) -> None:
    assert vocabulary.topic(printed) == expected


def test_the_tree_has_22_tops_and_121_second_terms() -> None:
    tops = {top for top, second in vocabulary.TOPICS if not second}
    with_others = {top for top, second in vocabulary.TOPICS if second} - set(WITHOUT_OTHER)
    assert len(tops) == 22
    assert len(vocabulary.TOPICS) - len(tops) + len(with_others) == 121


WITHOUT_OTHER = ("民族、宗教", "港澳台侨工作", "国防")


@pytest.mark.needs_shared("agencies/themes.json")
def test_every_term_of_the_official_tree_has_english() -> None:
    for top in json.loads((SHARED / "agencies" / "themes.json").read_text()):
        assert vocabulary.topic(top["theme"])
        for second in top["children"]:
            assert vocabulary.topic(f"{top['theme']}\\{second}"), second


def test_a_day_is_written_as_newsletters_do() -> None:
    assert vocabulary.day(date(2021, 11, 6)) == "November 6, 2021"


def test_a_body_that_the_table_does_not_know_has_no_english() -> None:
    assert vocabulary.body(IssuingBody(None, "某某协会", "某某协会")) is None
    known = IssuingBody("miit", "工业和信息化部", "工信部", "Ministry of Industry and Information Technology", "MIIT")
    assert vocabulary.body(known) == "Ministry of Industry and Information Technology (MIIT)"
    assert vocabulary.short_body(known) == "MIIT"


@from_table
def test_the_office_that_signed_is_named_with_its_body(printed: str, expected: str) -> None:
    known = IssuingBody("mwr", "水利部", "水利部", "Ministry of Water Resources", "MWR", printed)
    assert vocabulary.body(known) == f"Ministry of Water Resources (MWR), {expected}"
    assert vocabulary.body(known, abbreviated=False) == f"Ministry of Water Resources, {expected}"
    assert vocabulary.short_body(known) == f"MWR {expected}"
    assert vocabulary.short_body(IssuingBody(None, "某某协会", "某某协会", unit=printed)) == f"某某协会{printed}"


def test_an_office_is_called_as_its_own_body_calls_it() -> None:
    miit = IssuingBody("miit", "工业和信息化部", "工信部", None, "MIIT", "无线电管理局")
    assert vocabulary.short_body(miit) == "MIIT Bureau of Radio Regulation"
    assert office_in_english("科技司", "miit") == "Department of Science and Technology"
    assert office_in_english("科技司", "pboc") == "Technology Department"
    assert office_in_english("某某司", "pboc") is None


def test_the_table_of_offices_names_bodies_of_the_agencies_table() -> None:
    with files("zhengce.english").joinpath("offices.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert {row["body"] for row in rows} - {""} <= set(AGENCIES)
    assert len({(row["body"], row["chinese"]) for row in rows}) == len(rows)


def test_a_body_of_the_agencies_table_is_shown_with_its_abbreviation() -> None:
    assert vocabulary.agency(AGENCIES["mot"]) == "Ministry of Transport (MOT)"


@from_table
def test_local_bodies_are_named_by_rule(name: str, english: str | None) -> None:
    assert local_body(name) == english
