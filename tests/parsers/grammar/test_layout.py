"""The parts of a 公文 in its text: red head, addressee, attachments, sign-off, note. Texts are invented, names real."""

from datetime import date

import pytest
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


def test_a_notice_shows_number_title_and_addressee_before_its_text() -> None:
    layout = read_layout(NOTICE, "工业和信息化部 国家标准化管理委员会关于印发《样例体系建设指南》的通知")
    assert layout.number is not None
    assert layout.number.standard == "工信部联科〔2023〕109号"
    assert layout.head_title == "工业和信息化部 国家标准化管理委员会关于印发 《样例体系建设指南》的通知"
    assert layout.addressed_to == "各省、自治区、直辖市工业和信息化主管部门（厅、局），有关中央企业"


def test_the_sign_off_is_the_notices_own_and_not_that_of_the_attached_text() -> None:
    layout = read_layout(NOTICE)
    assert ids(layout) == ["miit", "sac"]
    assert layout.signed_on == date(2023, 7, 18)
    assert layout.signed_at == 8


def test_attachments_and_note_are_read_from_around_the_sign_off() -> None:
    layout = read_layout(NOTICE)
    assert layout.attachments == ("样例体系建设指南", "样例任务分工表")
    assert layout.note == "（此件公开发布）"


def test_an_order_has_its_head_and_is_signed_by_persons_for_their_bodies() -> None:
    layout = read_layout(ORDER, "样例管理规定")
    assert layout.order_kind == "令"
    assert layout.order_number == "第5号"
    assert layout.head_bodies == "国家密码管理局 国家互联网信息办公室 中华人民共和国公安部"
    assert ids(layout) == ["sca", "cac", "mps"]
    assert layout.signed_on == date(2025, 6, 11)
    assert layout.officer == "国家密码管理局局长　刘东方 国家互联网信息办公室主任 庄荣文 公安部部长 王小洪"


def test_an_order_of_one_body_is_signed_by_its_head() -> None:
    layout = read_layout(
        [
            "中华人民共和国国家发展和改革委员会令",
            "第41号",
            "《样例规定》已经2026年3月16日第29次委务会议审议通过，现予公布，自2026年7月1日起施行。",
            "主任：郑栅洁",
            "2026年3月18日",
        ]
    )
    assert layout.head_bodies == "中华人民共和国国家发展和改革委员会"
    assert layout.order_number == "第41号"
    assert layout.officer == "主任：郑栅洁"
    assert layout.signed_on == date(2026, 3, 18)


@from_table
def test_names_are_read_with_blanks_inside_broken_over_lines_or_several_on_a_line(
    lines: list[str], expected: list[str]
) -> None:
    layout = read_layout(["为做好样例工作，现将有关事项通知如下，请照此办理。", *lines, "2021年10月29日"])
    assert ids(layout) == expected


@pytest.mark.parametrize("seal", ["（代章）", "（印章）", "（盖 章）", "(章)"])
def test_the_mark_of_a_seal_is_no_part_of_a_name(seal: str) -> None:
    layout = read_layout(["现将样例印发给你们，请认真执行。", f"市场监管总局办公厅{seal}", "2024年10月8日"])
    assert (ids(layout), layout.signed_by) == (["samr"], "市场监管总局办公厅")


@pytest.mark.parametrize("officer", ["总　理　李　强", "主　任　郑栅洁", "部　长　李　斌"])
def test_post_and_name_of_a_signatory_may_be_set_apart(officer: str) -> None:
    body = ["现公布《样例条例》，自2024年8月1日起施行。", officer, "2024年6月6日", "样例条例", "第一条　制定本条例。"]
    assert read_layout([*body, "第二条　样例。" * 20]).signed_on == date(2024, 6, 6)


def test_name_and_date_may_share_a_line() -> None:
    layout = read_layout(["现将样例印发给你们，请认真执行。", "国家发展改革委 2025年3月1日"])
    assert ids(layout) == ["ndrc"]
    assert layout.signed_on == date(2025, 3, 1)


