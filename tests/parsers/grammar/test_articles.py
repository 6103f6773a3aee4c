"""Units of rules and of numbered texts, in the layouts that pages and files have. Texts are our own."""

import pytest

from parsers.files.readers import read_content
from parsers.grammar.articles.cutting import cut_passages, cut_text
from parsers.grammar.articles.model import Unit
from parsers.passages import Passage, passages_of
from parsers.precedence.statements import with_statements
from parsers.record import PolicyDocument
from tests.samples.files.pdf import Page, write_pdf
from tests.tables import from_table

RULE = """样例管理办法
（2020年3月1日样例部令第3号公布）
目　录
第一章　总　则
第二章　罚　则
第一章　总　则
第一条　为了管理样例，制定本办法。
第二条　样例分为下列种类：
（一）甲类；
（二）乙类，其中：
1.大型；
2.小型。
前款规定以外的样例，依照第三条规定办理。
第二条之一　样例应当登记。
第二章　罚　则
第一节　一般规定
第三条　违反本办法第二条第一款、
第五条规定的，由样例局责令改正。
第四条　本办法自2020年5月1日起施行。
附件1：样例登记表
附件2：样例收费标准
一、甲类：十元。
二、乙类：五元。"""


def shown(text: str, *levels: str) -> list[str]:
    return [f"{unit.path} {unit.text}" for unit in cut_text(text) if not levels or unit.level in levels]


def unit_at(text: str, path: str) -> Unit:
    return next(unit for unit in cut_text(text) if unit.path == path)


def test_a_rule_is_cut_into_chapters_articles_paragraphs_items_and_annexes() -> None:
    assert [unit.path for unit in cut_text(RULE)] == [
        "ch-1",
        "art-1",
        "art-1/para-1",
        "art-2",
        "art-2/para-1",
        "art-2/para-1/item-1",
        "art-2/para-1/item-2",
        "art-2/para-1/item-2/point-1",
        "art-2/para-1/item-2/point-2",
        "art-2/para-2",
        "art-2-1",
        "art-2-1/para-1",
        "ch-2",
        "ch-2/sec-1",
        "art-3",
        "art-3/para-1",
        "art-4",
        "art-4/para-1",
        "annex-1",
        "annex-2",
    ]
    article = unit_at(RULE, "art-2-1")
    assert (article.number, article.sub, article.number_as_printed, article.text) == (
        2,
        1,
        "第二条之一",
        "样例应当登记。",
    )
    assert unit_at(RULE, "ch-1").heading == "总则"
    assert unit_at(RULE, "annex-2").text.endswith("二、乙类：五元。")
    assert unit_at(RULE, "art-2/para-1/item-2").text.startswith("乙类，其中：")


@from_table
def test_articles_are_found_in_every_layout(text: str, expected: list[str]) -> None:
    assert shown(text, "article") == expected


def test_a_number_that_does_not_follow_ends_the_cut_and_says_why() -> None:
    text = "第一条 样例。\n第二条 样例。\n第四条 样例。\n第五条 样例。"
    *_, rest = cut_text(text)
    assert shown(text, "article") == ["art-1 样例。", "art-2 样例。"]
    assert (rest.level, rest.text) == ("uncut", "第四条 样例。\n第五条 样例。")
    assert rest.why == "第四条 stands where 第3条 is expected"


@pytest.mark.parametrize("words", ["项目名称和编号", "款项来源", "及时报告的", "和解协议", "或者其他样例", "至少三人"])
def test_an_item_may_begin_with_any_word(words: str) -> None:
    text = (
        f"第一条 下列样例：\n（一）甲；\n（二）{words}；\n（三）丙。\n第二条 依照前条第（一）、（二）项和（三）项办理。"
    )
    items = [path for path in (unit.path for unit in cut_text(text)) if "item" in path]
    assert items == [f"art-1/para-1/item-{number}" for number in (1, 2, 3)]


def test_an_article_whose_items_have_no_order_stays_whole() -> None:
    text = "第一条 下列样例：\n（一）甲；\n（三）丙。\n第二条 样例。"
    assert [unit.path for unit in cut_text(text)] == ["art-1", "art-2", "art-2/para-1"]
    assert unit_at(text, "art-1").why


SECTIONS = """关于做好样例工作的通知
各样例局：
现将有关事项通知如下：
一、总体要求
（一）指导思想。坚持样例。
（二）基本原则。
1.坚持甲。
2.坚持乙。
二、主要任务
（三）做好样例。
三、加强领导。各样例局要重视。
附件：样例名单
工业和信息化部
2020年3月1日
附件
样例名单
一、甲
二、乙"""


def test_a_text_without_articles_is_cut_at_its_numbered_sections() -> None:
    assert shown(SECTIONS) == [
        "sec-1 总体要求",
        "sec-1/sub-1 指导思想。坚持样例。",
        "sec-1/sub-2 基本原则。\n1.坚持甲。\n2.坚持乙。",
        "sec-1/sub-2/point-1 坚持甲。",
        "sec-1/sub-2/point-2 坚持乙。",
        "sec-2 主要任务",
        "sec-2/sub-3 做好样例。",
        "sec-3 加强领导。各样例局要重视。",
        "annex-1 样例名单\n一、甲\n二、乙",
    ]
    assert unit_at(SECTIONS, "sec-1").heading == "总体要求"


@from_table
def test_a_text_without_numbers_in_order_has_no_units(text: str) -> None:
    assert cut_text(text) == ()


