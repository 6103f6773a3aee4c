"""Whole pages of classes that real sites have, imitated: what stands where decides whose number and day it is."""

from datetime import date

import pytest

from parsers.document import parse
from parsers.page import Page
from parsers.record import PolicyDocument
from tests.tables import from_table

FORWARDED = """国务院办公厅关于加强样例工作的通知
国办发〔2014〕56号
各省、自治区、直辖市人民政府：
现就有关要求通知如下。本通知自印发之日起施行，有效期5年。《旧样例办法》同时废止。
国务院办公厅
2014年11月12日
"""


def of_text(text: str) -> PolicyDocument:
    return parse(Page.from_text("https://www.mot.gov.cn/a.html", text))


@from_table
def test_a_forwarding_document_has_its_own_day_number_and_periods(letter: str) -> None:
    title = "交通运输部转发国务院办公厅关于加强样例工作的通知的通知"
    record = of_text(f"{title}\n发布日期：2015-02-03\n交办发〔2015〕7号\n各省交通运输厅：\n{letter}\n{FORWARDED}")
    assert (record.written_on, record.document_number) == (date(2015, 1, 29), "交办发〔2015〕7号")
    assert (record.effective_on, record.repealed_on) == (None, None)


def test_the_day_of_an_annexed_plan_is_not_that_of_the_letter() -> None:
    record = of_text(
        "西藏自治区人民政府办公厅关于印发样例方案的通知\n发布日期：2017-12-01\n各地市：\n"
        "《样例方案》已经同意，现印发给你们，请认真贯彻执行。\n2017年11月14日\n样例方案\n一、样例。\n"
        "西藏自治区人民政府办公厅\n2017年11月16日\n"
    )
    assert record.written_on == date(2017, 11, 14)


def test_an_amending_decision_has_its_own_day_of_effect_and_not_that_of_the_rule() -> None:
    record = of_text(
        "交通运输部关于修改《样例统计办法》的决定\n发布日期：2021-09-10\n中华人民共和国交通运输部令2021年第23号\n"
        "《交通运输部关于修改〈样例统计办法〉的决定》已经通过，现予公布，自公布之日起施行。\n部长 样例\n2021年9月1日\n"
        "交通运输部决定对《样例统计办法》作如下修改：\n将第二条修改为：“样例应当统计。”\n本决定自公布之日起施行。\n"
        "《样例统计办法》根据本决定作相应修正，重新公布。\n样例统计办法\n第一条 样例。\n"
        "第二条 本办法自2015年1月1日起施行，有效期至2016年1月1日。\n"
    )
    assert (record.written_on, record.effective_on, record.repealed_on) == (date(2021, 9, 1), date(2021, 9, 1), None)


@pytest.mark.parametrize("between", ["　", "", "</p><p>"])
def test_a_number_beside_the_title_of_a_page_is_cut_off_it(between: str) -> None:
    title = "三部门关于开展样例试点示范的通知"
    text = f"<p>{title}{between}工信厅联电子函〔2020〕164号</p><p>各有关单位：</p><p>现将样例通知如下。</p>"
    head = f'<title>{title}</title><meta name="ArticleTitle" content="{title}">'
    html = f'<html><head>{head}</head><body><h1>{title}</h1><div id="con_con">{text}</div></body></html>'
    record = parse(Page("https://www.miit.gov.cn/a/2.html", html.encode()))
    assert record.document_number == "工信厅联电子函〔2020〕164号"
    assert record.addressed_to == "各有关单位"


def test_a_title_in_angle_brackets_within_a_title_is_no_trail_of_columns() -> None:
    title = "关于印发《关于医院执行<政府会计制度>的补充规定》和《关于医院执行<政府会计制度>的衔接规定》的通知"
    record = of_text(
        f"{title}\n财会〔2018〕24号\n有关单位：\n现将两项规定印发给你们，请遵照执行。\n财政部\n2018年8月27日\n"
    )
    assert (record.title, record.document_number) == (title, "财会〔2018〕24号")


def test_the_head_of_a_joint_order_without_a_title_is_its_title_and_names_all() -> None:
    record = of_text(
        "中华人民共和国国家发展和改革委员会\n中华人民共和国商务部\n令\n第38号\n"
        "《鼓励外商投资产业目录（2020年版）》已经同意，现予以发布，自2021年1月27日起施行。\n"
        "国家发展改革委主任：样例一\n商务部部长：样例二\n2020年12月27日\n"
    )
    assert record.title == "中华人民共和国国家发展和改革委员会 中华人民共和国商务部 令 第38号"
    assert record.document_number == "国家发展和改革委员会 商务部令第38号"


def test_a_ministry_that_says_ministry_of_itself_is_named_by_the_meeting_that_adopted_its_rule() -> None:
    record = of_text(
        "碳排放权交易管理办法（试行）\n部令 第19号\n"
        "《碳排放权交易管理办法（试行）》已于2020年12月25日由生态环境部部务会议审议通过，现予公布，自2021年2月1日起施行。\n"
        "部长 样例名\n2020年12月31日\n碳排放权交易管理办法（试行）\n第一条 样例。\n"
    )
    assert ([body.id for body in record.issuing_bodies], record.document_number) == (["mee"], "生态环境部令第19号")


def test_an_announcement_whose_head_names_nobody_is_that_of_its_signer() -> None:
    record = of_text(
        "关于发布国家生态环境标准的公告\n公告 2024年 第21号\n现批准样例标准。\n特此公告。\n生态环境部\n2024年8月27日\n"
    )
    assert record.document_number == "生态环境部公告2024年第21号"


