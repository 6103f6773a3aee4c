"""Operations of amending decisions, the rule with these applied, and how its articles end. Texts are our own."""

from typing import Any

import pytest

from parsers.grammar.amendments.applying import amend
from parsers.grammar.amendments.comparing import compare
from parsers.grammar.amendments.reading import read_decision

HEAD = "样例部决定对《样例办法》（样例部令第3号）作如下修改：\n"
TAIL = "\n本决定自公布之日起施行。\n《样例办法》根据本决定作相应修改并对条文序号作相应调整，重新公布。"
OLD = """样例办法
第一章　总则
第一条　为了样例，制定本办法。
第二条　样例分为：
（一）甲；
（二）乙；
（三）丙。
样例局管理样例。
第三条　样例部门负责登记。
第四条　违反本办法第三条规定的，由样例局罚款。
第五条　本办法自公布之日起施行。"""


def operations(words: str) -> list[dict[str, Any]]:
    found = read_decision(HEAD + words + TAIL).operations
    return [{name: value for name, value in one.to_dict().items() if name not in ("words", "title")} for one in found]


def amended(words: str) -> str:
    done = amend(OLD, read_decision(HEAD + words + TAIL))
    assert done.refused == ()
    return (done.text or "").replace("第一章　总则\n", "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("一、将第三条修改为：“甲。”", [{"op": "replace", "at": {"article": 3}, "text": "甲。"}]),
        (
            "一、将第三条修改为：“甲。“乙：“（一）丙；“（二）“丁”。”二、删去第五条。",
            [
                {"op": "replace", "at": {"article": 3}, "text": "甲。\n乙：\n（一）丙；\n（二）“丁”。"},
                {"op": "delete", "at": {"article": 5}},
            ],
        ),
        ("一、将第三条修改为：“甲。“乙”是丙。”", [{"op": "replace", "at": {"article": 3}, "text": "甲。“乙”是丙。"}]),
        (
            "一、将第二条第一款第（二）项修改为：“（二）丁”。第三项修改为：“戊”。",
            [
                {"op": "replace", "at": {"article": 2, "paragraph": 1, "item": 2}, "text": "（二）丁"},
                {"op": "replace", "at": {"article": 2, "paragraph": 1, "item": 3}, "text": "戊"},
            ],
        ),
        (
            "一、第四条改为第五条，第一款修改为：“甲。”第二款中的“乙”修改为“丙”；删去第三款。",
            [
                {"op": "renumber", "from": {"article": 4}, "to": {"article": 5}},
                {"op": "replace", "at": {"article": 5, "paragraph": 1}, "text": "甲。"},
                {"op": "replace_words", "at": {"article": 5, "paragraph": 2}, "old": ["乙"], "new": "丙"},
                {"op": "delete", "at": {"article": 5, "paragraph": 3}},
            ],
        ),
        (
            "一、删去第二条、第四条至第六条。",
            [{"op": "delete", "at": {"article": number}} for number in (2, 4, 5, 6)],
        ),
        (
            "一、删去第三条第一款中的“甲”、“乙”和第二款中的“丙”。",
            [
                {"op": "delete_words", "at": {"article": 3, "paragraph": 1}, "old": ["甲", "乙"]},
                {"op": "delete_words", "at": {"article": 3, "paragraph": 2}, "old": ["丙"]},
            ],
        ),
        ("将第三条中的“甲”删除。", [{"op": "delete_words", "at": {"article": 3}, "old": ["甲"]}]),
        (
            "一、第三条增加二款，作为第二款、第三款：“甲。\n“乙。”",
            [
                {
                    "op": "insert",
                    "at": {"article": 3},
                    "unit": "paragraph",
                    "count": 2,
                    "as": [{"article": 3, "paragraph": 2}, {"article": 3, "paragraph": 3}],
                    "text": "甲。\n乙。",
                }
            ],
        ),
        (
            "一、增加一条，作为第四条：“甲所称“乙”，是指丙。”",
            [
                {
                    "op": "insert",
                    "at": {},
                    "unit": "article",
                    "count": 1,
                    "as": [{"article": 4}],
                    "text": "甲所称“乙”，是指丙。",
                }
            ],
        ),
        (
            "一、将条文中所有“样例局”统一修改为“范例局”，“丙”修改为“丁”。",
            [
                {"op": "replace_words", "at": {}, "old": ["样例局"], "new": "范例局"},
                {"op": "replace_words", "at": {}, "old": ["丙"], "new": "丁"},
            ],
        ),
        (
            "一、在第三条中的“部门”后增加“和单位”。",
            [{"op": "insert_words", "at": {"article": 3}, "old": ["部门"], "new": "和单位", "side": "after"}],
        ),
        (
            "一、将第三条和第四条合并，作为第三条，修改为：“甲。”",
            [{"op": "merge", "from": [{"article": 3}, {"article": 4}], "to": {"article": 3}, "text": "甲。"}],
        ),
        (
            "一、第三条第一款删去“甲”。\n二、第四条，删除“乙”字样。",
            [
                {"op": "delete_words", "at": {"article": 3, "paragraph": 1}, "old": ["甲"]},
                {"op": "delete_words", "at": {"article": 4}, "old": ["乙"]},
            ],
        ),
        (
            "一、删去本办法第三条。\n二、将第一章章名修改为“通则”。",
            [
                {"op": "delete", "at": {"article": 3}},
                {"op": "replace", "at": {"chapter": 1, "title": True}, "text": "通则"},
            ],
        ),
        (
            "一、第三条中的“甲”、“乙”分别修改为“丙”、“丁”。",
            [
                {"op": "replace_words", "at": {"article": 3}, "old": ["甲"], "new": "丙"},
                {"op": "replace_words", "at": {"article": 3}, "old": ["乙"], "new": "丁"},
            ],
        ),
        ("一、第三条中的“甲”、“乙”、“丙”分别修改为“丁”、“戊”。", [{"op": "unread"}]),
        (
            "一、第二条第（一）、（三）项修改为：“（一）甲；（三）丙。”",
            [
                {"op": "replace", "at": {"article": 2, "item": 1}, "text": "（一）甲；"},
                {"op": "replace", "at": {"article": 2, "item": 3}, "text": "（三）丙。"},
            ],
        ),
        (
            "一、将第三条第一、二款修改为：“甲。\n“乙。”",
            [
                {"op": "replace", "at": {"article": 3, "paragraph": 1}, "text": "甲。"},
                {"op": "replace", "at": {"article": 3, "paragraph": 2}, "text": "乙。"},
            ],
        ),
        ("一、将第三条第一款、第二款修改为：“甲。”", [{"op": "unread"}]),
        (
            "一、第三条“十日”缩短为“五日”。\n二、第四条中的罚款由“二百元”提高到“三百元”。",
            [
                {"op": "replace_words", "at": {"article": 3}, "old": ["十日"], "new": "五日"},
                {"op": "replace_words", "at": {"article": 4}, "old": ["二百元"], "new": "三百元"},
            ],
        ),
        (
            "一、第三条增加第二款：“甲。”",
            [
                {
                    "op": "insert",
                    "at": {"article": 3},
                    "unit": "paragraph",
                    "count": 1,
                    "as": [{"article": 3, "paragraph": 2}],
                    "text": "甲。",
                }
            ],
        ),
        (
            "一、将第一章章名“总则”修改为“通则”。\n二、将本办法名称修改为《范例办法》。",
            [
                {"op": "replace", "at": {"chapter": 1, "title": True}, "text": "通则"},
                {"op": "replace", "at": {"title": True}, "text": "范例办法"},
            ],
        ),
        ("一、将第四条拆成两条。删去第五条。", [{"op": "unread"}, {"op": "delete", "at": {"article": 5}}]),
        (
            "一、第三条删除“甲”二字，第四条删除“乙”。",
            [
                {"op": "delete_words", "at": {"article": 3}, "old": ["甲"]},
                {"op": "delete_words", "at": {"article": 4}, "old": ["乙"]},
            ],
        ),
        ("一、修改第三条、第四条。", [{"op": "unread"}]),
        ("个别文字作相应修改。", []),
    ],
)
def test_a_decision_says_what_it_does(words: str, expected: list[dict[str, Any]]) -> None:
    assert operations(words) == expected


