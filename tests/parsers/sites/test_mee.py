"""www.mee.gov.cn: its block of metadata, and how a column names its further pages."""

from datetime import date
from typing import Any

import pytest

from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.platforms.trs import further_pages
from parsers.sites import mee
from scrapers.network.page_request import Answer
from scrapers.spiders.mee import Mee
from scrapers.walk.row_classifier import classify_rows
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, first_day, page_of
from tests.scrapers.asking import asking
from tests.tables import from_table

SITE = "https://www.mee.gov.cn"
COLUMNS = {column.name: column for column in Mee.columns}
STATE_COUNCIL = COLUMNS["国务院有关文件"]


@pytest.mark.parametrize(
    ("name", "column", "days"),
    [
        ("column.html", "国务院有关文件", [date(2026, 9, 14), date(2026, 9, 10)]),
        ("drafts.html", "意见征集", [date(2026, 9, 12), date(2026, 9, 11)]),
        ("notices.html", "公示公告", [date(2026, 9, 13), date(2026, 9, 9)]),
    ],
)
def test_a_list_gives_its_dated_rows_whatever_stands_around_them(name: str, column: str, days: list[date]) -> None:
    home = COLUMNS[column].home
    rows = classify_rows(COLUMNS[column], Mee.notice, 1, mee.SITE.read_listing(saved(f"mee/{name}", home)))
    assert [row.published_on for row in rows.notices] == days
    assert rows.strangers == []


def test_the_block_gives_number_body_and_index_beside_their_labels() -> None:
    notice = mee.SITE.read_notice(
        saved("mee/disclosed.html", f"{SITE}/xxgk2018/xxgk/xxgk06/202609/t20260912_1160003.html")
    )
    assert printed(notice, "document_number")[0] == ("table", "环办样函〔2026〕1号")
    assert printed(notice, "issuing_bodies") == [("table", "生态环境部办公厅")]
    assert printed(notice, "index_number")[0] == ("table", "000014672/2026-00001")
    assert [file.title for file in notice.attachments] == ["1.征求意见单位名单"]


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


@pytest.mark.parametrize("row", captured_of(("mee",), "notice", "news"))
def test_a_real_page_gives_title_and_day(row: dict[str, Any]) -> None:
    notice, expected = mee.SITE.read_notice(page_of(row)), row["expected"]
    assert printed(notice, "title")[0][1] == expected["title"]
    assert first_day(notice, "published_on") == date.fromisoformat(expected["published_on"])
    assert len(notice.attachments) == expected["attachments"]


@pytest.mark.parametrize("row", captured_of(("mee",), "listing"))
def test_a_real_error_page_is_no_list(row: dict[str, Any]) -> None:
    with pytest.raises(UnknownTemplate):
        mee.SITE.read_listing(page_of(row))
