"""When the walk over a column ends, and what a walk that was cut short owes."""

from datetime import date
from typing import Any

import pytest

from parsers.extraction import Entry, Listing
from scrapers.walk.pagination import BEGINNING, Walk
from tests.tables import from_table

MAY = date(2026, 5, 1)


def rows(*names: str, on: date | None = MAY) -> tuple[Entry, ...]:
    return tuple(Entry(f"https://www.example.gov.cn/{name}", name, on) for name in names)


def known(**options: Any) -> Walk:
    """A walk over a column that was walked whole before."""
    return Walk.after({"resume_from": None, "newest": "2026-04-20"}, **{"since": None, "full": False, **options})


def first(**options: Any) -> Walk:
    """The first walk over a column."""
    return Walk.after({}, **{"since": None, "full": False, **options})


@from_table
def test_a_walk_goes_on_or_ends(is_known: bool, options: dict[str, Any], pages: list[Any], reasons: list[Any]) -> None:
    """Of each page: its rows, how many of them are wanted, and what else it says."""
    walk = known(**options) if is_known else first(**options)
    assert [walk.page(Listing(rows(*names), **said), wanted=wanted) for names, wanted, said in pages] == reasons


def test_since_ends_at_the_page_whose_last_row_is_older() -> None:
    walk = first(since=date(2026, 4, 30))
    assert walk.page(Listing(rows("pinned", on=date(2025, 1, 1)) + rows("a")), wanted=1) is None
    assert walk.page(Listing(rows("undated", on=None)), wanted=1) is None
    assert walk.page(Listing(rows("that-day", on=date(2026, 4, 30))), wanted=1) is None
    assert walk.page(Listing(rows("b") + rows("c", on=date(2026, 4, 29))), wanted=1) == "since"


@pytest.mark.parametrize(("on", "inside"), [(date(2026, 4, 29), False), (date(2026, 4, 30), True), (None, True)])
def test_since_leaves_out_older_rows_and_keeps_those_without_a_date(on: date | None, inside: bool) -> None:
    assert first(since=date(2026, 4, 30)).within(rows("a", on=on)[0]) is inside


def test_a_walk_that_came_to_its_end_owes_nothing() -> None:
    walk = first()
    walk.page(Listing(rows("a"), pages=1), wanted=1)
    assert walk.state() == {
        "pages": 1,
        "rows": 1,
        "ended": "the last page",
        "newest": "2026-05-01",
        "resume_from": None,
        "since": None,
    }


def test_a_first_walk_that_was_cut_short_owes_everything() -> None:
    walk = first()
    walk.page(Listing(rows("a")), wanted=1)
    assert walk.resume_from() == BEGINNING


def test_a_first_walk_with_since_that_was_cut_short_owes_no_more_than_it_set_out_for() -> None:
    assert first(since=MAY).resume_from() == MAY


def test_a_later_walk_that_was_cut_short_owes_the_rows_since_the_last_whole_walk_and_some_days_more() -> None:
    walk = known()
    walk.page(Listing(rows("a")), wanted=1)
    assert walk.resume_from() == date(2026, 4, 13)
    assert walk.state()["newest"] == "2026-04-20"


def test_a_backlog_is_worked_off_past_pages_on_which_nothing_is_new() -> None:
    walk = Walk.after({"resume_from": "2026-04-10", "newest": None}, since=None, full=False)
    for name, day in (("a", MAY), ("undated", None), ("that-day", date(2026, 4, 10))):
        assert walk.page(Listing(rows(name, on=day)), wanted=0) is None
    assert walk.page(Listing(rows("b", on=date(2026, 4, 9))), wanted=0) == "nothing new"
    assert walk.resume_from() is None


def test_a_backlog_stays_where_since_stops_before_it() -> None:
    walk = Walk.after({"resume_from": "2026-01-01", "newest": None}, since=MAY, full=False)
    assert walk.resume_from() == date(2026, 1, 1)
    assert walk.page(Listing(rows("a", on=date(2026, 4, 30))), wanted=0) == "since"
    assert walk.resume_from() == date(2026, 1, 1)
    whole = after(walk, since=MAY)
    assert whole.page(Listing(rows("a"), pages=1), wanted=1) == "the last page"
    assert whole.resume_from() is None
    assert (
        Walk.after({"resume_from": "2020-01-01", "since": "2026-04-01"}, since=MARCH, full=False).backlog_from
        == YEARS_AGO
    )


APRIL, MARCH, YEARS_AGO = date(2026, 4, 1), date(2026, 3, 1), date(2020, 1, 1)


def after(walk: Walk, since: date | None = None, full: bool = False) -> Walk:
    """The next run's walk."""
    return Walk.after(walk.state(), since=since, full=full)


def walked(since: date | None = None) -> Walk:
    """A first walk that came to its end."""
    walk = first(since=since)
    assert walk.page(Listing(rows("a", on=YEARS_AGO), pages=1), wanted=1)
    return walk


def test_a_column_that_was_begun_with_since_is_wanted_no_further_back_by_later_walks() -> None:
    for walk in (after(walked(APRIL)), after(after(walked(APRIL))), after(after(walked(APRIL), since=MAY))):
        assert not walk.within(rows("old", on=date(2026, 3, 31))[0])
        assert walk.page(Listing(rows("b", on=MARCH)), wanted=1) == "since"
        assert walk.state()["since"] == "2026-04-01"


def test_a_later_since_holds_for_its_own_walk_alone() -> None:
    walk = after(walked(), since=MAY)
    assert walk.page(Listing(rows("a", on=APRIL)), wanted=0) == "since"
    assert after(walk).within(rows("old", on=YEARS_AGO)[0])


@pytest.mark.parametrize(("since", "full", "back_to"), [(MARCH, False, MARCH), (None, True, BEGINNING)])
def test_an_earlier_since_or_full_asks_for_more_and_what_was_not_got_is_owed(
    since: date | None, full: bool, back_to: date
) -> None:
    walk = after(walked(APRIL), since=since, full=full)
    assert walk.page(Listing(rows("a")), wanted=0) is None  # all of it is known, but not what lies below
    assert walk.resume_from() == back_to
    walk = after(walk)
    assert walk.page(Listing(rows("a")), wanted=0) is None
    assert walk.within(rows("old", on=back_to)[0])
    walk.page(Listing(rows("b", on=YEARS_AGO), pages=2), wanted=1)
    assert (walk.resume_from(), after(walk).within(rows("old", on=back_to)[0])) == (None, True)


def test_a_first_walk_with_since_that_was_cut_short_goes_on_to_the_same_day() -> None:
    cut_short = first(since=APRIL)
    cut_short.page(Listing(rows("a")), wanted=1)
    walk = after(cut_short)
    assert walk.page(Listing(rows("a")), wanted=0) is None
    assert walk.page(Listing(rows("b", on=MARCH)), wanted=1) == "since"
    assert walk.resume_from() is None
