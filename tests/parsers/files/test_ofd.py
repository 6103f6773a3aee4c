"""OFD: the text of the pages, wherever producers put it."""

from dataclasses import replace

import pytest

from parsers.files import ofd as reader
from parsers.files.readers import read_content
from parsers.files.sandbox.limits import LIMITS, Limits
from tests.parsers.files.damage import damaged, state_of
from tests.samples.files.packages import make_ofd, make_zip, ofd_page, ofd_part, ofd_text

TEMPLATE = ofd_page(ofd_text("模板中的文字", 20, 10))


def pages(content: bytes) -> list[tuple[str, ...]]:
    return [page.paragraphs for page in reader.read(content, LIMITS).pages]


def test_pages_come_in_the_order_of_the_document() -> None:
    result = reader.read(make_ofd(ofd_text("第一页", 20, 20), ofd_text("第二页", 20, 20)), LIMITS)
    assert (result.state, result.media_type) == ("ok", "application/ofd")
    assert [(page.number, page.paragraphs) for page in result.pages] == [(1, ("第一页",)), (2, ("第二页",))]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        pytest.param(ofd_text("下", 20, 40) + ofd_text("上", 20, 20), ("上", "下"), id="from top to bottom"),
        pytest.param(ofd_text("右", 30, 20) + ofd_text("左左", 20, 20), ("左左右",), id="from left to right"),
        pytest.param(ofd_text("序号", 20, 20) + ofd_text("名称", 60, 20), ("序号\t名称",), id="a wide gap is a tab"),
        pytest.param(ofd_text("粗", 20, 20) * 2, ("粗",), id="drawn twice to look bold"),
        pytest.param(ofd_text("隐", 20, 20, more='Visible="false"') + ofd_text("显", 20, 40), ("显",), id="invisible"),
        pytest.param(
            f"<PageBlock><PageBlock>{ofd_text('块中', 20, 20)}</PageBlock></PageBlock>", ("块中",), id="blocks"
        ),
        pytest.param(
            ofd_text("字字", 0, 0, 1, 'CTM="5 0 0 5 0 0"') + ofd_text("末", 10, 1), ("字字末",), id="enlarged"
        ),
        pytest.param(ofd_text("第一条　为规范", 20, 20), ("第一条　为规范",), id="a wide blank"),
        pytest.param(ofd_text("𠮷㐀〇○", 20, 20), ("𠮷㐀〇○",), id="rare characters"),
        pytest.param(
            '<TextObject Boundary="0 0 9 9" Size="5"><TextCode X="0" Y="5">甲</TextCode><TextCode X="5">乙</TextCode>'
            "</TextObject>",
            ("甲乙",),
            id="a second text in the same line",
        ),
    ],
)
def test_text_is_read_as_it_stands_on_the_page(layer: str, expected: tuple[str, ...]) -> None:
    assert pages(make_ofd(layer)) == [expected]


def test_lines_of_a_paragraph_are_joined() -> None:
    lines = (
        ofd_text("关于开展试点的通知", 45, 10)
        + ofd_text("为落实规划部署提升水平决定开展", 30, 20)
        + ofd_text("试点工作，现将有关事项通知如下各", 25, 28)
        + ofd_text("单位认真执行。", 25, 36)
        + ofd_text("二是明确责任，各省份要成立试点", 30, 44)
        + ofd_text("工作专班，按月报告试点的进展情况。", 25, 52)
    )
    assert pages(make_ofd(lines)) == [
        (
            "关于开展试点的通知",
            "为落实规划部署提升水平决定开展试点工作，现将有关事项通知如下各单位认真执行。",
            "二是明确责任，各省份要成立试点工作专班，按月报告试点的进展情况。",
        )
    ]


def test_text_in_a_template_is_read() -> None:
    content = make_ofd(
        "",
        common='<TemplatePage ID="5" BaseLoc="Tpls/T.xml"/>',
        more={
            "Doc_0/Tpls/T.xml": TEMPLATE,
            "Doc_0/Pages/Page_0/Content.xml": ofd_page(ofd_text("正文", 20, 20), '<Template TemplateID="5"/>'),
        },
    )
    assert pages(content) == [("模板中的文字", "正文")]


PAGE = '<Page ID="1" BaseLoc="{}"/>'


