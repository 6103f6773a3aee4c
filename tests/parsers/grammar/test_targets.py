"""Quantified targets: what prose and tables commit to, and what only looks like a target. Sentences are our own."""

import re
from datetime import date
from pathlib import Path

import pytest

from parsers.csv_tables import rows_of
from parsers.grammar.targets.figures import find_figures
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from tests.tables import from_table

ON = date(2021, 11, 1)


def read(*lines: str, on: date | None = ON) -> tuple[TargetReading, ...]:
    return read_targets(passages_of("\n".join(lines)), on)


def told(*lines: str, on: date | None = ON) -> list[str]:
    """Each target as `indicator value unit year comparator kind`."""
    return [
        f"{one.indicator} {one.value} {one.unit} {one.year} {one.comparator} {one.kind}" for one in read(*lines, on=on)
    ]


@from_table
def test_a_sentence_gives_its_targets(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets


def test_a_figure_that_rises_has_its_baseline() -> None:
    one, two = read("到2025年，累计投资由2.5万亿元增加到3.7万亿元，5G用户普及率从2020年的15%提高到56%。")
    assert (one.baseline, one.value, one.unit, one.amount, one.base_unit) == ("2.5", "3.7", "万亿元", 3.7e12, "元")
    assert (two.baseline, two.baseline_year, two.value) == ("15", 2020, "56")


def test_a_change_says_against_which_year_and_in_which_direction() -> None:
    [fall] = read("到2025年，单位产值用水量较2020年下降16%。")
    assert (fall.kind, fall.direction, fall.baseline_year) == ("change", "decrease", 2020)


@from_table
def test_what_only_looks_like_a_target_gives_none(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    "negation", ["不", "不宜", "不应", "不应当", "不能", "不得", "不会", "不再", "不允许", "未", "严禁"]
)
@pytest.mark.parametrize(
    ("word", "opposite"), [("低于", ">="), ("少于", ">="), ("高于", "<="), ("超过", "<="), ("突破", "<=")]
)
def test_a_negation_turns_a_bound_round(negation: str, word: str, opposite: str) -> None:
    (figure,) = find_figures(f"水面面积{negation}{word}60公顷。")
    assert figure.comparator == opposite


def test_a_negated_bound_is_no_part_of_the_indicator() -> None:
    assert told("到2025年，就近安置率不宜低于50%。") == ["就近安置率 50 % 2025 >= level"]


def test_the_words_of_rules_are_patterns_with_words_that_have_them() -> None:
    for row in rows_of("parsers.grammar.targets", "words.csv"):
        re.compile(row["words"])
        assert row["kind"], row
        assert row["witness"], row


def test_the_sentences_of_plans_give_their_targets() -> None:
    wanted = cases("target_sentences.txt")
    given = {sentence: [line_of(one) for one in read(sentence)] for sentence in wanted}
    assert {sentence: lines for sentence, lines in given.items() if lines != wanted[sentence]} == {}
    assert len(wanted) > 150


def test_sentences_that_only_look_like_targets_give_none() -> None:
    sentences = cases("target_traps.txt")
    for day in (ON, date(2025, 3, 1)):
        assert {sentence: found for sentence in sentences if (found := told(sentence, on=day))} == {}
        assert told(*sentences, on=day) == []
    assert len(sentences) > 90


def test_a_section_that_says_who_may_apply_sets_no_targets() -> None:
    lines = ("（一）企业规模", "2025年收入达到1亿元。", "三、主要目标", "2025年普及率达到56%。")
    assert told("二、申报条件", *lines) == ["普及率 56 % 2025 = level"]
    assert told("二、主要任务", *lines) == ["收入 1 亿元 2025 = level", "普及率 56 % 2025 = level"]


def test_full_width_and_chinese_digits_are_read() -> None:
    assert told("到２０３０年，渗透率达到６０％。", "到二〇三五年，覆盖率达到百分之九十五。") == [
        "渗透率 ６０ ％ 2030 = level",
        "覆盖率 九十五 % 2035 = level",
    ]


def cases(name: str) -> dict[str, list[str]]:
    """The sentences of a file of cases, each with the lines that are indented below it."""
    found: dict[str, list[str]] = {}
    sentence = ""
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            found[sentence].append(line.strip())
        elif not line.startswith("#"):
            found[sentence := line] = []
    return found


def line_of(target: TargetReading) -> str:
    """A target in the form of the file of cases."""
    kind = " ".join(filter(None, (target.kind, target.direction)))
    line = (
        f"{target.indicator} | {target.comparator} {target.value} {target.unit}".rstrip() + f" | {target.year} | {kind}"
    )
    if target.baseline or target.baseline_year:
        line += f" | from {target.baseline or '?'} of {target.baseline_year or '?'}"
    return line


def test_the_year_stands_in_the_sentence_before_or_in_the_line_that_opens_a_list() -> None:
    assert told("到2025年，产业体系更加完善。普及率达到56%。") == ["普及率 56 % 2025 = level"]
    assert told("到2025年主要目标是：", "普及率达到56%。") == ["普及率 56 % 2025 = level"]
    assert told("到2025年主要目标是：", "一、重点任务", "普及率达到56%。") == []


GOALS = ("（三）发展目标", "到2025年，设施更加完善。", "——普及率达到56%。")


def test_the_year_holds_in_a_section_of_goals_to_its_end() -> None:
    assert told(*GOALS) == ["普及率 56 % 2025 = level"]
    assert told(*GOALS, "（四）重点任务", "合格率达到90%。") == ["普及率 56 % 2025 = level"]
    assert told("（三）基本原则", *GOALS[1:]) == []
    assert told("主要目标", *GOALS[1:], "保障措施", "合格率达到90%。") == ["普及率 56 % 2025 = level"]


def test_numbered_items_below_a_line_that_opens_a_list_have_its_year() -> None:
    items = ("到2025年，主要目标如下：", "（一）普及率达到56%。", "（二）企业数量达到100家。")
    assert told(*items, "四、重点任务", "（一）合格率达到90%。") == [
        "普及率 56 % 2025 = level",
        "企业数量 100 家 2025 = level",
    ]


def test_a_year_alone_goes_on_from_the_indicator_before() -> None:
    assert told("到2025年，森林覆盖率达到24.1%；到2030年达到25%左右。") == [
        "森林覆盖率 24.1 % 2025 = level",
        "森林覆盖率 25 % 2030 ~ level",
    ]


def test_a_year_in_brackets_behind_a_task_is_its_year() -> None:
    assert told("培育龙头企业20家（2025年底前完成）。") == ["培育龙头企业 20 家 2025 = count"]
    assert told("普及率达到30%，2025年另行评估。") == []


def test_without_a_day_the_number_of_the_document_tells_its_year() -> None:
    body = ("2020年，普及率达到15%。", "2025年，普及率达到56%。")
    assert told("国发〔2021〕20号", *body, on=None) == ["普及率 56 % 2025 = level"]
    assert told(*body, "2021年11月1日", on=None) == ["普及率 56 % 2025 = level"]


@pytest.mark.parametrize(
    ("lines", "on", "expected"),
    [
        (("力争培育龙头企业20家。",), ON, ["培育龙头企业 20 家 None = count"]),
        (("到2025年，普及率达到56%。",), None, ["普及率 56 % 2025 = level"]),
        (("2025年，普及率达到56%。",), None, ["普及率 56 % 2025 = level"]),
        (("其中2025年，普及率达到56%。",), None, []),
        (("普及率到2025年达到56%。",), None, ["普及率 56 % 2025 = level"]),
        (("一、工作回顾", "力争培育龙头企业20家。"), ON, []),
        (("一、重点任务", "力争培育龙头企业20家。"), ON, ["培育龙头企业 20 家 None = count"]),
        (("到2021年底，普及率达到56%。",), ON, ["普及率 56 % 2021 = level"]),
        (("2025年6月30日前，完成改造。普及率达到56%。",), ON, []),
        (("比2025年高一倍。普及率达到56%。",), ON, []),
        (("到2025年主要目标是：", "普及率达到一半。"), ON, ["普及率 一半  2025 = level"]),
        (("样例市2025年工作计划", "2025年，普及率达到56%。"), date(2025, 8, 1), ["普及率 56 % 2025 = level"]),
    ],
)
def test_which_words_set_a_year(lines: tuple[str, ...], on: date | None, expected: list[str]) -> None:
    assert told(*lines, on=on) == expected


def test_a_year_in_a_title_sets_none() -> None:
    assert told("根据《2030年前碳达峰行动方案》，建成30个中心。普及率达到56%。") == []


def test_a_month_of_a_year_to_come_sets_the_year() -> None:
    assert told("到2025年6月底，普及率达到56%。") == ["普及率 56 % 2025 = level"]
    assert told("2025年6月30日前，建成30个中心。") == ["建成中心 30 个 2025 = count"]


def test_a_plan_of_the_running_year_is_one_of_a_year_to_come_in_its_first_half() -> None:
    sentence = "2025年，发电总装机达到36亿千瓦以上。"
    assert told(sentence, on=date(2025, 2, 1)) == ["发电总装机 36 亿千瓦 2025 >= level"]
    assert told(sentence, on=date(2025, 9, 1)) == []
    assert told("2025年一季度，发电量达到2万亿千瓦时。", on=date(2025, 4, 20)) == []


def test_a_year_before_the_document_is_none_of_a_target() -> None:
    assert told("到2020年，普及率达到15%。") == []
    assert told("到2020年，普及率达到15%。", on=date(2016, 3, 1)) == ["普及率 15 % 2020 = level"]


def test_a_table_gives_baseline_target_growth_and_nature() -> None:
    level, growth, added = read(
        "专栏1 主要指标",
        "类别\t指标名称\t单位\t2020年\t2025年\t年均增速\t属性",
        "设施\t累计投资\t万亿元\t2.5\t3.7\t8.2%\t预期性",
        "新增基站\t万个\t-\t〔300〕\t-\t约束性",
    )
    assert (level.indicator, level.baseline, level.baseline_year, level.value, level.unit, level.year) == (
        *("累计投资", "2.5", 2020, "3.7", "万亿元", 2025),
    )
    assert (growth.kind, growth.value, growth.unit, growth.nature) == ("growth_rate", "8.2", "%", "预期性")
    assert (added.indicator, added.kind, added.value, added.value_as_printed, added.nature) == (
        *("基站", "change", "300", "〔300〕", "约束性"),
    )


def test_a_table_without_years_gives_nothing() -> None:
    assert told("指标\t单位\t数量", "累计投资\t万亿元\t3.7") == []


def test_units_in_brackets_and_signs_are_read() -> None:
    [target] = read("指标 | 2020年 | 2025年", "装机(亿千瓦) | 18.4 | >28")
    assert (target.indicator, target.unit, target.value, target.comparator, target.value_as_printed) == (
        *("装机", "亿千瓦", "28", ">=", ">28"),
    )


def test_a_target_is_given_once_with_the_place_where_it_stands_first() -> None:
    [target] = read("到2025年，普及率达到56%。", "到2025年，普及率达到56%。")
    assert (target.place, target.words) == ("paragraph 1", "到2025年，普及率达到56%。")


def test_the_notes_under_a_table_commit_to_nothing() -> None:
    notes = ("注：1.2025年，断面由972个增加到1940个。", "2.到2025年，覆盖率达到80%。", "② 2025年，因子增加到21项。")
    assert told("到2025年，合格率达到90%。", *notes, "第三章 任务", "到2025年，普及率达到56%。") == [
        "合格率 90 % 2025 = level",
        "普及率 56 % 2025 = level",
    ]


def test_what_is_opened_as_goals_goes_on_behind_semicolons_to_the_full_stop() -> None:
    goals = "主要预期目标是：地区生产总值增长5%左右；城镇新增就业12万人以上；贸易稳步发展；居民消费价格涨幅3%左右。"
    assert told(f"今年发展{goals}城镇人口12万人以上；另有村民3万人以上。") == [
        "地区生产总值 5 % 2021 ~ change",
        "城镇新增就业 12 万人 2021 >= change",
        "居民消费价格涨幅 3 % 2021 ~ growth_rate",
    ]
