"""Joint titles from 1985 to 2026 give the bodies of their day: each reform of the State Council changed the names."""

import csv
from datetime import date
from pathlib import Path

import pytest

from parsers.grammar import agencies
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.title import read_title
from tests.tables import from_table

with Path(__file__).with_name("joint_titles.csv").open(encoding="utf-8", newline="") as table:
    TITLES = tuple(csv.reader(table))[1:]
"""Day, title and its bodies in their order; the office that signs stands behind a colon."""


with Path(__file__).with_name("bodies_by_year.csv").open(encoding="utf-8", newline="") as table:
    BODIES = {int(year): names.split() for year, names in tuple(csv.reader(table))[1:]}
"""The central bodies that stood in a year between two reforms, under their names of that year."""


@pytest.mark.parametrize(("day", "title", "expected"), TITLES, ids=[day for day, _, _ in TITLES])
def test_a_joint_title_gives_the_bodies_of_its_day(day: str, title: str, expected: str) -> None:
    bodies = read_title(title, date.fromisoformat(day)).issuing_bodies
    assert [f"{body.id}:{body.unit}" if body.unit else body.id for body in bodies] == expected.split()


@pytest.mark.parametrize("year", BODIES)
def test_every_central_body_is_known_under_its_name_of_that_year(year: int) -> None:
    on = date(year, 6, 1)
    read = {name: [body.id for body in read_bodies(name, on).bodies] for name in BODIES[year]}
    assert {name for name, ids in read.items() if len(ids) != 1 or ids[0] not in agencies.AGENCIES} == set()


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("国家市场监督管理总局", date(2015, 5, 1)),
        ("国家发展改革委", date(2001, 5, 1)),
        ("国家工商行政管理局", date(2005, 5, 1)),
        ("国家测绘局", date(2015, 5, 1)),
        ("中国铁路总公司", date(2022, 5, 1)),
        ("国家能源局", date(2005, 5, 1)),
        ("国家安全生产监督管理局", date(2010, 5, 1)),
        ("中央全面深化改革委员会", date(2015, 5, 1)),
        ("中央军委政治工作部", date(2012, 5, 1)),
        ("国家防灾减灾救灾委员会", date(2019, 5, 1)),
    ],
)
def test_a_body_is_not_given_for_a_day_on_which_it_did_not_exist(name: str, on: date) -> None:
    assert [body.id for body in read_bodies(name, on).bodies] == [None]


def test_an_office_behind_any_name_of_any_body_is_the_unit_of_that_body() -> None:
    wrong = []
    for name in (name for names in agencies.PLAIN_NAMES.values() for name in names):
        on = name.valid_to or date(2024, 6, 1)
        if agencies.named(name.text, on) != name:
            continue  # two bodies bear the name in the month of a reform
        for office in ("办公厅", "办公室"):
            reading = read_bodies(name.text + office, on)
            own = agencies.named(name.text + office, on)
            expected = (own.agency.id, own.unit) if own else (name.agency.id, office)
            if [(body.id, body.unit) for body in reading.bodies] != [expected]:
                wrong.append(name.text + office)
    assert wrong == []


def test_an_office_that_became_a_body_is_one_from_then_on() -> None:
    in_1986, in_2020 = (read_bodies("财政部税务总局", date(year, 5, 1)).bodies for year in (1986, 2020))
    assert [(body.id, body.unit) for body in in_1986] == [("mof", "税务总局")]
    assert [(body.id, body.unit) for body in in_2020] == [("mof", None), ("sta", None)]


@from_table
def test_a_name_is_not_found_inside_a_longer_one(text: str, expected: str) -> None:
    assert [body.id for body in read_bodies(text, date(2017, 5, 1)).bodies] == [expected]


@pytest.mark.parametrize(
    "text", ["商业部门", "能源部门", "物资部门", "粮食部门", "国家电网公司系统", "中央电视台某栏目组"]
)
def test_a_word_that_begins_like_a_name_is_no_body(text: str) -> None:
    assert [body.id for body in read_bodies(text, date(1990, 5, 1)).bodies] == [None]
