"""A document that is printed behind a press text is the page's document; figures of a period are none."""

import pytest

from parsers.document import understand
from parsers.extraction import Facts, Finding, Notice, Place
from parsers.grammar.news import are_figures
from parsers.grammar.title import read_title
from parsers.record import PolicyDocument, Stage
from tests.tables import from_table

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


@pytest.mark.parametrize(
    "body",
    [
        (*PRESS, *DOCUMENT),
        (*PRESS, TITLE, f"（{NUMBER}）", *REST),
        (*PRESS, NUMBER, TITLE, *REST),
        (*PRESS, "工业和信息化部办公厅", "关于做好水闸工作的通知", NUMBER, *REST),
    ],
)
def test_a_document_behind_a_press_text_gives_number_bodies_and_days(body: tuple[str, ...]) -> None:
    read = record(body)
    assert read.title == HEADLINE
    assert (read.stage, read.document_type, read.document_number) == ("final", "通知", NUMBER)
    assert [body.as_printed for body in read.issuing_bodies] == ["工业和信息化部办公厅"]
    assert str(read.written_on) == "2026-09-01"
    assert str(read.effective_on) == "2026-10-01"
    assert read.addressed_to == REST[0][:-1]
    assert [cited.document_number for cited in read.cites] == ["工信部科〔2020〕5号"]


@pytest.mark.parametrize(
    "body",
    [
        (*PRESS, NUMBER, "会议强调，要抓好落实。"),
        (*PRESS, TITLE, NUMBER, "样例正文。"),
        (*PRESS, TITLE, NUMBER, *REST[:2]),
        (*PRESS, TITLE, NUMBER, *REST[1:]),
        (*PRESS, *DOCUMENT, *DOCUMENT),
        (*PRESS, "水闸工作通知", NUMBER, *REST),
        (PRESS[0], "样例：关于水闸，下一步将抓好落实。", "水闸工作通知", NUMBER, *REST),
        (*PRESS, TITLE, "2026年第123号", *REST),
        (*PRESS, TITLE, f"原{NUMBER}文", *REST),
        (*PRESS, TITLE, "第3号楼", *REST),
        (*PRESS, "工业和信息化部办公厅关于做好水闸工作", NUMBER, *REST),
        ("样例没有说到文件。", *DOCUMENT),
        (f"近日，工业和信息化部办公厅印发《关于做好水闸工作的通知》（{NUMBER}）。", *REST),
    ],
)
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
