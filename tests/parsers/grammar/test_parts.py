"""The parts of a page, on invented texts: which lines speak for the document, and which are another's."""

from datetime import date

from parsers.grammar.layout.parts import Part, PartKind, lines_of, parts_of_page

LETTER = [
    "各地市样例局：",
    "现将《国务院办公厅关于加强样例工作的通知》转发给你们，请认真贯彻执行。",
    "2015年1月29日",
    "（此件公开发布）",
]
FORWARDED = [
    "国务院办公厅关于加强样例工作的通知",
    "国办发〔2014〕56号",
    "各省、自治区、直辖市人民政府：",
    "现就有关要求通知如下。",
    "国务院办公厅",
    "2014年11月12日",
]


def kinds(parts: tuple[Part, ...]) -> list[tuple[str, int, int]]:
    return [(part.kind.value, part.start, part.end) for part in parts]


def test_a_forwarded_text_is_a_part_with_its_own_title_number_and_day() -> None:
    body = [*LETTER, *FORWARDED, "附件：样例表"]
    document, forwarded = parts_of_page(body, "某省样例厅转发国务院办公厅关于加强样例工作的通知的通知")
    assert (document.kind, document.end, document.signed_on) == (PartKind.DOCUMENT, 4, date(2015, 1, 29))
    assert (forwarded.kind, forwarded.end, forwarded.signed_on) == (PartKind.FORWARDED, 11, date(2014, 11, 12))
    assert (forwarded.title, forwarded.number and forwarded.number.standard) == (FORWARDED[0], "国办发〔2014〕56号")


def test_what_a_notice_issues_is_an_annex_and_speaks_for_it() -> None:
    body = ["现将《样例办法》印发给你们，请认真执行。", "样例部", "2021年1月2日", "样例办法", "第一条　样例。"]
    parts = parts_of_page(body, "关于印发《样例办法》的通知")
    assert kinds(parts) == [("document", 0, 3), ("annex", 3, 5)]
    assert lines_of(body, parts) == body


def test_a_rule_that_an_amending_decision_publishes_anew_is_a_part_of_its_own() -> None:
    body = [
        "《关于修改〈样例规定〉的决定》已经通过，现予公布，自公布之日起施行。",
        "部长 样例",
        "2021年9月1日",
        "样例部决定对《样例规定》作如下修改：",
        "将第二条修改为：“样例应当统计。”",
        "《样例规定》根据本决定作相应修改，重新公布。",
        "样例规定",
        "第一条　本规定自2015年1月1日起施行。",
    ]
    parts = parts_of_page(body, "样例部关于修改《样例规定》的决定")
    assert kinds(parts) == [("document", 0, 3), ("annex", 3, 6), ("republished", 6, 8)]
    assert lines_of(body, parts) == body[:6]


def test_an_amended_rule_is_found_by_its_title_where_no_words_announce_it() -> None:
    body = ["将第二条修改为样例。", "样例部", "2021年9月1日", "样例规定（2014年样例部令第5号发布）", "第一条　样例。"]
    parts = parts_of_page(body, "样例部关于修改《样例规定》的决定")
    assert kinds(parts) == [("document", 0, 3), ("republished", 3, 5)]


def test_a_text_without_a_sign_off_is_one_part() -> None:
    assert kinds(parts_of_page(["样例正文。", "样例正文。"], "样例办法")) == [("document", 0, 2)]
    assert parts_of_page([]) == ()
