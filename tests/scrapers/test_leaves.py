"""Every source is a small leaf that says what it is: headings, columns, addresses."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.moments import CHINA
from parsers.registry.websites import source_of
from parsers.sites import reader_of, site_of
from scrapers import spiders
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.download import request_for
from scrapers.run import process
from scrapers.spiders.miit import Miit
from scrapers.spiders.mofcom import Mofcom
from tests.tables import from_table
from zhengce.web.words import value

SOURCES = process.sources()
COLUMNS = [(source, column) for source in SOURCES for column in source.columns]

EXPECTED = {
    "state_council": ["最新政策", "国务院文件", "国务院部门文件", "政策解读", "国务院公报"],
    "miit": ["政策文件库", "文件发布·通知", "意见征集", "政策解读", "科技司文件发布"],
    "ndrc": ["发展改革委令", "规范性文件", "规划文本", "公告", "通知", "解读", "意见征求"],
    "cac": ["政策法规", "法律", "行政法规", "部门规章", "司法解释", "规范性文件", "政策文件", "网信@你"],
    "mot": ["其他政策性文件", "规章", "政策解读", "意见征集"],
}


def test_the_five_ministries_are_crawled() -> None:
    assert process.source_names()[:5] == ["state_council", "miit", "ndrc", "cac", "mot"]


def test_the_file_of_a_source_bears_its_name() -> None:
    assert sorted(process.source_names()) == sorted(spiders.names())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_source_has_at_least_the_columns_where_its_documents_stand(name: str) -> None:
    columns = [column.name for source in SOURCES if source.name == name for column in source.columns]
    assert [column for column in EXPECTED[name] if column not in columns] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_leaf_says_what_it_is_under_fixed_headings(source: type[SourceSpider]) -> None:
    text = source.__doc__ or ""
    assert text.startswith(source.site) or source.site in ("中国政府网", "国家发展和改革委员会")
    assert re.findall(r"^    (\w+):", text, re.MULTILINE) == ["Site", "Columns", "Caveats", "Evidence"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_bears_the_id_of_the_body_whose_site_it_is(source: type[SourceSpider]) -> None:
    """So a page there is known as the body's own, and the source has a name on the web."""
    assert source.name in AGENCIES
    assert value("source", source.name) != source.name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_leaf_asks_only_hosts_of_its_own_site(source: type[SourceSpider]) -> None:
    assert {source_of(f"https://{host}/") for host in source.allowed_domains} == {source.name}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_leaf_asks_only_hosts_that_its_reader_reads(source: type[SourceSpider]) -> None:
    """Its own reader, or the generic one: a page must be read alike when crawled and when saved."""
    assert {site_of(f"https://{host}/") for host in source.allowed_domains} == {reader_of(source.name)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_column_names_are_unique_for_the_run_record_is_kept_by_them(source: type[SourceSpider]) -> None:
    names = [column.name for column in source.columns]
    assert len(names) == len(set(names))


def test_every_address_of_a_column_lies_on_the_hosts_of_its_source() -> None:
    for source, column in COLUMNS:
        pages = [ask.url for n in (1, 2) if (ask := column.page_request(n))]
        addresses = [column.home, *pages, *filter(None, (column.spare, column.shell, column.index))]
        assert {urlsplit(url).netloc for url in addresses} <= set(source.allowed_domains), column
        plain = {column.spare} if "/was5/" in column.home else set()  # the newest rows of a search that may lack https
        assert {urlsplit(url).scheme for url in {*addresses} - plain} == {"https"}, column


def test_the_second_page_is_another_request_than_the_first() -> None:
    for _, column in COLUMNS:
        second = column.page_request(2)
        assert second is None or second != column.page_request(1), column


@from_table
def test_a_listing_page_is_known_by_its_address(url: str, columns: list[str]) -> None:
    assert [column.name for _, column in COLUMNS if column.is_listed_at(url)] == columns


def test_the_search_host_that_forbids_crawling_is_requested_by_no_source() -> None:
    assert [source.name for source in SOURCES if "sousuo.www.gov.cn" in source.allowed_domains] == []


def test_a_file_at_the_host_that_refuses_all_is_requested_at_the_ministry_s_own() -> None:
    path = "cms_files/filemanager/1226211233/attachment/20269/draft.pdf"
    assert Miit().secure(f"https://jyhwzhq.miit.gov.cn/{path}") == f"https://www.miit.gov.cn/{path}"
    assert Miit().secure("https://jyhwzhq.miit.gov.cn/") == "https://jyhwzhq.miit.gov.cn/"


def test_the_orders_of_the_year_are_requested_at_the_year_s_page_which_may_hold_its_rows_itself() -> None:
    columns = [column for column in Mofcom.columns if column.name.endswith("（本年）")]
    year = (datetime.now(CHINA) - timedelta(days=30)).year
    assert [(column.shell, column.spare) for column in columns] == [
        (f"https://www.mofcom.gov.cn/zcfb/blgg/{folder}/{year}/index.html",) * 2 for folder in ("bl", "gg")
    ]


def test_no_directory_of_the_library_is_requested_but_its_feeds() -> None:
    """Pages below /zhengce/zhengceku/ that are directories answer 403 to crawlers."""
    requested = [request.url for _, column in COLUMNS if (request := column.page_request(1))]
    requested += [url for _, column in COLUMNS for url in (column.spare, column.shell, column.index) if url]
    assert [url for url in requested if "/zhengceku/" in url and url.endswith("/")] == []


def test_pages_of_a_trs_column_are_counted_from_zero_behind_the_first() -> None:
    column = next(column for source, column in COLUMNS if source.name == "ndrc" and column.name == "通知")
    urls = [ask.url for n in (1, 2, 3) if (ask := column.page_request(n))]
    home = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/"
    assert urls == [home, f"{home}index_1.html", f"{home}index_2.html"]


def test_a_page_of_cac_is_requested_with_a_form_that_holds_channel_and_page() -> None:
    column = next(column for source, column in COLUMNS if source.name == "cac" and column.name == "网信@你")
    ask = column.page_request(2)
    assert ask is not None
    request = request_for(ask)
    assert (request.method, request.url) == ("POST", "https://www.cac.gov.cn/cms/JsonList")
    assert request.headers["Content-Type"] == b"application/x-www-form-urlencoded"
    assert request.body == b"channelCode=A093802&perPage=20&pageno=2&condition=0&fuhao=%3D&value="


@from_table
def test_rows_that_lead_to_no_notice_of_the_site_are_reported_apart(source: str, url: str, is_notice: bool) -> None:
    pattern = next(leaf for leaf in SOURCES if leaf.name == source).notice
    assert bool(pattern.fullmatch(url)) is is_notice
