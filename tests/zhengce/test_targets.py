"""What a document does and sets is quoted from its text, word for word, with its paragraph."""

import pytest

from tests.tables import from_table
from zhengce.brief.extracts import demands, figures, opening

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
    found, limits = figures(sentence, 2021)
    assert found == []
    assert [quote.text for quote in limits] == ([sentence] if is_limit else [])


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
