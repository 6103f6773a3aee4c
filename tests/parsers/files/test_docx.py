"""DOCX: the text as Word shows it, with the numbers that Word prints itself."""

from dataclasses import replace

import pytest

from parsers.files.sandbox.limits import LIMITS
from parsers.files.text import FileNotRead
from parsers.files.word import docx
from parsers.files.word.numbering import format_number
from tests.parsers.files.damage import damaged, state_of
from tests.samples.files.packages import level, lists, make_docx, make_zip, numbered, paragraph, part
from tests.tables import from_table

CHAPTERS = (level(0, "chineseCountingThousand", "第%1章"), level(1, "decimal", "%1.%2"), level(2, "decimal", "（%3）"))


def paragraphs(content: bytes) -> list[str]:
    return list(docx.read(content, LIMITS).pages[0].paragraphs)


@from_table
def test_a_number_is_written_in_the_format_of_its_list(number_format: str, printed: dict[str, str]) -> None:
    assert {value: format_number(int(value), number_format) for value in printed} == printed


def test_chapters_and_articles_carry_the_numbers_that_word_prints() -> None:
    body = (
        numbered("总则")
        + numbered("目的", 1)
        + numbered("依据", 1)
        + numbered("甲", 2)
        + numbered("附则")
        + numbered("施行", 1)
        + numbered("乙", 2)
    )
    text = paragraphs(make_docx(body, numbering=lists(*CHAPTERS)))
    assert text == ["第一章 总则", "一.1 目的", "一.2 依据", "（1） 甲", "第二章 附则", "二.1 施行", "（1） 乙"]


ARTICLE = level(0, "chineseCounting", "第%1条", '<w:suff w:val="nothing"/>')


