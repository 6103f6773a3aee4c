"""The parts of a text: sign-offs that run together, annexes, bodies and lists."""

from datetime import date

import pytest

from parsers.document import parse, understand
from parsers.errors import NotReadable
from parsers.extraction import Facts, Finding, Notice, Place
from parsers.grammar.layout.glued import split_glued
from parsers.grammar.layout.parts import Part, PartKind, lines_of, parts_of_page
from parsers.grammar.news import are_figures
from parsers.grammar.title import read_title
from parsers.page import Page
from parsers.record import PolicyDocument, Stage
from tests.tables import from_table

# A sign-off that a copied text runs together with what stands around it, on invented texts


@from_table
def test_a_sign_off_inside_a_line_becomes_paragraphs_of_its_own(line: str, paragraphs: list[str]) -> None:
    assert split_glued([line]) == paragraphs


@from_table
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


# A document that is printed behind a press text is the page's document; figures of a period are none


PRESS = ("近日，工业和信息化部办公厅印发通知，部署水闸工作。", "样例：下一步将抓好落实。", "附件：")
HEADLINE = "工业和信息化部部署水闸工作"
TITLE = "工业和信息化部办公厅关于做好水闸工作的通知"
NUMBER = "工信厅科函〔2026〕123号"
REST = (
    "各省、自治区、直辖市及计划单列市工业和信息化主管部门：",
    "样例正文，参照工信部科〔2020〕5号。本通知自2026年10月1日起施行。",
    "工业和信息化部办公厅",
    "2026年9月1日",
)
DOCUMENT = (TITLE, NUMBER, *REST)


def record(
    body: tuple[str, ...], title: str = "工业和信息化部部署水闸工作", stage: Stage | None = "news"
) -> PolicyDocument:
    facts: Facts = {"title": (Finding(title, Place.HEADING, "h1"),)}
    return understand(Notice("miit", "https://www.miit.gov.cn/a.html", facts, body, stage=stage))


@from_table
def test_a_document_behind_a_press_text_gives_number_bodies_and_days(body: tuple[str, ...]) -> None:
    read = record(body)
    assert read.title == HEADLINE
    assert (read.stage, read.document_type, read.document_number) == ("final", "通知", NUMBER)
    assert [body.as_printed for body in read.issuing_bodies] == ["工业和信息化部办公厅"]
    assert str(read.written_on) == "2026-09-01"
    assert str(read.effective_on) == "2026-10-01"
    assert read.addressed_to == REST[0][:-1]
    assert [cited.document_number for cited in read.cites] == ["工信部科〔2020〕5号"]


@from_table
def test_a_page_of_news_that_prints_no_whole_document_stays_news(body: tuple[str, ...]) -> None:
    read = record(body)
    assert (read.stage, read.document_number, read.written_on) == ("news", None, None)


def test_a_notice_that_forwards_another_one_is_its_own_document() -> None:
    own = (
        "国办发〔2026〕5号",
        "各省、自治区、直辖市人民政府：",
        "现将通知印发给你们。",
        "国务院办公厅",
        "2026年9月9日",
    )
    read = record((*own, *DOCUMENT), "国务院办公厅关于转发水闸工作意见的通知", None)
    assert (read.document_number, str(read.written_on)) == ("国办发〔2026〕5号", "2026-09-09")


def test_an_interpretation_with_the_document_behind_it_stays_one() -> None:
    assert record((*PRESS, *DOCUMENT), "水闸工作解读", "interpretation").stage == "interpretation"


@from_table
def test_figures_of_a_period_are_no_document(title: str) -> None:
    assert are_figures(read_title(title))
    assert record(("样例数字。",), title, None).stage == "news"


@from_table
def test_rules_about_statistics_and_reports_on_work_are_no_figures(title: str) -> None:
    assert not are_figures(read_title(title))


def test_figures_with_a_number_of_their_own_or_a_column_of_documents_are_documents() -> None:
    title = "2026年5月地方政府债券发行和债务余额情况"
    number = Finding("财预〔2026〕5号", Place.TABLE, "文号")
    facts: Facts = {"title": (Finding(title, Place.HEADING, "h1"),), "document_number": (number,)}
    notice = Notice("mof", "https://www.mof.gov.cn/a.htm", facts, ("样例。",))
    assert understand(notice).stage == "final"
    assert record(("样例。",), title, "final").stage == "final"


# The parts of a page, on invented texts: which lines speak for the document, and which are another's


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
