"""What is compared of texts: their signs, their forms, and the units they are cut into."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.files.text import FilePage, FileText
from storage.articles.units import units_of, units_of_body
from storage.crawl.runs import Run
from storage.crawl.stop_reason import StopReason
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import saving
from storage.health import rules
from storage.health.problems import Normal, Problem, Watched
from storage.resolution.normalization import by_value, number_form, number_parts
from storage.resolution.similarity import longest_paragraph
from storage.schema import units
from tests.storage.making import document, moment
from tests.storage.pairs import prose
from tests.storage.test_attached import fetch
from tests.tables import from_table

# Each sign of trouble has a bound: at the bound a source is well, past it something is told


NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ran(ago: timedelta, seen: Mapping[str, Any], *, seconds: int = 60, requests: int = 10, **state: Any) -> Run:
    """A crawl of one column that began so long ago and came to its end."""
    columns = {"通知": {"newest": "2026-11-23", **state, "seen": {"answered_at": NOW.isoformat(), **seen}}}
    began = NOW - ago
    return Run(
        id=1,
        source="miit",
        since=None,
        full=False,
        started_at=began,
        finished_at=began + timedelta(seconds=seconds),
        reason="finished",
        stop=StopReason.FINISHED,
        requests=requests,
        columns=columns,
    )


def watched(**normal: Any) -> Watched:
    return Watched("miit", (Normal("通知", **normal),), every=6 * HOUR)


def kinds(problems: Sequence[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


# Lists


@pytest.mark.parametrize(("dated", "told"), [(12, []), (11, ["few rows"])])
def test_a_list_lost_its_dates_when_fewer_than_half_of_its_rows_carry_one(dated: int, told: list[str]) -> None:
    assert kinds([*rules.of_runs(watched(), [ran(HOUR, {"rows": 24, "dated": dated})])]) == told


@pytest.mark.parametrize(("strange", "told"), [(5, []), (6, ["rows passed over"])])
def test_rows_that_no_rule_takes_are_told_when_they_are_more_than_is_normal(strange: int, told: list[str]) -> None:
    seen = {"rows": 20, "dated": 20, "passed_over": [strange, 20, ["https://www.miit.gov.cn/x"]]}
    assert kinds([*rules.of_runs(watched(strangers=0.25), [ran(HOUR, seen)])]) == told


# Fields


@pytest.mark.parametrize(
    ("read", "found", "told"), [(1, 0, []), (2, 1, []), (2, 0, ["field lost"]), (10, 8, []), (10, 7, ["field lost"])]
)
def test_a_constant_field_is_lost_when_two_documents_or_a_fifth_of_those_read_lack_it(
    read: int, found: int, told: list[str]
) -> None:
    seen = {"read": read, "found": {"document_number": found}}
    assert kinds(rules.of_fields(watched(always=("document_number",)), [ran(HOUR, seen)])) == told


def test_a_constant_field_is_looked_for_in_the_documents_that_were_read_last() -> None:
    with_it = {"read": 10, "found": {"document_number": 10}}
    without = {"read": 10, "found": {}}
    done = [ran(HOUR, with_it), ran(7 * HOUR, without), ran(13 * HOUR, with_it), ran(19 * HOUR, with_it)]
    [problem] = rules.of_fields(watched(always=("document_number",)), done)
    assert problem.what.startswith("document_number in 10 of the last 20 documents")


@pytest.mark.parametrize(("read", "told"), [(2, []), (3, ["field lost"])])
def test_fewer_than_three_documents_are_judged_together_with_those_of_the_crawl_before(
    read: int, told: list[str]
) -> None:
    before = {"read": 30, "found": {"document_number": 30}}
    done = [ran(HOUR, {"read": read, "found": {}}), ran(7 * HOUR, before)]
    assert kinds(rules.of_fields(watched(always=("document_number",)), done)) == told


@from_table
def test_a_field_is_lost_that_nine_tenths_had_and_fewer_than_two_fifths_have(
    before: tuple[int, int], now: tuple[int, int], told: list[str]
) -> None:
    done = [
        ran(ago, {"read": read, "found": {"topic": found}}) for ago, (found, read) in ((HOUR, now), (7 * HOUR, before))
    ]
    assert kinds(rules.of_fields(watched(), done)) == told


# Time


def timely(done: Sequence[Run], **values: Any) -> list[str]:
    return kinds([*rules.of_time(watched(), done, NOW, **values)])


@pytest.mark.parametrize(("minutes", "told"), [(0, []), (1, ["late"])])
def test_a_source_is_late_past_twice_its_cadence(minutes: int, told: list[str]) -> None:
    assert timely([ran(12 * HOUR + timedelta(minutes=minutes), {})]) == told


# Numerals are compared by value and marks not at all; what tells two documents apart stays


@from_table
def test_two_spellings_have_one_form(one: str, other: str) -> None:
    assert by_value(one) == by_value(other)


@from_table
def test_two_values_have_two_forms(one: str, other: str) -> None:
    assert by_value(one) != by_value(other)


@from_table
def test_two_spellings_of_a_number_have_one_form(one: str, other: str) -> None:
    assert number_form(one) == number_form(other)


def test_a_number_is_taken_apart() -> None:
    parts = number_parts("2026年第41号令")
    assert parts is not None
    assert (parts.kind, parts.year, parts.serial, parts.yeared) == ("令", 2026, 41, False)
    assert number_parts("  ") is None
    assert number_form("无") == "无"


def test_a_text_is_looked_up_by_its_longest_paragraph_where_it_is_long_enough() -> None:
    text = prose(5)
    longest = longest_paragraph(text)
    assert longest
    assert longest_paragraph(f"转自某网\n{text.replace('。', '.')}") == longest
    assert longest_paragraph("正文见附件。") is None


# The units of held texts: written with the text, found at their places in it, gone with it. Texts are our own


BODY = (
    "棚架管理办法\n\n第一章 总则\n第一条 为了棚架，制定本办法。\n\n"
    "第二条 棚架应当登记：\n（一）名称；\n（二）用途。\n第三条 本办法自公布之日起施行。"
)
RULES = document(title="棚架管理办法", body=BODY, issued_title=None)


def save(database: Database, body: str = BODY, day: float = 0) -> int:
    with database.write() as connection:
        return saving.save(connection, replace(RULES, body=body), None, None, moment(day)).document_id


def test_units_are_held_by_their_places_in_the_text(database: Database) -> None:
    held = save(database)
    with database.read() as connection:
        found = units_of_body(connection, held, BODY)
    assert [one.path for one in found if one.level in ("chapter", "article")] == ["ch-1", "art-1", "art-2", "art-3"]
    by_path = {one.path: one for one in found}
    assert by_path["art-2/para-1/item-2"].text == "用途。"
    assert by_path["art-2"].paragraph == 6
    assert all(BODY[one.start : one.end].startswith(one.number_as_printed) for one in found if one.number_as_printed)
    assert BODY[by_path["art-3"].start : by_path["art-3"].end] == "第三条 本办法自公布之日起施行。"


def test_units_follow_the_text(database: Database) -> None:
    held = save(database)
    edited = BODY.replace("第三条 本办法自公布之日起施行。", "第三条 登记不收费。\n第四条 本办法自公布之日起施行。")
    save(database, edited, day=1)
    with database.read() as connection:
        assert units_of_body(connection, held, edited)[-2].path == "art-4"
    save(database, "本办法废止。", day=2)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(units)).scalar() == 0


def test_units_of_a_file_are_found_over_its_pages(database: Database) -> None:
    held = save(database, "现印发办法，请执行。")
    pages = (
        FilePage(1, ("第一条 为了棚架，", "制定本办法。")),
        FilePage(3, ("第二条 棚架应当登记。", "第三条 施行。")),
    )
    fetch(database, text=FileText("ok", "application/pdf", "pdf 1", pages))
    with database.read() as connection:
        found = units_of(connection, held, queries.record(connection, held).body)
    articles = [(one.path, one.attachment, one.page, one.paragraph) for one in found if one.level == "article"]
    assert articles == [("file-1/art-1", 1, 1, 1), ("file-1/art-2", 1, 3, 1), ("file-1/art-3", 1, 3, 2)]
    assert found[0].text == "为了棚架，\n制定本办法。"