@pytest.mark.parametrize(
    ("numbering", "body", "expected"),
    [
        pytest.param(lists(ARTICLE), numbered("　甲"), ["第一条　甲"], id="nothing after the number"),
        pytest.param(
            lists(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")),
            numbered("甲") + numbered("乙", 1),
            ["第一章 甲", "1.1 乙"],
            id="all numbers decimal",
        ),
        pytest.param(
            lists(level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')),
            numbered("甲") + numbered("乙", 1) + numbered("丙") + numbered("丁", 1),
            ["1. 甲", "1) 乙", "2. 丙", "2) 丁"],
            id="a level that never starts again",
        ),
        pytest.param(lists(level(0, "decimal", "%1.", start=5)), numbered("甲"), ["5. 甲"], id="a first number"),
        pytest.param(
            lists(
                level(0, "decimal", "%1."),
                more='<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
            ),
            numbered("甲") + numbered("乙") + numbered("丙", 0, 2) + numbered("丁", 0, 2) + numbered("戊"),
            ["1. 甲", "2. 乙", "1. 丙", "2. 丁", "3. 戊"],
            id="a list that starts anew",
        ),
        pytest.param(
            lists(level(0, "decimal", "%1."), more='<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'),
            numbered("甲") + numbered("乙", 0, 2),
            ["1. 甲", "2. 乙"],
            id="two lists that count together",
        ),
        pytest.param(
            lists(
                level(0, "decimal", "%1."),
                overrides=f'<w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "%1)")}</w:lvlOverride>',
            ),
            numbered("甲"),
            ["a) 甲"],
            id="a level of its own",
        ),
        pytest.param(lists(level(0, "bullet", "\uf06c")), numbered("甲"), ["• 甲"], id="a bullet of Wingdings"),
        pytest.param(lists(level(0, "bullet", "—")), numbered("甲"), ["— 甲"], id="a bullet as printed"),
        pytest.param(lists(level(0, "decimal", "%1.")), numbered("甲", 0, 0), ["甲"], id="list 0 is none"),
        pytest.param(lists(level(0, "decimal", "%1.")), numbered("甲", 0, 9), ["甲"], id="a list that does not exist"),
        pytest.param(lists(level(0, "decimal", "")), numbered("甲"), ["甲"], id="a number without a text"),
    ],
)
def test_a_list_numbers_its_paragraphs(numbering: str, body: str, expected: list[str]) -> None:
    assert paragraphs(make_docx(body, numbering=numbering)) == expected


def style(name: str, properties: str, more: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{properties}</w:style>'


LIST_OF_STYLE = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


@pytest.mark.parametrize(
    ("styles", "numbering", "expected"),
    [
        pytest.param(style("H1", LIST_OF_STYLE), lists(*CHAPTERS), "第一章 总则", id="of the style"),
        pytest.param(
            style("H0", LIST_OF_STYLE) + style("H1", '<w:basedOn w:val="H0"/>'),
            lists(*CHAPTERS),
            "第一章 总则",
            id="of the style that it is based on",
        ),
        pytest.param(
            style("H1", LIST_OF_STYLE),
            lists(CHAPTERS[0], level(1, "decimal", "%2、", '<w:pStyle w:val="H1"/>')),
            "1、 总则",
            id="at the level that names the style",
        ),
        pytest.param(
            style("H1", '<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr>'),
            lists(*CHAPTERS),
            "（1） 总则",
            id="at the level that the style names",
        ),
        pytest.param(
            style("H1", '<w:basedOn w:val="H2"/>') + style("H2", '<w:basedOn w:val="H1"/>'),
            lists(*CHAPTERS),
            "总则",
            id="styles based on each other",
        ),
        pytest.param(
            style("H1", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>') + style("L", LIST_OF_STYLE),
            lists(
                *CHAPTERS,
                more='<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="L"/></w:abstractNum>'
                '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>',
            ),
            "第一章 总则",
            id="of a list style",
        ),
    ],
)
def test_a_style_numbers_its_paragraphs(styles: str, numbering: str, expected: str) -> None:
    body = paragraph("总则", '<w:pStyle w:val="H1"/>')
    assert paragraphs(make_docx(body, numbering=numbering, styles=styles)) == [expected]


def test_the_default_style_numbers_paragraphs_without_a_style() -> None:
    styles = style("N", LIST_OF_STYLE, 'w:default="1"')
    assert paragraphs(make_docx(paragraph("甲"), numbering=lists(*CHAPTERS), styles=styles)) == ["第一章 甲"]


def run(markup: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{markup}</w:r>"


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


SQUARE = '<w:sym w:font="Wingdings" w:char="F0A8"/><w:t>是</w:t>'
TICKED = '<w:sym w:font="Wingdings 2" w:char="0052"/><w:t>否</w:t>'
TAB = "<w:tab/><w:t>丙</w:t>"
WIDE = '<w:gridSpan w:val="2"/>'
FIRST_OF_TWO = '<w:vMerge w:val="restart"/>'
TWO_CELLS = row(cell(paragraph("甲")), cell(paragraph("乙")))

CASES = {
    "tabs and line breaks": (
        f"<w:p>{run('<w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t>')}</w:p>",
        ["一\t二", "三"],
    ),
    "deleted and moved text": (
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>",
        ["新"],
    ),
    "a deleted end of a paragraph": (paragraph("前", "<w:rPr><w:del/></w:rPr>") + paragraph("后"), ["前后"]),
    "hidden text": (f"<w:p>{run('<w:t>隐</w:t>', '<w:vanish/>')}{run('<w:t>显</w:t>')}</w:p>", ["显"]),
    "codes of fields": (
        f"<w:p>{run('<w:instrText>PAGE</w:instrText>')}{run('<w:t>3</w:t>')}</w:p>",
        ["3"],
    ),
    "a text box, twice in the file": (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box('框内')}</mc:Choice><mc:Fallback><w:pict>{box('框内')}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        ["正文", "框内"],
    ),
    "an old text box": (f"<w:p><w:r><w:pict>{box('框内')}</w:pict></w:r></w:p>", ["框内"]),
    "boxes that a form ticks": (
        f"<w:p>{run(SQUARE)}{run(TICKED)}</w:p>",
        ["□是☑否"],
    ),
    "a content control": (f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>", ["控件"]),
    "a hyperlink": ("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", ["链接"]),
    "readings above characters": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>yǎn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>䶮</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r></w:p>",
        ["䶮"],
    ),
    "rare characters": (paragraph("㐀𠮷〇○"), ["㐀𠮷〇○"]),
    "a table": (f"<w:tbl>{TWO_CELLS}{TWO_CELLS}</w:tbl>", ["甲\t乙", "甲\t乙"]),
    "a cell across two columns": (
        f"<w:tbl>{row(cell(paragraph('合'), WIDE), cell(paragraph('末')))}</w:tbl>",
        ["合\t\t末"],
    ),
    "a cell across two rows": (
        f"<w:tbl>{row(cell(paragraph('合'), FIRST_OF_TWO), cell(paragraph('1')))}"
        f"{row(cell('<w:p/>', '<w:vMerge/>'), cell(paragraph('2')))}</w:tbl>",
        ["合\t1", "\t2"],
    ),
    "paragraphs and a tab in a cell": (
        f"<w:tbl>{row(cell(paragraph('甲') + paragraph('乙')), cell(f'<w:p>{run(TAB)}</w:p>'))}</w:tbl>",
        ["甲 乙\t丙"],
    ),
    "a table in a cell": (
        f"<w:tbl>{row(cell(f'<w:tbl>{TWO_CELLS}</w:tbl>'), cell(paragraph('外')))}</w:tbl>",
        ["甲 乙\t外"],
    ),
    "a frame around text": (f"<w:tbl>{row(cell(paragraph('甲') + paragraph('乙')))}</w:tbl>", ["甲", "乙"]),
    "a deleted row": (f"<w:tbl>{TWO_CELLS}{row(cell(paragraph('旧')), properties='<w:del/>')}</w:tbl>", ["甲\t乙"]),
    "a formula": ("<w:p><w:r><w:t>令</w:t></w:r><oMath><r><t>x=1</t></r></oMath></w:p>", ["令x=1"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_word_shows_is_the_text(name: str) -> None:
    body, expected = CASES[name]
    assert paragraphs(make_docx(body)) == expected


def test_a_number_is_counted_in_a_table_too() -> None:
    body = numbered("甲") + f"<w:tbl>{row(cell(numbered('乙')), cell(numbered('丙')))}</w:tbl>" + numbered("丁")
    numbering = lists(level(0, "decimal", "%1."))
    assert paragraphs(make_docx(body, numbering=numbering)) == ["1. 甲", "2. 乙\t3. 丙", "4. 丁"]


def test_notes_stand_at_the_end_in_the_order_of_the_text() -> None:
    body = (
        '<w:p><w:r><w:t>2025年</w:t><w:footnoteReference w:id="3"/></w:r></w:p>'
        '<w:p><w:r><w:t>后文</w:t><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r></w:p>'
    )
    footnotes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in ((0, "分隔符"), (2, "第二注"), (3, "第一注"))
    )
    endnotes = f'<w:endnote w:id="2">{paragraph("尾注")}</w:endnote>'
    text = paragraphs(make_docx(body, footnotes=footnotes, endnotes=endnotes))
    assert text == ["2025年", "后文", "第一注", "第二注", "尾注"]


def test_names_of_parts_may_differ_in_case_and_slashes() -> None:
    markup = part("document", f"<w:body>{paragraph('正文')}</w:body>")
    assert paragraphs(make_zip({"Word\\Document.xml": markup})) == ["正文"]


def test_a_text_with_an_embedded_document_is_partial() -> None:
    result = docx.read(make_docx(paragraph("封面") + "<w:altChunk/>"), LIMITS)
    assert (result.state, result.pages[0].paragraphs) == ("partial", ("封面",))


ENTITIES = '<!DOCTYPE w [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(b"no zip", "failed", id="no ZIP file"),
        pytest.param(b"", "failed", id="an empty file"),
        pytest.param(make_zip({"a.txt": "x"}), "unsupported", id="a ZIP file of something else"),
        pytest.param(
            make_zip({"word/document.xml": part("document", "<w:body/>"), "word/media/image1.png": b"x"}),
            "scan",
            id="pictures without text",
        ),
        pytest.param(make_docx(""), "ok", id="an empty document"),
        pytest.param(make_zip({"word/document.xml": "<w"}), "failed", id="broken markup"),
        pytest.param(make_docx("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200), "failed", id="too deep"),
        pytest.param(make_zip({"word/document.xml": "<w>" + " " * 10_100_000}), "failed", id="too much at one place"),
        pytest.param(
            make_zip({"word/document.xml": f"{ENTITIES}{part('document', paragraph('&b;'))}"}), "failed", id="entities"
        ),
        pytest.param(
            make_zip({"word/document.xml": f'<!DOCTYPE w SYSTEM "file:///etc/passwd">{part("document", "")}'}),
            "failed",
            id="an outside DOCTYPE",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, state: str) -> None:
    assert state_of(docx.read, content) == state


def test_a_part_that_is_too_large_is_not_read() -> None:
    content = make_docx(paragraph("长" * 1000))
    with pytest.raises(FileNotRead, match="at most 500 are read"):
        docx.read(content, replace(LIMITS, xml_bytes=500))


def test_a_damaged_file_gives_one_clear_state() -> None:
    content = make_docx("".join(numbered(f"第{n}段") for n in range(50)), numbering=lists(*CHAPTERS))
    assert {state_of(docx.read, copy) for copy in damaged(content, 20)} <= {"ok", "failed", "unsupported", "encrypted"}
