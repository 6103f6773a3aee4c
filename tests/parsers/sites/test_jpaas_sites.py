"""Sites of the Hanweb jpaas family: their lists, pages and columns."""

import json
from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.extraction import Listing
from parsers.page import Page
from parsers.platforms.jpaas import unit_parameters
from parsers.sites import mohurd, site_of
from scrapers.base_spiders.jpaas import UnitColumn, unit_url
from scrapers.spiders.mofcom import Mofcom
from scrapers.spiders.mohurd import Mohurd
from scrapers.spiders.samr import Samr
from scrapers.walk.row_classifier import classify_rows
from tests.saved_pages import printed, saved
from tests.tables import from_table

# The lists of www.mofcom.gov.cn are read by what all jpaas sites share: the ministry needs no reader of its own


SITE = "https://www.mofcom.gov.cn"
UNIT = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
COLUMNS = {column.name: column for column in Mofcom.columns}


def listing(name: str, url: str = UNIT) -> Listing:
    return site_of(url).read_listing(saved(f"mofcom/{name}", url))


@from_table
def test_a_deadline_is_no_day_of_publication(beside: str, published: date | None, due: list[str]) -> None:
    html = f"<ul><li><a href='/zqyj/art/2026/art_1.html'>关于样例办法公开征求意见的通知</a>{beside}</li></ul>"
    answer = json.dumps({"success": True, "code": "200", "data": {"html": html}})
    [row] = site_of(UNIT).read_listing(Page(UNIT, answer.encode())).entries
    assert (row.published_on, [text for _, text in printed(row, "comments_due_on")]) == (published, due)


def test_a_shell_names_its_unit_and_the_rows_of_its_side_column_are_not_its_own() -> None:
    shell = saved("mofcom/shell.html", f"{SITE}/zcfb/blgg/index.html")
    column = COLUMNS["部令公告"]
    assert isinstance(column, UnitColumn)
    assert unit_parameters(shell, column.tag) == column.known
    with pytest.raises(UnknownTemplate):
        site_of(shell.url).read_listing(shell)


def test_the_first_page_of_a_unit_is_asked_as_the_shell_prints_it_and_further_ones_by_number() -> None:
    column = COLUMNS["政策发布"]
    assert isinstance(column, UnitColumn)
    assert "paramJson" not in unit_url(column, column.known, 1)
    assert unit_url(column, column.known, 2).endswith("&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D")


# The lists of www.mohurd.gov.cn are those of all jpaas sites; its notices have files and titles of their own form


SITE_OF_MOHURD = "https://www.mohurd.gov.cn"
COLUMNS_OF_MOHURD = {column.name: column for column in Mohurd.columns}


@from_table
def test_a_line_break_of_the_meta_stands_in_no_word_of_the_title(head: str, title: str) -> None:
    meta = "<meta name=ArticleTitle content='甲部关于《便携式\n管线要求》的通知'>"
    html = f"{head}{meta}<div class=editor-content><p>样例</p></div>"
    notice = mohurd.SITE.read_notice(
        Page(f"{SITE_OF_MOHURD}/gongkai/zc/wjk/art/2026/art_{'0' * 32}.html", html.encode())
    )
    assert printed(notice, "title")[0] == ("heading", title)


def test_pages_of_a_unit_are_asked_by_number_in_its_parameter() -> None:
    column = COLUMNS_OF_MOHURD["征求意见"]
    assert isinstance(column, UnitColumn)
    assert "tagId=%E5%86%85%E5%AE%B91" in unit_url(column, column.known, 1)  # UTF-8: GBK is refused
    assert unit_url(column, column.known, 2).endswith("&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A20%7D")


# The lists and pages of www.samr.gov.cn are read by what all jpaas and all government sites share


SITE_OF_SAMR = "https://www.samr.gov.cn"
UNIT_OF_SAMR = f"{SITE_OF_SAMR}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
COLUMNS_OF_SAMR = {column.name: column for column in Samr.columns}


def listing_of_samr(name: str) -> Listing:
    return site_of(UNIT_OF_SAMR).read_listing(saved(f"samr/{name}", UNIT_OF_SAMR))


def test_a_document_of_the_state_council_is_known_to_be_none_of_this_site() -> None:
    rows = classify_rows(COLUMNS_OF_SAMR["总局文件"], Samr.notice, 1, listing_of_samr("documents_unit.json"))
    assert (len(rows.notices), len(rows.ignored), rows.strangers) == (2, 1, [])


def test_a_shell_names_the_unit_of_its_rows_among_its_menus() -> None:
    column = COLUMNS_OF_SAMR["总局文件"]
    assert isinstance(column, UnitColumn)
    assert unit_parameters(saved("samr/shell.html", column.home), column.tag) == column.known


def test_the_first_page_of_a_unit_is_bare_and_further_ones_are_asked_by_number() -> None:
    column = COLUMNS_OF_SAMR["征集调查"]
    assert isinstance(column, UnitColumn)
    assert "paramJson" not in unit_url(column, column.known, 1)
    assert unit_url(column, column.known, 3).endswith("&paramJson=%7B%22pageNo%22%3A3%2C%22pageSize%22%3A20%7D")
