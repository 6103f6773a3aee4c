"""What a document weighs, by each of the four tables."""

from dataclasses import replace

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
from tests.tables import from_table
from tests.zhengce.holding import invented
from zhengce.brief import ranking

BODY = IssuingBody("miit", "工业和信息化部", "工业和信息化部")


def of_bodies(number: int) -> int:
    found = ranking.reasons(invented(issuing_bodies=(BODY,) * number))
    return sum(reason.points for reason in found if "joint" in reason.text or "bodies" in reason.text)


@pytest.mark.parametrize(("number", "points"), [(1, 0), (2, 5), (3, 5), (4, 8), (9, 8), (10, 12), (30, 12)])
def test_the_more_bodies_join_the_more_it_weighs(number: int, points: int) -> None:
    alone = ranking.weight(ranking.reasons(invented(issuing_bodies=(BODY,))))
    joined = ranking.weight(ranking.reasons(invented(issuing_bodies=(BODY,) * number)))
    assert joined - alone == points == of_bodies(number)


@from_table
def test_the_higher_the_body_the_more_it_weighs(body: str | None, points: int) -> None:
    record = invented(issuing_bodies=(IssuingBody(body, "某机关", "某机关"),), document_type=None)
    assert ranking.reasons(record)[0].points == points


def test_every_body_of_a_level_stands_in_the_table() -> None:
    assert set(ranking.LEVELS) <= set(AGENCIES)


@pytest.mark.parametrize(
    ("units", "is_light"), [(("办公厅",), True), (("办公厅", "办公厅"), True), (("办公厅", None), False)]
)
def test_offices_weigh_less_than_their_ministries_where_none_signs_itself(
    units: tuple[str | None, ...], is_light: bool
) -> None:
    found = ranking.reasons(invented(issuing_bodies=tuple(replace(BODY, unit=unit) for unit in units)))
    assert (ranking.INSIDE_OFFICE[0] in [reason.points for reason in found]) is is_light


@from_table
def test_what_only_forwards_approves_or_appoints_is_known(
    title: str, kind: str | None, issued: str | None, body: str, passes_on: bool
) -> None:
    bodies = (IssuingBody(body, "样例", "样例", "Example", None),)
    assert ranking.only_passes_on(title, kind, issued, bodies) == passes_on
