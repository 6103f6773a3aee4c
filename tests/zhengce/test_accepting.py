"""English that an editor accepts at the command line."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from storage.translations.queries import store_translation
from storage.translations.texts import Text
from tests.command_line import Result
from tests.command_line import zhengce as run
from tests.storage.test_translations import made
from tests.tables import from_table
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep

UNKNOWN = Text("sentence", "埽工要牢。")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    with database.write() as connection:
        store_translation(connection, made(UNKNOWN, None, faults=("number lost: 3",)))
    database.close()
    return tmp_path


def zhengce(data: Path, *words: str) -> Result:
    return run(*words, data=data)


def listed(data: Path, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in zhengce(data, "translations", *words, "--format", "jsonl").stdout.splitlines()]


def title_of(data: Path, number: int) -> tuple[str, str]:
    record = json.loads(zhengce(data, "show", str(number), "--json").stdout)
    return record["title_en"], record["title_en_origin"]


def test_a_text_is_listed_until_a_person_accepts_it(data: Path) -> None:
    before = {str(row["chinese"]): row for row in listed(data)}
    printed = zhengce(data, "translations").stdout
    assert printed.count("◇ ") == len(before) >= 2
    plan = before["“十四五”信息通信行业发展规划"]
    assert (plan["origin"], plan["document_id"]) == ("rules", 1)
    done = zhengce(data, "translations", "accept", str(plan["key"])[:10])
    assert (done.returncode, done.stderr) == (0, f"{plan['chinese']}: {plan['english']}\n")
    assert title_of(data, 1) == (plan["english"], "accepted")
    zhengce(data, "translations", "accept", str(plan["key"]), "--english", "  ICT\nPlan ")
    assert title_of(data, 1) == ("ICT Plan", "accepted")
    assert "ICT Plan" in zhengce(data, "cite", "1").stdout
    assert {row["chinese"] for row in listed(data)} == before.keys() - {plan["chinese"]}
    [refused] = listed(data, "--refused")
    assert (refused["chinese"], refused["english"], refused["why"]) == (UNKNOWN.chinese, None, "number lost: 3")
    assert listed(data, "--stale") == []


@from_table
def test_what_cannot_be_accepted_is_refused_in_one_line(data: Path, words: tuple[str, ...], message: str) -> None:
    result = zhengce(data, "translations", *words)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert message in result.stderr
