"""Lists whose first page says where the rest stands: PBOC's pager, NEA's file; MOF's rows on departments' hosts."""

from pathlib import Path
from typing import Any

from scrapers.spiders.mof import Mof
from scrapers.spiders.nea import Nea
from scrapers.spiders.pboc import Pboc
from storage.schema import documents, pages
from tests.parsers.sites.saved import PAGES
from tests.scrapers.loopback import Sites
from tests.scrapers.small import alone, only
from tests.scrapers.test_crawl import held

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
    assert message.endswith("requested the file known from earlier")
    assert summary.fetched == 4
    assert held(tmp_path, documents, "document_number") == ["国能发样例〔2026〕1号", "国家能源局公告2026年第3号"]
    sites.answers[f"{POLICY}zxwj.htm"] = page("nea/shell.html").replace("40d365c1", "00000000")
    sites.answers[FILE.replace("40d365c1", "00000000")] = sites.answers.pop(FILE)
    assert crawl(sites, tmp_path, "nea").messages == ()