def test_units_say_where_they_stand_and_tables_stay_whole() -> None:
    passages = [
        Passage("第一条 样例：", 2, 4, 7),
        Passage("1.\t甲\t十元", 2, 4, 8),
        Passage("2.\t乙\t五元", 2, 4, 9),
        Passage("第二条 样例。", 2, 5, 1),
    ]
    units = cut_passages(passages)
    first, second = (unit for unit in units if unit.level == "article")
    assert (first.attachment, first.page, first.paragraph) == (2, 4, 7)
    assert (second.attachment, second.page, second.paragraph) == (2, 5, 1)
    assert "乙\t五元" in first.text
    assert not [unit for unit in units if unit.level in ("item", "point")]


_CONTENTS = (
    "目　录\n一、总体要求…………1\n（一）工作目标..........1\n二、到2027年登记棚架3万个，棚架\n完好率达到95%\t2\n"
    "附件1 棚架名录（3）\n— 1 —\n"
)
_TEXT = (
    "一、总体要求\n登记棚架。\n（一）工作目标\n做好工作。\n二、到2027年登记棚架3万个，棚架完好率达到95%\n按月报送。\n"
    "附件1\n棚架名录\n甲棚架"
)


@from_table
def test_a_printed_table_of_contents_is_no_part_of_the_text(contents: str) -> None:
    text = f"棚架工作方案\n{contents}{_TEXT}"
    units = cut_text(text)
    assert [unit.path for unit in units] == ["sec-1", "sec-1/sub-1", "sec-2", "annex-1"]
    assert units[0].start == text.index("一、总体要求\n登记")
    assert units[0].text == "总体要求\n登记棚架。"


def test_targets_are_not_read_from_a_table_of_contents() -> None:
    record = PolicyDocument(source="miit", url="", title="棚架工作方案", stage="final", body="")
    read = with_statements(record, passages_of(_CONTENTS + _TEXT))
    assert {target.place for target in read.targets} == {"paragraph 12"}


def test_a_table_of_contents_of_a_pdf_is_no_part_of_the_text() -> None:
    contents = ["目  录", "一、总体要求" + "." * 33 + "1", "二、保障措施" + "·" * 24 + "2"]
    text = ["一、总体要求", "登记棚架。", "二、保障措施", "按月报送。"]
    read = read_content(write_pdf([Page().write("棚架工作方案", *contents), Page().write(*text)]))
    pages = [(page.number, "\n".join(page.paragraphs)) for page in read.pages]
    units = cut_passages(tuple(passages_of("", {1: pages})))
    assert [(unit.path, unit.page, unit.text) for unit in units] == [
        ("sec-1", 2, "总体要求\n登记棚架。"),
        ("sec-2", 2, "保障措施\n按月报送。"),
    ]


@pytest.mark.parametrize(
    "head", ["棚架管理办法第一章总则第一条", "棚架管理办法\n第一章　总　则第一条", "棚架管理办法（第一章　总则第一条　"]
)
def test_a_rule_that_is_run_together_with_its_title_begins_there(head: str) -> None:
    text = f"现印发《棚架管理办法》。{head}为加强管理，制定本办法。第二条棚架应当登记。\n第二章附则第三条本办法施行。"
    paths = [unit.path for unit in cut_text(text) if unit.level in ("chapter", "article")]
    assert paths == ["ch-1", "art-1", "art-2", "ch-2", "art-3"]


def test_articles_without_a_first_one_are_not_cut() -> None:
    text = "\n".join(f"第{number}条　棚架：\n（一）甲；\n（二）乙。" for number in "三四五六七")
    assert [(unit.path, unit.why) for unit in cut_text(text)] == [("rest", "no 第一条 stands before its articles")]


def test_texts_that_each_begin_their_sections_anew_are_told_apart() -> None:
    first, second = "一、甲。\n二、乙。\n三、丙。\n", "竹棚方案\n一、丁。\n（一）戊。\n（二）己。\n二、庚。\n"
    assert [unit.path for unit in cut_text(first + second)] == [
        *("doc-1/sec-1", "doc-1/sec-2", "doc-1/sec-3"),
        *("doc-2/sec-1", "doc-2/sec-1/sub-1", "doc-2/sec-1/sub-2", "doc-2/sec-2"),
    ]
    assert cut_text(f"{first}{second}四、辛。")[-1].level == "uncut"


@pytest.mark.parametrize("heading", ["附则", "附　　则", "罚 则"])
def test_a_heading_without_a_number_is_no_part_of_the_article_before_it(heading: str) -> None:
    text = f"第一条 甲。\n第二条 乙。\n{heading}\n第三条 丙。"
    assert shown(text, "article") == ["art-1 甲。", "art-2 乙。", "art-3 丙。"]
    assert shown(text.replace(heading, "依照附则"), "article")[1] == "art-2 乙。\n依照附则"


def test_an_annex_begins_with_its_label_alone_and_has_the_line_below_as_its_heading() -> None:
    text = "第一条 甲。\n第二条 乙。\n附件：样例名单\n样例部\n2020年3月1日\n附件\n样例名单\n一、甲\n二、乙"
    (annex,) = [unit for unit in cut_text(text) if unit.level == "appendix"]
    assert (annex.path, annex.heading, annex.text) == ("annex-1", "样例名单", "样例名单\n一、甲\n二、乙")


@from_table
def test_a_text_is_cut_into_units(text: str, expected: list[str]) -> None:
    assert [f"{unit.path} {unit.text}" for unit in cut_text(text)] == expected
