"""Targets of whole texts: without a year, of places, dealt out; and figures that are none. Sentences are our own."""

from datetime import date

import pytest

from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from tests.tables import from_table

ON = date(2021, 3, 10)
PLAN = "某市人民政府关于印发某市水运发展行动方案的通知"
NOTICE = "某市人民政府办公厅关于做好春季植树工作的通知"
RULES = "某市人民政府关于印发某市停车场管理办法的通知"
ASKS = "某部办公厅关于开展绿色港口申报工作的通知"


def read(*lines: str, title: str = PLAN) -> tuple[TargetReading, ...]:
    return read_targets(passages_of("\n".join(lines)), ON, title)


def told(*lines: str, title: str = PLAN) -> list[str]:
    """Each target as `indicator comparator value unit year`, with the upper end of a range behind its value."""
    found = [one.to_dict() for one in read(*lines, title=title)]
    return [
        f"{one['indicator']} {one['comparator']} {one['value']}"
        + (f"-{one['upper']}" if one["upper"] is not None else "")
        + f" {one['unit']} {one['year']}"
        for one in found
    ]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        (
            "到 2025年，培训船员不少于 2万名，智慧航标占比达到 30%。",
            ["培训船员 >= 2 万名 2025", "智慧航标占比 = 30 % 2025"],
        ),
        ("到 2025年，建成 “星级 ”码头 12座以上。", ["建成“星级”码头 >= 12 座 2025"]),
    ],
)
def test_a_blank_between_a_word_and_a_figure_changes_nothing(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets


def test_the_words_of_a_target_stay_as_printed() -> None:
    [target] = read("到 2025年，智慧航标占比达到 30%。")
    assert target.words == "到 2025年，智慧航标占比达到 30%。"


@from_table
def test_a_plan_sets_goals_without_a_year(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets
    assert told(sentence, title=RULES) == told(sentence, title=ASKS) == []


def test_a_notice_sets_a_goal_where_it_says_that_it_is_one() -> None:
    assert told("确保苗木成活率达到85%以上。", title=NOTICE) == ["苗木成活率 >= 85 % None"]
    assert told("苗木成活率达到85%以上。", title=NOTICE) == []


@from_table
def test_limits_payments_sizes_and_the_past_are_no_goals(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize("heading", ["一、发展基础", "二、资金安排", "（二）申报条件", "一、现状与问题"])
def test_a_section_of_the_past_or_of_payments_sets_no_goals(heading: str) -> None:
    lines = ("引进200名远洋船长。",)
    assert told(heading, *lines) == []
    assert told("三、主要任务", *lines) == ["引进远洋船长 = 200 名 None"]


def test_an_article_of_a_rule_sets_no_goals() -> None:
    assert told("第八条 渡口配备救生员不少于2名，确保完好率达到98%。") == []


def test_cells_of_a_table_that_were_run_together_set_no_goals() -> None:
    row = "江边镇 柳湾村 王码头改造工程 2021 2022 市港口局 260 建设护岸1.2公里，新建泊位3个。"
    assert told(row) == []
    assert told("航道整治 42.5 下降10% 下降15% 预期性") == []


def test_a_list_goes_on_with_its_verb_or_its_change() -> None:
    assert told("到2025年，新增示范港口5家、绿色航道20条。") == ["示范港口 = 5 家 2025", "绿色航道 = 20 条 2025"]
    assert [one.kind for one in read("到2025年，新增示范港口5家、绿色航道20条。")] == ["change", "change"]
    assert told("每年新建泊位30个、锚地4处。") == ["每年新建泊位 = 30 个 None", "每年新建锚地 = 4 处 None"]
    assert told("推荐不少于50家船厂，不少于90项新船型。") == ["推荐船厂 >= 50 家 None", "推荐新船型 >= 90 项 None"]


@from_table
def test_figures_are_dealt_out_where_the_counts_agree(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets


def test_a_figure_is_of_the_places_that_its_sentence_names() -> None:
    lines = ("到2025年，主要任务是：", "1、江东、江西市，船舶受电率达90%；", "2、湖口县，船舶受电率达60%。")
    assert told(*lines) == ["江东、江西市船舶受电率 = 90 % 2025", "湖口县船舶受电率 = 60 % 2025"]
    assert told("建设若干航运集聚区，推出100条精品航线。") == ["推出精品航线 = 100 条 None"]
    assert told("到2025年，全市船舶受电率达到90%，山区达到60%。") == [
        "全市船舶受电率 = 90 % 2025",
        "山区船舶受电率 = 60 % 2025",
    ]
    assert told("到2025年，船舶受电率城市达到90%，农村达到60%。") == [
        "城市船舶受电率 = 90 % 2025",
        "农村船舶受电率 = 60 % 2025",
    ]
    assert told("到2025年，加快船舶改造，重点区域达到80%。") == []


def test_a_noun_that_stands_in_another_clause_is_not_guessed() -> None:
    assert told("到2025年，打造造船基地，产值超过300亿元。") == []
    assert told("到2025年，造船产值达到300亿元，占全市比重达到8%。") == [
        "造船产值 = 300 亿元 2025",
        "造船产值占全市比重 = 8 % 2025",
    ]


def test_the_whole_of_a_share_belongs_to_the_indicator() -> None:
    assert told("确保单位货物能耗低于全国平均值的50%或年降低率不低于5%。") == [
        "单位货物能耗占全国平均值 <= 50 % None",
        "单位货物能耗 >= 5 % None",
    ]


@from_table
def test_bounds_ranges_and_pairs_are_read(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets


def test_the_year_of_one_measure_is_not_that_of_the_next() -> None:
    text = "推进航道整治，2022年新建护岸30公里。引进200名远洋船长。"
    assert told(text) == ["新建护岸 = 30 公里 2022", "引进远洋船长 = 200 名 None"]
    assert told("到2025年，新建护岸30公里；改造船闸6座。") == ["新建护岸 = 30 公里 2025", "改造船闸 = 6 座 2025"]


def test_a_change_in_brackets_of_a_rate_is_in_percentage_points() -> None:
    rows = "指标\t2020年\t2025年\t累计\n岸电覆盖率（%）\t30\t71\t〔41〕\n单位能耗（%）\t-\t-\t〔13〕"
    assert [one.unit for one in read(rows)] == ["%", "个百分点", "%"]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("建设亲水公园和口袋公园各20座。", ["建设亲水公园 = 20 座 None", "口袋公园 = 20 座 None"]),
        (
            "每年新签约、开工、投产项目各200个。",
            ["每年新签约项目 = 200 个 None", "每年开工项目 = 200 个 None", "每年投产项目 = 200 个 None"],
        ),
        ("到2025年，所有县（市）均建成1所水上学校。", []),
        ("到2025年，为各区至少培育1家示范基地。", []),
        ("到2025年，各地区充电桩覆盖率达到90%。", ["各地区充电桩覆盖率 = 90 % 2025"]),
        ("新增市场主体2万户，航运企业30家。", ["市场主体 = 2 万户 None", "航运企业 = 30 家 None"]),
        ("新增50亿元造船企业1家。", ["50亿元造船企业 = 1 家 None"]),
        ("支持113家老船厂创新发展。", []),
        ("推动7所高校的11个学科建设。", []),
        ("实施“江河湖”22条。", []),
        (
            "全市新建泊位30万个，新改建航道500公里，报废更新船舶6万艘，举办活动超2000场次。",
            [
                "全市新建泊位 = 30 万个 None",
                "新改建航道 = 500 公里 None",
                "报废更新船舶 = 6 万艘 None",
                "举办活动 >= 2000 场次 None",
            ],
        ),
        ("全年不少于300份报告。", ["报告 >= 300 份 None"]),
        ("到2025年，全市80%以上船舶产能完成改造。", ["船舶产能完成改造 >= 80 % 2025"]),
        ("到2025年，完成60%以上重点船厂监察。", ["完成重点船厂监察 >= 60 % 2025"]),
        (
            "到2025年，单位国内生产总值能源消耗和二氧化碳排放分别降低2%、3%。",
            ["单位国内生产总值能源消耗 = 2 % 2025", "单位国内生产总值二氧化碳排放 = 3 % 2025"],
        ),
        (
            "到2025年，工业、农业增加值和研发投入分别达到100亿元、50亿元和20亿元，进口和出口分别增长5%和6%。",
            [
                *("工业增加值 = 100 亿元 2025", "农业增加值 = 50 亿元 2025", "研发投入 = 20 亿元 2025"),
                *("进口 = 5 % 2025", "出口 = 6 % 2025"),
            ],
        ),
        ("到2025年，航道里程达到80公里，利用率达到90%。", ["航道里程 = 80 公里 2025", "航道利用率 = 90 % 2025"]),
        (
            "治理指标：船舶污水超标率控制在5%以内，抽检合格率90%以上。",
            ["船舶污水超标率 <= 5 % None", "抽检合格率 >= 90 % None"],
        ),
        ("确保船员就业率在90%以上。", ["船员就业率 >= 90 % None"]),
        (
            "2021年建成泊位1万个，2024年2万个，2025年3万个。",
            ["建成泊位 = 1 万个 2021", "建成泊位 = 2 万个 2024", "建成泊位 = 3 万个 2025"],
        ),
        ("到2025年，全市至少培育船厂20家。", ["全市培育船厂 >= 20 家 2025"]),
        ("到2025年，至少建成5座码头。", ["建成码头 >= 5 座 2025"]),
        ("到2025年，每个县至少建成1座码头。", ["每个县建成码头 >= 1 座 2025"]),
        ("到2025年，单位能耗不得高于0.5吨标准煤/万元。", ["单位能耗 <= 0.5 吨标准煤/万元 2025"]),
        ("力争货运量同比增长6%以上。", ["货运量 >= 6 % None"]),
        ("加快建设，完成投资50亿元。", []),
        ("全市新建航道600公里，其中甲区275公里，乙镇110公里，丙岛80公里。", ["全市新建航道 = 600 公里 None"]),
    ],
)
def test_figures_of_each_place_and_of_several_things(sentence: str, targets: list[str]) -> None:
    assert told(sentence) == targets


@pytest.mark.parametrize(
    ("day", "sentence", "is_target"),
    [
        (date(2025, 1, 6), "2025年第一季度完成固定资产投资800亿元以上。", True),
        (date(2025, 5, 6), "2025年第一季度完成固定资产投资800亿元以上。", False),
        (date(2025, 3, 6), "2025年上半年货运量达到3亿吨。", True),
        (date(2025, 8, 6), "2025年上半年货运量达到3亿吨。", False),
        (date(2025, 11, 6), "2025年计划开展宣传活动150场。", True),
        (date(2025, 11, 6), "2025年新增航运企业不少于1800家。", True),
        (date(2025, 11, 6), "2025年新增航运企业1800家。", False),
    ],
)
def test_a_part_of_this_year_and_what_is_planned_compare_with_the_day(
    day: date, sentence: str, is_target: bool
) -> None:
    targets = read_targets(passages_of(sentence), day, PLAN)
    assert [target.year for target in targets] == ([2025] if is_target else [])


def test_a_goals_section_under_general_requirements_is_read() -> None:
    lines = ("一、总体要求", "（一）指导思想", "深入推进。", "（二）主要目标", "货运总量达到3亿吨。")
    assert told(*lines) == ["货运总量 = 3 亿吨 None"]
