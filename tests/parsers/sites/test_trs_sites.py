"""Sites of the TRS family: their lists and columns."""

from datetime import date

import pytest

from parsers.extraction import Entry, Listing
from parsers.page import Page
from parsers.platforms.trs import further_pages
from parsers.sites import mee, site_of
from scrapers.network.page_request import Answer
from scrapers.spiders.mee import Mee
from scrapers.spiders.mof import Mof
from scrapers.spiders.most import Most
from scrapers.walk.row_classifier import classify_rows
from tests.saved_pages import saved
from tests.scrapers.loopback import asking
from tests.tables import from_table

# The lists of www.mof.gov.cn lead to departments' hosts, whose notices have day and files under their text


LIST = "http://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/"


def listing(name: str, url: str) -> Listing:
    return site_of(url).read_listing(saved(f"mof/{name}", url))


def test_every_row_is_a_notice_of_the_source_and_is_asked_with_https() -> None:
    spider = Mof()
    rows = listing("list.html", LIST).entries
    assert all(spider.is_notice(row) for row in rows)
    assert {spider.secure(row.url)[:8] for row in rows} == {"https://"}


# The lists of www.most.gov.cn are read by what all government sites share: the ministry needs no reader of its own


COLUMNS = {column.name: column for column in Most.columns}


def rows_of_most(name: str, column: str) -> tuple[Entry, ...]:
    home = COLUMNS[column].home
    return site_of(home).read_listing(saved(f"most/{name}", home)).entries


def test_the_list_of_documents_gives_whole_titles_and_the_day_of_each_row() -> None:
    first, second = rows_of_most("documents.html", "规范性文件")
    assert first.title.startswith("科技部 金融监管总局")
    assert first.title.endswith("若干意见》的通知")
    assert first.url == f"{COLUMNS['规范性文件'].home}gfxwj2026/202602/t20260228_195992.html"
    assert (first.published_on, second.published_on) == (date(2026, 3, 2), date(2026, 1, 16))


def test_the_script_of_a_list_says_how_many_pages_there_are() -> None:
    home = COLUMNS["规范性文件"].home
    assert site_of(home).read_listing(saved("most/documents.html", home)).pages == 2


def test_every_row_of_the_notices_is_a_notice_even_with_a_broken_key() -> None:
    column = COLUMNS["通知通告"]
    listing = site_of(column.home).read_listing(saved("most/notices.html", column.home))
    found = classify_rows(column, Most.notice, 1, listing)
    assert [(row.published_on, row.stage) for row in found.notices] == [
        (date(2026, 9, 3), None),
        (date(2026, 9, 2), None),
    ]
    assert found.strangers == []


# www.mee.gov.cn: its block of metadata, and how a column names its further pages


SITE = "https://www.mee.gov.cn"
COLUMNS_OF_MEE = {column.name: column for column in Mee.columns}
STATE_COUNCIL = COLUMNS_OF_MEE["国务院有关文件"]


@pytest.mark.parametrize(
    ("name", "column", "days"),
    [
        ("column.html", "国务院有关文件", [date(2026, 9, 14), date(2026, 9, 10)]),
        ("drafts.html", "意见征集", [date(2026, 9, 12), date(2026, 9, 11)]),
        ("notices.html", "公示公告", [date(2026, 9, 13), date(2026, 9, 9)]),
    ],
)
def test_a_list_gives_its_dated_rows_whatever_stands_around_them(name: str, column: str, days: list[date]) -> None:
    home = COLUMNS_OF_MEE[column].home
    rows = classify_rows(COLUMNS_OF_MEE[column], Mee.notice, 1, mee.SITE.read_listing(saved(f"mee/{name}", home)))
    assert [row.published_on for row in rows.notices] == days
    assert rows.strangers == []


@from_table
def test_a_pager_names_the_further_pages_of_its_own_column(pager: str, name: str | None) -> None:
    assert further_pages(Page(STATE_COUNCIL.home, pager.encode())) == name


def test_the_second_page_is_requested_under_the_name_that_the_pager_gives() -> None:
    spider = asking(Mee())
    first = spider.listing(STATE_COUNCIL, 1)
    assert first.send(None).url == f"{SITE}/zcwj/gwywj/index.shtml"
    with pytest.raises(StopIteration) as end:
        first.send(Answer(saved("mee/column.html", STATE_COUNCIL.home), None))
    assert (len(end.value.value.entries), end.value.value.pages) == (3, 3)
    assert spider.listing(STATE_COUNCIL, 2).send(None).url == f"{SITE}/zcwj/gwywj/index_8597_1.shtml"
