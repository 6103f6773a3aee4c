"""What a document weighs, by each of the four tables."""

from dataclasses import replace

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
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
    assert set(ranking.LEVELS) <= set(AGENCIES)


@pytest.mark.parametrize(
    ("units", "is_light"), [(("办公厅",), True), (("办公厅", "办公厅"), True), (("办公厅", None), False)]
)
def test_offices_weigh_less_than_their_ministries_where_none_signs_itself(
    units: tuple[str | None, ...], is_light: bool
) -> None:
    found = ranking.reasons(invented(issuing_bodies=tuple(replace(BODY, unit=unit) for unit in units)))
    assert (ranking.INSIDE_OFFICE[0] in [reason.points for reason in found]) is is_light


@pytest.mark.parametrize(
    ("title", "kind", "issued", "body", "passes_on"),
    [
        ("国务院任免国家工作人员", None, None, "state_council", True),
        ("样例部关于任命某某为司长的通知", "通知", None, "miit", True),
        ("样例部关于规范干部任免程序的通知", "通知", None, "miit", False),
        ("样例部科技司关于转发《样例规范》的函", "函", "样例规范", "miit", True),
        ("国务院办公厅转发样例部关于样例意见的通知", "通知", "关于样例意见", "state_council_go", False),
        ("关于规范信息转发行为的通知", "通知", None, "miit", False),
        ("国务院关于样例规划的批复", "批复", "样例规划", "state_council", True),
        ("国务院关于同意设立样例新区的批复", "批复", None, "state_council", False),
    ],
)
def test_what_only_forwards_approves_or_appoints_is_known(
    title: str, kind: str | None, issued: str | None, body: str, passes_on: bool
) -> None:
    bodies = (IssuingBody(body, "样例", "样例", "Example", None),)
    assert ranking.only_passes_on(title, kind, issued, bodies) == passes_on
