"""Each point of the weight: of a kind of document alone, of one that another issues, and of the other tables."""

import pytest

from parsers.record import IssuingBody
from tests.tables import from_table
from tests.zhengce.holding import invented
from zhengce.brief import ranking

BODY = IssuingBody("miit", "工业和信息化部", "工业和信息化部")
PLAIN = {"title": "某事", "issued_title": None, "issuing_bodies": (BODY,), "stage": "final"}


def points(**values: object) -> int:
    """What a document weighs beyond its body."""
    found = ranking.reasons(invented(**{**PLAIN, **values}))
    assert found[0].points == 30
    return ranking.weight(found) - 30


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
