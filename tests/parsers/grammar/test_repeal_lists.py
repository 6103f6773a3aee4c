"""Lists of repealed documents as pages, tables and savers print them. Titles and numbers are our own."""

from datetime import date

from parsers.grammar.relations.references import ReferenceReader
from parsers.grammar.relations.repeal_lists import Columns, read_cells, read_line
from parsers.record import Relation
from tests.parsers.grammar.relation_texts import WRITTEN, read, shown
from tests.tables import from_table

TITLE = "样例省人民政府关于废止部分文件的决定"
REFERENCES = ReferenceReader()


def repealed(*lines: str, title: str = TITLE) -> list[Relation]:
    return [one for one in read(title, *lines) if one.kind == "repeals"]


def named(*lines: str, title: str = TITLE) -> list[str]:
    return [text.removeprefix("repeals ") for text in shown(*repealed(*lines, title=title))]


def test_a_list_goes_on_behind_the_head_of_the_table_that_each_page_prints_again() -> None:
    assert named(
        "经研究，决定废止下列规范性文件：",
        "序号 文件名称 文号 ",
        "1 样例省人民政府关于甲样例的通知 样政发〔1999〕1号 ",
        "2 关于印发乙样例办法的通知 样政发〔2000〕 2号 2000-01-02 ",
        "- 2 -",
        "序号 文件名称 文号 ",
        "3 样例省人民政府办公厅转发省样例厅关于丙样例意见的通知 样政办发〔2001〕3号 ",
        "4 关于丁样例的若干规定（试行） 样政发〔2002〕4号",
        "本决定自公布之日起施行。",
    ) == [
        "样例省人民政府关于甲样例的通知 样政发〔1999〕1号",
        "关于印发乙样例办法的通知 样政发〔2000〕2号",
        "样例省人民政府办公厅转发省样例厅关于丙样例意见的通知 样政办发〔2001〕3号",
        "关于丁样例的若干规定（试行） 样政发〔2002〕4号",
    ]


def test_a_table_with_tabs_goes_on_behind_a_repeated_head() -> None:
    assert named(
        "废止的规范性文件目录",
        "序号\t文件名称\t文号",
        "1\t关于甲样例的通知\t样政发〔1999〕1号",
        "序号\t文件名称\t文号",
        "2\t关于乙样例的通知\t样政发〔2000〕2号",
    ) == ["关于甲样例的通知 样政发〔1999〕1号", "关于乙样例的通知 样政发〔2000〕2号"]


@from_table
def test_an_entry_is_whole_however_its_cells_and_lines_are_broken(lines: tuple[str, ...], expected: list[str]) -> None:
    assert named("废止的规范性文件目录", *lines) == expected


def test_a_number_of_documents_begins_a_list_and_what_is_to_be_amended_ends_it() -> None:
    found = read(
        "样例省人民政府关于废止和修改部分规章的决定",
        "一、对2部规章予以废止（附件1）。",
        "二、对1部规章的部分条款予以修改（附件2）。",
        "本决定自公布之日起施行。",
        "附件1：",
        "样例省人民政府决定废止的规章",
        "一、甲样例规定（1993年12月24日样例令第17号公布）",
        "二、乙样例办法（2001年1月20日样例令第4号公布）",
        "附件2：",
        "样例省人民政府决定修改的规章",
        "一、将《丙样例办法》第三条修改为：“样例。”",
    )
    assert shown(*found) == [
        "repeals 甲样例规定 样例令第17号",
        "repeals 乙样例办法 样例令第4号",
        "amends 丙样例办法 第三条",
    ]
    assert {one.date for one in found} == {WRITTEN}


