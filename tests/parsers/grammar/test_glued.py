"""A sign-off that a copied text runs together with what stands around it, on invented texts."""

from datetime import date

import pytest

from parsers.document import parse
from parsers.errors import NotReadable
from parsers.grammar.layout.glued import split_glued
from parsers.page import Page
from parsers.record import PolicyDocument
from tests.tables import from_table

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
        ("（2020年第12号）\u3000\u3000《样例办法》已经通过。", ["（2020年第12号）", "《样例办法》已经通过。"]),
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


@from_table
def test_the_first_sign_off_is_the_documents_however_its_lines_are_broken(ending: str) -> None:
    head = "样例省人民政府办公厅关于做好样例工作的通知\n发布日期：2018-10-01\n各市、县人民政府：\n现将样例通知如下。"
    text = f"{head}\n{ending}\n"
    assert parse(Page.from_text("https://www.example.gov.cn/a.html", text)).written_on == date(2018, 9, 25)


def test_a_line_of_many_days_is_read_to_its_end() -> None:
    line = "样例于2021年1月2日开始，" * 5_000
    assert split_glued([line]) == [line]


GAP = "\u3000\u3000"


def told(*rows: str) -> PolicyDocument:
    return parse(Page.from_text("https://www.gov.cn/zhengce/content/2014-12/1/content_1.htm", "\n".join(rows)))


@pytest.mark.parametrize("colon", "：:")
def test_a_letter_on_one_line_has_its_title_number_addressees_and_day(colon: str) -> None:
    told_once = told(
        f"国务院办公厅关于推行样例治理的意见国办发〔2014〕169号各省、自治区、直辖市人民政府{colon}{GAP}样例治理是样例。"
        f"{GAP}一、总体要求{GAP}（一）指导思想。坚持样例。{GAP}请及时报告。{GAP * 9} 国务院办公厅{GAP * 8}"
        f"2014年12月27日{GAP}（此件公开发布）"
    )
    assert told_once.title == "国务院办公厅关于推行样例治理的意见"
    assert told_once.document_number == "国办发〔2014〕169号"
    assert told_once.addressed_to == "各省、自治区、直辖市人民政府"
    assert told_once.written_on == date(2014, 12, 27)
    assert "\n一、总体要求\n（一）指导思想。坚持样例。\n" in told_once.body


def test_a_heading_is_apart_from_its_text_and_a_section_from_the_one_before() -> None:
    line = f"1\u3000总则{GAP}1.1\u3000编制目的{GAP}健全样例机制，有序应对。{GAP}二、任务{GAP}完成样例"
    assert [part.strip() for part in split_glued([line])] == [
        "1\u3000总则",
        "1.1\u3000编制目的",
        "健全样例机制，有序应对。",
        "二、任务",
        "完成样例",
    ]


def test_who_signed_an_order_ends_it_on_its_line() -> None:
    order = "现公布《样例税法实施条例》，自2018年1月1日起施行。总理"
    rule = ("样例税法实施条例", "第一条　为了样例，制定本条例。")
    for officer in (f"{GAP}李强 　　 　2017年12月25日 　　", f"{GAP}李强2017年12月25日"):
        document = told("中华人民共和国国务院令第893号", order + officer, *rule)
        assert (document.written_on, document.effective_on) == (date(2017, 12, 25), date(2018, 1, 1))


def test_the_number_of_an_order_stands_on_the_line_of_its_text() -> None:
    text = f" 第　559　号 {GAP}《样例评价条例》已经样例会议通过，现予公布，自2009年10月1日起施行。"
    assert told("中华人民共和国国务院令", text, "总　理　　李强", "二○○九年八月十七日").document_number == "国令第559号"


def test_a_number_run_together_with_its_title_is_no_part_of_it_but_one_in_brackets_is() -> None:
    rows = ("各省、自治区、直辖市人民政府：", "现印发给你们。", "国务院办公厅", "2020年5月31日")
    title = "国务院办公厅关于印发样例改革方案的通知"
    assert told(f"{title}国办发〔2020〕913号", *rows).title == title
    assert told(f"{title}（国办发〔2020〕913号）", *rows).title == f"{title}（国办发〔2020〕913号）"


def test_the_day_in_brackets_under_the_title_of_an_older_letter_is_its_day() -> None:
    document = told(
        f"国务院关于样例工作的决定国发〔1990〕165号（一九九〇年十二月五日）{GAP}保护样例是国策。{GAP}一、样例{GAP}国务院"
    )
    assert (document.document_number, document.written_on) == ("国发〔1990〕165号", date(1990, 12, 5))


def test_the_title_of_an_interview_ends_before_its_text() -> None:
    document = told(
        "样例部有关负责人就《样例监测方案（试行）》答记者问样例部日前印发《样例监测方案（试行）》。问：为何？答：样例。"
    )
    assert document.title == "样例部有关负责人就《样例监测方案（试行）》答记者问"
    assert document.stage == "interpretation"


def test_the_dateline_of_a_press_report_is_no_title() -> None:
    with pytest.raises(NotReadable, match="expected a title"):
        told("新华社北京7月21日电（记者 样例）国务院常务会议作出部署，确定样例措施。")
