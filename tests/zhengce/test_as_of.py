"""A publication as of a day says what was held then, in the same bytes whatever happened since, on both databases."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from parsers.record import Attachment, PolicyDocument, Relation, RelationKind
from storage.crawl import pages
from storage.database import Database, open_database
from storage.documents import past
from storage.editing import annotations
from storage.relations.status import today as china_today
from storage.resolution import judging
from tests.postgres import Server
from tests.storage.keeping import save
from tests.storage.making import document, editor, moment, plain_document
from tests.zhengce.attaching import read_file
from tests.zhengce.lives import DRAFT, OLD, RULES
from zhengce.cli.program import main
from zhengce.tables.publishing import publication
from zhengce.tables.publishing.as_of import LEFT_OUT, MEANINGS, publish_as_of
from zhengce.tables.publishing.folder import MARK
from zhengce.tables.publishing.tables import TABLES

PLAN = document()
ONE, TWO, THREE = (plain_document(number) for number in (1, 2, 3))


def doing(kind: RelationKind, words: str, day: date) -> PolicyDocument:
    """A decision of the ministry that does something to its rules."""
    relation = Relation(kind, RULES.title, RULES.document_number, date=day, words=f"自本决定之日起{words}。")
    return replace(
        RULES,
        url=f"https://www.miit.gov.cn/{kind}.html",
        title=f"工业和信息化部关于{words}《{RULES.title}》的决定",
        document_number=None,
        published_on=day,
        body=relation.words,
        relations=(relation,),
    )


SUSPENSION = doing("suspends", "暂停执行", date(2021, 11, 20))
REPEAL = doing("repeals", "废止", date(2021, 11, 21))


def first_crawl(database: Database, day: float) -> None:
    for record in (PLAN, ONE, TWO, THREE, OLD, DRAFT, RULES):
        save(database, record, day)


def files_edits_and_a_suspension(database: Database, day: float) -> None:
    with database.write() as connection:
        read_file(connection, PLAN.attachments[0].url, "到2025年，网络更快。", when=moment(day))
        annotations.set_title(connection, 1, "Plan", editor(day))
    more = (*PLAN.attachments, Attachment("说明.docx", "http://www.miit.gov.cn/b.docx"))
    save(database, replace(PLAN, title="关于印发规划的通知", body=f"{PLAN.body}\n补充。", attachments=more), day)
    save(database, replace(ONE, written_on=date(2020, 1, 2), published_on=date(2020, 1, 3)), day)
    save(database, SUSPENSION, day)


def a_merge_and_a_repeal(database: Database, day: float) -> None:
    with database.write() as connection:
        judging.merge(connection, 2, 3, editor(day))
    save(database, REPEAL, day + 0.1)
    with database.write() as connection:
        for record in (TWO, THREE):
            pages.gone(connection, "miit", record.url, "404", moment(day + 0.2))


def a_reparse_and_a_split(database: Database, day: float) -> None:
    save(database, replace(TWO, topic="改", body=f"{TWO.body}\n改。", parser_version="9"), day, kind="reparsed")
    save(database, replace(RULES, targets=(), body="第一条 改。\n第二条 又改。"), day)
    with database.write() as connection:
        judging.split(connection, TWO.url, editor(day + 0.1))
    save(database, THREE, day + 0.2)
    save(database, replace(REPEAL, relations=()), day + 0.2)
    save(database, replace(ONE, body="全文改写。"), day + 0.2)


def another_merge(database: Database, day: float) -> None:
    with database.write() as connection:
        judging.merge(connection, 2, 3, editor(day))


STEPS: tuple[Callable[[Database, float], None], ...] = (
    first_crawl,
    files_edits_and_a_suspension,
    a_merge_and_a_repeal,
    a_reparse_and_a_split,
)


def day_of(step: int) -> date:
    return moment(step).date()


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MARK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [row for path in sorted((folder / table).glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def told(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of two databases after all days as of each (`sqlite/0`), and of that on SQLite when the day was
    just over (`then/0`), also as it was held (`held/0`)."""
    folder, url = tmp_path_factory.mktemp("told"), postgres.create()
    for name, address in (("sqlite", f"sqlite:///{folder / 'zhengce.db'}"), ("postgresql", url)):
        database = open_database(address)
        for step, happen in enumerate(STEPS):
            happen(database, step)
            if name == "sqlite":
                publish_as_of(database, folder / "then" / str(step), day_of(step))
                publication.publish(database, folder / "held" / str(step))
        another_merge(database, len(STEPS))
        for step in range(len(STEPS)):
            publish_as_of(database, folder / name / str(step), day_of(step))
        database.close()
    postgres.drop(url)
    return folder


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_a_day_is_published_in_the_same_bytes_after_all_that_came_later(told: Path, name: str) -> None:
    for step in range(len(STEPS)):
        then, again = contents(told / "then" / str(step)), contents(told / name / str(step))
        assert {name for name in then.keys() | again.keys() if then.get(name) != again.get(name)} == set(), step


