"""Targets as outputs show them, and as they are held."""

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
from zhengce.brief.extracts import demands, figures, limits, opening
from zhengce.documents.targets import figure, is_step_of_a_level
from zhengce.english.indicators import indicator_filter

# What a document does and sets is quoted from its text, word for word, with its paragraph


AHEAD = [
    "到2025年，累计投资达到3.7万亿元；普及率达到56%。",
    "“十四五”期间，改造规模不低于3.5亿千瓦。",
    "2025年底前，煤耗降至300克/千瓦时以下。",
    "2021—2025年，每年新增100亿元。",
    "到2030年，产值翻一番。",
    "力争2025年达到百分之三十。",
]
NOT_AHEAD = [
    "到2025年，形成较为完善的体系。",
    "2020年建成70万个基站。",
    "截至2021年底，已建成115万个基站。",
    "自2022年1月1日起施行，有效期5年。",
    "请于2021年12月10日前报送3份材料。",
    "国发〔2021〕20号提出了3项要求。",
    "按照《目录（2021年版）》淘汰3项工艺。",
    "第3条至第5条自2022年起执行。",
]


@pytest.mark.parametrize("sentence", AHEAD)
def test_a_sentence_with_a_figure_and_a_year_to_come_is_a_target(sentence: str) -> None:
    found, _ = figures(f"一、目标\n{sentence}后一句。", 2021)
    assert [(quote.paragraph, quote.text, quote.context) for quote in found] == [(2, sentence, None)]


@pytest.mark.parametrize("sentence", NOT_AHEAD)
def test_what_is_past_or_a_date_or_a_number_is_no_target(sentence: str) -> None:
    assert figures(sentence, 2021)[0] == []


def test_the_year_named_just_before_holds_for_the_sentences_after_it() -> None:
    body = "到2025年，体系基本建成。普及率达到56%。2020年为15%。占比为20%。"
    (quote,) = figures(body, 2021)[0]
    assert (quote.text, quote.context) == ("普及率达到56%。", "到2025年，体系基本建成。")


def test_a_list_under_a_year_belongs_to_it_and_what_follows_the_list_does_not() -> None:
    body = "到2025年，实现下列目标：\n——保护得到加强。\n——许可额达到3500亿元。\n其他企业达到100家。"
    found, _ = figures(body, 2021)
    assert [(quote.paragraph, quote.text) for quote in found] == [(3, "——许可额达到3500亿元。")]
    assert found[0].context == "到2025年，实现下列目标："


def test_a_row_of_a_table_comes_with_the_row_that_names_the_years() -> None:
    body = "专栏1 主要指标\n指标\t2020年\t2025年\n每万人5G基站数（个）\t5\t26\n属性\t预期性\n说明。\n其他\t1\t2"
    found, _ = figures(body, 2021)
    assert [(quote.paragraph, quote.text, quote.context) for quote in found] == [
        (3, "每万人5G基站数（个）\t5\t26", "指标\t2020年\t2025年")
    ]


@from_table
def test_a_bound_without_a_year_is_a_limit_unless_it_is_about_papers(sentence: str, is_limit: bool) -> None:
    found, bounds = figures(sentence, 2021)
    assert (found, bounds) == ([], limits(sentence, 2021))
    assert [quote.text for quote in bounds] == ([sentence] if is_limit else [])


def test_without_the_documents_year_only_words_of_aim_make_a_target() -> None:
    assert figures("2025年为56%。", None)[0] == []
    assert figures("到2025年达到56%。", None)[0] != []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "各省：\n为推动发展，现将《规划》印发给你们，请执行。\n其他。",
            [],  # every notice says so of itself
        ),
        ("各省：\n为加快发展，现就有关事项通知如下：\n一、", [(2, "为加快发展，现就有关事项通知如下：")]),
        (
            "《办法》已经会议审议通过，现予公布。\n某办法\n第一条　为了规范出口，制定本办法。",
            [(3, "第一条　为了规范出口，制定本办法。")],
        ),
        ("第一条 为了规范出口，制定本办法。", [(1, "第一条 为了规范出口，制定本办法。")]),
    ],
)
def test_the_sentences_that_say_what_it_does_are_quoted(body: str, expected: list[tuple[int, str]]) -> None:
    found = opening(body)
    assert [(quote.paragraph, quote.text) for quote in found] == expected
    assert {quote.kind for quote in found} <= {"purpose"}


@from_table
def test_what_every_notice_says_of_itself_is_not_what_it_does(sentence: str) -> None:
    assert opening(f"各省：\n{sentence}\n附件") == []
    (quote,) = opening(f"各省：\n{sentence}\n企业应当每年核对一次所保存的台账。")
    assert (quote.kind, quote.paragraph) == ("first", 3)


@from_table
def test_what_is_asked_of_those_who_do_business_is_a_demand(sentence: str, is_demand: bool) -> None:
    assert [quote.text for quote in demands(f"总则\n{sentence}")] == ([sentence] if is_demand else [])


def test_else_the_first_whole_sentence_is_quoted_and_marked_so() -> None:
    (quote,) = opening("各省：\n近年来产业规模稳步扩大，企业数量持续增长。")
    assert (quote.kind, quote.paragraph) == ("first", 2)
    assert opening("目录\n表一") == []


def test_quotations_are_in_the_text_as_they_stand() -> None:
    body = "\n".join([*AHEAD, *NOT_AHEAD, "现将“规划”（2021—2025年）印发给你们。"])
    for quote in (*opening(body), *figures(body, 2021)[0], *figures(body, 2021)[1]):
        assert quote.text in body.split("\n")[quote.paragraph - 1]


# Targets of held documents are listed by command and row: equal indicators side by side, plan after plan


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


@pytest.mark.both_engines
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


@pytest.mark.both_engines
def test_targets_without_a_year_come_last(database: Database) -> None:
    open_end = Target("5G用户普及率", 70, "70—80", "%", None, "level", upper=80)
    hold(database, replace(NEW, targets=(open_end, *NEW.targets)), OLD)
    with database.read() as connection:
        every = [one.target for one in read(connection, places(connection, is_meant=indicator_filter("5G")))]
    assert [(one.year, one.value, one.upper) for one in every] == [(2020, 15, None), (2025, 56, None), (None, 70, 80)]


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
