"""Which of several statements of a page decides: stage, acts of its parts, place and selection."""

from datetime import date

import pytest
from lxml.cssselect import CSSSelector

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry
from parsers.markup.selection import css, outermost
from parsers.page import Page, html_tree
from parsers.passages import PagesOfFile, passages_of
from parsers.position import Position
from parsers.record import PolicyDocument
from parsers.sites import mot
from tests.parsers.grammar.relation_texts import shown
from tests.tables import from_table

# What makes a page a final document, on invented pages without a column


URL = "https://www.example.gov.cn/xinwen/202109/1.html"
PRESS_WITH_A_FILE = """<html><title>样例防范工作再加力</title><h1>样例防范工作再加力</h1><p>发布日期：2021-09-15</p>
<div class="TRS_Editor"><p>日前，住房和城乡建设部印发通知，要求各地做好样例防范工作。</p><p>通知指出，要压实责任。</p>
<p><a href="/a/1.pdf">样例通知</a></p></div></html>"""
UNTYPED = "各地样例部门受理样例申报工作的联系方式"


def record(title: str, *text: str, entry: Entry | None = None) -> PolicyDocument:
    return parse(Page.from_text(URL, "\n".join([title, "发布日期：2021-09-15", *text, ""])), entry)


def test_a_press_text_about_a_notice_is_news() -> None:
    text = "日前，住房和城乡建设部印发通知，要求各地做好样例防范工作。", "通知指出，要压实责任。"
    assert record("住房和城乡建设部通知要求做好样例防范工作", *text).stage == "news"
    told = record("样例防范工作再加力", *text)
    assert (told.stage, told.evidence["stage"].text) == ("news", text[0])
    attached = parse(Page(URL, PRESS_WITH_A_FILE.encode()))
    assert (attached.stage, [one.title for one in attached.attachments]) == (None, ["样例通知"])


@from_table
def test_a_document_without_a_type_in_its_title_shows_itself_in_its_text(text: list[str], rule: str) -> None:
    found = record(UNTYPED, *text)
    assert (found.stage, found.evidence["stage"].rule) == ("final", rule)


def test_a_page_that_nothing_shows_to_be_a_document_has_no_stage() -> None:
    found = record(UNTYPED, "样例市样例路1号，电话12345678。")
    assert found.stage is None
    assert "stage" not in found.evidence


def test_the_row_of_a_column_that_is_crawled_shows_it() -> None:
    found = record(UNTYPED, "样例市样例路1号，电话12345678。", entry=Entry(URL, UNTYPED))
    assert (found.stage, found.evidence["stage"].rule) == ("final", "listing: row")


@from_table
def test_a_line_in_brackets_under_the_title_belongs_to_it(below: str, stage: str) -> None:
    found = record(
        "样例部样例管理办法", below, "第一条 为规范样例，制定本办法。", "第二条 本办法自2022年5月1日起施行。"
    )
    assert found.stage == stage
    assert (found.effective_on is not None) == (stage == "final")
    page = f"""<html><meta charset="utf-8"><meta name="ArticleTitle" content="样例部样例管理办法"><div id="Zoom">
        <p>{below}</p><p>第一条 为规范样例，制定本办法。</p></div></html>"""
    assert parse(Page(URL, page.encode())).stage == stage


@from_table
def test_no_column_of_interpretations_overrules_a_number(column: str, lines: list[str], stage: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in (*lines, "现将样例办法印发给你们。"))
    page = f"""<html><meta charset="utf-8"><meta name="ArticleTitle" content="关于印发样例管理办法的通知">
        <meta name="ColumnName" content="{column}"><div id="Zoom">{text}</div></html>"""
    assert parse(Page(URL, page.encode())).stage == stage


def test_a_mark_at_the_title_says_that_a_document_has_ended() -> None:
    titles = "样例部关于样例工作的通知(失效)", "【已废止】样例部关于样例工作的通知", "样例部文件目录（失效）"
    assert [record(title, "各单位：", "请执行。").validity for title in titles] == ["expired", "repealed", None]


def test_from_the_day_of_printing_is_the_day_of_the_imprint() -> None:
    lines = ("各单位：", "本通知自印发之日起施行。", "样例部", "2024年7月26日", "样例部办公厅 2024年7月29日印发")
    assert str(record("关于样例工作的通知", *lines).effective_on) == "2024-07-29"