def test_a_decision_on_several_rules_names_the_rule_of_each_operation() -> None:
    text = (
        "样例部决定对下列规章作如下修改：\n一、《甲样例办法》（样例部令第1号）\n（一）删去第三条。\n（二）将第四条修改为：“甲。”\n"
        "二、将《乙样例规定》第五条中的“乙”修改为“丙”。\n删去第六条。\n本决定自公布之日起施行。"
    )
    assert [(one.title, one.op) for one in read_decision(text).operations] == [
        ("甲样例办法", "delete"),
        ("甲样例办法", "replace"),
        ("乙样例规定", "replace_words"),
        ("乙样例规定", "delete"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "样例部关于修改部分规章的决定\n一、删去《甲样例办法》（样例部令第1号）第三条。\n二、《乙样例条例》\n（一）删去第四条。",
        "样例部决定对下列规章作出修改：\n一、对《甲样例办法》（样例部令第1号）作出修改\n删去第三条。\n二、对《乙样例条例》作出修改\n删去第四条。",
        "关于修改部分规章的决定\n一、对甲样例办法作出修改\n删去第三条。\n二、删去乙样例条例第四条。",
    ],
)
def test_each_heading_of_a_decision_on_several_rules_is_no_operation(text: str) -> None:
    found = [(one.title, one.op, one.at.article) for one in read_decision(text).operations]
    assert found == [("甲样例办法", "delete", 3), ("乙样例条例", "delete", 4)]


