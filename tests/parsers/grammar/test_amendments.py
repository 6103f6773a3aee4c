"""What decisions amend, in lists and from which day; what they quote is not theirs. Texts are our own."""

from datetime import date

from tests.parsers.grammar.relation_texts import read, shown
from tests.tables import from_table

TITLE = "样例省人民政府关于修改部分文件的决定"


@from_table
def test_a_list_of_amendments_names_each_document_once(lines: tuple[str, ...], expected: list[str]) -> None:
    found = [one for one in read(TITLE, *lines) if one.kind == "amends"]
    assert [text.removeprefix("amends ") for text in shown(*found)] == expected


def test_a_rule_that_is_run_together_with_the_decision_is_not_the_decisions() -> None:
    line = (
        "决定对《甲样例办法》作如下修改：删去第五条。本决定自公布之日起施行。《甲样例办法》根据本决定作相应修改，重新公布。"
        "甲样例办法第一条根据《中华人民共和国样例法》，制定本办法。第二条《乙样例办法》同时废止。"
    )
    assert shown(*read("样例省关于修改《甲样例办法》的决定", line)) == ["amends 甲样例办法"]


def test_a_plan_that_wants_a_rule_amended_does_not_amend_it() -> None:
    assert shown(*read("样例省人民政府关于印发样例规划的通知", "修订《甲样例条例》，出台样例标准。")) == [
        "issues 样例规划"
    ]


def test_a_decision_amends_from_its_own_day_and_what_it_quotes_is_the_rules() -> None:
    found = read(
        "样例部关于修改《甲样例办法》的决定",
        "根据《丁样例法》，样例部决定对《甲样例办法》（样例部令2012年第3号）作如下修改：",
        "将第一条修改为：“为了样例，根据《中华人民共和国样例法》，制定本办法。”",
        "增加一条，作为第五条：“本办法自2010年1月1日起施行。《乙样例办法》同时废止。",
        "“样例依照《丙样例办法》办理，《丙样例办法》第三条停止执行。”",
        "本决定自2020年1月1日起施行。",
    )
    assert shown(*found) == ["amends 甲样例办法 样例部令2012年第3号", "based_on 丁样例法"]
    assert found[0].date == date(2020, 1, 1)
