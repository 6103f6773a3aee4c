"""Targets in tables: the forms that plans print, and the rows that the readers of HTML, DOCX, XLSX and PDF give."""

from datetime import date
from pathlib import Path

import lxml.html
import pytest

from parsers.files.readers import read_content
from parsers.grammar.targets.reading import read_targets
from parsers.markup.paragraphs import paragraphs
from parsers.passages import passages_of
from parsers.record import Target
from tests.parsers.grammar.test_targets import line_of
from tests.samples.files.packages import make_docx, make_xlsx, paragraph
from tests.samples.files.pdf import Page, write_pdf

ON = date(2021, 11, 1)
EXPECTED = [
    "累计投资 | = 3.7 万亿元 | 2025 | level | from 2.5 of 2020 | 预期性",
    "每万人5G基站数 | = 26 个 | 2025 | level | from 5 of 2020 | 预期性",
    "能耗下降 | = 15 % | 2025 | change decrease | from ? of 2020 | 约束性",
]


def told(*lines: str) -> list[str]:
    return [f"{line_of(one)} | {one.nature}" if one.nature else line_of(one) for one in targets_of(*lines)]


def targets_of(*lines: str) -> tuple[Target, ...]:
    return read_targets(passages_of("\n".join(lines)), ON)


def cases() -> dict[str, tuple[list[str], list[str]]]:
    """The tables of the file of cases by name: their lines, and the lines of their targets."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for block in (Path(__file__).parent / "target_tables.txt").read_text("utf-8").split("\n# ")[2:]:
        name, *lines = block.rstrip("\n").split("\n")
        found[name] = (
            [line for line in lines if not line.startswith("= ")],
            [line[2:] for line in lines if line.startswith("= ")],
        )
    return found


@pytest.mark.parametrize("name", cases())
def test_a_table_gives_its_targets(name: str) -> None:
    lines, expected = cases()[name]
    assert told(*lines) == expected


def test_a_table_in_html_with_cells_over_rows_and_columns() -> None:
    markup = """<table>
    <tr><td rowspan=2>类别</td><td rowspan=2>指标</td><td colspan=3>规划目标</td><td rowspan=2>属性</td></tr>
    <tr><td>2020年</td><td>2025年</td><td>年均/累计</td></tr>
    <tr><td rowspan=2>设施</td><td><p>1. 累计投资</p><p>（万亿元）</p></td>
    <td>2.5</td><td>3.7</td><td>—</td><td>预期性</td></tr>
    <tr><td>2. 每万人5G基站数（个）</td><td>5</td><td>26</td><td></td><td>预期性</td></tr>
    <tr><td colspan=6>二、绿色发展</td></tr>
    <tr><td>绿色</td><td>3. 能耗下降（%）</td><td>—</td><td>—</td><td>〔15〕</td><td>约束性</td></tr></table>"""
    assert told(*paragraphs(lxml.html.fromstring(markup))) == EXPECTED


def test_a_table_in_a_docx_with_cells_over_rows_and_columns() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    wide, start, below = '<w:gridSpan w:val="3"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        [cell("类别", start), cell("指标", start), cell("规划目标", wide), cell("属性", start)],
        [cell("", below), cell("", below), cell("2020年"), cell("2025年"), cell("年均/累计"), cell("", below)],
        [cell("设施", start), *map(cell, ("1. 累计投资（万亿元）", "2.5", "3.7", "—", "预期性"))],
        [cell("", below), *map(cell, ("2. 每万人5G基站数（个）", "5", "26", "", "预期性"))],
        [cell("绿色"), *map(cell, ("3. 能耗下降（%）", "—", "—", "〔15〕", "约束性"))],
    ]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    content = make_docx(f"<w:tbl>{table}</w:tbl>")
    assert told(*read_content(content).pages[0].paragraphs) == EXPECTED


def test_a_table_in_a_workbook_with_a_title_over_its_columns() -> None:
    rows: list[list[str | float]] = [
        ["主要指标"],
        ["序号", "指标", "单位", "2020年", "2025年", "年均/累计", "属性"],
        [1, "累计投资", "万亿元", 2.5, 3.7, "", "预期性"],
        [2, "每万人5G基站数", "个", 5, 26, "", "预期性"],
        [3, "能耗下降", "%", "", "", "[15]", "约束性"],
    ]
    assert told(*read_content(make_xlsx("指标", rows, ["A1:G1"])).pages[0].paragraphs) == EXPECTED


@pytest.mark.parametrize("is_ruled", [True, False])
def test_a_table_in_a_pdf_with_and_without_rules(is_ruled: bool) -> None:
    page = Page()
    columns, heights = (90, 240, 310, 380, 450, 510), (700, 670, 640, 610, 580)
    if is_ruled:
        page.grid(columns, heights)
    rows = [
        ("指标", "2020年", "2025年", "年均/累计", "属性"),
        ("累计投资（万亿元）", "2.5", "3.7", "—", "预期性"),
        ("每万人5G基站数（个）", "5", "26", "—", "预期性"),
        ("能耗下降（%）", "—", "—", "[15]", "约束性"),
    ]
    for height, row in zip(heights[1:], rows, strict=True):
        for left, text in zip(columns, row, strict=False):
            page.put(left + 4, height + 10, text, 12)
    assert told(*read_content(write_pdf([page])).pages[0].paragraphs) == EXPECTED
