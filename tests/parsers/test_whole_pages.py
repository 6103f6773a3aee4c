"""Whole pages of classes that real sites have, imitated: what stands where decides whose number and day it is."""

from datetime import date

import pytest

from parsers.document import parse
from parsers.page import Page
from parsers.record import PolicyDocument

FORWARDED = """国务院办公厅关于加强样例工作的通知
国办发〔2014〕56号
各省、自治区、直辖市人民政府：
现就有关要求通知如下。本通知自印发之日起施行，有效期5年。《旧样例办法》同时废止。
国务院办公厅
2014年11月12日
"""


def of_text(text: str) -> PolicyDocument:
    return parse(Page.from_text("https://www.mot.gov.cn/a.html", text))


@pytest.mark.parametrize(
    "letter",
    [
        "现将《国务院办公厅关于加强样例工作的通知》（国办发〔2014〕56号）转发给你们，请认真贯彻执行。\n2015年1月29日",
        "现将《国务院办公厅关于加强样例工作的通知》转发给你们，请认真贯彻执行。\n交通运输部\n2015年1月29日\n（此件公开发布）",
        "现将《国务院办公厅关于加强样例工作的通知》转发给你们，请认真贯彻执行。交通运输部 2015年1月29日",
    ],
)
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
