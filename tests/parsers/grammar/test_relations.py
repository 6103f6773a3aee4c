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


def test_several_repeals_of_a_sentence_have_their_days() -> None:
    found = read(
        "样例规定",
        "自2027年1月1日起，《丙样例办法》停止执行；《丁样例办法》即行废止。",
        "《戊样例办法》自2028年1月1日起废止，《己样例办法》自2029年1月1日起废止。",
    )
    assert [one.date and one.date.year for one in found] == [2027, 2027, 2028, 2029]


def test_a_sentence_that_a_saver_broke_over_two_lines_is_read_whole() -> None:
    found = read(
        "样例规定",
        "本规定自2024年5月1日起施行，原来的规定不再执行，《样例部关于印发甲样例办法的通知》",
        "（财税〔2001〕1号）同时 废止。",
        "为了进一步加强样例管理，规范样例行为，促进样例事业健康发展，根据《中华人民共和国乙样例法》，结合我省实际，制",
        "定本规定。",
    )
    assert shown(*found) == [
        "repeals 样例部关于印发甲样例办法的通知 财税〔2001〕1号",
        "based_on 中华人民共和国乙样例法",
    ]


def test_one_act_is_one_relation() -> None:
    found = read("甲样例管理办法", "《甲样例管理办法》（财税〔2015〕1号）同时废止。", "本标准代替《乙样例规范》。")
    assert shown(*found) == ["repeals 甲样例管理办法 财税〔2015〕1号", "replaces 乙样例规范"]


def test_a_basis_that_is_named_itself_and_by_its_notice_is_given_once() -> None:
    found = read(
        "样例通知",
        "为落实《甲样例办法》，现提出以下意见。",
        "根据《样例部关于印发〈甲样例办法〉的通知》（财税〔2015〕1号），现就有关事项通知如下：",
    )
    assert shown(*found) == ["based_on 样例部关于印发〈甲样例办法〉的通知 财税〔2015〕1号"]


def test_a_document_that_is_issued_again_with_a_later_end_is_extended() -> None:
    found = read("样例通知", "现将《甲样例办法》（财税〔2015〕1号）重新发布，有效期调整至2026年12月31日。")
    assert [(one.kind, one.title, one.until) for one in found] == [("extends", "甲样例办法", date(2026, 12, 31))]


def test_a_draft_has_no_day_of_its_own_yet() -> None:
    found = read("甲样例办法（征求意见稿）", "本办法自公布之日起施行。《乙样例办法》（财税〔2001〕1号）同时废止。")
    assert shown(*found) == ["draft_of 甲样例办法", "repeals 乙样例办法 财税〔2001〕1号"]
    assert found[1].date is None


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


def test_a_table_of_results_repeals_the_rows_that_say_so_and_the_articles_that_it_names() -> None:
    found = read(
        "财政部关于规范性文件清理结果的公告",
        "失效或者废止条款的文件目录",
        "序号\t标题\t发文字号\t废止条款\t清理结果",
        "1\t关于甲样例工作的通知\t财税〔1999〕1号\t第三条\t条款废止",
        "2\t关于乙样例工作的通知\t财税〔2000〕2号\t\t继续有效",
        "3\t关于丙样例工作的通知\t财税〔2001〕3号\t\t全文废止",
    )
    assert shown(*found) == [
        "repeals 关于甲样例工作的通知 财税〔1999〕1号 第三条",
        "repeals 关于丙样例工作的通知 财税〔2001〕3号",
    ]


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


def test_an_abbreviation_stands_for_the_document_that_it_was_defined_for() -> None:
    found = read(
        "样例公告",
        "《财政部关于甲样例的通知》（财税〔2018〕74号，以下简称《通知》）执行情况良好。",
        "《通知》第三条同时废止。",
    )
    assert shown(*found) == ["repeals 财政部关于甲样例的通知 财税〔2018〕74号 第三条"]


@from_table
def test_a_site_prints_whether_a_document_is_in_force(text: str, state: str | None) -> None:
    assert read_printed_validity(text) == state


def test_a_draft_that_another_draft_names_is_not_what_that_one_puts_out() -> None:
    title = "样例部关于《甲样例管理办法（征求意见稿）》公开征求意见的通知"
    body = "第二条　甲样例的报送，与《乙样例管理办法（征求意见稿）》相衔接。"
    assert shown(*read(title, body)) == ["draft_of 甲样例管理办法"]


def test_a_sentence_of_thousands_of_names_is_quoted_around_each() -> None:
    listed = "".join(f"《关于{number}号样例船闸的通知》（样例发〔2011〕{number}号）、" for number in range(1, 400))
    found = [one for one in read("关于废止部分文件的通知", f"决定废止下列文件：{listed}等。") if one.kind == "repeals"]
    assert len(found) == 399
    assert max(len(one.words) for one in found) <= 1000
    assert all(one.title is not None and one.title in one.words for one in found)


@pytest.mark.parametrize(
    "words",
    ["《甲样例办法》和", "为贯彻落实《甲样例办法》，", "根据", "现将", "样例部印发的", "将第三条", "、", "根据延长"],
)
@pytest.mark.parametrize(
    "ending", ["同时废止。", "现予公布。", "制定本办法。", "修改为“样例”。", "停止执行至2026年底。", "延长至2026年底。"]
)
def test_a_long_sentence_takes_a_bounded_time(words: str, ending: str) -> None:
    sentence = words * (2_800 // len(words)) + "《乙样例办法》" + ending
    began = process_time()
    read("关于修改样例的决定", sentence)
    assert process_time() - began < 2.5
