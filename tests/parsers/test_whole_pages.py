"""Whole pages of classes that real sites have, imitated: what stands where decides whose number and day it is."""

from datetime import date
from typing import Any

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


@pytest.mark.parametrize("between", ["　", "", "</p><p>"])
def test_a_number_beside_the_title_of_a_page_is_cut_off_it(between: str) -> None:
    title = "三部门关于开展样例试点示范的通知"
    text = f"<p>{title}{between}工信厅联电子函〔2020〕164号</p><p>各有关单位：</p><p>现将样例通知如下。</p>"
    head = f'<title>{title}</title><meta name="ArticleTitle" content="{title}">'
    html = f'<html><head>{head}</head><body><h1>{title}</h1><div id="con_con">{text}</div></body></html>'
    record = parse(Page("https://www.miit.gov.cn/a/2.html", html.encode()))
    assert record.document_number == "工信厅联电子函〔2020〕164号"
    assert record.addressed_to == "各有关单位"


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


@from_table
def test_a_whole_page_is_read(text: str, expected: dict[str, Any]) -> None:
    record = of_text(text)
    read: dict[str, Any] = {
        **{name: getattr(record, name, None) for name in expected},
        "ids": [body.id for body in record.issuing_bodies],
        "targets": [[target.value, target.year] for target in record.targets],
    }
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in read.items()}
    assert {name: shown[name] for name in expected} == expected
