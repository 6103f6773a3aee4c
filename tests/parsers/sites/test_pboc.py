"""The lists of www.pbc.gov.cn tell how long they are and where their pages stand; its documents are often files."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.extraction import Listing
from parsers.page import Page
from parsers.sites import site_of
from parsers.sites.pboc import further_pages
from scrapers.network.page_request import Answer, PageRequest
from scrapers.spiders.pboc import Pboc
from scrapers.walk.column import Column
from tests.parsers.sites.saved import PAGES, printed, saved
from tests.scrapers.asking import asking
from tests.tables import from_table

SITE = "https://www.pbc.gov.cn"
RULES, NEWS = f"{SITE}/tiaofasi/144941/3581332/index.html", f"{SITE}/goutongjiaoliu/113456/113469/index.html"
COLUMNS = {column.name: column for column in Pboc.columns}


def listing(name: str, url: str) -> Listing:
    return site_of(url).read_listing(saved(f"pboc/{name}", url))


def edited(old: str, new: str, name: str = "list.html", url: str = RULES) -> Page:
    text = (PAGES / "pboc" / name).read_text()
    assert old in text
    return Page(url, text.replace(old, new).encode())


def test_a_list_gives_title_and_printed_day_of_its_rows_and_not_the_stamp_in_their_addresses() -> None:
    rows = listing("list.html", RULES).entries
    assert [row.published_on for row in rows] == [date(2026, 2, 6), date(2026, 1, 26), date(2013, 12, 4)]
    assert rows[1].url == f"{SITE}/tiaofasi/144941/3581332/2026012314163359926/index.html"
    assert rows[1].title == "中国人民银行关于另一测试用样例事项的通知（银发〔2026〕1号）"
    assert [row.title for row in listing("news.html", NEWS).entries][1] == "中国人民银行公告﹝2026﹞第21号"


def test_every_row_is_a_notice_of_the_source_whatever_folder_it_stands_in() -> None:
    rows = (*listing("list.html", RULES).entries, *listing("news.html", NEWS).entries)
    assert [row.url for row in rows if not Pboc().is_notice(row)] == []


def test_a_list_says_how_many_pages_it_has_and_where_they_stand() -> None:
    assert (listing("list.html", RULES).pages, listing("news.html", NEWS).pages) == (22, 406)
    for name, url, column in (("list.html", RULES, "规范性文件"), ("news.html", NEWS, "新闻发布")):
        assert further_pages(saved(f"pboc/{name}", url)) == COLUMNS[column].known["pages"]


def test_the_addresses_of_pages_are_those_that_the_pager_names_in_either_form() -> None:
    for named, pages in (("0a1b2c3d-", "0a1b2c3d-{n}"), ("3b3662a6/index", "3b3662a6/index{n}")):
        found = further_pages(edited("3b3662a6-", named))
        assert found == f"{SITE}/tiaofasi/144941/3581332/{pages}.html"
    assert further_pages(edited("3b3662a6-", "page_")) is None


def test_a_short_list_without_a_pager_has_one_page() -> None:
    text = (PAGES / "pboc" / "list.html").read_text()
    pager = text[text.index('<a tagname="[HOME') : text.index('</td><td class="Normal">')]
    assert site_of(RULES).read_listing(edited(pager, "")).pages == 1


class Remembering(Pboc):
    """A spider that keeps what it remembers in memory: no run, no database."""

    def __init__(self) -> None:
        super().__init__()
        self.memory: dict[str, dict[str, str]] = {}

    def remember(self, column: Column, what: dict[str, str]) -> None:
        self.memory[column.name] = what

    def remembered(self, column: Column, at_most: timedelta) -> dict[str, str] | None:
        return self.memory.get(column.name)


def walk(first: Page) -> PageRequest:
    """The request for page 2 after this first page."""
    spider, column = asking(Remembering()), COLUMNS["规范性文件"]
    steps = spider.listing(column, 1)
    steps.send(None)
    with pytest.raises(StopIteration):
        steps.send(Answer(first, None))
    request: PageRequest = spider.listing(column, 2).send(None)
    return request


def test_page_two_is_asked_where_page_one_says_and_nowhere_where_it_does_not() -> None:
    assert walk(saved("pboc/list.html", RULES)).url == f"{SITE}/tiaofasi/144941/3581332/3b3662a6-2.html"
    with pytest.raises(UnknownTemplate, match="a pager that names page 2"):
        walk(edited("3b3662a6-", "page_"))


def without_text(zoom: Callable[[str], str]) -> Page:
    text = (PAGES / "pboc" / "announcement.html").read_text()
    start, end = text.index("<p style"), text.index("\n</div></td></tr>")
    return Page(f"{NEWS[:-10]}2026081417014187625/index.html", zoom(text[:start] + "ZOOM" + text[end:]).encode())


@from_table
def test_a_page_that_is_only_a_link_gives_title_day_and_file(zoom: str) -> None:
    record = parse(without_text(lambda text: text.replace("ZOOM", zoom)))
    assert (record.title, record.published_on) == ("中国人民银行公告﹝2026﹞第21号", date(2026, 8, 14))
    assert (record.document_number, record.stage) == ("中国人民银行公告〔2026〕第21号", "final")
    assert (record.body, len(record.attachments)) == ("", 1)


@from_table
def test_the_day_that_a_page_prints_goes_before_that_of_its_move(cells: str, published: str) -> None:
    html = (
        '<html><head><meta name="ArticleTitle" content="中国人民银行关于样例事项的通知">'
        '<meta name="PubDate" content="2025-09-22"><meta name="createDate" content="2025-09-22 12:55:26"></head><body>'
        f"<h2>中国人民银行关于样例事项的通知</h2><table><tr><td>字号 大 中 小</td>{cells}</tr></table>"
        '<div id="zoom"><p>现将2021年1月5日样例事项通知如下。</p></div></body></html>'
    )
    url = f"{SITE}/goutongjiaoliu/113456/113469/2025092212551612812/index.html"
    page = Page(url, html.encode())
    assert printed(site_of(url).read_notice(page), "published_on")[0] == ("line", published)
    assert parse(page).published_on == date(2022, 6, 10)