@pytest.mark.parametrize(
    ("title", "signed", "names"),
    [
        ("关于样例工作的通知", "广州市样例局广州市财政局", ["广州市样例局", "广州市财政局"]),  # two of one place
        ("省人民政府关于样例工作的通知", "贵州省人民政府", ["贵州省人民政府"]),  # the title leaves the province out
    ],
)
def test_a_sign_off_names_the_bodies(title: str, signed: str, names: list[str]) -> None:
    bodies = record(title, "各单位：", "请照此执行。", signed, "2024年7月26日").issuing_bodies
    assert [body.name for body in bodies] == names


# Selecting elements: as CSS says, in document order


PAGE = """
<div class="list item" id=a><ul><li><a href=1>甲</a>
<div class=list><ul><li><a href=2>乙</a></li></ul></div></li></ul></div>
<table><td class="list"></td></table>
<ul class="list"><li class="x item"><a>丙</a></li></ul><p class=item><span>丁</span></p>
"""


@from_table
def test_a_selector_gives_what_css_says_in_document_order(selector: str) -> None:
    root = html_tree(PAGE)
    assert css(selector)(root) == CSSSelector(selector, translator="html")(root) != []


def test_an_element_inside_an_earlier_one_is_not_outermost() -> None:
    root = html_tree(PAGE)
    lists = css(".list")(root)
    assert [element.tag for element in lists] == ["div", "div", "td", "ul"]
    assert [element.tag for element in outermost(lists)] == ["div", "td", "ul"]


def test_a_row_inside_a_row_is_a_part_of_it() -> None:
    row = "<ul class=news-list><li class=news-item><a href=/a{}.html><i class=news-title>关于某事的通知</i></a>"
    page = Page("https://www.mot.gov.cn/yijianzhengji/", "".join(row.format(n) for n in range(50)).encode())
    assert len(mot.read_listing(page).entries) == 1


def test_a_list_of_more_rows_than_any_site_has_is_refused() -> None:
    rows = "".join(f"<a class=list-group-item href=/{n}.html>关于某事的通知</a>" for n in range(10_001))
    page = Page("https://www.mot.gov.cn/yijianzhengji/", f"<div class=tab-pane>{rows}</div>".encode())
    with pytest.raises(UnknownTemplate, match="at most 10000 rows, found 10001"):
        mot.read_listing(page)


def test_the_day_of_a_link_stands_before_the_next_link() -> None:
    rows = (
        "<a class=list-group-item href=/1.html>关于甲的通知</a><a class=list-group-item href=/2.html>关于乙的通知</a>"
    )
    page = f"<div class=tab-pane>{rows}<span class=badge>2025-03-01</span></div>"
    listing = mot.read_listing(Page("https://www.mot.gov.cn/yijianzhengji/", page.encode()))
    assert [str(entry.published_on) for entry in listing.entries] == ["None", "2025-03-01"]


# Whose act it is: a page holds a decision and the rule that it amends, a letter and the text that it forwards


DECISION = """样例部关于修改《甲样例办法》的决定
发布日期：2021-09-10
中华人民共和国交通运输部令2021年第23号
《样例部关于修改〈甲样例办法〉的决定》已经部务会议通过，现予公布，自公布之日起施行。
部长 样例
2021年9月1日
交通运输部决定对《甲样例办法》（交通运输部令2014年第15号）作如下修改：
将第二条修改为：“样例应当统计。”
本决定自公布之日起施行。
《甲样例办法》根据本决定作相应修正，重新公布。
甲样例办法
（2014年9月30日交通运输部发布 根据2021年9月1日《样例部关于修改〈甲样例办法〉的决定》修正）
第一条 为规范样例，依据《中华人民共和国样例法》，制定本办法。
第二条 样例应当统计。
第三条 本办法自2015年1月1日起施行。2002年8月26日交通部第5号令发布的《甲样例办法》同时废止。
"""

