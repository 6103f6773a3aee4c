"""Selecting elements: as CSS says, in document order."""

import pytest
from lxml.cssselect import CSSSelector

from parsers.errors import UnknownTemplate
from parsers.markup.selection import css, outermost
from parsers.page import Page, html_tree
from parsers.sites import mot

PAGE = """
<div class="list item" id=a><ul><li><a href=1>甲</a>
<div class=list><ul><li><a href=2>乙</a></li></ul></div></li></ul></div>
<table><td class="list"></td></table>
<ul class="list"><li class="x item"><a>丙</a></li></ul><p class=item><span>丁</span></p>
"""


@pytest.mark.parametrize(
    "selector",
    ["div.list > ul", "div.list a", "div.list ul > li", ".item, .list", "#a, ul.list li", "a[href]", "p:has(> span)"],
)
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
