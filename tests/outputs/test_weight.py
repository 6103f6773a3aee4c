"""What a document weighs, by each of the four tables."""

from dataclasses import replace

import pytest

from outputs.brief import ranking
from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
from tests.outputs.holding import invented

BODY = IssuingBody("miit", "工业和信息化部", "工业和信息化部")


def of_bodies(number: int) -> int:
    found = ranking.reasons(invented(issuing_bodies=(BODY,) * number))
    return sum(reason.points for reason in found if "joint" in reason.text or "bodies" in reason.text)


@pytest.mark.parametrize(("number", "points"), [(1, 0), (2, 5), (3, 5), (4, 8), (9, 8), (10, 12), (30, 12)])
def test_the_more_bodies_join_the_more_it_weighs(number: int, points: int) -> None:
    alone = ranking.weight(ranking.reasons(invented(issuing_bodies=(BODY,))))
    joined = ranking.weight(ranking.reasons(invented(issuing_bodies=(BODY,) * number)))
    assert joined - alone == points == of_bodies(number)


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("state_council", 50),
        ("state_council_go", 42),
        ("miit", 30),
        ("no_such_body", 20),
        ("gas", 20),
        ("sse", 10),
        (None, 10),
    ],
)
def test_the_higher_the_body_the_more_it_weighs(body: str | None, points: int) -> None:
    record = invented(issuing_bodies=(IssuingBody(body, "某机关", "某机关"),), document_type=None)
    assert ranking.reasons(record)[0].points == points


def test_every_body_of_a_level_stands_in_the_table() -> None:
    assert {body for members, _, _ in ranking.LEVELS for body in members} <= set(AGENCIES)


@pytest.mark.parametrize(
    ("units", "is_light"), [(("办公厅",), True), (("办公厅", "办公厅"), True), (("办公厅", None), False)]
)
def test_offices_weigh_less_than_their_ministries_where_none_signs_itself(
    units: tuple[str | None, ...], is_light: bool
) -> None:
    found = ranking.reasons(invented(issuing_bodies=tuple(replace(BODY, unit=unit) for unit in units)))
    assert (ranking.Reason(*ranking.INSIDE_OFFICE) in found) is is_light
