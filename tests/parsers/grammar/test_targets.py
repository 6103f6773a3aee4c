"""Targets in sentences and in tables."""

import re
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from parsers.csv_tables import rows_of
from parsers.files.readers import read_content
from parsers.grammar.targets.figures import find_figures
from parsers.grammar.targets.reading import read_targets
from parsers.grammar.targets.rules import rules_of
from parsers.grammar.targets.wording import words
from parsers.markup.paragraphs import paragraphs
from parsers.passages import passages_of
from parsers.record import Target
from tests.samples.files.packages import make_docx, make_xlsx, paragraph
from tests.samples.files.pdf import Page, write_pdf
from tests.tables import from_table

# Quantified targets: what prose and tables commit to, and what only looks like a target. Sentences are our own


ON, ON_OF_TITLED = date(2021, 11, 1), date(2021, 3, 10)
TITLES = {
    "plan": "某市人民政府关于印发某市水运发展行动方案的通知",
    "notice": "某市人民政府办公厅关于做好春季植树工作的通知",
    "rules": "某市人民政府关于印发某市停车场管理办法的通知",
    "asks": "某部办公厅关于开展绿色港口申报工作的通知",
    "": None,
}
HERE = Path(__file__).parent


def told(*lines: str, on: date | None = ON, title: str | None = None) -> list[str]:
    return [line_of(one) for one in read_targets(passages_of("\n".join(lines)), on, title)]


def line_of(target: Target) -> str:
    """A target as a line: indicator | bound, value and unit | year | kind [direction] [| from baseline of year]."""
    value = target.value if isinstance(target.value, str) else f"{target.value:.9g}"
    value += "" if target.upper is None else f"-{target.upper:g}"
    kind = " ".join(filter(None, (target.kind, target.direction)))
    line = f"{target.indicator} | {target.comparator} {value} {target.unit}".rstrip() + f" | {target.year} | {kind}"
    if target.baseline is not None or target.baseline_year:
        line += f" | from {'?' if target.baseline is None else f'{target.baseline:g}'} of {target.baseline_year or '?'}"
    return line


def cases(name: str) -> dict[str, list[str]]:
    """The sentences of a file of cases, each with the lines that are indented below it."""
    found: dict[str, list[str]] = {}
    sentence = ""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            found[sentence].append(line.strip())
        elif not line.startswith("#"):
            found[sentence := line] = []
    return found


@from_table
def test_a_text_gives_its_targets(title: str, on: str, text: str, targets: str) -> None:
    """Paragraphs end in ⏎, cells in ⇥; the day is given where it is not that of the others."""
    day: date | None = ON_OF_TITLED if title else ON
    if on:
        day = None if on == "none" else date.fromisoformat(on)
    lines = text.replace("⇥", "\t").split("⏎")
    assert told(*lines, on=day, title=TITLES[title]) == (targets.split(" ; ") if targets else [])


def test_the_sentences_of_plans_give_their_targets() -> None:
    wanted = cases("target_sentences.txt")
    given = {sentence: told(sentence) for sentence in wanted}
    assert {sentence: lines for sentence, lines in given.items() if lines != wanted[sentence]} == {}
    assert len(wanted) > 150


def test_sentences_that_only_look_like_targets_give_none() -> None:
    sentences = cases("target_traps.txt")
    for day in (ON, date(2025, 3, 1)):
        assert {sentence: found for sentence in sentences if (found := told(sentence, on=day))} == {}
        assert told(*sentences, on=day) == []
    assert len(sentences) > 90


@pytest.mark.parametrize(
    "negation", ["不", "不宜", "不应", "不应当", "不能", "不得", "不会", "不再", "不允许", "未", "严禁"]
)
@pytest.mark.parametrize(
    ("word", "opposite"), [("低于", ">="), ("少于", ">="), ("高于", "<="), ("超过", "<="), ("突破", "<=")]
)
def test_a_negation_turns_a_bound_round(negation: str, word: str, opposite: str) -> None:
    (figure,) = find_figures(f"水面面积{negation}{word}60公顷。")
    assert figure.comparator == opposite


def test_a_target_has_its_words_as_printed_and_the_place_where_it_stands_first() -> None:
    printed = "到 2025年，累计投资由2.5万亿元增加到 3.7万亿元。"
    [target] = read_targets(passages_of(f"{printed}\n{printed}"), ON)
    assert (target.words, target.place) == (printed, "paragraph 1")
    assert (target.amount, target.base_unit, target.value_as_printed) == (3.7e12, "元", "3.7")


