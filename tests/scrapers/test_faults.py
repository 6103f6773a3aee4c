"""What each request of a crawl says; what a second crawl of a source, and a database that goes away, do."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection
from warcio.archiveiterator import ArchiveIterator
from werkzeug.datastructures import Headers

from scrapers.network.downloadermiddlewares import MOST_COOKIE_BYTES, MOST_COOKIES
from scrapers.spiders.ndrc import Ndrc
from scrapers.spiders.state_council import StateCouncil
from storage.crawl import leases
from storage.database import open_database
from storage.errors import StorageError
from storage.schema import leases as leases_held
from tests.scrapers.loopback import LISTS, READINGS, Sites, alone, html, listing, only
from tests.scrapers.test_crawl import READING, THREE, held, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


def test_every_request_says_who_asks_in_chinese_first_and_from_which_column(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.crawl(tmp_path)
    request = next(request for request in sites.requests if request.path.endswith("t20260401_0000003.html"))
    assert "zhengce/" in request.headers["User-Agent"]
    assert request.headers["Accept-Language"].startswith("zh-CN")
    assert request.headers["Referer"] == LISTS


def test_a_cookie_is_kept_for_the_run_and_for_the_host_that_set_it(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = html(sites.answers[LISTS], headers={"Set-Cookie": "wzws=1; Path=/"})
    sites.crawl(tmp_path)
    assert [request.headers.get("Cookie") for request in sites.requests][-1] == "wzws=1"
    sites.crawl(tmp_path)
    assert "Cookie" not in sites.requests[0].headers


def test_a_cookie_for_all_hosts_of_a_site_is_sent_to_the_host_that_set_it_alone(sites: Sites, tmp_path: Path) -> None:
    other = "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id=1"
    publish(sites, rows=[*THREE[:2], (other, "关于某件事项的通知", "2026/04/01")])
    sites.answers[LISTS] = html(sites.answers[LISTS], headers={"Set-Cookie": "wzws=1; Domain=ndrc.gov.cn; Path=/"})
    sites.crawl(tmp_path)
    sent = {request.path.split("/")[2]: request.headers.get("Cookie") for request in sites.requests}
    assert sent == {"www.ndrc.gov.cn": "wzws=1", "zfxxgk.ndrc.gov.cn": None}


def test_cookies_are_bounded_in_number_and_size(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    head = Headers([("Set-Cookie", f"c{n:02}={'x' * (3000 if n > 70 else 10)}; Path=/") for n in range(77)])
    head.add("Set-Cookie", f"large={'x' * 5000}; Path=/")
    sites.answers[LISTS] = html(sites.answers[LISTS], headers=head)
    sites.crawl(tmp_path)
    [*_, sent] = [request.headers.get("Cookie") or "" for request in sites.requests]
    names = {part.partition("=")[0] for part in sent.split("; ")}
    assert len(names) == MOST_COOKIES
    assert ("c76" in names, "c00" in names, "large" in names) == (True, False, False)
    assert len(sent) < MOST_COOKIE_BYTES + len("=; ") * MOST_COOKIES


def test_a_cookie_that_a_site_sets_is_not_in_the_archive_which_is_handed_on(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = html(
        sites.answers[LISTS], headers={"Set-Cookie": "wzws=secret; Path=/", "ETag": '"a"', "Set-Cookie2": "b=secret"}
    )
    sites.crawl(tmp_path, settings={"DEFAULT_REQUEST_HEADERS": {"Authorization": "Basic c2VjcmV0", "Accept": "*/*"}})
    assert [request.headers.get("Cookie") for request in sites.requests][-1] == "wzws=secret"
    names: list[str] = []
    [file] = (tmp_path / "archive").glob("*.warc.gz")
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            assert b"secret" not in record.content_stream().read()
            names += [name.lower() for name, _ in record.http_headers.headers] if record.http_headers else []
    assert {"etag", "accept", "content-type"} <= set(names)
    assert not {"set-cookie", "set-cookie2", "cookie", "authorization"} & set(names)


def test_no_more_than_one_request_to_a_host_is_under_way(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.crawl(tmp_path)
    assert sites.most_at_once == 1


def test_a_second_crawl_of_a_source_says_so_and_leaves(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:
        assert leases.take(connection, "crawl:ndrc", leases.holder_name(), datetime.now(UTC)) is None
    database.close()
    [summary] = sites.crawl(tmp_path)
    assert sites.requests == []
    assert summary.reason.startswith("another crawl of ndrc is going on")
    assert summary.ok  # the crawl that has the source sees to it


def test_the_lease_is_given_back_at_the_end(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.begin(tmp_path)
    assert held(tmp_path, leases_held, "name") == []


def test_a_held_document_stays_single_when_a_column_repeats_it(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[READINGS] = listing(READING, THREE[0])
    [summary] = sites.crawl(tmp_path)
    assert sites.requested.count(FIRST) == 1
    assert summary.new == 4


def test_a_source_whose_crawl_the_database_does_not_take_is_named_beside_those_that_were_crawled(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    take = leases.take

    def failing(connection: Connection, name: str, *arguments: Any) -> Any:
        if name == "crawl:state_council":
            raise StorageError("another process has been writing")
        return take(connection, name, *arguments)

    monkeypatch.setattr(leases, "take", failing)
    settings = alone(only(StateCouncil, "国务院公报"), only(Ndrc, "通知"))
    unusable, well = sites.crawl(tmp_path, ["state_council", "ndrc"], settings=settings)
    assert unusable.unusable == "another process has been writing"
    assert (unusable.ok, unusable.requests) == (False, 0)
    assert (well.ok, well.new) == (True, 3)
