"""What a document weighs in a brief, and the tables behind it."""

from dataclasses import replace

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
from tests.tables import from_table
from tests.zhengce.holding import invented
from zhengce.brief import ranking

# What a document weighs, by each of the four tables


BODY = IssuingBody("miit", "工业和信息化部", "工业和信息化部")


@pytest.mark.parametrize(("number", "points"), [(1, 0), (2, 5), (3, 5), (4, 8), (9, 8), (10, 12), (30, 12)])
def test_the_more_bodies_join_the_more_it_weighs(number: int, points: int) -> None:
    alone, joined = (ranking.weight(invented(issuing_bodies=(BODY,) * several)) for several in (1, number))
    assert joined - alone == points


@from_table
def test_the_higher_the_body_the_more_it_weighs(body: str | None, points: int) -> None:
    record = invented(issuing_bodies=(IssuingBody(body, "某机关", "某机关"),), document_type=None)
    assert ranking.weight(record) == points


def test_every_body_of_a_level_stands_in_the_table() -> None:
    assert set(ranking.LEVELS) <= set(AGENCIES)


@pytest.mark.parametrize(
    ("units", "is_light"), [(("办公厅",), True), (("办公厅", "办公厅"), True), (("办公厅", None), False)]
)
def test_offices_weigh_less_than_their_ministries_where_none_signs_itself(
    units: tuple[str | None, ...], is_light: bool
) -> None:
    offices = invented(issuing_bodies=tuple(replace(BODY, unit=unit) for unit in units))
    alike = invented(issuing_bodies=(BODY,) * len(units))
    assert ranking.weight(offices) - ranking.weight(alike) == (ranking.INSIDE_OFFICE if is_light else 0)


@from_table
def test_what_only_forwards_approves_or_appoints_is_known(
    title: str, kind: str | None, issued: str | None, body: str, passes_on: bool
) -> None:
    bodies = (IssuingBody(body, "样例", "样例", "Example", None),)
    assert ranking.only_passes_on(title, kind, issued, bodies) == passes_on


# Each point of the weight: of a kind of document alone, of one that another issues, and of the other tables


PLAIN = {"title": "某事", "issued_title": None, "issuing_bodies": (BODY,), "stage": "final"}


def points(**values: object) -> int:
    """What a document weighs beyond its body."""
    return ranking.weight(invented(**{**PLAIN, **values})) - 30


@from_table
def test_a_kind_of_document_has_its_points(kinds: str, worth: int) -> None:
    assert {kind: points(document_type=kind) for kind in kinds.split()} == dict.fromkeys(kinds.split(), worth)


@from_table
def test_what_a_document_issues_counts_whole_what_it_approves_half_and_what_it_lists_a_quarter(
    own: str, issued: str, worth: int
) -> None:
    assert points(document_type=own, issued_title=issued) == worth


@pytest.mark.parametrize("words", ["十三五", "十四五", "十五五"])
def test_a_part_of_a_five_year_plan_has_six_points_once(words: str) -> None:
    assert points(document_type=None, title=f"“{words}”某事") == 6
    assert points(document_type=None, title=f"“{words}”某事", issued_title=f"“{words}”某某") == 6
    assert points(document_type=None, title="“十二五”某事") == 0


def test_who_signs_for_a_body_and_who_is_not_named_count() -> None:
    office = IssuingBody("miit", "工业和信息化部", "工业和信息化部", unit="办公厅")
    assert points(document_type=None, issuing_bodies=(office,)) == -6
    assert points(document_type=None, issuing_bodies=(BODY, office)) == 5
    assert points(document_type=None, issuing_bodies_complete=False) == 5
