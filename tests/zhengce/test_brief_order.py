"""In which order a brief shows its documents, and which moments still belong to its period."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from tests.zhengce.shelf import ICT_PLAN, keep, revised
from tests.zhengce.test_brief import FIRST, LAST, LETTER, group, made, shelf
from zhengce.brief.gathering import GROUPS
from zhengce.search import snippets

__all__ = ["shelf"]


def test_groups_follow_one_another_as_a_newsletter_needs_them() -> None:
    order = ["new", "drafts", "entering_into_force", "repealed_or_replaced", "suspended_or_amended", "became_final"]
    order += ["revised_or_withdrawn", "just_after", "undated", "passing_on"]
    assert list(GROUPS) == order


def test_of_one_weight_the_newer_comes_first(shelf: Database) -> None:
    days = [FIRST, LAST, FIRST + timedelta(days=3)]
    found = [
        replace(LETTER, url=f"https://www.miit.gov.cn/x{n}.html", title=f"关于第{n}号园区的通知", published_on=day)
        for n, day in enumerate(days)
    ]
    keep(shelf, *found)
    assert group(made(shelf), "new") == [found[1].title, found[2].title, found[0].title]


def test_what_enters_into_force_comes_by_its_day_and_not_by_weight(shelf: Database) -> None:
    early = replace(LETTER, published_on=date(2020, 1, 1), effective_on=FIRST)
    weighty = replace(ICT_PLAN, published_on=date(2020, 1, 1), effective_on=LAST)
    keep(shelf, weighty, early)
    assert group(made(shelf), "entering_into_force") == [early.title, weighty.title]


@pytest.mark.parametrize(("days", "shown"), [(1, True), (2, True), (3, False)])
def test_a_repost_is_shown_up_to_two_days_after_the_period(shelf: Database, days: int, shown: bool) -> None:
    late = {"source": "state_council", "published_on": LAST + timedelta(days=days)}
    keep(shelf, replace(LETTER, url="https://www.gov.cn/1.htm", **late))  # type: ignore[arg-type]
    assert group(made(shelf), "just_after") == [LETTER.title] * shown


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2021, 10, 27, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2021, 10, 27, 16, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 16, tzinfo=UTC), False),
    ],
)
def test_days_of_a_brief_begin_and_end_in_china(shelf: Database, moment: datetime, inside: bool) -> None:
    old = replace(ICT_PLAN, published_on=date(2020, 1, 1), written_on=None)
    keep(shelf, old, when=datetime(2020, 1, 2, tzinfo=UTC))
    keep(shelf, revised(old), when=moment)
    assert group(made(shelf), "revised_or_withdrawn") == [old.title] * inside


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