def test_a_decision_names_the_rule_and_changes_it_in_one_clause() -> None:
    text = (
        "样例部关于修改《甲样例办法》第三条的决定\n样例部决定将《甲样例办法》（样例部令第1号）第三条修改为：“甲。”\n"
        "本决定自公布之日起施行。"
    )
    found = [(one.title, one.op, one.at.article, one.text) for one in read_decision(text).operations]
    assert found == [("甲样例办法", "replace", 3, "甲。")]


def test_headings_of_what_is_amended_and_what_ends_are_no_operations() -> None:
    text = (
        "样例部关于修改和废止部分文件的决定\n一、修改2件规范性文件\n1.《甲样例办法》，删去第三条。\n"
        "二、废止1件规范性文件\n1.《乙样例办法》。\n本决定自公布之日起施行。"
    )
    assert [(one.title, one.op) for one in read_decision(text).operations] == [("甲样例办法", "delete")]


def test_an_annex_behind_the_day_of_a_decision_lists_what_it_does() -> None:
    text = (
        "国务院关于修改和废止部分行政法规的决定\n国务院决定：\n一、对2部行政法规的部分条款予以修改。（附件1）\n"
        "二、对1部行政法规予以废止。（附件2）\n本决定自2026年3月1日起施行，“样例”从其规定。\n\n附件1\n国务院决定修改的行政法规\n"
        "一、将《甲样例条例》第三条中的“甲”修改为“乙”。\n二、删去《乙样例条例》第四条。\n附件2\n国务院决定废止的行政法规\n"
        "一、删去《丙样例条例》第五条。"
    )
    found = [(one.title, one.op, one.at.article, one.new) for one in read_decision(text).operations]
    assert found == [("甲样例条例", "replace_words", 3, "乙"), ("乙样例条例", "delete", 4, None)]