LETTER = """交通运输部转发国务院办公厅关于加强样例管理的通知的通知
发布日期：2015-02-01
各省交通运输厅：
现将《国务院办公厅关于加强样例管理的通知》（国办发〔2014〕56号）转发给你们，请认真贯彻执行。
交通运输部
2015年1月29日
国务院办公厅关于加强样例管理的通知
国办发〔2014〕56号
各省人民政府：
为加强样例管理，现就有关要求通知如下。
本通知自印发之日起施行，《国务院办公厅关于样例的通知》（国办发〔1999〕5号）同时废止。
国务院办公厅
2014年11月12日
"""


def read(text: str) -> PolicyDocument:
    return parse(Page.from_text("https://xxgk.mot.gov.cn/2020/jigou/fgs/202109/t20210910_3618001.html", text))


def test_the_last_article_of_an_amended_rule_says_nothing_for_the_decision() -> None:
    record = read(DECISION)
    assert record.effective_on == date(2021, 9, 1)
    assert [one for one in shown(*record.relations) if not one.startswith("issues")] == [
        "amends 甲样例办法 交通运输部令2014年第15号"
    ]
    assert {one.date for one in record.relations if one.kind == "amends"} == {date(2021, 9, 1)}


def test_what_a_forwarded_text_repeals_falls_on_the_day_of_that_text() -> None:
    record = read(LETTER)
    assert shown(*record.relations) == [
        "forwards 国务院办公厅关于加强样例管理的通知 国办发〔2014〕56号",
        "repeals 国务院办公厅关于样例的通知 国办发〔1999〕5号",
    ]
    assert (record.written_on, record.relations[1].date) == (date(2015, 1, 29), date(2014, 11, 12))


def test_an_interpretation_explains_what_the_box_beside_it_links_to() -> None:
    html = """<html><head><meta name="ColumnName" content="解读"><meta name="ArticleTitle" content="图解：样例新规来了">
    <meta name="PubDate" content="2026-04-09"></head><body><h2 class="article_title">图解：样例新规来了</h2>
    <div class="article_con"><p>样例新规有三个看点。</p></div>
    <div class="xgwz"><div class="mt"><span>相关政策与解读</span></div><ul>
    <li><a href="../tz/202604/t20260409_1.html">国家发展改革委关于印发《甲样例办法》的通知</a></li>
    <li><a href="../jd/202604/t20260409_2.html">《甲样例办法》答记者问</a></li></ul></div></body></html>"""
    record = parse(Page("https://www.ndrc.gov.cn/xxgk/jd/jd/202604/t20260410_3.html", html.encode()))
    assert [(one.kind, one.title, one.place) for one in record.relations] == [
        ("interprets", "国家发展改革委关于印发《甲样例办法》的通知", "related links")
    ]


# Where the paragraphs of a document and its files stand


def test_paragraphs_of_body_and_files_have_their_places() -> None:
    found = passages_of("总则\n\n目标", {2: [(1, "封面"), (2, "指标\t2025年")], 1: [(3, "名单")]})
    assert [(passage.text, passage.place) for passage in found] == [
        ("总则", "paragraph 1"),
        ("目标", "paragraph 3"),
        ("名单", "attachment 1, page 3, paragraph 1"),
        ("封面", "attachment 2, page 1, paragraph 1"),
        ("指标\t2025年", "attachment 2, page 2, paragraph 1"),
    ]


def test_words_are_found_on_their_page_across_breaks() -> None:
    pages = PagesOfFile([(1, ("关于印发", "《样例办法》的通知")), (3, ("工业和信息化部", "2024年1月1日"))])
    assert pages.place_of("关于印发《样例 办法》的通知") == "page 1"
    assert pages.place_of("某某局 工业和信息化部 2024年1月1日") == "page 3"
    assert pages.place_of("没有的话") is None


# Where words stand, as a value and as text


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("attachment 1, page 2, paragraph 3", Position(attachment=1, page=2, paragraph=3)),
        ("attachment 1, page 2", Position(attachment=1, page=2)),
        ("page 12", Position(page=12)),
        ("paragraph 3", Position(paragraph=3)),
        ("attachment 4", Position(attachment=4)),
    ],
)
def test_a_position_is_read_as_it_is_written(written: str, position: Position) -> None:
    assert Position.parse(written) == position
    assert str(position) == written


@pytest.mark.parametrize("words", [None, "", "title", "page", "page 2 paragraph 3", "paragraph 3, page 2"])
def test_other_words_are_no_position(words: str | None) -> None:
    assert Position.parse(words) is None