@pytest.mark.parametrize(
    ("root", "location", "part"),
    [
        ("Doc_0/Document.xml", "Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("/Doc_0/Document.xml", "/Doc_0/Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0\\Document.xml", "Pages\\P.xml", "Doc_0\\Pages\\P.xml"),
        ("doc_0/document.XML", "Pages/p.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Document.xml", "Doc_0/P.xml", "Doc_0/P.xml"),
    ],
)
@pytest.mark.parametrize("namespace", ["http://www.ofdspec.org/2016", "http://www.ofdspec.org", ""])
def test_odd_paths_and_namespaces_are_followed(root: str, location: str, part: str, namespace: str) -> None:
    def markup(name: str, inner: str) -> str:
        return f'<x:{name} xmlns:x="{namespace}">{inner}</x:{name}>' if namespace else f"<x:{name}>{inner}</x:{name}>"

    content = make_zip(
        {
            "OFD.xml": markup("OFD", f"<DocBody><DocRoot>{root}</DocRoot></DocBody>"),
            "Doc_0/Document.xml": markup("Document", f"<Pages>{PAGE.format(location)}</Pages>"),
            part: markup("Page", f"<Content><Layer>{ofd_text('正文', 20, 20)}</Layer></Content>"),
        }
    )
    result = reader.read(content, LIMITS)
    assert (result.state, result.pages[0].paragraphs) == ("ok", ("正文",))


IMAGE = '<ImageObject Boundary="0 0 210 297" ResourceID="4"/>'
COMPOSITE = '<CompositeObject ID="3" Boundary="20 30 50 10" ResourceID="9"/>'
OUTLINE = '<PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0 B 1 1 2 2 3 3 C</AbbreviatedData></PathObject>'
FRAME = '<PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0 L 9 0 L 9 9 C</AbbreviatedData></PathObject>'


@pytest.mark.parametrize(
    ("contents", "state"),
    [
        pytest.param((IMAGE, IMAGE), "scan", id="pictures alone"),
        pytest.param((OUTLINE,), "scan", id="outlines alone"),
        pytest.param((COMPOSITE,), "scan", id="a unit of the resources alone"),
        pytest.param((ofd_text("甲", 20, 20), IMAGE), "partial", id="a picture after text"),
        pytest.param((ofd_text("甲", 20, 20) + IMAGE,), "ok", id="a picture beside text"),
        pytest.param((ofd_text("甲", 20, 20), FRAME, ""), "ok", id="empty pages"),
    ],
)
def test_pictures_are_told_from_text(contents: tuple[str, ...], state: str) -> None:
    assert state_of(reader.read, make_ofd(*contents)) == state


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(b"", "failed", id="an empty file"),
        pytest.param(make_ofd(), "failed", id="no page"),
        pytest.param(make_zip({"OFD.xml": '<!DOCTYPE x [<!ENTITY a "b">]><OFD>&a;</OFD>'}), "failed", id="entities"),
        pytest.param(
            make_ofd(
                "",
                more={"Doc_0/Document.xml": ofd_part("Document", f"<Pages>{PAGE.format('../../etc/passwd')}</Pages>")},
            ),
            "failed",
            id="a path out of the file",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_cannot_be_read_says_why(content: bytes, state: str) -> None:
    assert state_of(reader.read, content) == state


def test_broken_markup_gives_what_stands_before_the_fault() -> None:
    cut = ofd_page(ofd_text("前文", 20, 20) + ofd_text("后文", 20, 40))[:-60]
    result = reader.read(make_ofd("", more={"Doc_0/Pages/Page_0/Content.xml": cut}), LIMITS)
    assert (result.state, result.reason) == ("partial", "broken markup: page 1")
    assert result.pages[0].paragraphs[0] == "前文"


def test_a_page_that_is_missing_leaves_the_others() -> None:
    document = ofd_part(
        "Document", f"<Pages>{PAGE.format('Nowhere.xml')}{PAGE.format('Pages/Page_0/Content.xml')}</Pages>"
    )
    content = make_ofd(ofd_text("正文", 20, 20), more={"Doc_0/Document.xml": document})
    result = reader.read(content, LIMITS)
    assert (result.state, result.reason) == ("partial", "it cannot be read: page 1")
    assert [page.paragraphs for page in result.pages] == [(), ("正文",)]


def many_references(count: int) -> bytes:
    document = ofd_part("Document", f"<Pages>{PAGE.format('Pages/Page_0/Content.xml') * count}</Pages>")
    return make_ofd(ofd_text("重复", 20, 20), more={"Doc_0/Document.xml": document})


def test_a_hundred_thousand_references_to_one_page_are_cut_short() -> None:
    result = read_content(many_references(100_000))
    assert (result.state, result.reason, len(result.pages)) == ("partial", "the first 2,000 pages are kept", 2000)


@pytest.mark.parametrize(
    ("limits", "state"),
    [
        (replace(LIMITS, ofd_part_bytes=100), "failed"),
        (replace(LIMITS, unpacked_bytes=600), "partial"),
    ],
)
def test_limits_hold(limits: Limits, state: str) -> None:
    content = make_ofd(ofd_text("甲乙", 20, 20), ofd_text("丙丁", 20, 20))
    assert state_of(reader.read, content, limits) == state


def test_a_repeat_count_does_not_decide_the_memory() -> None:
    code = '<TextCode X="0" Y="5" DeltaX="g 999999999 1">甲乙</TextCode>'
    layer = f'<TextObject Boundary="0 0 9 9" Size="5">{code}</TextObject>'
    assert pages(make_ofd(layer)) == [("甲乙",)]


def test_a_damaged_file_gives_one_clear_state() -> None:
    content = make_ofd(*(ofd_text(f"第{at}页", 20, 20) for at in range(5)))
    states = {state_of(reader.read, copy) for copy in damaged(content, 20)}
    assert states <= {"ok", "partial", "failed", "unsupported", "encrypted"}
