"""Targets of held documents are listed by command and row: equal indicators side by side, plan after plan."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parsers.record import Target, plain
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.documents.targets import places, read
from tests.command_line import zhengce
from tests.storage.making import BODIES
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from zhengce.documents.targets import figure, is_step_of_a_level
from zhengce.english.indicators import indicator_filter

SENTENCE = "到2020年，5G用户普及率达到15%。"
OLD = invented(
    title="关于印发“十三五”闸板行业规划的通知",
    issuing_bodies=(BODIES["miit"],),
    published_on=date(2016, 3, 1),
    targets=(
        Target(
            "5G用户普及率", 15, "15", "%", 2020, "level", words="到2020年，5G用户普及率达到15%。", place="paragraph 2"
        ),
        Target("闸板产量", 1.5, "1.5", "亿块", 2020, "level", ">=", amount=1.5e8, base_unit="块"),
    ),
)
NEW = invented(
    title="关于印发“十四五”闸板行业规划的通知",
    issuing_bodies=(BODIES["miit"], BODIES["ndrc"]),
    published_on=date(2021, 11, 16),
    stage="draft",
    targets=(
        Target("单位能耗", 13.5, "13.5", "%", 2025, "change", direction="decrease", nature="约束性"),
        Target("５ｇ用户普及率", 56, "56", "%", 2025, "level", baseline=15, baseline_year=2020),
        Target("闸板产值", 8, "8", "%", 2025, "growth_rate", ">=", direction="increase"),
    ),
)


def test_an_indicator_of_successive_plans_stands_side_by_side_on_both_databases(database: Database) -> None:
    hold(database, NEW, OLD)

    def listed(
        filters: Filters | None = None, indicator: str | None = None, year: int | None = None
    ) -> list[tuple[str, int | None, date | None]]:
        is_meant = indicator_filter(indicator) if indicator else None
        with database.read() as connection:
            found = list(read(connection, places(connection, filters, is_meant, year)))
        return [(one.target.indicator, one.target.year, one.document.record.published_on) for one in found]

    first, second = date(2016, 3, 1), date(2021, 11, 16)
    rate = [("5G用户普及率", 2020, first), ("５ｇ用户普及率", 2025, second)]
    assert listed() == [*rate, ("单位能耗", 2025, second), ("闸板产值", 2025, second), ("闸板产量", 2020, first)]
    assert listed(indicator="５G 用户普及率") == listed(indicator="g用户") == rate
    assert listed(year=2020) == [rate[0], ("闸板产量", 2020, first)]
    assert listed(Filters(statuses=("draft",)), indicator="普及率") == rate[1:]
    assert listed(indicator="水库") == []
    assert listed(indicator="5G user penetration") == listed(indicator="penetration of users") == rate
    assert listed(indicator="energy consumption") == [("单位能耗", 2025, second)]
    assert listed(indicator="5G coverage") == listed(indicator="…") == listed(indicator="of") == []


def test_targets_without_a_year_come_last_and_not_with_strict(database: Database) -> None:
    open_end = Target("5G用户普及率", 70, "70—80", "%", None, "level", upper=80)
    hold(database, replace(NEW, targets=(open_end, *NEW.targets)), OLD)
    with database.read() as connection:
        every, whole = (
            [one.target for one in read(connection, places(connection, is_meant=indicator_filter("5G"), strict=strict))]
            for strict in (False, True)
        )
    assert [(one.year, one.value, one.upper) for one in every] == [(2020, 15, None), (2025, 56, None), (None, 70, 80)]
    assert whole == every[:2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("targets")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, NEW, OLD)
    database.close()
    return folder


def test_the_command_prints_figures_with_baseline_sign_and_nature(data: Path) -> None:
    result = zhengce("targets", data=data)
    assert result.returncode == 0
    for shown in ("from 15% (2020) to 56%", "down by 13.5%", "(binding)", "at least 8% growth a year", "≥1.5亿块"):
        assert shown in result.stdout
    short = zhengce("targets", "--indicator", "闸板", "--limit", "1", data=data)
    assert short.stderr.endswith("\n2 targets, 1 shown; --limit shows more\n")
    assert zhengce("targets", "--indicator", "水库", data=data).stdout == "No target.\n"
    assert zhengce("targets", "--strict", data=data).stdout == result.stdout


def test_rows_have_the_fields_of_the_target_and_of_its_document(data: Path) -> None:
    (row,) = json.loads(zhengce("targets", "--year", "2020", "--indicator", "5g", "--format", "json", data=data).stdout)
    assert (row["indicator"], row["value"], row["unit"], row["year"]) == ("5G用户普及率", 15, "%", 2020)
    assert (row["words"], row["place"]) == (SENTENCE, "paragraph 2")
    assert (row["document_id"], row["title"], row["published_on"]) == (2, OLD.title, "2016-03-01")
    table = zhengce("targets", "--stage", "draft", "--format", "csv", data=data).stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(table.splitlines()))
    assert [one["issuing_bodies"] for one in rows] == ["工业和信息化部、国家发展改革委"] * 3


@from_table
def test_wrong_usage_is_refused_in_one_line(words: tuple[str, ...], named: str, data: Path) -> None:
    result = zhengce("targets", *words, data=data)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert named in result.stderr


@from_table
def test_a_figure_is_written_in_full(changed: dict[str, Any], shown: str) -> None:
    target = replace(Target("指标", 1, "1", "%", 2025, "level"), **changed)
    assert figure(plain(target)) == shown


@pytest.mark.parametrize(("unit", "is_step"), [("%", True), ("个百分点", True), ("万户", False)])
def test_points_are_the_step_of_a_level_in_percent(unit: str, is_step: bool) -> None:
    level = Target("用户普及率", 56.0, "56", "%", 2025, "level", baseline=15, baseline_year=2020)
    step = Target("用户普及率", 41.0, "41", unit, 2025, "change", direction="increase")
    assert is_step_of_a_level(step, [level, step]) is is_step
