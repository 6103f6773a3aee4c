"""Document numbers in all the forms that sites print: standard form, prefix, lead body; no words swallowed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar.document_number import Number, complete_number, issuers, lead_body, numbers_in, read_number
from parsers.grammar.issuing_bodies import read_bodies
from tests.characters import ANY
from tests.tables import from_table


def number(text: str) -> Number:
    found = read_number(text)
    assert found is not None, text
    return found


@from_table
def test_letters_year_and_serial_come_out_in_standard_form(printed: str, standard: str) -> None:
    found = number(printed)
    assert found.standard == standard
    assert found.kind == "letter"


@from_table
def test_orders_and_announcements_come_out_with_issuer_kind_year_and_serial(printed: str, standard: str) -> None:
    assert number(printed).standard == standard


def test_what_was_printed_is_kept_beside_the_standard_form() -> None:
    assert number(" 农办农[2021]24号 ").as_printed == "农办农[2021]24号"
    assert number("国务院令第790号").as_printed == "国务院令第790号"


@from_table
def test_what_is_not_one_number_gives_none(text: str) -> None:
    assert read_number(text) is None


@from_table
def test_numbers_in_a_sentence_come_without_the_words_around_them(sentence: str, expected: list[str]) -> None:
    assert [found.standard for found in numbers_in(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    ["十届全国人大四次会议第2996号建议", "请拨打12345号热线", "该命令第5号", "2021年第126号", "京沪高速第3号桥"],
)
def test_other_things_with_a_serial_are_no_numbers_of_documents(sentence: str) -> None:
    assert numbers_in(sentence) == []


def test_numbers_know_where_they_stood() -> None:
    text = "根据国发〔2021〕20号和工信部联科〔2021〕187号"
    for found in numbers_in(text):
        assert text[found.start :].startswith(found.as_printed)


@from_table
def test_a_prefix_gives_the_lead_body_of_its_year(printed: str, body: str, unit: str | None) -> None:
    found = lead_body(number(printed))
    assert found is not None
    assert (found.id, found.unit) == (body, unit)


@from_table
def test_a_prefix_that_is_local_unknown_or_ambiguous_gives_no_body(printed: str) -> None:
    assert lead_body(number(printed)) is None


def test_the_day_settles_a_year_in_which_a_prefix_changed_hands() -> None:
    found = number("环发〔2008〕1号")
    early, late = lead_body(found, date(2008, 1, 15)), lead_body(found, date(2008, 6, 15))
    assert early is not None
    assert late is not None
    assert (early.id, late.id) == ("sepa", "mep")


def test_an_announcement_names_all_its_issuers() -> None:
    reading = issuers(number("商务部 工业和信息化部 海关总署 市场监管总局公告2025年第54号"))
    assert [body.id for body in reading.bodies] == ["mofcom", "miit", "gacc", "samr"]
    assert issuers(number("国发〔2021〕20号")).bodies == ()


def test_all_ways_to_print_a_number_have_one_key() -> None:
    orders = ("国令第790号", "国务院令第790号", "中华人民共和国国务院令第七百九十号")
    assert len({number(text).key for text in orders}) == 1
    assert number("证监会令第187号").key == number("中国证券监督管理委员会令第187号").key
    assert number("国家知识产权局公告第四六二号").key == number("国家知识产权局公告第462号").key
    assert number("国发〔2021〕20号").key != number("国发〔2020〕20号").key


def test_an_order_without_issuer_is_completed_with_its_issuers_full_name() -> None:
    found = number("2026年第41号令")
    assert complete_number(found, read_bodies("国家发展改革委")).standard == "国家发展和改革委员会令2026年第41号"
    assert complete_number(found, read_bodies("某某部")).standard == "2026年第41号令"
    assert complete_number(found, read_bodies("国家发展改革委等部门")).standard == "2026年第41号令"


def test_a_number_alone_takes_its_kind_from_the_type() -> None:
    found = number("2021年第126号")
    assert complete_number(found, read_bodies("国家药监局"), "公告").standard == "国家药品监督管理局公告2021年第126号"
    assert complete_number(found, read_bodies(""), "公告").standard == "2021年第126号公告"
    assert complete_number(found, read_bodies("国家药监局"), "通知").standard == "2021年第126号"


def test_a_number_that_names_its_issuer_stays_as_it_is() -> None:
    found = number("科学技术部令第23号")
    assert complete_number(found, read_bodies("商务部")) == found


_PIECES = st.sampled_from(
    [
        *"国发办令公告第号年〔〕[]（）【】﹝﹞ 、，《》的",
        "\u200b",
        "2021",
        "20",
        "二〇二四",
        "国务院",
        "财政部",
        "2021年",
        "第四十三号",
    ]
)


@given(st.text(ANY, max_size=300) | st.lists(_PIECES, max_size=80).map("".join))
def test_any_text_is_read_without_error_and_numbers_are_part_of_it(text: str) -> None:
    read_number(text)
    for found in numbers_in(text):
        assert found.as_printed in text
        assert found.standard
        assert found.key
        lead_body(found)


@given(
    letters=st.sampled_from(["国发", "国办发", "工信部联科", "发改环资", "交办科技函", "银保监办发"]),
    year=st.integers(1950, 2049),
    serial=st.integers(1, 99999),
    brackets=st.sampled_from(["〔〕", "[]", "［］", "【】", "（）", "()", "﹝﹞"]),
    blank=st.sampled_from(["", " ", "\u3000", "\u200b"]),
)
def test_a_number_survives_its_disguise(letters: str, year: int, serial: int, brackets: str, blank: str) -> None:
    printed = f"{letters}{blank}{brackets[0]}{blank}{year}{brackets[1]}{blank}{serial}{blank}号"
    assert number(printed).standard == f"{letters}〔{year}〕{serial}号"
    assert [found.standard for found in numbers_in(f"《某办法》（{printed}）")] == [f"{letters}〔{year}〕{serial}号"]


@pytest.mark.parametrize(
    "piece",
    [
        "〔2021〕20号",
        "国发〔2021",
        "第一号",
        "令第",
        "公告2021年第",
        "国家 ",
        "一" * 8 + "号",
        "公告第1号",
        "财政部公告第1号",
    ],
)
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    text = piece * 5_000 + "，国发〔2021〕20号"
    assert numbers_in(text)[-1].key == "国发|2021|20"


@pytest.mark.parametrize("text", ["财政部令第百十号", "农业部公告第千百号"])
def test_what_is_no_numeral_is_no_serial(text: str) -> None:
    assert read_number(text) is None
    assert numbers_in(text) == []


def test_two_chinese_digits_are_a_serial() -> None:
    number = read_number("农业部公告第四六号")
    assert number is not None
    assert number.value == 46


@from_table
def test_an_order_has_one_standard_form_whichever_name_its_issuer_bears(printed: str, standard: str) -> None:
    assert number(printed).standard == standard
    assert number(standard).standard == standard
    assert number(printed).as_printed == printed


@from_table
def test_a_name_that_may_mean_another_body_or_is_no_short_form_stays_as_printed(printed: str) -> None:
    assert number(printed).standard == printed


def test_an_order_without_a_year_has_the_names_of_the_documents_day() -> None:
    found = number("国家药监局令第28号")
    assert found.standard_on(date(2021, 5, 1)) == "国家药品监督管理局令第28号"
    assert found.standard_on(date(2012, 5, 1)) == "国家食品药品监督管理局令第28号"
    assert found.standard_on(None) == "国家药监局令第28号"
    assert number("国发〔2021〕20号").standard_on(date(2021, 5, 1)) == "国发〔2021〕20号"


@from_table
def test_a_number_without_issuer_or_year_may_be_the_whole_one(printed: str, is_it: bool) -> None:
    whole, part = read_number("国家发展和改革委员会令2026年第41号"), read_number(printed)
    assert whole
    assert part
    assert part.may_be(whole) is is_it
