"""A measure that is suspended, resumed and suspended again has on every day one status, wherever it is asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from parsers.record import PolicyDocument, Relation
from storage import schema
from storage.changes import after
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import judging
from storage.editing.edits import Editor
from storage.relations.days import Suspension, read_suspensions
from storage.relations.life import read_life
from storage.relations.status import expression, today
from tests.zhengce.holding import hold
from tests.zhengce.lives import of_ministry
from tests.zhengce.serving import served
from tests.zhengce.web.mcp_clients import connected
from zhengce.brief import gathering
from zhengce.tables.exporting import export
from zhengce.watches.message import find_days
from zhengce.watches.watch import Watch

TODAY = today()
SHIFTS = {"before": 0, "in the first": -15, "between": -25, "in the second": -35, "after": -45}
"""Where today stands among the two suspensions of a measure -> by how many days they are moved from `before`."""

EXPECTED = ["in_force", "suspended", "in_force", "suspended", "in_force"]


def near(days: int) -> date:
    return TODAY + timedelta(days=days)


def at(days: int) -> datetime:
    """Noon of a day in UTC."""
    return datetime.combine(near(days), time(12), UTC)


def measure(shift: int) -> tuple[PolicyDocument, PolicyDocument, PolicyDocument]:
    """A measure and what suspends it, from 10 to 20 days after today moved by so many days, and from 30 to 40."""
    number = f"工业和信息化部公告{TODAY.year}年第{100 - shift}号"
    own = of_ministry(f"关于第{100 - shift}号埽工的公告", near(-200 + shift), document_number=number)
    pauses = []
    for place, first in (("一", 10), ("二", 30)):
        days = near(first + shift), near(first + 10 + shift)
        said = Relation("suspends", None, number, days[0], until=days[1], words=f"第{place}次暂停。")
        pause = of_ministry(f"暂停第{100 - shift}号（{place}）的公告", near(-100 + shift), relations=(said,))
        pauses.append(replace(pause, url=f"{pause.url}?{place}", body=f"第{place}次暂停{number}。"))
    return replace(own, effective_on=own.published_on, body=f"{number}。"), pauses[0], pauses[1]


MEASURES, FIRST, SECOND = zip(*map(measure, SHIFTS.values()), strict=True)


def fill(database: Database) -> None:
    """The measures are documents 1 to 5; what suspends each again was crawled two days after the rest."""
    assert hold(database, *MEASURES, *FIRST, now=at(-6)) == list(range(1, 11))
    assert hold(database, *SECOND, now=at(-4)) == list(range(11, 16))


@pytest.fixture(scope="module")
def filled(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    fill(database)
    return database


@pytest.mark.both_engines
def test_a_day_has_one_status_in_the_life_in_sql_and_in_python(filled: Database) -> None:
    days = [near(day) for day in (9, 10, 20, 21, 29, 30, 40, 41)]
    with filled.read() as connection:
        lives = [read_life(connection, 1, day).standing for day in days]
        held = queries.by_id(connection, 1)
        assert held is not None
        in_sql = [
            connection.execute(sa.select(expression(day)).where(schema.documents.c.id == 1)).scalar() for day in days
        ]
    outside, first, second = ("in_force", None, None), ("suspended", days[2], 6), ("suspended", days[6], 11)
    by = [outside, first, first, outside, outside, second, second, outside]
    assert [(one.status, one.until, one.document_id) for one in lives] == by
    assert [held.status(day) for day in days] == in_sql == [status for status, *_ in by]
    assert held.suspensions == (Suspension(days[1], days[2], 6), Suspension(days[5], days[6], 11))


def test_today_it_is_listed_searched_viewed_and_exported_by_the_suspension_of_today(
    filled: Database, tmp_path: Path
) -> None:
    suspended = Filters(statuses=("suspended",))
    with filled.read() as connection:
        view = connection.execute(sa.text("SELECT status FROM policies WHERE id <= 5 ORDER BY id")).scalars().all()
        assert queries.ids(connection, suspended, "id") == [2, 4]
        export(connection, tmp_path / "all.jsonl", order="newest")
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "all.jsonl").read_text().splitlines())}
    assert view == [rows[number]["status"] for number in range(1, 6)] == EXPECTED


def test_the_api_and_models_say_the_same(filled: Database, tmp_path: Path) -> None:
    with (
        served(filled, tmp_path) as address,
        connected(f"{address}/mcp") as ask,
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        listed = client.get("/api/search", params={"status": "suspended"}).json()
        standings = [client.get(f"/api/documents/{number}").json()["standing"] for number in range(1, 6)]
        found = ask("search", status="suspended")
        models = [ask("get_document", key=str(number), fields=["status"])["record"] for number in range(1, 6)]
    assert sorted(one["id"] for one in listed["items"]) == [2, 4]
    assert [one["status"] for one in standings] == [one["status"] for one in models] == EXPECTED
    assert sorted(one["key"] for one in found["hits"]) == ["2", "4"]


def test_the_end_of_each_suspension_is_told_before_it_and_by_the_brief(filled: Database) -> None:
    watch = Watch("life", on=("due",))
    with filled.read() as connection:
        for end in (20, 40):
            due = find_days(connection, watch, near(end - 4), near(end - 3), ())
            assert [one.document_id for one in due] == [1]
            on_the_day = find_days(connection, watch, near(end - 1), near(end), ())
            assert 1 in [one.document_id for one in on_the_day]
            brief = gathering.gather(connection, near(end - 1), near(end + 1))
            assert [line.item.id for line in brief.groups["suspended_or_amended"]] == [1]


def test_a_suspension_of_which_no_document_speaks_any_more_is_a_change(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database)
    with database.write() as connection:
        judging.merge(connection, 2, 3, Editor("mei", at(0)))
    hold(database, *(replace(one, relations=()) for one in SECOND[3:]), now=at(0))  # they say so no more
    with database.read() as connection:
        left = read_suspensions(connection, range(1, 6))
        [change] = [one.fields for one in after(connection, 0) if one.document_id == 4 and one.changed_at == at(0)]
    assert [len(left[number]) for number in (1, 4, 5)] == [2, 1, 1]
    times = [{"suspended_on": str(near(day - 35)), "suspended_until": str(near(day - 25))} for day in (10, 30)]
    both = [one | {"suspended_by": by, "part": ""} for one, by in zip(times, (9, 14), strict=True)]
    assert change is not None
    assert change["suspensions"] == {"old": both, "new": both[:1]}
    database.close()
