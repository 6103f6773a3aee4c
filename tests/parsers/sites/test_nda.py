"""The lists of www.nda.gov.cn hold boxes of interpretations in their rows; its notices have files in a block apart."""

from datetime import date

import pytest

from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.sites import site_of
from scrapers.spiders.nda import Nda
from tests.parsers.sites.saved import PAGES, saved

LIST = "https://www.nda.gov.cn/sjj/zwgk/zcfb/list/index_pc_1.html"
DRAFT = "https://www.nda.gov.cn/sjj/zwgk/tzgg/0708/20260708140000000000001_pc.html"


def edited(old: str, new: str) -> Page:
    text = (PAGES / "nda" / "list.html").read_text()
    assert old in text
    return Page(LIST, text.replace(old, new).encode())


def test_a_list_gives_its_documents_and_their_interpretations_as_related() -> None:
    first, second = site_of(LIST).read_listing(saved("nda/list.html", LIST)).entries
    assert (first.title, first.published_on) == ("国家数据局关于印发测试用样例行动计划的通知", date(2026, 7, 8))
    assert [link.title for link in first.related] == ["专家解读样例之一", "一图读懂样例"]
    assert (second.published_on, second.related) == (date(2024, 1, 5), ())
    assert all(Nda().is_notice(row) for row in (first, second))


@pytest.mark.parametrize(
    ("script", "pages", "total"),
    [("totalData: 34, showData: 15", 3, 34), ("totalData = 15; var showData = 15", 1, 15), ("total: 34", None, None)],
)
def test_a_list_says_in_its_script_how_long_it_is(script: str, pages: int | None, total: int | None) -> None:
    listing = site_of(LIST).read_listing(edited("totalData: 34, showData: 15", script))
    assert (listing.pages, listing.total) == (pages, total)


def test_a_list_of_another_form_is_told() -> None:
    with pytest.raises(UnknownTemplate, match=r"ul\.u-list"):
        site_of(LIST).read_listing(edited('class="u-list"', 'class="v-list"'))


def test_the_text_is_that_of_the_article_and_the_files_stand_apart() -> None:
    notice = site_of(DRAFT).read_notice(saved("nda/draft.html", DRAFT))
    assert notice.body[0].startswith("国家数据局起草了")
    assert notice.body[-1] == "2026年7月6日"
    assert [file.title for file in notice.attachments] == ["测试用样例管理办法（征求意见稿）.docx"]