def test_a_co_issuer_that_the_table_does_not_know_is_kept() -> None:
    layout = read_layout(["现将样例印发给你们，请认真执行。", "教育部", "样例协调委员会", "公安部", "2025年3月1日"])
    assert layout.signed_by == "教育部 样例协调委员会 公安部"
    assert ids(layout) == ["moe", None, "mps"]


def test_unknown_bodies_do_not_melt_the_known_ones_into_one_name() -> None:
    names = ["国家互联网信息办公室", "公安部", "国家保密局", "中央军委样例工作部", "中央军委样例委员会"]
    layout = read_layout(["现将样例印发给你们，请认真执行。", *names, "2025年1月22日"])
    assert ids(layout) == ["cac", "mps", "secrecy", None, None]


def test_post_and_name_of_a_signatory_may_stand_on_two_lines() -> None:
    lines = ["国家密码管理局局长", "刘东方", "公安部部长", "王小洪", "2025年6月11日"]
    layout = read_layout(["《样例规定》已经审议通过，现予公布，自2025年8月1日起施行。", *lines])
    assert ids(layout) == ["sca", "mps"]
    assert layout.signed_on == date(2025, 6, 11)


def test_the_line_of_printing_is_no_sign_off() -> None:
    layout = read_layout(
        ["现将样例印发给你们，请认真执行。", "国务院", "2021年11月5日", "国务院办公厅 2021年11月10日印发"]
    )
    assert layout.signed_on == date(2021, 11, 5)
    assert read_layout(["现将样例印发给你们。", "国务院办公厅2021年11月10日印发"]).signed_on is None


def test_the_last_title_of_an_attachment_list_is_no_issuer() -> None:
    layout = read_layout(
        [
            "工业和信息化部决定成立样例组织，具体如下。",
            "附件：",
            "第一届样例标准化技术委员会",
            "工业和信息化部",
            "2025年9月23日",
        ]
    )
    assert layout.signed_by == "工业和信息化部"


def test_an_answer_to_a_delegate_is_addressed_to_the_delegate() -> None:
    layout = read_layout(["国办函〔2006〕69号", "邓明义代表：", "您提出的样例建议收悉，现答复如下。"])
    assert layout.addressed_to == "邓明义代表"


@from_table
def test_the_addressee_may_stand_on_the_line_of_the_text(line: str, addressee: str | None) -> None:
    assert read_layout(["国办函〔2021〕112号", line, "样例正文在这里。"]).addressed_to == addressee


def test_the_sign_off_may_stand_on_the_line_of_the_addressee() -> None:
    layout = read_layout(["样例局同志：对您的建议，现答复如下。国务院办公厅　　2004年2月22日"])
    assert (layout.addressed_to, layout.signed_on) == ("样例局同志", date(2004, 2, 22))


@pytest.mark.parametrize("line", ["现将有关事项通知如下：", "一、总体要求：", "附件：", "联系电话：", "问：", "时间："])
def test_lines_that_end_with_a_colon_and_name_nobody_are_no_addressee(line: str) -> None:
    assert read_layout([line, "样例正文在这里，没有别的内容。"]).addressed_to is None


def test_a_law_bears_the_day_of_its_adoption() -> None:
    layout = read_layout(["（2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过）", "样例决议的正文。"])
    assert layout.adopted_on == date(2007, 6, 29)


def test_the_day_from_which_a_text_is_in_force_is_not_that_of_its_adoption() -> None:
    line = "（2023年5月23日最高人民法院审判委员会第1889次会议通过，自2023年12月5日起施行）"
    assert read_layout([line, "样例解释的正文。"]).adopted_on == date(2023, 5, 23)


def test_a_law_that_was_amended_prints_several_days_and_none_is_given() -> None:
    line = "（2002年6月29日样例会议通过　2024年12月25日样例会议修订通过）"
    assert read_layout([line, "样例法律的正文。"]).adopted_on is None


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


