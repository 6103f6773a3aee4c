"""Number series are told by prefix and year: held, lowest, highest, and the ranges that are missing."""

import csv
import json
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.relations.series import read_series
from tests.command_line import zhengce
from tests.storage.making import BODIES
from tests.zhengce.holding import hold, invented
from zhengce.documents.series import read_prefix

NUMBERS = (
    *(
        "工信部规〔2021〕2号",
        "工信部规〔2021〕3号",
        "工信部规〔2021〕7号",
        "工信部规〔2020〕1号",
        "工信部规划〔2021〕1号",
    ),
    *("工业和信息化部公告2021年第2号", "工业和信息化部 商务部公告2021年第4号"),
    *("国家发展和改革委员会令2021年第41号", "国家发展和改革委员会令2021年第44号", "国令第790号", "国令第七百九十三号"),
)
HELD = [
    invented(
        title=f"关于第{place}座闸板的通知",
        url=f"https://www.miit.gov.cn/series/{place}.html",
        document_number=number,
        issuing_bodies=(
            BODIES["ndrc" if number.startswith("国家") else "state_council" if number[0] == "国" else "miit"],
        ),
        body=f"闸板{place}的事。",
    )
    for place, number in enumerate(NUMBERS)
]


def test_missing_numbers_are_counted_from_one_and_of_orders_between_held_ones(database: Database) -> None:
    hold(database, *HELD)

    def told(prefix: str | None = None, year: int | None = None) -> list[tuple[object, ...]]:
        with database.read() as connection:
            return [(one.prefix, one.year, one.numbers, one.missing()) for one in read_series(connection, prefix, year)]

    plans = [("工信部规", 2021, (2, 3, 7), [(1, 1), (4, 6)]), ("工信部规", 2020, (1,), [])]
    assert told("工信部规") == plans
    assert told("工信部规", 2020) == plans[1:]
    assert told("工业和信息化部公告") == [("工业和信息化部公告", 2021, (2, 4), [(1, 1), (3, 3)])]
    assert told("国家发展和改革委员会令") == [("国家发展和改革委员会令", 2021, (41, 44), [(42, 43)])]
    assert told("国令") == [("国令", None, (790, 793), [(791, 792)])]
    assert told("国") == [*told("国令"), *told("国家发展和改革委员会令")]
    assert len(told()) == 6
    assert told("工信部规%") == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("工信部规", ("工信部规", None)),
        ("工信部规[2021]", ("工信部规", 2021)),
        ("工信部规（２０２１）", ("工信部规", 2021)),
        ("工信部规〔2021〕164号", ("工信部规", 2021)),
        ("工信部公告", ("工业和信息化部公告", None)),
        ("工信部公告2021年", ("工业和信息化部公告", 2021)),
        ("发改委令", ("国家发展和改革委员会令", None)),
        ("国务院令", ("国令", None)),
        ("闸板规", ("闸板规", None)),
    ],
)
def test_a_prefix_is_read_in_any_form(text: str, read: tuple[str, int | None]) -> None:
    assert read_prefix(text) == read


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, *HELD)
    database.close()
    return folder


def test_the_command_prints_what_is_held_and_what_is_missing(data: Path) -> None:
    text = zhengce("series", "工信部规[2021]", data=data).stdout
    assert "1, 4–6" in text
    assert "2020" not in text
    (row,) = json.loads(zhengce("series", "国务院令", "--format", "json", data=data).stdout)
    assert (row["held"], row["lowest"], row["highest"], row["missing"]) == (2, 790, 793, [[791, 792]])
    table = zhengce("series", "--format", "csv", "--year", "2021", data=data).stdout.lstrip("\ufeff")
    rows = {line["prefix"]: line for line in csv.DictReader(table.splitlines())}
    assert (rows["工信部规"]["missing_count"], rows["工信部规"]["missing"]) == ("4", "1, 4–6")
    assert rows["工业和信息化部公告"]["body_name"] == "工业和信息化部"


def test_a_body_whose_site_is_closed_is_named(data: Path) -> None:
    result = zhengce("series", "国药监药注", data=data)
    assert (result.returncode, result.stdout) == (0, "No number of such a series is in the database.\n")
    assert result.stderr.startswith("国家药监局 (nmpa) is closed: ")
    refused = zhengce("series", "工信部规[2021]", "--year", "2020", data=data)
    assert (refused.returncode, refused.stderr) == (2, "zhengce: 工信部规[2021] --year 2020: two years\n")