def test_a_decision_lists_what_it_repeals_and_what_it_amends() -> None:
    found = read(
        "样例省人民政府关于废止和修改部分规章的决定",
        "一、废止下列规章",
        "（一）《甲样例办法》（2001年样例令第12号）",
        "（二）《乙样例办法》（2002年样例令第22号）",
        "二、修改下列规章",
        "（一）《丙样例办法》（2003年样例令第32号）",
        "1.将第三条修改为：“样例。”",
        "（二）将《丁样例办法》第八条修改为：“样例。”",
    )
    assert shown(*found) == [
        "repeals 甲样例办法 样例令第12号",
        "repeals 乙样例办法 样例令第22号",
        "amends 丙样例办法 样例令第32号",
        "amends 丁样例办法 第八条",
    ]


def test_a_list_has_the_day_of_the_words_that_begin_it() -> None:
    lines = ("下列文件自2020年5月1日起废止：", "1.关于甲样例的通知（样政发〔1999〕1号）", "2.《乙样例办法》")
    assert [one.date for one in repealed(*lines)] == [date(2020, 5, 1)] * 2


def test_a_list_within_a_sentence_ends_with_it() -> None:
    assert named("下列文件予以废止：《甲样例办法》、《乙样例办法》。《丙样例办法》继续有效。") == [
        "甲样例办法",
        "乙样例办法",
    ]


@from_table
def test_what_only_speaks_of_repeals_begins_no_list(lines: tuple[str, ...]) -> None:
    assert named(*lines, title="样例省人民政府关于文件清理工作的通知") == []


@from_table
def test_a_row_without_brackets_is_a_title_where_it_reads_like_one(row: str, title: str | None) -> None:
    assert [one.reference.title for one in read_line(row, REFERENCES)] == ([title] if title else [])
    numbered = bool(title) and "令" in row
    assert len(read_line(row, REFERENCES, needs_number=True)) == numbered


@from_table
def test_a_row_of_a_table_is_a_repeal_where_its_result_is_one(cells: tuple[str, ...], expected: str | None) -> None:
    found = read_cells(list(cells), Columns(name=1, number=2, part=None, result=3), REFERENCES)
    shown = [" ".join(filter(None, (one.reference.title, one.reference.number))) for one in found]
    assert shown == ([expected] if expected else [])
    plain = read_cells(list(cells[:2]), Columns(name=1, number=None, part=None, result=None), REFERENCES)
    assert len(plain) == (len(cells) > 1 and len(cells[1]) > 3)


def test_an_entry_may_name_another_document_in_its_title() -> None:
    assert named(
        "废止的文件目录",
        "1.样例部关于执行《样例条例》若干问题的意见（样例发〔1995〕309号）",
        "2.关于惩治样例的补充规定",
        "3.关于丙样例的决定",
    ) == [
        "样例部关于执行《样例条例》若干问题的意见 样例发〔1995〕309号",
        "关于惩治样例的补充规定",
        "关于丙样例的决定",
    ]


def test_the_day_and_former_issuer_of_an_order_stand_between_two_documents() -> None:
    assert named(
        "本规定自2022年7月1日起施行。2000年10月31日原国家发展计划委员会令第8号发布的《甲样例规定》、"
        "2001年11月7日原国家发展计划委员会令第15号发布的《乙样例规定》同时废止。",
        title="样例规定",
    ) == ["甲样例规定 国家发展计划委员会令第8号", "乙样例规定 国家发展计划委员会令第15号"]


def test_the_number_of_an_item_is_no_issuer_of_a_former_bodys_announcement() -> None:
    assert named("二、原质检总局公告2011年第44号同时废止。", title="海关总署公告2021年第17号") == [
        "国家质量监督检验检疫总局公告2011年第44号"
    ]


# What decisions amend, in lists and from which day; what they quote is not theirs. Texts are our own


TITLE_OF_AMENDMENTS = "样例省人民政府关于修改部分文件的决定"


@from_table
def test_a_list_of_amendments_names_each_document_once(lines: tuple[str, ...], expected: list[str]) -> None:
    found = [one for one in read(TITLE_OF_AMENDMENTS, *lines) if one.kind == "amends"]
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
