"""Which documents a text names: by number, by title or by both, each once, and never itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grammar.citations import citations_in
from parsers.record import Citation
from tests.tables import from_table


def test_a_number_behind_a_title_belongs_to_it() -> None:
    assert citations_in("根据《产业技术基础公共服务平台建设管理办法》（工信部科〔2025〕261号）要求，开展样例。") == (
        Citation("工信部科〔2025〕261号", "产业技术基础公共服务平台建设管理办法"),
    )


def test_a_number_on_its_own_is_cited_by_number() -> None:
    assert citations_in("国发〔2021〕20号文件印发以来，样例进展良好。") == (Citation("国发〔2021〕20号", None),)
    broken = "依据财政部令第25号、\n国发〔2021〕\n20号和工信厅\n科函〔2021〕3号执行。"
    assert [one.document_number for one in citations_in(broken)] == [
        "财政部令第25号",
        "国发〔2021〕20号",
        "工信厅科函〔2021〕3号",
    ]
    below = "样例省人民政府办公厅\n样政办发〔2018〕22号\n甲〔2020〕3号样政办发〔2018〕4号"
    assert [one.document_number for one in citations_in(below)] == ["样政办发〔2018〕22号", "样政办发〔2018〕4号"]


def test_each_document_is_named_once_and_with_its_number_wherever_that_stands() -> None:
    body = [
        "按照《物联网新型基础设施建设三年行动计划》的部署，",
        "《物联网新型基础设施建设三年行动计划》（工信部联科〔2021〕130号）提出样例。",
    ]
    assert citations_in("\n".join(body)) == (Citation("工信部联科〔2021〕130号", "物联网新型基础设施建设三年行动计划"),)


def test_a_title_inside_a_title_is_part_of_it() -> None:
    assert citations_in("根据《关于印发〈样例管理办法〉的通知》执行。") == (
        Citation(None, "关于印发〈样例管理办法〉的通知"),
    )
    assert citations_in("根据《关于印发《样例管理办法》的通知》执行。") == (
        Citation(None, "关于印发《样例管理办法》的通知"),
    )


def test_a_number_of_a_former_body_is_that_of_the_body() -> None:
    assert citations_in("《样例处罚规定》（原信息产业部令第10号）同时废止。") == (
        Citation("信息产业部令第10号", "样例处罚规定"),
    )


def test_a_draft_whose_version_stands_behind_its_title_is_not_cited() -> None:
    own = "样例规范条件（2024版）（征求意见稿）"
    assert citations_in("我们起草了《样例规范条件（2024版）》（征求意见稿）。", None, [own]) == ()
    revised = Citation(None, "样例规范条件（2024版）")
    assert citations_in("我们修订了《样例规范条件（2024版）》，征求意见。", None, [own]) == (revised,)


def test_the_document_itself_is_not_cited() -> None:
    body = ["工信部科〔2025〕131号", "现将《样例企业孵化器管理办法》印发给你们，并废止《样例孵化器认定管理办法》。"]
    assert citations_in("\n".join(body), "工信部科〔2025〕131号", ["样例企业孵化器管理办法"]) == (
        Citation(None, "样例孵化器认定管理办法"),
    )


@from_table
def test_newspapers_abbreviations_and_forms_are_no_documents(sentence: str) -> None:
    assert citations_in(sentence) == ()


def test_an_inner_bracket_that_the_outer_sign_closes_ends_no_title() -> None:
    assert citations_in("依据《关于印发〈样例办法》的通知》和《另一样例办法》执行。") == (
        Citation(None, "关于印发〈样例办法》的通知"),
        Citation(None, "另一样例办法"),
    )


def test_brackets_are_kept_as_printed() -> None:
    assert citations_in("依据《样例管理条例（2021年修订）》和《立法法》《样例建设规范(试行)》执行。") == (
        Citation(None, "样例管理条例（2021年修订）"),
        Citation(None, "立法法"),
        Citation(None, "样例建设规范(试行)"),
    )


@given(
    st.lists(st.text(st.sampled_from("《》〈〉（）国发〔2021〕20号办法通知，。以下简称\n "), max_size=80), max_size=8)
)
@settings(deadline=None, max_examples=40)
def test_any_text_names_documents_or_none(body: list[str]) -> None:
    cited = citations_in("\n".join(body), "国发〔2021〕20号", ["办法"])
    assert len(set(cited)) == len(cited)
    assert all(citation.title or citation.document_number for citation in cited)


def test_an_earlier_version_under_the_same_title_is_cited_with_its_number_and_the_document_itself_never() -> None:
    title = "样例管理办法"
    text = "《样例管理办法》自2026年5月1日起施行，《样例管理办法》（国发〔2019〕3号）同时废止。"
    assert citations_in(text, "国发〔2026〕8号", [title]) == (Citation("国发〔2019〕3号", title),)
    same_serial = "《样例管理办法》（国发〔2019〕8号）同时废止。"
    assert citations_in(same_serial, "国发〔2026〕8号", [title]) == (Citation("国发〔2019〕8号", title),)
    draft = "《样例管理办法》修订了《样例管理办法》（国发〔2019〕3号）。"
    assert citations_in(draft, None, [f"{title}（征求意见稿）"]) == (Citation("国发〔2019〕3号", title),)
    order = "《样例管理办法》（国家发展改革委令2026年第41号）"
    assert citations_in(order, "国家发展和改革委员会令2026年第41号", [title]) == ()
    head = "国家发展和改革委员会令\n第41号\n国家发展和改革委员会令第40号同时废止。"
    cited = citations_in(head, "国家发展和改革委员会令2026年第41号", [title])
    assert cited == (Citation("国家发展和改革委员会令第40号", None),)
    assert citations_in("《样例管理办法》（国发〔2026〕8号）", None, [title]) == ()


@from_table
def test_a_number_that_cannot_be_the_orders_own_is_an_earlier_versions(number: str) -> None:
    text = f"《样例管理办法》（{number}）同时废止。"
    cited = citations_in(text, "国家发展和改革委员会令2026年第41号", ["样例管理办法"])
    assert cited == (Citation(number, "样例管理办法"),)


def test_the_number_of_an_announcement_is_never_that_of_a_letter() -> None:
    text = "《样例管理办法》（2026年第8号）同时废止。"
    assert citations_in(text, "国发〔2026〕8号", ["样例管理办法"]) == (Citation("2026年第8号", "样例管理办法"),)


@pytest.mark.parametrize("number", ["2026年第41号令", "第41号令", "国家发展改革委令第41号"])
def test_a_number_that_leaves_out_issuer_or_year_may_be_the_orders_own(number: str) -> None:
    text = f"《样例管理办法》（{number}）已经审议通过。"
    assert citations_in(text, "国家发展和改革委员会令2026年第41号", ["样例管理办法"]) == ()


def test_an_abbreviation_is_no_document_however_long_and_wherever_it_is_made() -> None:
    made = "《样例管理办法》（以下简称《样例管理暂行规定》）自印发之日起施行。"
    before = "各单位应当执行《样例管理暂行规定》。"
    assert citations_in(f"{before}{made}") == (Citation(None, "样例管理办法"),)
    assert Citation(None, "样例管理暂行规定") in citations_in(before)


def test_what_stands_between_brackets_for_a_page_is_no_title() -> None:
    longest = "样" * 198 + "办法"
    assert citations_in(f"根据《{longest}》执行。") == (Citation(None, longest),)
    assert citations_in(f"根据《样{longest}》执行。") == ()
