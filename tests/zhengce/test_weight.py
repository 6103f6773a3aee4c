"""What a document weighs in a brief, and the tables behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
from storage.database import Database
from tests.tables import from_table
from tests.zhengce.holding import invented
from tests.zhengce.shelf import ICT_PLAN, keep, revised
from tests.zhengce.test_brief import FIRST, LAST, LETTER, group, made
from zhengce.brief import ranking
from zhengce.brief.gathering import GROUPS
from zhengce.search import segmentation, snippets

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
    record = invented(title=title, document_type=kind, issued_title=issued, issuing_bodies=bodies)
    assert ranking.only_passes_on(record) == passes_on


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


def test_the_list_of_terms_holds_each_once() -> None:
    found = segmentation.TERMS
    assert len(found) == len(set(found)) > 100
    assert not [word for word in found if word != word.strip() or " " in word]


# In which order a brief shows its documents, and which moments still belong to its period


def test_groups_follow_one_another_as_a_newsletter_needs_them() -> None:
    order = ["new", "drafts", "entering_into_force", "repealed_or_replaced", "suspended_or_amended", "became_final"]
    order += ["revised_or_withdrawn", "just_after", "undated", "passing_on"]
    assert list(GROUPS) == order


def test_of_one_weight_the_newer_comes_first(database: Database) -> None:
    days = [FIRST, LAST, FIRST + timedelta(days=3)]
    found = [
        replace(LETTER, url=f"https://www.miit.gov.cn/x{n}.html", title=f"关于第{n}号园区的通知", published_on=day)
        for n, day in enumerate(days)
    ]
    keep(database, *found)
    assert group(made(database), "new") == [found[1].title, found[2].title, found[0].title]


def test_what_enters_into_force_comes_by_its_day_and_not_by_weight(database: Database) -> None:
    early = replace(LETTER, published_on=date(2020, 1, 1), effective_on=FIRST)
    weighty = replace(ICT_PLAN, published_on=date(2020, 1, 1), effective_on=LAST)
    keep(database, weighty, early)
    assert group(made(database), "entering_into_force") == [early.title, weighty.title]


@pytest.mark.parametrize(("days", "shown"), [(1, True), (2, True), (3, False)])
def test_a_repost_is_shown_up_to_two_days_after_the_period(database: Database, days: int, shown: bool) -> None:
    late = {"source": "state_council", "published_on": LAST + timedelta(days=days)}
    keep(database, replace(LETTER, url="https://www.gov.cn/1.htm", **late))  # type: ignore[arg-type]
    assert group(made(database), "just_after") == [LETTER.title] * shown


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2021, 10, 27, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2021, 10, 27, 16, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 16, tzinfo=UTC), False),
    ],
)
def test_days_of_a_brief_begin_and_end_in_china(database: Database, moment: datetime, inside: bool) -> None:
    old = replace(ICT_PLAN, published_on=date(2020, 1, 1), written_on=None)
    keep(database, old, when=datetime(2020, 1, 2, tzinfo=UTC))
    keep(database, revised(old), when=moment)
    assert group(made(database), "revised_or_withdrawn") == [old.title] * inside


def test_a_passage_has_at_most_300_characters_and_a_document_three_of_them() -> None:
    assert (snippets.LONGEST, snippets.MOST) == (300, 3)
    far_apart = ("闸板" + "一" * 200 + "。\n") * 5
    assert len(snippets.passages(far_apart, ["闸板"])) == 3


def test_a_passage_begins_with_its_sentence_ends_with_its_line_and_cuts_no_year() -> None:
    def shown(text: str) -> str:
        [passage] = snippets.passages(text, ["闸板"])
        return "".join(piece.text for piece in passage)

    assert shown("甲事已毕。乙事用闸板。") == "乙事用闸板。"
    assert shown("乙事用闸板\n丙事不用") == "乙事用闸板"
    assert shown("闸板" + "一" * 34 + "2025年" + "一" * 40).endswith("2025…")
