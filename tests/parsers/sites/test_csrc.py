"""www.csrc.gov.cn: lists in JSON by channel id, the rules library, the disclosure table that a script fills."""

from datetime import date
from typing import Any

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.sites import csrc
from parsers.sites.csrc import read_channel
from scrapers.network.page_request import Answer
from scrapers.spiders.csrc import Csrc
from tests.parsers.sites.saved import saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of
from tests.scrapers.asking import asking

SITE = "https://www.csrc.gov.cn"
ORDERS = "cd11df89f5894c1eac37ae37cc11e369"
CALL = f"{SITE}/searchList/{ORDERS}?_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=1"
LIBRARY = f"{SITE}/csrc/c106256/fg.shtml"
ORDER = f"{SITE}/csrc/c101953/c7547359/content.shtml"
COLUMNS = {column.name: column for column in Csrc.columns}


def test_a_list_gives_the_wall_clocks_day_of_each_row() -> None:
    listing = csrc.SITE.read_listing(saved("csrc/orders.json", CALL))
    assert [(row.title, row.url, row.published_on) for row in listing.entries] == [
        ("【第226号令】《上市公司信息披露管理办法》", ORDER, date(2025, 3, 28)),
        (
            "【第224号令】《上市公司股东减持股份管理暂行办法》",
            f"{SITE}/csrc/c101953/c7483190/content.shtml",
            date(2024, 5, 24),
        ),
    ]
    assert listing.total == 226


def test_the_rules_library_gives_titles_without_their_notes_and_no_days() -> None:
    listing = csrc.SITE.read_listing(saved("csrc/rules.html", LIBRARY))
    assert [(row.title, row.url, row.published_on) for row in listing.entries] == [
        ("中国证监会派出机构监管职责规定", f"{SITE}/csrc/c106256/c3217074/content.shtml", None),
        ("北京证券交易所上市公司持续监管办法（试行）", f"{SITE}/csrc/c106256/c1653980/content.shtml", None),
    ]
    assert (listing.pages, listing.total) == (5, 89)


def test_a_page_that_names_no_channel_is_a_redesign() -> None:
    with pytest.raises(UnknownTemplate, match="meta channelid"):
        read_channel(Page(LIBRARY, "<p>样例</p>".encode()))


def test_a_column_s_channel_is_that_of_its_page() -> None:
    column = COLUMNS["规章"]
    steps = asking(Csrc()).fetch_shell(column)
    assert steps.send(None).url == column.home
    with pytest.raises(StopIteration) as end:
        steps.send(Answer(saved("csrc/rules.html", column.home), None))
    assert end.value.value == column.known


def test_no_archive_page_stands_in_for_a_list() -> None:
    assert [column.name for column in Csrc.columns if column.spare] == ["规章"]


def test_the_files_of_a_rule_stand_above_its_text_and_bear_their_own_names() -> None:
    files = csrc.SITE.read_notice(saved("csrc/rule.html", f"{SITE}/csrc/c106256/c1653980/content.shtml")).attachments
    assert [file.title for file in files] == [
        "【189号】北京证券交易所上市公司持续监管办法（试行）.pdf",
        "【189号】北京证券交易所上市公司持续监管办法（试行）.docx",
    ]


def test_neither_the_buttons_nor_the_links_to_files_are_text() -> None:
    notice = csrc.SITE.read_notice(saved("csrc/order.html", ORDER))
    assert notice.body[-1] == "2025年3月26日"
    assert len(notice.attachments) == 2


@pytest.mark.parametrize(
    ("cell", "published"),
    [
        ('<input class="fwrq" type="hidden" value="1645150682000"/><span></span>', date(2022, 2, 18)),
        ("2022年02月18日", date(2022, 2, 18)),  # as a browser shows it
        ('<input class="fwrq" type="hidden" value="1645113600000"/>', None),  # midnight: the day of what?
        ('<input class="fwrq" type="hidden" value=""/>', None),
    ],
)
def test_the_date_in_the_table_is_when_the_page_was_put_up(cell: str, published: date | None) -> None:
    html = f"""<meta name="ArticleTitle" content="关于样例事项的公告">
    <meta name="PubDate" content="2025-10-25 11:32:16">
    <div class="xxgk-table"><table><tr><th>发布机构</th><td></td><th>发文日期</th><td>{cell}</td></tr></table></div>
    <h2>关于样例事项的公告</h2><div class="detail-news"><p>样例。</p><p>中国证监会</p><p>2022年1月28日</p></div>"""
    document = parse(Page(ORDER, html.encode()))
    assert (document.published_on, document.written_on) == (published, date(2022, 1, 28))


def test_the_front_page_in_place_of_an_article_is_none() -> None:
    html = "<title>中国证券监督管理委员会</title><h2>要闻</h2><p>样例，样例，样例，样例。</p>"
    with pytest.raises(UnknownTemplate, match="an article"):
        csrc.SITE.read_notice(Page(ORDER, html.encode()))


@pytest.mark.parametrize("row", captured_of(("csrc",), "listing"))
def test_a_real_list_of_the_library_gives_its_rows(row: dict[str, Any]) -> None:
    entries = csrc.SITE.read_listing(page_of(row)).entries
    assert len(entries) == 20
    assert all(Csrc.notice.fullmatch(entry.url.replace("http:", "https:")) for entry in entries)
    assert not any(entry.published_on or "公布" in entry.title for entry in entries)


@pytest.mark.parametrize("row", captured_of(("csrc",), "notice"))
def test_a_real_page_gives_what_a_reader_finds(row: dict[str, Any]) -> None:
    document, expected = parse(page_of(row)).to_dict(), row["expected"]
    assert document["title"] == expected["title"]
    assert document["document_number_as_printed"] == expected["document_number"]
    assert [document["written_on"], document["published_on"]] == [expected["written_on"], expected["published_on"]]
    assert [body["id"] for body in document["issuing_bodies"]] == ["csrc"]


@pytest.mark.parametrize("row", captured_of(("csrc",), "api"))
def test_one_row_alone_is_no_list(row: dict[str, Any]) -> None:
    with pytest.raises(UnknownTemplate):
        csrc.SITE.read_listing(page_of(row))
