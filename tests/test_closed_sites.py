"""Sources whose sites cannot be crawled: nothing is asked of them, they are named everywhere with the reason, and their
documents are counted where partners and www.gov.cn print them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody, PolicyDocument
from parsers.registry.closed_sites import closed_parts, closed_sites
from parsers.registry.websites import source_of
from scrapers import spiders
from scrapers.run import baselines
from storage import health
from storage.database import Database, open_database
from storage.documents import provenance
from storage.documents.provenance import Share
from storage.documents.writing import saving
from tests.command_line import zhengce
from tests.storage.making import BODIES, NOON, entry, plain_document
from tests.test_cli import one_line
from zhengce.web.coverage import CoverageReader

NMPA = IssuingBody("nmpa", "国家药监局", "国家药监局", "National Medical Products Administration", "NMPA")
REPOST = "https://www.gov.cn/zhengce/zhengceku/202111/content_1.htm"


def of_nmpa() -> Iterator[PolicyDocument]:
    """Four documents of NMPA, one of them on two sites, one of them news; and one of others."""
    alone = plain_document(
        1, source="state_council", url=REPOST, issuing_bodies=(NMPA,), published_on=date(2021, 11, 18)
    )
    joint = plain_document(2, issuing_bodies=(BODIES["miit"], NMPA))
    yield alone
    yield joint
    yield replace(joint, source="state_council", url=REPOST.replace("content_1", "content_2"))
    yield plain_document(3, issuing_bodies=(NMPA,), issuing_bodies_complete=False, published_on=date(2021, 11, 10))
    yield plain_document(4, issuing_bodies=(NMPA,), stage="news")
    yield plain_document(5)


def keep(database: Database) -> None:
    with database.write() as connection:
        for record in of_nmpa():
            saving.save(connection, record, None, entry(record), NOON)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with these documents."""
    folder = tmp_path_factory.mktemp("closed")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database)
    database.close()
    return folder


@pytest.mark.parametrize("name", closed_sites())
def test_a_closed_site_is_that_of_a_body_which_no_spider_crawls(name: str) -> None:
    site = closed_sites()[name]
    assert name in AGENCIES
    assert name not in spiders.names()
    assert source_of(site.address) == name
    assert urlsplit(site.address).path == "/"
    assert date.fromisoformat(f"{site.seen_on}-01-01"[:10])
    assert site.reason


def test_the_sources_of_a_bodys_documents_are_counted_with_what_it_issued_alone(database: Database) -> None:
    keep(database)
    with database.read() as connection:
        found = provenance.of_body(connection, "nmpa")
        nothing = provenance.of_body(connection, "nhc")
    assert found.shares == (
        Share("miit", 2, 0, date(2021, 11, 16)),
        Share("state_council", 2, 1, date(2021, 11, 18)),
    )
    assert found.whole == Share("", 3, 1, date(2021, 11, 18))
    assert (nothing.whole, nothing.shares) == (Share(""), ())


def test_a_closed_source_is_no_problem(held: Path) -> None:
    told = zhengce("health", "nmpa", "nhc", data=held)
    assert told.returncode == 0
    reason = "a script challenge in place of its pages, seen"
    second, first = told.stdout.splitlines()
    assert first == f"nmpa  closed   {reason} 2026-05"
    assert second.startswith(f"nhc   closed   {reason}")
    [one] = json.loads(zhengce("health", "nmpa", "--format", "json", data=held).stdout)
    assert (one["ok"], one["closed"]["seen_on"]) == (True, "2026-05")


def test_nobody_is_told_that_a_closed_source_is_well(database: Database) -> None:
    from storage.health import alerts

    with database.read() as connection:
        assert alerts.changed(connection, [health.Health(one.name, closed=one) for one in baselines.closed()]) == []


@pytest.mark.parametrize(
    "words", [("crawl", "nmpa"), ("crawl", "miit", "nmpa"), ("probe", "nmpa"), ("list", "--source", "nmpa")]
)
def test_a_closed_source_is_refused_in_one_line_that_says_why(words: tuple[str, ...], held: Path) -> None:
    line = one_line(zhengce(*words, data=held))
    assert "nmpa: closed: a script challenge in place of its pages, seen 2026-05" in line


def test_the_list_of_sources_ends_with_the_closed_ones(tmp_path: Path) -> None:
    said = zhengce("sources", data=tmp_path).stdout
    lines = said[said.index("\nClosed to crawlers") :].splitlines()[2:]
    sites = [*closed_sites().values(), *closed_parts()]
    assert [line.strip().partition(":")[0] for line in lines] == [AGENCIES[site.body].called for site in sites]
    assert all(site.reason in line for line, site in zip(lines, sites, strict=True))


def test_what_is_closed_in_part_is_a_site_that_a_spider_crawls() -> None:
    assert {site.body for site in closed_parts()} <= set(spiders.names())


def test_the_analysts_page_lists_closed_sources_apart(held: Path) -> None:
    database = open_database(f"sqlite:///{held / 'zhengce.db'}")
    with database.read() as connection:
        answer = CoverageReader(()).answer(connection)
    database.close()
    assert [source["source"] for source in answer["sources"]] == ["miit", "state_council"]
    [nmpa] = [closed for closed in answer["closed"] if closed["source"] == "nmpa"]
    assert (nmpa["name"], nmpa["documents_elsewhere"]) == ("国家药品监督管理局", 3)
    assert nmpa["found_at"] == ["miit", "state_council"]