def test_a_rule_printed_alone_is_that_of_the_commission_whose_meeting_adopted_it() -> None:
    record = of_text(
        "上市公司信息披露管理办法\n（2021年3月4日中国证券监督管理委员会2021年第3次委务会议审议通过）\n第一条 样例。\n"
        "第二条 本办法自2021年5月1日起施行。\n"
    )
    assert ([body.id for body in record.issuing_bodies], record.written_on) == (["csrc"], date(2021, 3, 4))


def test_a_vice_chairman_signs_an_order_too() -> None:
    record = of_text(
        "保险经纪人监管规定\n保监会令〔2018〕3号\n《保险经纪人监管规定》已经通过，现予公布，自2018年5月1日起实施。\n"
        "副主席 样例名\n2018年2月1日\n保险经纪人监管规定\n第一条 样例。\n"
    )
    assert record.written_on == date(2018, 2, 1)


def test_a_communique_is_signed_under_its_title() -> None:
    record = of_text(
        "中华人民共和国2023年国民经济和社会发展统计公报\n国家统计局\n2024年2月29日\n2023年，样例有所增长。\n"
    )
    assert ([body.id for body in record.issuing_bodies], record.written_on) == (["nbs"], date(2024, 2, 29))


@pytest.mark.parametrize(("speaker", "body"), [("国务院总理　样例名", "state_council"), ("财政部", "mof")])
def test_a_report_to_the_congress_addresses_nobody_and_has_the_day_on_which_it_was_given(
    speaker: str, body: str
) -> None:
    record = of_text(
        f"政府工作报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n{speaker}\n各位代表：\n"
        "现在，向大会报告工作，请予审议。\n今年发展主要预期目标是：国内生产总值增长5%左右；粮食产量1.3万亿斤以上。\n"
    )
    assert (record.addressed_to, record.written_on) == (None, date(2024, 3, 5))
    assert [issuer.id for issuer in record.issuing_bodies] == [body]
    assert [target.year for target in record.targets] == [2024, 2024]


def test_the_cells_of_a_table_on_lines_of_their_own_are_not_run_together() -> None:
    cells = ["活跃用户数（亿户）", "4.6", "8", "预期性", "2020年", "2025年"]
    record = of_text("\n".join(["关于样例的通知", "各有关单位：", "现将样例印发给你们。", *cells]))
    assert record.body.splitlines()[-6:] == cells


def test_the_rows_of_repealed_documents_keep_title_and_number_on_one_line() -> None:
    record = of_text(
        "交通运输部关于公布废止文件目录的通知\n有关单位：\n决定废止下列文件。\n废止的文件目录\n序号\t文件名称\t文号\n"
        "1\t关于印发甲样例的通知\t交样发〔2004〕18号\n2\t关于乙样例的意见\t交样发〔2009〕300号\n"
    )
    assert [one.document_number for one in record.relations if one.kind == "repeals"] == [
        "交样发〔2004〕18号",
        "交样发〔2009〕300号",
    ]


@from_table
def test_a_red_head_above_the_title_names_issuers_and_number_and_is_no_title(head: str) -> None:
    end = "" if "文件" in head else "财政部　税务总局\n2026年3月14日\n"
    record = of_text(
        f"{head}\n关于样例税收政策的公告\n为支持样例发展，现将有关政策公告如下。\n一、样例减按百分之二计征。\n{end}"
    )
    assert (record.title, record.document_number) == ("关于样例税收政策的公告", "财税〔2026〕1号")
    assert [body.id for body in record.issuing_bodies] == ["mof", "sta"]


def test_a_line_of_issuers_and_number_above_a_text_without_a_title_stays_the_title() -> None:
    record = of_text("财政部　税务总局\n财税〔2026〕1号\n各省财政厅：\n请遵照执行。\n财政部　税务总局\n2026年3月14日\n")
    assert (record.title, record.document_number) == ("财政部 税务总局", "财税〔2026〕1号")


def test_a_rule_of_former_years_has_the_day_of_the_order_that_issued_it() -> None:
    record = of_text(
        "样例运输规定\n1996年9月19日 经国务院批准\n1996年10月3日 中华人民共和国交通部令第8号发布\n"
        "第一条 为了加强样例管理，制定本规定。\n第二条 本规定自发布之日起施行。\n"
    )
    assert (record.document_number, record.written_on) == ("交通部令第8号", date(1996, 10, 3))
    assert record.effective_on == date(1996, 10, 3)


def test_a_text_on_one_line_under_its_title_has_the_day_of_its_sign_off() -> None:
    record = of_text(
        "样例市人民政府关于印发样例粮食管理办法的通知\n各县人民政府：现将《样例粮食管理办法》印发给你们，请认真贯彻落实。"
        "样例市人民政府2023年9月5日（此件公开发布）样例粮食管理办法第一章总则第一条为加强样例管理，制定本办法。\n"
    )
    assert (record.written_on, record.issued_title) == (date(2023, 9, 5), "样例粮食管理办法")


def test_a_long_heading_with_year_and_goals_holds_for_the_lines_under_it() -> None:
    record = of_text(
        "关于2023年样例计划执行情况与2024年样例计划草案的报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n"
        "国家发展和改革委员会\n各位代表：\n现将计划草案提请审查。\n二、2024年经济社会发展总体要求、主要目标和政策取向\n"
        "——居民消费价格涨幅3%左右。\n——城镇新增就业1200万人以上。\n"
    )
    assert [(target.value, target.year) for target in record.targets] == [(3, 2024), (1200, 2024)]
