"""Where the letters of a number begin: behind a title, a red head or the words of a sentence, on invented lines."""

import pytest

from parsers.document import parse
from parsers.grammar.document_number import letters_at_end
from parsers.grammar.layout.head import read_layout
from parsers.page import Page
from tests.tables import from_table

TITLE = "样例省人民政府办公厅关于印发样例工作方案的通知"


@from_table
def test_the_letters_are_what_is_left_without_title_body_and_sentence(run: str, letters: str | None) -> None:
    assert letters_at_end(run) == letters


@pytest.mark.parametrize(
    ("line", "number", "addressed_to"),
    [
        (f"{TITLE}样府办发〔2017〕144号", "样府办发〔2017〕144号", None),
        (f"{TITLE}　浙政办发〔 2017〕144号", "浙政办发〔2017〕144号", None),
        (f"{TITLE}（浙政办发〔2017〕144号）", "浙政办发〔2017〕144号", None),
        (f"浙政办发〔2017〕144号{TITLE}", "浙政办发〔2017〕144号", None),
        ("的通知浙政办发〔2017〕144号", "浙政办发〔2017〕144号", None),
        (f"{TITLE}浙政办发〔2017〕144号各市、县人民政府：", "浙政办发〔2017〕144号", "各市、县人民政府"),
        ("浙政办发〔2017〕144号各市、县人民政府：现将样例印发给你们。", "浙政办发〔2017〕144号", "各市、县人民政府"),
        ("浙江省人民政府文件浙政发〔2016〕91号", "浙政发〔2016〕91号", None),
        ("样例省人民政府办公厅关于明确浙政〔2012〕103号文件重点工作责任单位的通知", None, None),
        ("现将《样例办法》（浙政〔2012〕103号）转发给你们，请执行。", None, None),
        ("浙政〔2012〕103号文件精神", None, None),
    ],
)
def test_a_number_on_the_line_of_the_title_is_the_documents_and_a_cited_one_is_not(
    line: str, number: str | None, addressed_to: str | None
) -> None:
    layout = read_layout([line, "样例正文在这里，没有别的内容。"], TITLE)
    assert (layout.number.standard if layout.number else None, layout.addressed_to) == (number, addressed_to)


def test_a_heading_that_names_all_issuers_of_a_joint_document_is_its_title() -> None:
    issuers = "样例部" * 30
    body = [f"{issuers}关于持续加强样例行业秩序整顿的通知", "工信部联原〔2018〕265号", "各有关单位：", "样例正文。"]
    layout = read_layout(body, "十二部门关于持续加强样例行业秩序整顿的通知")
    assert layout.number is not None
    assert layout.addressed_to == "各有关单位"


@pytest.mark.parametrize("between", ["", "　", "\n"])
def test_the_number_of_a_page_is_never_its_title(between: str) -> None:
    title = "三部门关于开展样例试点示范的通知"
    head = f"{title}\n发布日期：2020-07-16\n{title}{between}工信厅联电子函〔2020〕164号"
    record = parse(Page.from_text("https://www.miit.gov.cn/a/1.html", f"{head}\n各有关单位：\n样例如下。\n"))
    assert record.document_number == record.document_number_as_printed == "工信厅联电子函〔2020〕164号"


def test_a_title_that_begins_with_its_number_gives_it() -> None:
    text = (
        "渝府发〔 2015〕55号重庆市人民政府关于做好样例工作的通知\n发布日期：2015-08-31\n各区县：\n现将样例通知如下。\n"
    )
    assert parse(Page.from_text("https://www.cq.gov.cn/a.html", text)).document_number == "渝府发〔2015〕55号"
