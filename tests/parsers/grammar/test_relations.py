"""What documents say of other documents: in titles, sentences and lists. Titles and sentences are our own."""

from datetime import date
from time import process_time

import pytest

from parsers.precedence.statements import read_printed_validity
from parsers.record import plain
from tests.parsers.grammar.relation_texts import WRITTEN, read, shown
from tests.tables import from_table


@from_table
def test_a_title_says_what_becomes_of_other_documents(title: str, expected: list[str]) -> None:
    assert shown(*read(title)) == expected


@from_table
def test_a_sentence_repeals_the_documents_that_it_names(sentence: str, expected: list[str]) -> None:
    found = [one for one in read("样例规定", "样例的正文。", sentence) if one.kind == "repeals"]
    assert [text.removeprefix("repeals ") for text in shown(*found)] == expected


@from_table
def test_a_repeal_has_its_day(lines: list[str], day: date | None, rule: str | None) -> None:
    found = [one for one in read("样例规定", *lines) if one.kind == "repeals"]
    assert [(one.date, one.date_rule) for one in found] == [(day, rule)]


def test_a_numbered_list_is_repealed_whole() -> None:
    found = read(
        "科技部关于废止部分规章的决定",
        "根据《规章制定程序条例》，因内容不符合有关要求，决定废止4部规章。",
        "1. 甲样例安全管理办法（1993年12月24日国家科学技术委员会令第17号公布）",
        "2. 乙样例管理暂行规定（试行）（2001年1月20日科学技术部令第4号公布）",
        "3. 《丙样例办法》（财税〔2001〕5号）",
        "4. 关于受理丁样例奖的规定（财税〔2003〕6号）",
        "本决定自公布之日起施行。",
        "《戊样例办法》继续有效。",
    )
    assert shown(*found) == [
        "based_on 规章制定程序条例",
        "repeals 甲样例安全管理办法 国家科学技术委员会令第17号",
        "repeals 乙样例管理暂行规定（试行） 科学技术部令第4号",
        "repeals 丙样例办法 财税〔2001〕5号",
        "repeals 关于受理丁样例奖的规定 财税〔2003〕6号",
        "continues 戊样例办法",
    ]
    assert {one.date for one in found[1:-1]} == {WRITTEN}
    assert found[1].place == "paragraph 2"


def test_a_table_in_a_file_is_repealed_row_by_row_and_the_next_table_is_not() -> None:
    table = "\n".join(
        (
            "附件1",
            "废止的规范性文件目录",
            "序号\t文件名称\t文号\t发布日期",
            "1\t关于甲样例工作的通知\t财税〔1999〕1号\t1999-01-02",
            "2\t财政部关于乙样例工作的通知\t财税〔2000〕2号\t2000-02-02",
            "继续有效的规范性文件目录",
            "1\t关于丙样例工作的通知\t财税〔2001〕3号\t2001-01-02",
        )
    )
    found = read("财政部关于规范性文件清理结果的公告", "清理结果见附件。", files={1: [(1, table)]})
    assert shown(*found) == [
        "repeals 关于甲样例工作的通知 财税〔1999〕1号",
        "repeals 财政部关于乙样例工作的通知 财税〔2000〕2号",
    ]
    assert found[0].place == "attachment 1, page 1, paragraph 4"


@from_table
def test_a_list_is_known_by_its_heading(lines: tuple[str, ...], expected: list[str]) -> None:
    found = [one for one in read("样例部公告", *lines) if one.kind == "repeals"]
    assert [text.removeprefix("repeals ") for text in shown(*found)] == expected


@from_table
def test_a_document_says_what_it_is_based_on(sentence: str, expected: list[str]) -> None:
    found = [one for one in read("样例规定", sentence) if one.kind == "based_on"]
    assert [text.removeprefix("based_on ") for text in shown(*found)] == expected


@from_table
def test_a_text_says_what_it_does_with_other_documents(title: str, sentence: str, expected: list[str]) -> None:
    assert shown(*read(title, sentence)) == expected


def test_a_relation_that_is_printed_twice_is_given_once_with_all_that_is_known_of_it() -> None:
    (found,) = read("关于废止《甲样例办法》的公告", "自2024年5月1日起，《甲样例办法》（财税〔2001〕1号）予以废止。")
    assert plain(found) == {
        "kind": "repeals",
        "title": "甲样例办法",
        "document_number": "财税〔2001〕1号",
        "date": "2024-05-01",
        "date_rule": None,
        "part": None,
        "words": "自2024年5月1日起，《甲样例办法》（财税〔2001〕1号）予以废止。",
        "place": "paragraph 1",
        "until": None,
        "duration": None,
        "document_id": None,
    }


@from_table
def test_a_site_prints_whether_a_document_is_in_force(text: str, state: str | None) -> None:
    assert read_printed_validity(text) == state


def test_a_sentence_of_thousands_of_names_is_quoted_around_each() -> None:
    listed = "".join(f"《关于{number}号样例船闸的通知》（样例发〔2011〕{number}号）、" for number in range(1, 400))
    found = [one for one in read("关于废止部分文件的通知", f"决定废止下列文件：{listed}等。") if one.kind == "repeals"]
    assert len(found) == 399
    assert max(len(one.words) for one in found) <= 1000
    assert all(one.title is not None and one.title in one.words for one in found)


@from_table
@pytest.mark.parametrize(
    "ending", ["同时废止。", "现予公布。", "制定本办法。", "修改为“样例”。", "停止执行至2026年底。", "延长至2026年底。"]
)
def test_a_long_sentence_takes_a_bounded_time(words: str, ending: str) -> None:
    sentence = words * (2_800 // len(words)) + "《乙样例办法》" + ending
    began = process_time()
    read("关于修改样例的决定", sentence)
    assert process_time() - began < 2.5


@from_table
def test_a_text_acts_on_other_documents(title: str, lines: list[str], expected: list[str]) -> None:
    found = [(one.kind, one.title, one.document_number, one.part, one.date, one.until) for one in read(title, *lines)]
    assert [" ".join(str(part) for part in parts if part) for parts in found] == expected