def test_the_words_of_rules_are_patterns_with_words_that_have_them() -> None:
    kinds = {row["kind"] for row in rows_of("parsers.grammar.targets", "kinds.csv")}
    rows = rows_of("parsers.grammar.targets", "words.csv")
    assert {row["kind"] for row in rows} == kinds
    for row in rows:
        re.compile(row["words"])
        assert row["witness"], row
    for kind in kinds:
        assert getattr(words, kind).pattern
    phrases = rows_of("parsers.grammar.targets", "patterns.csv")
    assert [row["name"] for row in phrases if not getattr(words, row["name"]).search(row["witness"])] == []
    with pytest.raises(AttributeError):
        assert words.no_such_kind


def test_every_rule_has_a_sentence_that_it_reads() -> None:
    assert len(rules_of("percent")) > 10
    rows = rows_of("parsers.grammar.targets", "rules.csv")
    assert [row["rule"] for row in rows if not told(f"到2025年，{row['witness']}。")] == []


# Targets in tables: the forms that plans print, and the rows that the readers of HTML, DOCX, XLSX and PDF give


ON_OF_TABLES = date(2021, 11, 1)
EXPECTED = [
    "累计投资 | = 3.7 万亿元 | 2025 | level | from 2.5 of 2020 | 预期性",
    "每万人5G基站数 | = 26 个 | 2025 | level | from 5 of 2020 | 预期性",
    "能耗下降 | = 15 % | 2025 | change decrease | from ? of 2020 | 约束性",
]


def told_of_tables(*lines: str) -> list[str]:
    return [f"{line_of(one)} | {one.nature}" if one.nature else line_of(one) for one in targets_of(*lines)]


def targets_of(*lines: str) -> tuple[Target, ...]:
    return read_targets(passages_of("\n".join(lines)), ON_OF_TABLES)


def cases_of_tables() -> dict[str, tuple[list[str], list[str]]]:
    """The tables of the file of cases by name: their lines, and the lines of their targets."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for block in (Path(__file__).parent / "target_tables.txt").read_text("utf-8").split("\n# ")[2:]:
        name, *lines = block.rstrip("\n").split("\n")
        found[name] = (
            [line for line in lines if not line.startswith("= ")],
            [line[2:] for line in lines if line.startswith("= ")],
        )
    return found


@pytest.mark.parametrize("name", cases_of_tables())
def test_a_table_gives_its_targets(name: str) -> None:
    lines, expected = cases_of_tables()[name]
    assert told_of_tables(*lines) == expected


def test_a_table_in_html_with_cells_over_rows_and_columns() -> None:
    markup = """<table>
    <tr><td rowspan=2>类别</td><td rowspan=2>指标</td><td colspan=3>规划目标</td><td rowspan=2>属性</td></tr>
    <tr><td>2020年</td><td>2025年</td><td>年均/累计</td></tr>
    <tr><td rowspan=2>设施</td><td><p>1. 累计投资</p><p>（万亿元）</p></td>
    <td>2.5</td><td>3.7</td><td>—</td><td>预期性</td></tr>
    <tr><td>2. 每万人5G基站数（个）</td><td>5</td><td>26</td><td></td><td>预期性</td></tr>
    <tr><td colspan=6>二、绿色发展</td></tr>
    <tr><td>绿色</td><td>3. 能耗下降（%）</td><td>—</td><td>—</td><td>〔15〕</td><td>约束性</td></tr></table>"""
    assert told_of_tables(*paragraphs(lxml.html.fromstring(markup))) == EXPECTED


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
    assert told_of_tables(*read_content(content).pages[0].paragraphs) == EXPECTED


def test_a_table_in_a_workbook_with_a_title_over_its_columns() -> None:
    rows: list[list[str | float]] = [
        ["主要指标"],
        ["序号", "指标", "单位", "2020年", "2025年", "年均/累计", "属性"],
        [1, "累计投资", "万亿元", 2.5, 3.7, "", "预期性"],
        [2, "每万人5G基站数", "个", 5, 26, "", "预期性"],
        [3, "能耗下降", "%", "", "", "[15]", "约束性"],
    ]
    assert told_of_tables(*read_content(make_xlsx("指标", rows, ["A1:G1"])).pages[0].paragraphs) == EXPECTED


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
    assert told_of_tables(*read_content(write_pdf([page])).pages[0].paragraphs) == EXPECTED