def test_a_day_that_is_just_over_is_published_as_the_database_holds_it(told: Path) -> None:
    differing = LEFT_OUT.keys() | MEANINGS.keys()
    tables = [table for table in TABLES if table.name != "redirects"]
    for step, table in product(range(len(STEPS)), tables):
        as_of, held = (rows(told / name / str(step), table.name) for name in ("sqlite", "held"))
        if (table.name, "") in LEFT_OUT:
            held = [row for row in held if row["attachment"] == 0]
        if table.name == "edges":
            held = [row for row in held if row["kind"] == "issued_together"]
        same = [
            [{name: value for name, value in row.items() if (table.name, name) not in differing} for row in found]
            for found in (as_of, held)
        ]
        assert same[0] == same[1], (step, table.name)


def test_documents_that_were_merged_later_are_two_and_a_status_is_that_of_the_day(told: Path) -> None:
    found = [{row["id"]: row for row in rows(told / "sqlite" / str(step), "documents")} for step in range(len(STEPS))]
    assert [sorted(one.keys() & {2, 3}) for one in found] == [[2, 3], [2, 3], [2], [2, 3]]
    assert [one[7]["status"] for one in found] == ["in_force", "suspended", "repealed", "suspended"]
    assert [one[1]["title"] == PLAN.title for one in found] == [True, False, False, False]
    assert found[3][3]["gone_at"] == moment(2.2).replace(microsecond=0)
    assert found[0][2]["published_on"] == ONE.published_on


def test_what_has_no_history_is_named_in_the_description(told: Path) -> None:
    folder = told / "sqlite" / "0"
    said = json.loads((folder / "datapackage.json").read_text())["asOf"]
    assert (said["day"], said["until"]) == ("2021-11-20", "2021-11-20T16:00:00Z")
    assert next(one["why"] for one in said["leftOut"] if one["name"] == "redirects").startswith("the table: ")
    for table in TABLES[:-1]:
        left_out = {name for one in said["leftOut"] if one["name"] == table.name for name in one["columns"]}
        fields = json.loads((folder / "schemas" / f"{table.name}.json").read_text())["fields"]
        assert {one["name"] for one in fields} == {one.name for one in table.columns} - left_out
    assert json.loads((folder / "manifest.json").read_text())["as_of"] == "2021-11-20"
    assert "at the end of 2021-11-20" in (folder / "README.md").read_text()


def test_the_command_refuses_a_day_that_is_not_over_or_before_all(
    told: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(told), "publish", *words])
        return main(), capsys.readouterr().err

    out, today = str(tmp_path / "out"), china_today()
    assert run("--as-of", str(today), out)[0] == 2
    last = today - timedelta(days=1)
    assert run("--as-of", str(today), out)[1] == (
        f"zhengce: --as-of {today}: the day is not over in China; the last one that is: {last}\n"
    )
    early = run("--as-of", "2021-11-19", out)
    assert early == (2, "zhengce: --as-of 2021-11-19: the database begins on 2021-11-20\n")
    assert not Path(out).exists()
    assert run("--as-of", "2021-11-21", out)[0] == 0
    assert contents(Path(out)) == contents(told / "sqlite" / "1")
    assert "was published as of 2021-11-21; name another folder" in run(out)[1]
    assert run("--as-of", "2021-11-22", out)[0] == 2
    assert run("--as-of", "2021-11-21", out)[0] == 0


def test_an_empty_database_has_no_past(database: Database, tmp_path: Path) -> None:
    with pytest.raises(past.NoPast, match="no document yet"):
        publish_as_of(database, tmp_path / "out", date(2021, 11, 20))
