"""The pages of a list: how they are named and counted, and what a walk does where one is not there."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response as Reply

from scrapers.run.baselines import watched
from scrapers.spiders.mof import Mof
from scrapers.spiders.nea import Nea
from scrapers.spiders.pboc import Pboc
from storage import health
from storage.database import open_database
from storage.schema import documents, pages
from tests.saved_pages import PAGES
from tests.scrapers.loopback import LISTS, NDRC, READINGS, Sites, alone, listing, notice, notice_url, only
from tests.scrapers.test_crawl import held, publish

# How far a crawl walks down a list: to the end, to a day, to what is known, and on from where it was cut short


def three_pages(sites: Sites) -> list[tuple[str, str, str]]:
    """Three listing pages of two notices, each a month older than the one before."""
    rows = [(notice_url(10 + n), f"关于第{n}批项目的通知", f"2026/{8 - n // 2:02}/01") for n in range(6)]
    publish(sites, rows)
    for page in range(3):
        address = LISTS if page == 0 else f"{LISTS}index_{page}.html"
        sites.answers[address] = listing(*rows[2 * page : 2 * page + 2], pages=3, current=page)
    return rows


def judged(folder: Path) -> health.Health:
    """The health of the source after its crawls."""
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.read() as connection:
        [found] = health.check(connection, watched([NDRC]), datetime.now(UTC))
    database.close()
    return found


def test_a_first_crawl_walks_every_page(sites: Sites, tmp_path: Path) -> None:
    three_pages(sites)
    [summary] = sites.crawl(tmp_path)
    assert (summary.listings, summary.new) == (4, 7)


def test_after_since_a_plain_crawl_asks_for_what_is_newer_and_full_for_the_rest(sites: Sites, tmp_path: Path) -> None:
    rows = three_pages(sites)
    # A row of the first page is older than the day: it must not lead the next crawl down the list.
    sites.answers[LISTS] = listing(*rows[:2], (rows[2][0], rows[2][1], "2026/07/14"), pages=3, current=0)
    sites.crawl(tmp_path, since=date(2026, 7, 15))
    new = (notice_url(30), "关于第九批项目的通知", "2026/08/03")
    sites.answers[LISTS] = listing(new, *rows[:2], (rows[2][0], rows[2][1], "2026/07/14"), pages=3, current=0)
    sites.answers[new[0]] = notice(new[1], day=new[2])
    [summary] = sites.crawl(tmp_path)
    assert sites.requested == [LISTS, new[0], READINGS]
    assert (summary.new, summary.ok) == (1, True)
    [summary] = sites.crawl(tmp_path, full=True)
    assert (summary.listings, summary.new) == (4, 5)


def test_a_walk_that_a_listing_page_cut_short_is_taken_up_by_the_next_crawl(sites: Sites, tmp_path: Path) -> None:
    three_pages(sites)
    page = sites.answers[f"{LISTS}index_1.html"]
    sites.answers[f"{LISTS}index_1.html"] = Reply("", status=500)
    [first] = sites.crawl(tmp_path)
    assert (first.new, first.failed) == (3, 1)
    sites.answers[f"{LISTS}index_1.html"] = page
    [second] = sites.crawl(tmp_path)
    assert (second.new, second.failed) == (4, 0)
    sites.crawl(tmp_path)
    assert sites.requested == [LISTS, READINGS]


@pytest.mark.parametrize(("size", "is_end"), [(100, True), (1000, True), (1100, False)])
def test_a_stub_of_a_few_hundred_bytes_behind_the_last_page_is_the_end_and_a_larger_page_is_a_redesign(
    sites: Sites, tmp_path: Path, size: int, is_end: bool
) -> None:
    three_pages(sites)
    for address, answer in sites.answers.items():  # no list says how many pages there are
        sites.answers[address] = answer.replace("createPageHTML", "")
    frame = "<html><body>{}</body></html>"
    sites.answers[f"{LISTS}index_2.html"] = frame.format("x" * (size - len(frame) + 2))
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (5, is_end)


@pytest.mark.parametrize("missing", [1, 2])
def test_a_page_that_the_list_names_and_that_is_not_there_is_named_and_requested_again(
    sites: Sites, tmp_path: Path, missing: int
) -> None:
    three_pages(sites)
    address = f"{LISTS}index_{missing}.html"
    page = sites.answers.pop(address)
    [first] = sites.crawl(tmp_path)
    message = f"page {missing + 1} of 3 is missing: {address}: 404, no such page"
    assert (first.failed, first.messages, first.ok) == (1, (f"通知: {message}",), False)
    assert {("missing page", message), ("behind", "the list was not walked back to its beginning yet")} <= {
        (problem.kind, problem.what) for problem in judged(tmp_path).problems if problem.column == "通知"
    }
    sites.answers[address] = page
    [second] = sites.crawl(tmp_path)
    assert (first.new + second.new, second.messages) == (7, ())
    sites.crawl(tmp_path)
    assert sites.requested == [LISTS, READINGS]


def test_further_pages_bear_the_name_that_the_first_one_prints(sites: Sites, tmp_path: Path) -> None:
    three_pages(sites)
    for n in (1, 2):
        sites.answers[f"{LISTS}index_{n}.shtml"] = sites.answers.pop(f"{LISTS}index_{n}.html")
    sites.answers[LISTS] = sites.answers[LISTS].replace('"index", "html"', '"index", "shtml"')
    [summary] = sites.crawl(tmp_path)
    assert (summary.listings, summary.new, summary.messages) == (4, 7, ())


# Lists whose first page says where the rest stands: PBOC's pager, NEA's file; MOF's rows on departments' hosts


SMALL = (only(Pboc, "规范性文件"), only(Mof, "政策发布"), only(Nea, "最新文件"))
BANK = "https://www.pbc.gov.cn/tiaofasi/144941/3581332/"
POLICY = "https://www.nea.gov.cn/policy/"
FILE = f"{POLICY}ds_40d365c13659452aa06cdb7268d6192e.json"


def page(name: str) -> str:
    return (PAGES / name).read_text()


def crawl(sites: Sites, folder: Path, name: str) -> Any:
    settings = {**alone(*SMALL), "ZHENGCE_FILES": False}
    [summary] = sites.crawl(folder, [name], settings=settings)
    return summary


def test_the_pages_of_a_list_are_requested_where_its_pager_says(sites: Sites, tmp_path: Path) -> None:
    first = page("pboc/list.html").replace('totalpage="22"', 'totalpage="2"').replace("3b3662a6-", "0a1b2c3d-")
    second = first.replace("/2026020619591971323/", "/2025020619591971323/").replace("3587306", "3587307")
    sites.answers |= {f"{BANK}index.html": first, f"{BANK}0a1b2c3d-2.html": second}
    ids = ("2026020619591971323", "2026012314163359926", "2025020619591971323", "3587306", "3587307")
    sites.answers |= {f"{BANK}{number}/index.html": page("pboc/file.html") for number in ids}
    summary = crawl(sites, tmp_path, "pboc")
    assert (summary.messages, summary.listings, summary.fetched) == ((), 2, 5)
    assert set(sites.requested) == {*sites.answers}


def test_a_list_whose_pager_is_of_an_unknown_form_is_read_and_reported(sites: Sites, tmp_path: Path) -> None:
    sites.answers |= {f"{BANK}index.html": page("pboc/list.html").replace("3b3662a6-", "page_")}
    summary = crawl(sites, tmp_path, "pboc")
    assert summary.fetched == 3
    assert any("expected a pager that names page 2" in message for message in summary.messages)


def test_rows_on_departments_hosts_are_requested_there_with_https(sites: Sites, tmp_path: Path) -> None:
    sites.answers |= {
        "https://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/index.htm": page("mof/list.html").replace("(20,", "(1,")
    }
    rows = (
        "szs.mof.gov.cn/zhengcefabu/202607/t20260703_3992823.htm",
        "kjs.mof.gov.cn/zhengcefabu/202606/t20260630_3992536.htm",
        "gss.mof.gov.cn/gzdt/zhengcefabu/202602/t20260203_3983200.htm",
        "tfs.mof.gov.cn/caizhengbuling/201912/t20191210_3439068.htm",
    )
    sites.answers |= {f"https://{row}": page("mof/notice.html") for row in rows}
    summary = crawl(sites, tmp_path, "mof")
    assert (summary.messages, summary.fetched) == ((), 4)
    assert held(tmp_path, pages, "source") == ["mof"] * 4


def test_rows_are_requested_from_the_file_that_the_column_names_or_else_from_the_one_known(
    sites: Sites, tmp_path: Path
) -> None:
    linked = "https://www.nea.gov.cn/20260801/00000000000000000000000000000003/c.html"
    ndrc = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202608/t20260801_0000001.html"
    sites.answers |= {
        FILE: page("nea/list.json").replace(ndrc, linked),
        linked: page("nea/announcement.html"),
        "https://www.nea.gov.cn/20260909/22d62e1a042a420c846f7598589136e2/c.html": page("nea/notice.html"),
        "https://www.nea.gov.cn/20260904/324fdc3e4908431392b82d19ab10de6b/c.html": page("nea/announcement.html"),
        "http://zfxxgk.nea.gov.cn/2023-09/15/c_1310741234.htm": page("nea/notice.html"),
    }
    summary = crawl(sites, tmp_path, "nea")
    [message] = summary.messages
    assert message.endswith("requested with the identifiers known from earlier")
    assert summary.fetched == 4
    assert held(tmp_path, documents, "document_number") == ["国能发样例〔2026〕1号", "国家能源局公告2026年第3号"]
    sites.answers[f"{POLICY}zxwj.htm"] = page("nea/shell.html").replace("40d365c1", "00000000")
    sites.answers[FILE.replace("40d365c1", "00000000")] = sites.answers.pop(FILE)
    assert crawl(sites, tmp_path, "nea").messages == ()
