"""PDF files: where paragraphs begin, what is no text, rows of tables, and pages whose text cannot be trusted."""

import random

import pypdfium2
import pytest

from parsers.files.readers import read_content
from parsers.files.sandbox.limits import LIMITS, Limits
from parsers.files.text import FileText
from tests.samples.files.pdf import HEIGHT, LEFT, WIDTH, Page, write_pdf

LONG = "各省、自治区、直辖市有关部门要结合本地区实际制定年度计划，明确责任单位和时间节点，按季度报送进展情况。"
SHORT = "本办法自印发之日起施行。"
RARE = "犐犆犛犌犅犜犘犕犖犗犚犝犞犠犡犢犣狀狅狆狇狉狊狋狌狏"
"""What a text layer says whose font maps to the wrong characters."""

POOR = "前 ．．口肠．、‘本；方〕法．－规．定’了．“水，质．·中．、的：样．；品，"
"""What bad recognition makes of a scanned page."""


def read(*pages: Page, limits: Limits = LIMITS) -> FileText:
    return read_content(write_pdf(pages), limits)


def paragraphs(*pages: Page) -> list[tuple[str, ...]]:
    text = read(*pages)
    assert (text.state, text.media_type, text.extractor) == ("ok", "application/pdf", "pdf 1")
    return [page.paragraphs for page in text.pages]


def test_a_paragraph_begins_with_an_indent_or_after_a_short_line() -> None:
    assert paragraphs(Page().write(LONG, LONG, SHORT, LONG)) == [(LONG, LONG, SHORT, LONG)]
    assert paragraphs(Page().write(LONG, SHORT, LONG, SHORT, indent=0)) == [(LONG, SHORT, LONG, SHORT)]


def test_a_heading_begins_a_paragraph_whatever_its_indent() -> None:
    full = "第一条" + "规" * 22 + "。"  # 26 characters: the whole line
    assert paragraphs(Page().write(full, "第二条 " + LONG, LONG, LONG, indent=0))[0][0] == full


def test_the_lines_of_an_item_that_hang_behind_its_mark_are_one_paragraph() -> None:
    page = Page().write(LONG, LONG, indent=0)
    item = "1.各有关单位要严格执行项目管理规定，加强资金监督，定期开展", "绩效评价。"
    page.put(LEFT, page.height, item[0], size=15.2).put(LEFT + 24, page.height - 28, item[1], size=15.2)
    assert paragraphs(page) == [(LONG, LONG, "".join(item))]


def test_a_line_in_another_size_is_a_paragraph_of_its_own() -> None:
    title = "关于印发数据要素试点城市建设工作方案"
    page = Page().put(LEFT, 780, title, size=22)
    assert paragraphs(page.write(LONG, LONG))[0] == (title, LONG, LONG)


def test_the_lines_of_a_table_of_contents_stay_apart() -> None:
    lines = [f"第{number}章总则与适用范围{'.' * 28}{place}" for number, place in (("一", 1), ("二", 3), ("三", 7))]
    page = Page()
    for place, line in enumerate(lines):
        page.put(LEFT, 700 - 28 * place, line)
    assert paragraphs(page.write(indent=0)) == [tuple(lines)]


def test_running_heads_and_page_numbers_are_no_text() -> None:
    pages = [
        Page().put(LEFT, HEIGHT - 50, "数据要素试点城市建设方案").put(280, 40, f"— {number} —").write(LONG, SHORT)
        for number in range(1, 4)
    ]
    assert paragraphs(*pages) == [(LONG, SHORT)] * 3


def test_labels_of_annexes_and_figures_in_the_margin_are_text() -> None:
    pages = [
        Page().put(LEFT, HEIGHT - 60, f"附件{number}").write(LONG).put(LEFT, 60, "12.5").put(300, 60, f"{number}3.7")
        for number in range(1, 4)
    ]
    assert paragraphs(*pages) == [(f"附件{number}", LONG, f"12.5\t{number}3.7") for number in range(1, 4)]


def test_what_stands_once_in_the_margin_is_text() -> None:
    assert paragraphs(Page().put(LEFT, HEIGHT - 50, "内部资料").write(LONG)) == [("内部资料", LONG)]


def test_a_paragraph_that_runs_over_the_end_of_a_page_stands_where_it_begins() -> None:
    first, second = Page().write(LONG), Page()
    first.put(LEFT + 32, first.height, "要加强统筹协调，完善配套措施，强化资金保障，形成")
    second.put(LEFT, 742, "工作合力，确保各项任务落到实处。").put(280, 40, "2")
    second.height = 742 - 28
    whole = "要加强统筹协调，完善配套措施，强化资金保障，形成工作合力，确保各项任务落到实处。"
    assert paragraphs(first, second.write(LONG, LONG)) == [(LONG, whole), (LONG, LONG)]


