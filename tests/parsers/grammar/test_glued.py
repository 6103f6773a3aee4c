"""A sign-off that a copied text runs together with what stands around it, on invented texts."""

from datetime import date

import pytest

from parsers.document import parse
from parsers.grammar.layout.glued import split_glued
from parsers.page import Page

OFFICE = "青海省人民政府办公厅"


@pytest.mark.parametrize(
    ("line", "paragraphs"),
    [
        (
            f"现印发给你们，请认真贯彻执行。{OFFICE} 2022年10月10日 (此件公开发布)样例方案一、总体要求",
            ["现印发给你们，请认真贯彻执行。", OFFICE, "2022年10月10日", "(此件公开发布)", "样例方案一、总体要求"],
        ),
        (
            f"现印发给你们，请认真贯彻执行。{OFFICE} 2022年10月10日青海省样例方案",
            ["现印发给你们，请认真贯彻执行。", OFFICE, "2022年10月10日", "青海省样例方案"],
        ),
        (
            "请认真组织实施。\u3000\u3000二○○八年九月二十一日\u3000\u3000福建省样例办法",
            ["请认真组织实施。", "二○○八年九月二十一日", "福建省样例办法"],
        ),
        (f"2.电话：0971-6318936{OFFICE} 2018年12月1日", ["2.电话：0971-6318936", OFFICE, "2018年12月1日"]),
        (
            "部长 样例 2021年9月1日 样例部关于修改《样例规定》的决定 样例部决定对《样例规定》作如下修改：",
            ["部长 样例", "2021年9月1日", "样例部关于修改《样例规定》的决定 样例部决定对《样例规定》作如下修改："],
        ),
        ("一、总体要求。\u3000\u3000二、主要任务。", ["一、总体要求。", "二、主要任务。"]),
        (f"{OFFICE}\u3000\u3000\u30002018年12月1日", [f"{OFFICE}\u3000\u3000\u30002018年12月1日"]),
        (
            "样例领导小组办公室（代章） 2021年11月7日（此件公开发布）",
            ["样例领导小组办公室（代章）", "2021年11月7日", "（此件公开发布）"],
        ),
    ],
)
def test_a_sign_off_inside_a_line_becomes_paragraphs_of_its_own(line: str, paragraphs: list[str]) -> None:
    assert split_glued([line]) == paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "本办法自2004年7月1日起施行。国务院2001年3月2日发布的《样例办法》同时废止。",
        "请认真贯彻执行。2016年3月7日省政府印发的《样例办法》同时废止。",
        f"来源：{OFFICE} 2022年10月10日",
        f"{OFFICE}秘书处 2017年2月13日印发",
        "（2018年5月13日样例委员会第四次会议通过）",
        "二是2021年1月27日向社会公开征求意见，并先后召开会议。",
    ],
)
def test_a_day_that_a_sentence_tells_is_no_sign_off(line: str) -> None:
    assert split_glued([line]) == [line]


def test_a_day_under_names_is_cut_off_the_annex_behind_it() -> None:
    assert split_glued(["广东省人民政府", "二○○三年十二月二日国务院关于样例的通知"]) == [
        "广东省人民政府",
        "二○○三年十二月二日",
        "国务院关于样例的通知",
    ]


@pytest.mark.parametrize(
    "ending",
    [
        "联系人：样例 010-68205577\n附件：样例企业名单\n工业和信息化部办公厅\n2018年9月25日",
        "联系人：样例，010-68205577\n工业和信息化部办公厅 2018年9月25日\n附件：\n样例名单",
        "请各单位认真落实，确保取得实效。\n2018年9月25日\n（此件公开发布）\n样例方案\n为做好样例工作，制定本方案。",
        "样例工作请径向我厅反映，电话68205577\n样例工作部际联席会议办公室\n二〇一八年九月二十五日",
        "责任单位：省样例厅，各市、县\n\u3000\u3000福建省人民政府\n\u3000\u30002018年9月25日\n附件\n样例表",
        "附件：样例渠道淘汰落后产能工作部际协调小组办公室 2018年9月25日\n附件",
        "请认真贯彻执行。广东省人民政府办公厅\n二 ○一八年九月二十五日\n国务院办公厅关于样例的通知\n2017年1月2日",
        "现印发给你们，请认真贯彻执行。\n2018年9月25日\n样例方案\n一、样例。\n福建省人民政府办公厅\n2018年10月8日",
    ],
)
def test_the_first_sign_off_is_the_documents_however_its_lines_are_broken(ending: str) -> None:
    head = "样例省人民政府办公厅关于做好样例工作的通知\n发布日期：2018-10-01\n各市、县人民政府：\n现将样例通知如下。"
    text = f"{head}\n{ending}\n"
    assert parse(Page.from_text("https://www.example.gov.cn/a.html", text)).written_on == date(2018, 9, 25)


def test_a_line_of_many_days_is_read_to_its_end() -> None:
    line = "样例于2021年1月2日开始，" * 5_000
    assert split_glued([line]) == [line]
