"""A target in a line of English: converted units and numbers, and the printed words where they have none."""

from datetime import date

import pytest

from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from zhengce.english.targets import bound_of, figure_of, line_of


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("到2025年，5G用户普及率由2020年的15%提高到56%。", "5G用户普及率: from 15% (2020) to 56% by 2025"),
        (
            "到2025年，累计投资由2.5万亿元增加到3.7万亿元。",
            "累计投资: from CNY 2.5 trillion to CNY 3.7 trillion by 2025",
        ),
        ("到2025年，发明专利由4万件增至9万件。", "发明专利: from 40,000 to 90,000 by 2025"),
        ("到2025年，数据中心算力由90EFLOPS提高到300EFLOPS。", "数据中心算力: from 90 EFLOPS to 300 EFLOPS by 2025"),
        ("到2025年，数据中心算力达到300百亿亿次。", "数据中心算力: 300 EFLOPS by 2025"),
        ("到2025年，出口额达到3500亿美元左右。", "出口额: about USD 350 billion by 2025"),
        ("到2025年，业务收入年均增长8%以上。", "业务收入: at least 8% growth a year on average to 2025"),
        ("2022年，居民消费价格涨幅3%左右。", "居民消费价格涨幅: about 3% by 2022"),
        ("到2025年，单位能耗比2020年下降13.5%。", "单位能耗: down by 13.5% from 2020 to 2025"),
        ("到2025年，占比比2020年提高10个百分点以上。", "占比: up at least 10 percentage points from 2020 to 2025"),
        ("到2030年，规模较2025年增长1.5倍。", "规模: up by 150% from 2025 to 2030"),
        ("到2035年，人均收入比2020年翻一番。", "人均收入: doubled from 2020 to 2035"),
        ("到2025年，系统成本下降一半。", "系统成本: down by half by 2025"),
        ("到2025年，高技能人才占比达到1/3以上。", "高技能人才占比: at least 1/3 by 2025"),
        ("到2025年，新增高标准农田1亿亩。", "高标准农田: 100 million mu (6.67 million ha) added by 2025"),
        ("到2025年，用水总量控制在6400亿立方米以内。", "用水总量: at most 640 billion m³ by 2025"),
        ("到2025年，平均电耗降至12.0千瓦时/百公里。", "平均电耗: 12 kWh per 100 km by 2025"),
        (
            "到2025年，供电煤耗降至300克标准煤/千瓦时以下。",
            "供电煤耗: at most 300 g of coal equivalent per kWh by 2025",
        ),
        ("到2025年，劳动生产率提高至16万元/人。", "劳动生产率: CNY 160,000 per person by 2025"),
        ("到2025年，孕产妇死亡率下降到14.5/10万。", "孕产妇死亡率: 14.5 per 100,000 by 2025"),
        ("到2025年，千兆用户数达到6000万户。", "千兆用户数: 60 million users by 2025"),
        ("到2025年，完成农村改厕1500万户。", "完成农村改厕: 15 million households by 2025"),
        ("到2025年，有贷款的企业达到5000万户。", "有贷款的企业: 50 million by 2025"),
        ("到2025年，培育高素质农民100万人。", "培育高素质农民: 1 million people by 2025"),
        ("到2025年，建成示范基地20个。", "建成示范基地: 20 by 2025"),
        ("到2025年，制氢量达到100-200万吨/年。", "制氢量: 1-2 million tonnes per year by 2025"),
        ("到2025年，灌溉水有效利用系数提高到0.58以上。", "灌溉水有效利用系数: at least 0.58 by 2025"),
        ("到2025年，审查周期压减至15个月。", "审查周期: 15 months by 2025"),
        ("到2025年，起降架次达到1700万架次。", "到2025年，起降架次达到1700万架次。"),
        ("确保用水总量控制在6400亿立方米以内。", "用水总量: at most 640 billion m³"),
        ("确保业务收入年均增长8%以上。", "业务收入: at least 8% growth a year on average"),
        ("确保单位能耗比2020年下降13.5%。", "单位能耗: down by 13.5% from 2020"),
        ("确保系统成本下降20%。", "系统成本: down by 20%"),
    ],
)
def test_a_target_is_a_line_of_english_or_its_printed_words(sentence: str, line: str) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert line_of(target.to_dict()) == line


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("到2025年，数字经济规模达到3.7万亿元以上。", "≥ CNY 3.7 trillion"),
        ("到2025年，供电煤耗降至300克标准煤/千瓦时以下。", "≤300 g of coal equivalent per kWh"),
        ("到2025年，单位增加值能耗比2020年下降13.5%。", "↓ 13.5%"),
        ("到2025年，市场规模翻一番。", "× 2"),
        ("到2025年，起降架次达到1700万架次。", None),
    ],
)
def test_a_figure_is_given_in_english_without_words_where_that_is_certain(sentence: str, figure: str | None) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert figure_of(target.to_dict()) == figure


def test_a_figure_with_its_baseline_and_a_change_in_brackets() -> None:
    rows = "指标\t2020年\t2025年\t累计\n普及率（%）\t15\t56\t[41]\n能耗降低（%）\t-\t-\t[13.5]"
    found = [figure_of(one.to_dict()) for one in read_targets(passages_of(rows), date(2021, 11, 1))]
    assert found == ["15% (2020) → 56%", "↑ 41 percentage points", "↓ 13.5%"]


def test_the_change_of_a_rate_in_brackets_is_one_in_percentage_points() -> None:
    rows = "指标\t2020年\t2025年\t累计\n普及率（%）\t15\t56\t[41]\n能耗降低（%）\t-\t-\t[13.5]"
    level, points, fall = map(line_of, [one.to_dict() for one in read_targets(passages_of(rows), date(2021, 11, 1))])
    assert level == "普及率: from 15% (2020) to 56% by 2025"
    assert points == "普及率: up by 41 percentage points from 2020 to 2025"
    assert fall == "能耗降低: down by 13.5% from 2020 to 2025"


def test_computing_power_of_a_table_is_in_eflops() -> None:
    rows = "指标\t2020年\t2025年\n数据中心算力（每秒百亿亿次浮点运算）\t90\t300"
    [target] = read_targets(passages_of(rows), date(2021, 11, 1))
    assert line_of(target.to_dict()) == "数据中心算力: from 90 EFLOPS (2020) to 300 EFLOPS by 2025"


def test_a_row_without_english_is_printed_with_bars_between_its_cells() -> None:
    [target] = read_targets(passages_of("指标\t2025年\n架次（万架次）\t1700"), date(2021, 11, 1))
    assert line_of(target.to_dict()) == "架次（万架次） | 1700"


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