def test_an_amendment_of_a_law_names_it_without_signs_and_without_the_state() -> None:
    text = "样例法修正案\n一、在样例法第三条后增加一条，作为第三条之一：“甲。”\n二、本修正案自公布之日起施行"
    done = amend(OLD, read_decision(text), "中华人民共和国样例法")
    assert "第三条之一　甲。" in (done.text or "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("一、将第三条修改为：“甲。”", "第三条　甲。"),
        ("一、将第二条第二项修改为：“（二）丁”。", "（二）丁；\n（三）丙。"),
        ("一、删去第二条第二项。", "（一）甲；\n（二）丙。\n样例局管理样例。"),
        ("一、第二条增加一项，作为第四项：“（四）丁”。", "（三）丙；\n（四）丁。\n样例局"),
        ("一、第三条增加一款，作为第二款：“乙。”", "第三条　样例部门负责登记。\n乙。\n第四条"),
        ("一、增加一条，作为第三条：“甲。”", "第三条　甲。\n第四条　样例部门负责登记。"),
        ("一、增加一条，作为第三条之一：“甲。”", "第三条之一　甲。\n第四条　违反"),
        ("一、删去第三条。", "样例局管理样例。\n第三条　违反本办法第三条规定的"),
        (
            "一、删去第三条。\n二、第四条改为第三条，将其中的“罚款”修改为“警告”。",
            "第三条　违反本办法第三条规定的，由样例局警告。",
        ),
        ("一、将本办法中的“样例局”修改为“范例局”。", "范例局管理样例。"),
    ],
)
def test_operations_are_applied(words: str, expected: str) -> None:
    assert expected in amended(words)


def test_items_keep_the_form_of_their_numbers() -> None:
    old = OLD.replace("（一）", "一、").replace("（二）", "二、").replace("（三）", "三、")
    words = "一、第二条第一项、第三项修改为：“一、丁；三、戊。”\n二、删去第二条第二项。"
    assert "样例分为：\n一、丁；\n二、戊。" in (amend(old, read_decision(HEAD + words + TAIL)).text or "")


def test_a_number_is_no_part_of_a_longer_one() -> None:
    old = OLD.replace("样例部门负责登记。", "十五日内登记，五日内公告。")
    done = amend(old, read_decision(f"{HEAD}一、将第三条中的“五日”修改为“三日”。{TAIL}"))
    assert "十五日内登记，三日内公告。" in (done.text or "")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("一、将第九条修改为：“甲。”", "the old text has no such article"),
        ("一、将第三条中的“不在”修改为“甲”。", "the old words stand not in the article: 不在"),
        ("一、删去第三条。\n二、第四条改为第四条。", "it would be article 3, printed is 4"),
        ("一、第四条规定的内容作相应修改完善。", "these words have no form that is known"),
    ],
)
def test_what_cannot_be_applied_for_certain_is_refused(words: str, why: str) -> None:
    assert why in [one.why for one in amend(OLD, read_decision(HEAD + words + TAIL)).refused]


def test_a_chapter_gets_another_heading() -> None:
    text = amend(OLD, read_decision(f"{HEAD}一、将第一章的名称修改为“通则”。{TAIL}")).text
    assert (text or "").startswith("第一章　通则\n第一条")


def test_each_article_ends_in_a_state() -> None:
    words = "一、将第三条修改为：“甲。”\n二、将第四条中的“罚款”修改为“警告”。\n三、将第九条修改为：“乙。”"
    done = amend(OLD, read_decision(HEAD + words + TAIL))
    published = (
        "第一条　为了样例，制定本办法。\n第二条　样例分为：\n（一）甲；\n（二）乙，\n（三）丙。\n样例局管理样例。\n"
        "第三条　甲。\n第四条　违反本办法第五条规定的，由样例局罚没。\n第五条　本办法自2020年1月1日起施行。"
    )
    ended = compare(done, published)
    assert [one.state for one in ended] == ["equal", "equal_but", "equal", "disputed", "silent"]
    assert ended[1].why == "punctuation"
    assert ended[3].published == "违反本办法第五条规定的，由样例局罚没。"
