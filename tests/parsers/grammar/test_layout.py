"""The parts of a 公文 in its text: red head, addressee, attachments, sign-off, note. Texts are invented, names real."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grammar.layout.head import Layout, read_layout
from parsers.grammar.layout.signature import close_up
from tests.tables import from_table

NOTICE = [
    "工业和信息化部 国家标准化管理委员会关于印发",
    "《样例体系建设指南》的通知",
    "工信部联科〔2023〕109号",
    "各省、自治区、直辖市工业和信息化主管部门（厅、局），有关中央企业：",
    "为做好样例工作，现将有关文件印发给你们，请认真贯彻执行。样例期限为2023年12月31日。",
    "附件：1.样例体系建设指南",
    "2.样例任务分工表",
    "工业和信息化部　　　国家标准化管理委员会",
    "2023年7月18日",
    "（此件公开发布）",
    "样例体系建设指南",
    "本指南自2023年8月1日起施行，每年修订一次。",
    "样例中心",
    "2023年6月1日",
]
ORDER = [
    "国家密码管理局",
    "国家互联网信息办公室",
    "中华人民共和国公安部",
    "令",
    "第5号",
    "《样例管理规定》已经2025年4月21日国家密码管理局局务会议审议通过，现予公布，自2025年8月1日起施行。",
    "国家密码管理局局长　刘东方",
    "国家互联网信息办公室主任 庄荣文",
    "公安部部长 王小洪",
    "2025年6月11日",
    "样例管理规定",
    "第一条 为规范样例，制定本规定。",
]


def ids(layout: Layout) -> list[str | None]:
    assert layout.signed_bodies is not None
    return [body.id for body in layout.signed_bodies.bodies]


def shown(layout: Layout, name: str) -> Any:
    """A part of a layout as the table writes it."""
    if name == "ids":
        return ids(layout) if layout.signed_bodies else None
    if name == "number":
        return layout.number and layout.number.standard
    value = getattr(layout, name)
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


@from_table
def test_a_text_is_laid_out(lines: list[str], title: str | None, expected: dict[str, Any]) -> None:
    layout = read_layout(lines, title)
    assert {name: shown(layout, name) for name in expected} == expected


@from_table
def test_names_are_read_with_blanks_inside_broken_over_lines_or_several_on_a_line(
    lines: list[str], expected: list[str]
) -> None:
    layout = read_layout(["为做好样例工作，现将有关事项通知如下，请照此办理。", *lines, "2021年10月29日"])
    assert ids(layout) == expected


@from_table
def test_the_addressee_may_stand_on_the_line_of_the_text(line: str, addressee: str | None) -> None:
    assert read_layout(["国办函〔2021〕112号", line, "样例正文在这里。"]).addressed_to == addressee


@from_table
def test_a_rule_bears_the_day_of_the_order_that_published_it(line: str) -> None:
    layout = read_layout(["样例审查管理办法", line, "第一条　样例。"], "国家知识产权局令（第85号） 样例审查管理办法")
    assert layout.promulgated_on == date(2026, 7, 28)
    assert (layout.promulgated_as_printed or "").endswith("号公布")
    assert layout.promulgated_by is not None
    assert (layout.promulgated_by.prefix, layout.promulgated_by.serial) == ("国家知识产权局", "85")
    assert layout.adopted_on is None


@from_table
def test_an_amended_rule_or_one_that_is_only_named_gives_no_day(line: str) -> None:
    assert read_layout(["样例办法", line, "第一条　样例。"]).promulgated_on is None


def test_a_text_without_head_or_sign_off_has_neither() -> None:
    assert read_layout(["近日，样例会议在北京召开，会议强调了样例。", "2021年，样例增长百分之五。"]) == Layout()


def test_closed_up_closes_names_and_leaves_text_alone() -> None:
    assert close_up("生 态 环 境 部") == "生态环境部"
    assert close_up("国家发展改革委 财政部") == "国家发展改革委 财政部"


LINES = st.lists(
    st.text(st.sampled_from("国务院办公厅令第41号年月日：（）《》。，、 　2021-附件部长\n"), max_size=40)
    | st.sampled_from([*NOTICE, *ORDER]),
    max_size=30,
)


@given(LINES)
@settings(deadline=None, max_examples=40)
def test_any_lines_have_a_layout(lines: list[str]) -> None:
    layout = read_layout(lines)
    assert layout.signed_at is None or layout.signed_at < len(lines)


@from_table
def test_the_mark_of_a_seal_may_stand_anywhere_beside_the_names(lines: list[str]) -> None:
    layout = read_layout(["现印发给你们，请认真执行。", *lines, "2021年11月10日"])
    assert layout.signed_bodies is not None
    assert [(body.id, body.unit) for body in layout.signed_bodies.bodies] == [("miit", "办公厅"), ("mof", "办公厅")]
    assert layout.signed_on == date(2021, 11, 10)
    assert "章" not in (layout.signed_by or "")


@from_table
def test_number_and_day_may_share_a_line_under_the_title(line: str) -> None:
    layout = read_layout([line, "各省、自治区、直辖市人民政府：", "现将样例转发给你们。"], "国务院办公厅转发样例的通知")
    assert layout.number
    assert (layout.number.standard, layout.adopted_on) == ("国办发〔2000〕1号", date(2000, 1, 5))
    assert layout.addressed_to == "各省、自治区、直辖市人民政府"


def test_a_paragraph_that_tells_of_an_adoption_is_no_line_under_the_title() -> None:
    words = "（2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过）"
    longest = words + "样" * (200 - len(words))
    assert read_layout([longest, "样例决议的正文。"]).adopted_on == date(2007, 6, 29)
    assert read_layout([longest + "样", "样例决议的正文。"]).adopted_on is None


def test_a_paragraph_that_tells_of_an_order_is_no_line_under_the_title() -> None:
    words = "（2026年7月28日国家知识产权局令2026年第85号公布）"
    longest = words + "样" * (299 - len(words)) + "）"
    assert read_layout([longest, "第一条　样例。"]).promulgated_on == date(2026, 7, 28)
    assert read_layout(["（" + longest, "第一条　样例。"]).promulgated_on is None


@from_table
def test_a_sign_off_at_the_end_of_a_paragraph_is_read(line: str) -> None:
    layout = read_layout(["各市、州人民政府：", line, "青海省样例方案", "为做好样例工作，制定本方案。"])
    assert (layout.signed_on, layout.signed_by) == (date(2021, 11, 10), "青海省人民政府办公厅")
