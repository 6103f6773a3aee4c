"""docs/database.md names what is there, and its worked queries run on both databases and answer what they say."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.record import Citation, Evidence, PolicyDocument, Relation, Target
from storage.crawl import pages
from storage.database import Database
from storage.schema import metadata
from tests.storage.making import BODIES
from tests.zhengce.holding import NOW, hold, invented

TEXT = (Path(__file__).parent.parent / "docs" / "database.md").read_text("utf-8")
QUERIES = re.findall(r"^### (\d+)\. .*?\n(.*?)(?=^### |\Z)", TEXT, re.M | re.S)
MIIT, NDRC = BODIES["miit"], BODIES["ndrc"]

JOINT = invented(
    title="工业和信息化部 国家发展改革委关于安装闸板的通知",
    url="https://www.miit.gov.cn/joint.html",
    document_number="工信部联规〔2021〕9号",
    issuing_bodies=(MIIT, NDRC),
    published_on=date(2021, 5, 11),
    written_on=date(2021, 5, 1),
    body="依照国发〔2021〕20号安装闸板。",
    cites=(Citation("国发〔2021〕20号", None),),
    evidence={"issuing_bodies": Evidence("table: 发文机关", "工业和信息化部 国家发展改革委")},
)
DRAFT = invented(
    title="公开征求对《埽工养护管理办法（征求意见稿）》的意见",
    url="https://www.miit.gov.cn/draft.html",
    issued_title="埽工养护管理办法（征求意见稿）",
    stage="draft",
    issuing_bodies=(MIIT,),
    published_on=date(2021, 3, 1),
    comments_due_on=date(2021, 4, 2),
    body="请提意见。",
    relations=(Relation("draft_of", "埽工养护管理办法", words="公开征求对《埽工养护管理办法（征求意见稿）》的意见"),),
)
WAITING = invented(
    title="公开征求对《闸板条例》的意见",
    url="https://www.miit.gov.cn/waiting.html",
    stage="draft",
    issuing_bodies=(MIIT,),
    published_on=date(2020, 5, 1),
)
OLD = invented(
    title="埽工养护暂行办法",
    url="https://www.miit.gov.cn/old.html",
    document_type="办法",
    issuing_bodies=(MIIT,),
    published_on=date(2011, 9, 1),
    targets=(Target("埽工完好率", 80, "80", "%", 2015, "level"),),
)
FINAL = invented(
    title="埽工养护管理办法",
    url="https://www.miit.gov.cn/final.html",
    document_type="办法",
    issuing_bodies=(MIIT,),
    published_on=date(2021, 9, 1),
    written_on=date(2021, 8, 22),
    body="埽工每年养护。",
    relations=(Relation("replaces", "埽工养护暂行办法", date=date(2021, 10, 1), words="原办法同时废止。"),),
    targets=(
        Target("埽工完好率", 95, "95", "%", 2025, "level", ">=", baseline=80, baseline_year=2020),
        Target("埽工完好率", 15, "15", "%", 2025, "change"),
    ),
)


def statements(number: int, dialect: str) -> Iterator[str]:
    """The SQL of one worked query, as it is for a database."""
    for kind, statement in re.findall(
        r"^```sql(?: title=\"(\w+)\")?\n(.*?)^```", dict(QUERIES)[str(number)], re.M | re.S
    ):
        if kind in ("", dialect):
            yield statement


def answers(database: Database, number: int, **values: Any) -> list[list[tuple[Any, ...]]]:
    with database.read() as connection:
        return [
            [tuple(row) for row in connection.execute(sa.text(statement), values)]
            for statement in statements(number, database.dialect)
        ]


@pytest.fixture
def held(database: Database) -> tuple[Database, dict[str, int]]:
    ids = hold(database, JOINT, DRAFT, FINAL, OLD, WAITING)
    hold(database, replace(FINAL, body="埽工每季养护。"))
    other: PolicyDocument = replace(JOINT, source="ndrc", url="https://www.ndrc.gov.cn/joint.html")
    hold(database, other)
    with database.write() as connection:
        pages.gone(connection, "miit", DRAFT.url, "404", NOW)
    return database, dict(zip(("joint", "draft", "final", "old", "waiting"), ids, strict=True))


def test_there_are_as_many_worked_queries_as_the_heading_says() -> None:
    assert "## Fourteen worked queries" in TEXT
    assert [number for number, _ in QUERIES] == [str(number) for number in range(1, 15)]


@pytest.mark.both_engines
def test_every_query_gives_as_many_rows_as_it_should(held: tuple[Database, dict[str, int]]) -> None:
    values = {
        **{"today": date(2021, 3, 28), "week_later": date(2021, 4, 4), "id": held[1]["final"]},
        **{"first": date(2021, 1, 1), "last": date(2021, 12, 31), "year_ago": date(2021, 6, 1), "indicator": "完好率"},
    }
    rows = {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 1, 7: 1, 8: 6, 9: 0, 10: 1, 11: 1, 12: 1, 13: 1, 14: 3}
    for number in range(1, 15):
        needed = {name: value for name, value in values.items() if f":{name}" in dict(QUERIES)[str(number)]}
        found = answers(held[0], number, **needed)
        assert (number, sum(map(len, found))) == (number, rows[number])


@pytest.mark.both_engines
def test_the_queries_answer_what_they_say(held: tuple[Database, dict[str, int]]) -> None:
    database, ids = held
    assert [row[0] for row in answers(database, 1)[0]] == [ids["joint"]]
    week = {"today": date(2021, 3, 28), "week_later": date(2021, 4, 4)}
    assert [row[0] for row in answers(database, 2, **week)[0]] == [ids["draft"]]
    later = {"today": date(2021, 4, 3), "week_later": date(2021, 4, 10)}
    assert answers(database, 2, **later)[0] == []
    assert [row[0] for row in answers(database, 3)[0]] == [ids["joint"]]
    everywhere, here = answers(database, 4)
    assert everywhere == [("工业和信息化部", 2, 1)]
    assert [(name, count, float(days)) for name, count, days in here] == [("工业和信息化部", 2, 10.0)]
    assert [row[2] for row in answers(database, 5)[0]] == [DRAFT.url]
    (revision,) = answers(database, 6, id=ids["final"])[0]
    assert "每季养护" in str(revision[3]) or "\\u" in str(revision[3])
    assert answers(database, 7)[0] == [(ids["joint"], JOINT.title, 2)]
    assert ("ndrc", "2021-05", 1) in answers(database, 8)[0]
    assert answers(database, 9, id=ids["joint"])[0][0][1:3] == ("table: 发文机关", "工业和信息化部 国家发展改革委")
    assert [row[:2] for row in answers(database, 10)[0]] == [(ids["draft"], ids["final"])]


@pytest.mark.both_engines
def test_the_queries_on_targets_and_lives_answer_what_they_say(held: tuple[Database, dict[str, int]]) -> None:
    database, ids = held
    year = {"first": date(2021, 1, 1), "last": date(2021, 12, 31)}
    (ended,) = answers(database, 11, **year)[0]
    assert (str(ended[0]), *ended[1:]) == ("2021-10-01", "replaced", OLD.title, None, FINAL.title, "工业和信息化部")
    assert answers(database, 11, **{name: day.replace(year=2022) for name, day in year.items()})[0] == []
    assert [row[0] for row in answers(database, 12, year_ago=date(2021, 6, 1))[0]] == [ids["waiting"]]
    assert [(name, count, float(days)) for name, count, days in answers(database, 13)[0]] == [
        ("工业和信息化部", 1, 184)
    ]
    rows = answers(database, 14, indicator="完好率")[0]
    assert [(row[0], row[1], row[2], row[6], row[9]) for row in rows] == [
        (2015, "埽工完好率", "level", 80, OLD.title),
        (2025, "埽工完好率", "level", 95, FINAL.title),
        (2025, "埽工完好率", "change", 15, FINAL.title),
    ]


@pytest.mark.both_engines
def test_every_column_of_the_view_has_a_type_and_links_are_declared(database: Database) -> None:
    with database.read() as connection:
        inspector = sa.inspect(connection)
        if database.dialect == "sqlite" and sqlite3.sqlite_version_info < (3, 41):
            pytest.skip("SQLite before 3.41 gives no computed column of a view a type")
        assert [
            one["name"] for one in inspector.get_columns("policies") if isinstance(one["type"], sa.types.NullType)
        ] == []
        links = {
            (table, *key["constrained_columns"], key["referred_table"])
            for table in ("documents", "relations")
            for key in inspector.get_foreign_keys(table)
        }
    assert {("documents", name, "documents") for name in ("final_id", "ended_by")} <= links
    assert ("relations", "related_id", "documents") in links


@pytest.mark.both_engines
def test_every_table_and_column_of_the_view_is_documented(database: Database) -> None:
    documented = set(re.findall(r"`([a-z_]+)`", TEXT))
    assert {table.name for table in metadata.sorted_tables} <= documented
    with database.read() as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("policies")}
    assert columns <= documented
