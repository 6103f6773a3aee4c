"""A target in a line of English: converted units and numbers, and the printed words where they have none."""

from dataclasses import asdict
from datetime import date

import pytest

from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from tests.tables import from_table
from zhengce.english.targets import bound_of, figure_of, line_of


@from_table
def test_a_target_is_a_line_of_english_or_its_printed_words(sentence: str, line: str) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert line_of(asdict(target)) == line


@from_table
def test_a_figure_is_given_in_english_without_words_where_that_is_certain(sentence: str, figure: str | None) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert figure_of(asdict(target)) == figure


def test_a_figure_with_its_baseline_and_a_change_in_brackets() -> None:
    rows = "指标\t2020年\t2025年\t累计\n普及率（%）\t15\t56\t[41]\n能耗降低（%）\t-\t-\t[13.5]"
    found = [figure_of(asdict(one)) for one in read_targets(passages_of(rows), date(2021, 11, 1))]
    assert found == ["15% (2020) → 56%", "+41 points", "↓ 13.5%"]


def test_the_change_of_a_rate_in_brackets_is_one_in_percentage_points() -> None:
    rows = "指标\t2020年\t2025年\t累计\n普及率（%）\t15\t56\t[41]\n能耗降低（%）\t-\t-\t[13.5]"
    level, points, fall = map(line_of, [asdict(one) for one in read_targets(passages_of(rows), date(2021, 11, 1))])
    assert level == "普及率: from 15% (2020) to 56% by 2025"
    assert points == "普及率: up by 41 percentage points from 2020 to 2025"
    assert fall == "能耗降低: down by 13.5% from 2020 to 2025"


def test_computing_power_of_a_table_is_in_eflops() -> None:
    rows = "指标\t2020年\t2025年\n数据中心算力（每秒百亿亿次浮点运算）\t90\t300"
    [target] = read_targets(passages_of(rows), date(2021, 11, 1))
    assert line_of(asdict(target)) == "数据中心算力: from 90 EFLOPS (2020) to 300 EFLOPS by 2025"


def test_a_row_without_english_is_printed_with_bars_between_its_cells() -> None:
    [target] = read_targets(passages_of("指标\t2025年\n架次（万架次）\t1700"), date(2021, 11, 1))
    assert line_of(asdict(target)) == "架次（万架次） | 1700"


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("不低于当年营业收入的3%", "≥3%"),
        ("45个工作日内", "≤45 working days"),
        ("有效期二年", "2 years"),
        ("不得超过三个月", "≤3 months"),
        ("100万元以上", "≥ CNY 1 million"),
        ("至少二次", None),  # no English of 次 is certain
        ("国" * 60 + "45个工作日内", "≤45 working days"),
        ("国" * 100 + "45个工作日内", None),  # no bound of a real text is so long, and the time grows with the cube
    ],
)
def test_a_bound_has_its_figure_in_english(words: str, figure: str | None) -> None:
    assert bound_of(words) == figure
