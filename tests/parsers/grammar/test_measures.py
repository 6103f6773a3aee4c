"""Measures and instruments: what a document does to earlier ones, and which they are."""

from datetime import date
from itertools import combinations

import pytest

from parsers.grammar.citations import citations_in
from parsers.grammar.elliptic_numbers import all_numbers_in
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.relations.instrument import instrument_key, instrument_name, may_be_one_revision
from parsers.grammar.title import read_title
from parsers.record import Relation
from tests.parsers.grammar.relation_texts import read
from tests.tables import from_table

# Suspensions, extensions and other events in the life of measures, and what is none. Texts are our own


TITLE = "财政部公告"


KINDS = ("suspends", "resumes", "extends", "continues", "ends_early", "postpones", "repeals", "removes_from")


def shown(one: Relation) -> str:
    days = (one.date, one.until, one.duration)
    return " ".join(str(word) for word in (one.kind, one.title, one.document_number, one.part, *days) if word)


@from_table
def test_a_sentence_says_what_happens_to_a_measure(sentence: str, expected: list[str]) -> None:
    assert [shown(one) for one in read(TITLE, sentence) if one.kind in KINDS] == expected


@from_table
def test_a_list_says_what_happens_to_each_measure(opening: str, expected: list[str]) -> None:
    lines = (opening, "1.商务部公告2025年第3号；", "2.商务部公告2025年第4号第二条。", "请遵照执行。")
    found = [shown(one) for one in read(TITLE, *lines) if one.kind in KINDS]
    assert [one.replace("商务部公告2025年第", "").replace("号", "") for one in found] == expected


@from_table
def test_a_title_says_what_happens_to_a_measure(title: str, expected: list[str]) -> None:
    assert read_title(title).stage == "final"
    assert [" ".join(filter(None, (one.kind, one.title, one.part))) for one in read(title, "样例。")] == expected


@from_table
def test_numbers_that_leave_words_out_are_read_whole(text: str, expected: list[str]) -> None:
    assert [number.standard for number, _, _ in all_numbers_in(text)] == expected
    assert {one.document_number for one in citations_in(text)} == set(expected)


def test_a_part_that_the_text_names_counts_and_not_what_the_title_calls_it() -> None:
    title = "国务院关于在样例试验区暂时调整实施《甲样例条例》有关规定的决定"
    text = "国务院决定，自即日起至2024年12月31日，在样例试验区暂时调整实施《甲样例条例》第二条的规定。"
    assert [(one.part, str(one.until)) for one in read(title, text)] == [("第二条", "2024-12-31")]


def test_the_day_of_a_suspension_is_that_of_its_words() -> None:
    (found,) = read(TITLE, "自2025年11月10日13时01分起，暂停实施财政部公告2025年第3号1年。")
    assert (found.date, found.until, found.duration) == (date(2025, 11, 10), None, "1年")


ANSWER = "商务部新闻发言人就调整样例清单措施答记者问"
NAMED = "答：商务部于2025年4月4日和9日分别发布了第21号和22号公告，将28家样例企业列入样例清单。"


@from_table
def test_an_answer_acts_where_a_sentence_of_it_decides(lines: tuple[str, ...], expected: list[str]) -> None:
    assert [shown(one) for one in read(ANSWER, "问：请问有何考虑？", NAMED, *lines)] == expected


def test_an_answer_about_a_law_that_it_cites_does_not_interpret_it() -> None:
    assert read(ANSWER, "答：根据《中华人民共和国样例法》，商务部依法处理。") == ()


# Whether a draft and a final document are one instrument, by their titles. Names are our own


ONE_INSTRUMENT = (
    "工业和信息化部关于公开征求《甲样例管理办法（征求意见稿）》意见的通知",
    "公开征求对《甲样例管理办法（征求意见稿）》的意见",
    "关于《甲样例管理办法（修订草案征求意见稿）》公开征求意见的通知",
    "关于再次公开征求《甲样例管理办法》（第二次公开征求意见稿）意见的公告",
    "甲样例管理办法（草案）",
    "工业和信息化部关于印发《甲样例管理办法》的通知",
    "工业和信息化部关于印发甲样例管理办法（试行）的通知",
    "甲样例管理办法（2024年修订）",
    "甲样例管理办法（工业和信息化部令第1号）",
    "工业和信息化部令第1号 甲样例管理办法",
)


def is_one_instrument(draft: str, final: str) -> bool:
    """True if two titles name one instrument: equal keys, no two years of revision, no two sets of issuing bodies."""
    key = instrument_key(draft)
    if key is None or key != instrument_key(final):
        return False
    bodies = [_bodies(title) for title in (draft, final)]
    if bodies[0] and bodies[1] and bodies[0].isdisjoint(bodies[1]):
        return False
    return may_be_one_revision(draft, final)


def _bodies(title: str) -> set[str]:
    """The bodies that issue a document, and those whose document it passes on: 国务院批转样例部关于…的报告."""
    reading = read_title(title)
    owners = leading_bodies(reading.issued_title).reading.bodies if reading.issued_title else ()
    return {body.id or body.name for body in (*reading.issuing_bodies, *owners)}


@pytest.mark.parametrize(("one", "other"), tuple(combinations(ONE_INSTRUMENT, 2)))
def test_draft_and_final_have_one_key(one: str, other: str) -> None:
    assert instrument_key(one) == instrument_key(other) is not None
    assert is_one_instrument(one, other)


@from_table
def test_an_edition_is_kept_and_a_body_before_its_title_is_not(one: str, other: str) -> None:
    assert is_one_instrument(one, other)


@from_table
def test_what_only_resembles_a_draft_is_another_instrument(draft: str, final: str) -> None:
    assert not is_one_instrument(draft, final)


@from_table
def test_a_title_that_names_no_one_instrument_has_no_key(title: str) -> None:
    assert instrument_key(title) is None


def test_successive_editions_share_a_name_and_no_key() -> None:
    older, newer = "甲样例目录（2021年本）", "关于发布《甲样例目录（2024年本）》的公告"
    assert instrument_name(older) == instrument_name(newer)
    assert instrument_key(older) != instrument_key(newer)