def test_a_day_between_the_closing_words_and_what_is_put_out_is_the_sign_offs() -> None:
    notice = ["各县、区人民政府：", "现将样例办法印发给你们，请认真贯彻执行。", "二OO八年六月四日", "样例救助办法"]
    assert read_layout([*notice, "第一条　为缓解样例困难，制定本办法。"]).signed_on == date(2008, 6, 4)
    told = ["样例办法已经通过。", "二OO八年六月四日", "样例救助办法", "第一条　为缓解样例困难，制定本办法。"]
    assert read_layout(told).signed_on is None


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


def test_a_seal_may_stand_between_name_and_day_on_one_line() -> None:
    layout = read_layout(["现印发给你们，请认真执行。", "财政部（代章） 2021年11月10日"])
    assert layout.signed_bodies is not None
    assert [body.id for body in layout.signed_bodies.bodies] == ["mof"]


def test_a_seal_without_a_name_is_no_sign_off() -> None:
    assert read_layout(["正文的一段文字没有署名，只有一个章。", "（公章）", "后面的文字。"]).signed_bodies is None


def test_a_day_under_a_heading_that_ends_with_a_full_stop_is_no_sign_off() -> None:
    layout = read_layout(
        ["二、会议时间", "2023年9月1日。", "请按时参加。", "工业和信息化部办公厅", "2023年7月1日"], None
    )
    assert (layout.signed_by, layout.signed_on) == ("工业和信息化部办公厅", date(2023, 7, 1))


@from_table
def test_number_and_day_may_share_a_line_under_the_title(line: str) -> None:
    layout = read_layout([line, "各省、自治区、直辖市人民政府：", "现将样例转发给你们。"], "国务院办公厅转发样例的通知")
    assert layout.number
    assert (layout.number.standard, layout.adopted_on) == ("国办发〔2000〕1号", date(2000, 1, 5))
    assert layout.addressed_to == "各省、自治区、直辖市人民政府"


def test_the_number_may_stand_under_an_adoption_with_the_day_from_which_it_is_in_force() -> None:
    adopted = "（2022年1月1日样例审判委员会第1800次会议通过，自2022年4月9日起施行）"
    layout = read_layout([adopted, "法释〔2022〕12号", "为样例，制定本解释。"], "最高人民法院样例解释")
    assert layout.number
    assert layout.number.standard == "法释〔2022〕12号"


def test_a_note_may_stand_between_names_and_day() -> None:
    layout = read_layout(
        ["现印发给你们，请认真执行。", "国家卫生健康委", "（信息公开形式：主动公开）", "2023年9月10日"]
    )
    assert ids(layout) == ["nhc"]


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


def test_the_names_of_many_bodies_on_one_line_do_not_end_the_head() -> None:
    names = "工业和信息化部 国家卫生健康委员会 国家发展和改革委员会 科学技术部 财政部 国务院国有资产监督管理委员会 "
    names += "国家市场监督管理总局 国家医疗保障局 国家中医药管理局 国家药品监督管理局"
    body = [names, "关于印发《样例规划》的通知", "工信部联规〔2021〕208号", "样例单位：", "样例。"]
    number = read_layout(body, "十部门关于印发《样例规划》的通知").number
    assert number is not None
    assert number.standard == "工信部联规〔2021〕208号"


def test_a_line_of_more_than_80_characters_ends_the_head() -> None:
    addressee = "各有关单位："
    assert read_layout(["样" * 80, addressee, "样例正文。"]).addressed_to == "各有关单位"
    assert read_layout(["样" * 81, addressee, "样例正文。"]).addressed_to is None


@from_table
def test_a_sign_off_at_the_end_of_a_paragraph_is_read(line: str) -> None:
    layout = read_layout(["各市、州人民政府：", line, "青海省样例方案", "为做好样例工作，制定本方案。"])
    assert (layout.signed_on, layout.signed_by) == (date(2021, 11, 10), "青海省人民政府办公厅")