def test_nothing_is_joined_over_a_page_that_is_not_read() -> None:
    first, last = Page().write(LONG, LONG, "统筹" * 12), Page().write("安排" * 20, LONG, indent=0)
    pages = read(first, Page().picture(0, 0, WIDTH, HEIGHT), last).pages
    assert [page.paragraphs for page in pages] == [(LONG, LONG, "统筹" * 12), (), ("安排" * 20, LONG)]


def test_blanks_that_the_layout_puts_beside_digits_are_no_text() -> None:
    page = Page().put(LEFT, 700, "自").put(LEFT + 20, 700, "2026").put(LEFT + 56, 700, "年").put(LEFT + 76, 700, "12")
    page.put(LEFT + 96, 700, "月起施行，见 GB/T 9704 第 3 条")
    assert paragraphs(page) == [("自2026年12月起施行，见GB/T 9704第3条",)]


def test_a_blank_that_parts_names_is_text() -> None:
    page = Page().put(LEFT, 700, "组长：").put(LEFT + 48, 700, "王某").put(LEFT + 96, 700, "李某")
    assert paragraphs(page) == [("组长：王某 李某",)]


XS = (90, 250, 330, 410, 500)
YS = (700, 670, 620, 590)


def test_the_rows_of_a_ruled_table_have_tabs_between_their_cells() -> None:
    """A name over two lines is one cell, and an empty cell keeps its place."""
    page = Page().grid(XS, YS).put(95, 680, "指标", 12).put(255, 680, "2020年", 12).put(335, 680, "2025年", 12)
    page.put(415, 680, "属性", 12).put(95, 650, "数字经济核心产业增加值占", 12).put(
        95, 630, "国内生产总值比重（%）", 12
    )
    page.put(255, 640, "7.8", 12).put(335, 640, "10", 12).put(415, 640, "预期性", 12)
    page.put(95, 600, "𠮷林算力规模", 12).put(335, 600, "300", 12)
    assert paragraphs(page) == [
        (
            "指标\t2020年\t2025年\t属性",
            "数字经济核心产业增加值占国内生产总值比重（%）\t7.8\t10\t预期性",
            "𠮷林算力规模\t\t300",
        )
    ]


@pytest.mark.parametrize("turns", range(4))
def test_a_page_that_is_turned_is_read_as_it_is_shown(turns: int) -> None:
    page = Page(turns=turns).put(280, 40, f"第{turns}页").grid((90, 150, 300), (760, 730, 700))
    page.put(95, 740, "任务").put(155, 740, "责任单位").put(155, 710, "国家数据局").put(95, 710, "试点")
    page.height = 650
    assert paragraphs(page.write(LONG, SHORT)) == [("任务\t责任单位", "试点\t国家数据局", LONG, SHORT)]


def test_a_cell_over_several_rows_stands_in_the_first_and_one_over_columns_in_the_left() -> None:
    page = Page().rule(90, 760, 400, 760).rule(90, 730, 400, 730).rule(200, 700, 400, 700).rule(90, 670, 400, 670)
    page.rule(90, 670, 90, 760).rule(200, 670, 200, 730).rule(300, 670, 300, 730).rule(400, 670, 400, 760)
    page.put(95, 740, "专栏1　主要指标").put(95, 692, "创新驱动").put(205, 710, "研发投入").put(305, 710, "7%")
    page.put(205, 680, "发明专利").put(305, 680, "12件")
    assert paragraphs(page) == [("专栏1　主要指标", "创新驱动\t研发投入\t7%", "\t发明专利\t12件")]


def test_a_rule_parts_cells_that_nearly_touch() -> None:
    page = Page().grid((90, 150, 200, 260), (700, 670, 640)).put(92, 680, "指标单位计划数值", 14.5)
    page.put(92, 650, "里程", 14).put(152, 650, "公里", 14).put(202, 650, "35", 14)
    assert paragraphs(page) == [("指标单位\t计划数\t值", "里程\t公里\t35")]


def test_columns_without_rules_are_parted_by_tabs() -> None:
    page = Page().put(90, 700, "指标").put(300, 700, "2020年").put(400, 700, "2025年")
    page.put(90, 672, "公路里程（万公里）").put(300, 672, "519.8").put(400, 672, "550")
    assert paragraphs(page) == [("指标\t2020年\t2025年", "公路里程（万公里）\t519.8\t550")]


def test_the_heads_of_narrow_columns_are_parted_as_the_columns_below() -> None:
    page = Page().put(90, 700, "指标").put(250, 700, "2025年").put(306, 700, "2030年").put(400, 700, "属性")
    for place, (baseline, target) in enumerate([("11.8", "18"), ("23.4", "35")], 1):
        page.put(90, 700 - 28 * place, "发电量").put(250, 700 - 28 * place, baseline)
        page.put(310, 700 - 28 * place, target).put(400, 700 - 28 * place, "预期性")
    assert paragraphs(page)[0][:2] == ("指标\t2025年\t2030年\t属性", "发电量\t11.8\t18\t预期性")


