"""Document numbers: as printed, by their prefix, as cited."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import parse
from parsers.grammar.citations import citations_in
from parsers.grammar.document_number import (
    Number,
    complete_number,
    issuers,
    lead_body,
    letters_at_end,
    numbers_in,
    read_number,
)
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.layout.head import read_layout
from parsers.page import Page
from parsers.record import Citation
from tests.characters import ANY
from tests.tables import from_table

# Document numbers in all the forms that sites print: standard form, prefix, lead body; no words swallowed


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


@from_table
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


@from_table
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


# Where the letters of a number begin: behind a title, a red head or the words of a sentence, on invented lines


TITLE = "样例省人民政府办公厅关于印发样例工作方案的通知"


@from_table
def test_the_letters_are_what_is_left_without_title_body_and_sentence(run: str, letters: str | None) -> None:
    assert letters_at_end(run) == letters


@from_table
def test_a_number_on_the_line_of_the_title_is_the_documents_and_a_cited_one_is_not(
    line: str, number: str | None, addressed_to: str | None
) -> None:
    layout = read_layout([line, "样例正文在这里，没有别的内容。"], TITLE)
    assert (layout.number.standard if layout.number else None, layout.addressed_to) == (number, addressed_to)


def test_a_heading_that_names_all_issuers_of_a_joint_document_is_its_title() -> None:
    issuers = "样例部" * 30
    body = [f"{issuers}关于持续加强样例行业秩序整顿的通知", "工信部联原〔2018〕265号", "各有关单位：", "样例正文。"]
    layout = read_layout(body, "十二部门关于持续加强样例行业秩序整顿的通知")
    assert layout.number is not None
    assert layout.addressed_to == "各有关单位"


@pytest.mark.parametrize("between", ["", "　", "\n"])
def test_the_number_of_a_page_is_never_its_title(between: str) -> None:
    title = "三部门关于开展样例试点示范的通知"
    head = f"{title}\n发布日期：2020-07-16\n{title}{between}工信厅联电子函〔2020〕164号"
    record = parse(Page.from_text("https://www.miit.gov.cn/a/1.html", f"{head}\n各有关单位：\n样例如下。\n"))
    assert record.document_number == record.document_number_as_printed == "工信厅联电子函〔2020〕164号"


def test_a_title_that_begins_with_its_number_gives_it() -> None:
    text = (
        "渝府发〔 2015〕55号重庆市人民政府关于做好样例工作的通知\n发布日期：2015-08-31\n各区县：\n现将样例通知如下。\n"
    )
    assert parse(Page.from_text("https://www.cq.gov.cn/a.html", text)).document_number == "渝府发〔2015〕55号"


# Which documents a text names: by number, by title or by both, each once, and never itself


@from_table
def test_newspapers_abbreviations_and_forms_are_no_documents(sentence: str) -> None:
    assert citations_in(sentence) == ()


@given(
    st.lists(st.text(st.sampled_from("《》〈〉（）国发〔2021〕20号办法通知，。以下简称\n "), max_size=80), max_size=8)
)
@settings(deadline=None, max_examples=40)
def test_any_text_names_documents_or_none(body: list[str]) -> None:
    cited = citations_in("\n".join(body), "国发〔2021〕20号", ["办法"])
    assert len(set(cited)) == len(cited)
    assert all(citation.title or citation.document_number for citation in cited)


@from_table
def test_a_number_that_cannot_be_the_orders_own_is_an_earlier_versions(number: str) -> None:
    text = f"《样例管理办法》（{number}）同时废止。"
    cited = citations_in(text, "国家发展和改革委员会令2026年第41号", ["样例管理办法"])
    assert cited == (Citation(number, "样例管理办法"),)


def test_what_stands_between_brackets_for_a_page_is_no_title() -> None:
    longest = "样" * 198 + "办法"
    assert citations_in(f"根据《{longest}》执行。") == (Citation(None, longest),)
    assert citations_in(f"根据《样{longest}》执行。") == ()


@from_table
def test_a_text_cites_documents(
    text: str, own: str | None, titles: list[str], expected: list[list[str | None]]
) -> None:
    """`own` and `titles`: the number and the titles of the document itself."""
    assert [[one.document_number, one.title] for one in citations_in(text, own, titles)] == expected
