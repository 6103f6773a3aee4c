"""Text of elements and scraps: days, titles, paragraphs, the same on every site."""

from datetime import date

import lxml.html
import pytest

from parsers.markup.attachments import file_of, files
from parsers.markup.decoding import decode
from parsers.markup.paragraphs import markup_lines, paragraphs, paragraphs_down_to, text_of
from parsers.page import Page, html_tree
from parsers.platforms import jpage
from parsers.record import Attachment
from parsers.sites import generic
from parsers.text import read_day, title_line
from tests.saved_pages import saved
from tests.tables import from_table


@from_table
def test_a_day_is_read_from_the_forms_that_lists_print(text: str | None, day: date | None) -> None:
    assert read_day(text) == day


def test_a_title_broken_inside_its_title_marks_loses_the_break_and_elsewhere_keeps_a_blank() -> None:
    assert title_line(["公开征求《售电公司", "管理办法》意见的公告"]) == "公开征求《售电公司管理办法》意见的公告"
    assert title_line(["国家发展改革委", "", " 国家能源局关于某事的通知"]) == "国家发展改革委 国家能源局关于某事的通知"


def test_a_scrap_of_html_gives_its_lines_without_tags() -> None:
    assert markup_lines("烟花爆竹<em>安全</em>监管&amp;治理<BR/>　　意见") == ["烟花爆竹安全监管&治理", "　　意见"]
    assert markup_lines("含量<5%的产品") == ["含量<5%的产品"]


def test_paragraphs_break_where_a_browser_breaks_them() -> None:
    body = html_tree("<div>甲<p>乙<br>丙 <b>丁</b></p>戊<script>var a;</script><!-- 己 -->庚</div>").find("body")
    assert paragraphs(body) == ("甲", "乙", "丙 丁", "戊庚")


def test_a_table_row_is_one_paragraph_with_its_cells_parted_by_tabs() -> None:
    body = html_tree("<table><tr><th>名称</th><td><p>甲</p><p>乙</p></td></tr><tr><td>丙</td></tr></table>").find(
        "body"
    )
    assert paragraphs(body) == ("名称\t甲 乙", "丙")


def test_blanks_inside_a_line_are_printed_once_and_full_width_ones_as_they_stand() -> None:
    body = html_tree("<p>　　总理　　李强&nbsp;&nbsp;\n 签\u200b署　　</p>").find("body")
    assert paragraphs(body) == ("总理　　李强 签署",)
    assert text_of(body) == "总理 李强 签署"


@from_table
def test_a_page_is_cut_where_its_text_begins_and_ends_and_stays_as_it_is(layout: str) -> None:
    root = html_tree(f"<body>{layout}</body>")
    before = lxml.html.tostring(root)
    element = root.get_element_by_id("t")
    assert paragraphs_down_to(element, root) == (("甲", "乙"), ("丙", "丁戊"))
    assert paragraphs(element) == ("丙", "丁戊")
    assert lxml.html.tostring(root) == before


def test_a_page_whose_text_is_all_of_it_has_nothing_above() -> None:
    root = html_tree("<frameset></frameset></body><p>甲</p>")
    assert paragraphs_down_to(root, root) == ((), ("甲",))


@pytest.mark.parametrize("icon", ["\ue003", "\ue004"])
def test_an_icon_of_a_font_hides_nothing_that_stands_above_a_text(icon: str) -> None:
    root = html_tree(f"<body><i>{icon}</i><p>甲</p><div id=t>乙</div></body>")
    assert paragraphs_down_to(root.get_element_by_id("t"), root) == ((icon, "甲"), ("乙",))


def test_a_text_inside_of_what_no_reader_sees_is_cut_out_alone() -> None:
    root = html_tree("<body><p>甲</p><object><div id=t>丙</div></object></body>")
    assert paragraphs_down_to(root.get_element_by_id("t"), root) == ((), ("丙",))


def test_a_page_nested_deeper_than_pythons_stack_is_read() -> None:
    body = html_tree("<span>" * 1900 + "深" + "</span>" * 1900).find("body")
    assert paragraphs(body) == ("深",)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("国务院".encode(), None),
        ("国务院".encode("utf-8-sig"), None),
        ("国务院".encode("utf-16"), None),
        ("国务院".encode("gb18030"), None),
        ("国务院".encode("gb18030"), "text/html; charset=ISO-8859-1"),
        ("国务院".encode("gb18030"), "text/html; charset=hex"),
        ("国务院".encode(), "text/html; charset=GBK"),
    ],
)
def test_a_page_is_decoded_whatever_charset_its_server_declares(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == "国务院"


def test_a_page_is_decoded_by_the_charset_of_its_meta() -> None:
    assert decode('<meta charset="big5">國務院'.encode("big5")).endswith("國務院")
    assert decode('<meta charset="gb2312">朱镕基'.encode("gb18030")).endswith("朱镕基")


@from_table
def test_a_download_address_of_hanweb_is_a_files(href: str, title: str, media_type: str | None) -> None:
    page = Page("https://www.cnipa.gov.cn/art/2024/1/2/art_74_189.html", b"")
    file = file_of(href, page)
    assert file == Attachment(title, f"https://www.cnipa.gov.cn{href}", media_type)
    [linked] = files([html_tree(f"<p><a href='{href}'>样例清单</a></p>")], page)
    assert linked == Attachment("样例清单", f"https://www.cnipa.gov.cn{href}", media_type)


# Lists of Hanweb's jpage: rows as XML in a script, further pages by the proxy that the page names


LIST = "https://www.cnipa.gov.cn/col/col74/index.html"


def test_an_answer_of_the_proxy_is_read_like_the_script_of_a_page() -> None:
    row = '<li><a href="/art/2026/9/2/art_74_1.html">关于一件测试事项的公告</a><span>2026-09-02</span></li>'
    answer = f"<datastore><recordset><record><![CDATA[{row}]]></record></recordset></datastore>"
    [entry] = generic.read_listing(Page(LIST, answer.encode())).entries
    assert (entry.url, str(entry.published_on)) == (
        "https://www.cnipa.gov.cn/art/2026/9/2/art_74_1.html",
        "2026-09-02",
    )


def test_the_page_names_the_address_of_the_further_ones() -> None:
    address = "/module/web/jpage/dataproxy.jsp?page={n}&columnid=74&unitid=sample"
    assert jpage.further_pages(saved("cnipa/list.html", LIST)) == address
    assert jpage.further_pages(Page(LIST, b"<p></p>")) is None


def test_a_list_that_a_browser_saved_is_read_like_any_other() -> None:
    row = '<li><a href="/art/2026/9/2/art_74_1.html">关于一件测试事项的公告</a><span>2026-09-02</span></li>'
    saved_list = f'<ul class="pub_xlist_m pub_slam">{row}</ul><p>样例，样例，样例，样例。</p>'
    assert len(generic.read_listing(Page(LIST, saved_list.encode())).entries) == 1