def test_what_a_file_draws_later_on_a_line_stands_in_its_place() -> None:
    page = Page().put(90, 700, "支持").put(218, 700, "企业发展").put(122, 700, "“专精特新”")
    assert paragraphs(page) == [("支持“专精特新”企业发展",)]


def test_a_box_around_text_is_no_table() -> None:
    page = Page().write(LONG, LONG, SHORT)
    page.grid((80, 520), (760, page.height + 10))
    assert paragraphs(page) == [(LONG, LONG, SHORT)]


def test_two_columns_of_text_follow_one_another() -> None:
    left, right = "加强组织领导和部门协同配合", "完善市场监管并提高服务水平"
    page = Page()
    for x, line in ((60, left), (320, right)):
        for place in range(8):
            page.put(x, 700 - 28 * place, line if place else line[2:])
    texts = paragraphs(page)[0]
    assert "".join(texts) == left[2:] + left * 7 + right[2:] + right * 7
    assert not any("\t" in text for text in texts)


@pytest.mark.parametrize(
    ("pages", "state", "reason"),
    [
        ([Page().picture(0, 0, WIDTH, HEIGHT)] * 2, "scan", "no page has text: the pages are pictures"),
        ([Page()], "scan", "no page has text"),
        ([Page().write(LONG), Page().picture(0, 0, WIDTH, HEIGHT)], "partial", "page 2: a picture"),
        ([Page().write(RARE)] + [Page().write(LONG)] * 3, "partial", "page 1: a garbled text layer"),
        ([Page().write(RARE)] + [Page().write(LONG)] * 2, "garbled", "the text layer of page 1 says something other"),
        ([Page().write("\ue003\ue004" * 15)], "garbled", "the text layer of page 1 says something other"),
        ([Page().put(90, 700, "附件1").picture(90, 780, 60, 30), Page()], "ok", None),
        ([Page().write(POOR).picture(0, 0, WIDTH, HEIGHT)], "partial", "page 1: a picture whose text was recognised"),
        ([Page().write(LONG).picture(0, 0, WIDTH, HEIGHT)], "ok", None),
        ([Page().write(POOR)], "ok", None),
        (
            [Page().write("\uf06c 申报条件 " * 5).put(90, 400, "\uf06c 材料清单").put(90, 380, "\uf06c 办理时限")],
            "ok",
            None,
        ),
    ],
    ids=[
        *("scan", "blank", "a scanned page", "a garbled page", "a third garbled", "private characters", "a logo"),
        *("a poorly recognised scan", "a well recognised scan", "odd marks without a picture"),
        "bullets of a symbol font",
    ],
)
def test_a_page_whose_text_is_none_says_so(pages: list[Page], state: str, reason: str | None) -> None:
    text = read(*pages)
    assert text.state == state
    assert text.reason == reason if reason is None else (text.reason or "").startswith(reason)
    assert not any(RARE[:5] in paragraph for page in text.pages for paragraph in page.paragraphs)


def test_a_font_that_is_not_in_the_file_is_read() -> None:
    text = read_content(write_pdf([Page().write(LONG + "甲乙", SHORT)], embedded=False))
    assert (text.state, text.pages[0].paragraphs) == ("ok", (LONG + "甲乙", SHORT))


def test_a_password_is_asked_for() -> None:
    locked = write_pdf([Page().write(LONG)], password="sample")
    text = read_content(locked)
    assert (text.state, text.reason) == ("encrypted", "a PDF file with a password")
    with pypdfium2.PdfDocument(locked, password="sample") as document:
        assert document[0].get_textpage().get_text_range().replace("\r\n", "") == LONG


def test_more_pages_or_characters_than_are_kept_make_a_file_partial() -> None:
    pages = [Page().write(SHORT)] * 2001
    text = read(*pages)
    assert (text.state, len(text.pages), text.reason) == ("partial", 2000, "the first 2,000 pages are kept")
    short = read(*pages[:3], limits=Limits(characters=20))
    assert (short.state, sum(len(p) for page in short.pages for p in page.paragraphs)) == ("partial", 20)


def test_cut_and_corrupted_files_are_read_or_refused() -> None:
    """Neither ends in an error of ours: the library repairs what it can."""
    whole = write_pdf([Page().write(LONG, SHORT)] * 3)
    chance = random.Random(9704)
    for _ in range(40):
        cut = bytearray(whole[: chance.randrange(10, len(whole))])
        for _ in range(chance.randrange(4)):
            cut[chance.randrange(9, len(cut))] = chance.randrange(256)
        assert read_content(bytes(cut)).state in ("ok", "partial", "failed", "garbled", "scan", "encrypted")
