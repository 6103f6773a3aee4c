"""What makes a page a final document, on invented pages without a column."""

import pytest

from parsers.document import parse
from parsers.extraction import Entry
from parsers.page import Page
from parsers.record import PolicyDocument
from tests.tables import from_table

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


@pytest.mark.parametrize(
    ("column", "lines", "stage"),
    [
        ("相关政策及解读", ["各单位："], "final"),
        ("政策解读", ["样例发〔2023〕1号", "各单位："], "final"),
        ("政策解读", ["一、背景"], "interpretation"),
    ],
)
def test_no_column_of_interpretations_overrules_a_number(column: str, lines: list[str], stage: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in (*lines, "现将样例办法印发给你们。"))
    page = f"""<html><meta charset="utf-8"><meta name="ArticleTitle" content="关于印发样例管理办法的通知">
        <meta name="ColumnName" content="{column}"><div id="Zoom">{text}</div></html>"""
    assert parse(Page(URL, page.encode())).stage == stage


def test_from_the_day_of_printing_is_the_day_of_the_imprint() -> None:
    lines = ("各单位：", "本通知自印发之日起施行。", "样例部", "2024年7月26日", "样例部办公厅 2024年7月29日印发")
    assert str(record("关于样例工作的通知", *lines).effective_on) == "2024-07-29"


def test_two_bodies_of_one_place_without_a_blank_are_two() -> None:
    lines = ("各单位：", "请照此执行。", "广州市人力资源和社会保障局广州市财政局", "2024年7月26日")
    names = [body.name for body in record("关于样例工作的通知", *lines).issuing_bodies]
    assert names == ["广州市人力资源和社会保障局", "广州市财政局"]
