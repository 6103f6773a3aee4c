"""Whole crawls against ministries on a loopback server: what is requested, what is kept, how it ends."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from werkzeug import Response as Reply

from scrapers.run.stats import RunSummary
from storage.database import open_database
from storage.schema import captures, changes, documents, runs
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, listing, notice, notice_url

THREE = [(notice_url(key), f"关于做好第{key}项工作的通知", "2026/04/01") for key in (3, 2, 1)]
READING = (notice_url(9, column=READINGS), "《第3项工作》解读", "2026/04/02")


def publish(sites: Sites, rows: Sequence[tuple[str, str, str]] = THREE) -> None:
    """A site with one page of notices and one of interpretations."""
    sites.answers[LISTS] = listing(*rows)
    sites.answers[READINGS] = listing(READING)
    for url, title, day in [*rows, READING]:
        sites.answers[url] = notice(title, text=f"请认真落实，做好相关工作。{title}", day=day)


def held(folder: Path, table: sa.Table, *columns: str) -> list[Any]:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    try:
        with database.read() as connection:
            query = sa.select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
            return [tuple(row) if len(columns) > 1 else row[0] for row in connection.execute(query)]
    finally:
        database.close()


def cut(whole: bytes) -> Reply:
    """An answer that announces more than comes."""
    reply = Reply(whole[:300], content_type="text/html; charset=utf-8")
    reply.headers["Content-Length"] = str(len(whole))
    return reply


def figures(summary: RunSummary) -> dict[str, int]:
    return {name: getattr(summary, name) for name in ("listings", "fetched", "new", "revised", "unchanged", "failed")}


def test_a_first_crawl_stores_every_notice_of_every_column(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == ()
    assert figures(summary) == {"listings": 2, "fetched": 4, "new": 4, "revised": 0, "unchanged": 0, "failed": 0}
    assert summary.ok
    assert held(tmp_path, documents, "title", "stage") == [
        ("关于做好第3项工作的通知", "final"),
        ("关于做好第2项工作的通知", "final"),
        ("关于做好第1项工作的通知", "final"),
        ("《第3项工作》解读", "interpretation"),
    ]


def test_a_crawl_of_an_unchanged_site_asks_one_listing_page_a_column_and_nothing_else(
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    before = held(tmp_path, changes, "number")
    [summary] = sites.crawl(tmp_path)
    assert sites.requested == [LISTS, READINGS]
    assert figures(summary) == {"listings": 2, "fetched": 0, "new": 0, "revised": 0, "unchanged": 0, "failed": 0}
    assert held(tmp_path, changes, "number") == before


def test_a_stopped_source_goes_on_where_it_stopped(
    sites: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    publish(sites)
    first, second = THREE[0][0], THREE[1][0]
    pages_then = {url: sites.answers[url] for url in (first, second)}
    sites.answers[first] = sites.answers[second] = CHALLENGE
    sites.crawl(tmp_path)
    sites.answers |= pages_then
    later(1)
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed) == (4, 0)


def test_runs_are_recorded_with_figures_and_statuses(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.begin(tmp_path)
    [run] = held(tmp_path, runs, "source", "reason", "listings", "fetched", "new", "statuses")
    assert run == ("ndrc", "finished", 2, 4, 4, {"200": 6, "404": 1})  # 404: robots.txt


def test_a_row_that_prints_http_is_requested_with_https_where_its_list_is(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    plain = [(url.replace("https:", "http:"), title, day) for url, title, day in THREE]
    sites.answers[LISTS] = listing(*plain)
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed) == (4, 0)
    assert not [url for url in sites.requested if url.startswith("http:")]
    assert held(tmp_path, captures, "url")[:3] == [url for url, _, _ in THREE]
    sites.answers[LISTS] = listing(*THREE)
    [summary] = sites.crawl(tmp_path)
    assert (summary.fetched, summary.failed) == (0, 0)


def test_a_row_on_another_host_is_requested_as_it_is_printed(sites: Sites, tmp_path: Path) -> None:
    url = "http://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id=1"
    sites.answers[LISTS] = listing((url, "关于做好第1项工作的通知", "2026/04/01"))
    sites.answers[READINGS] = listing(READING)
    sites.answers[READING[0]] = notice(READING[1], day=READING[2])
    sites.answers[url] = notice("关于做好第1项工作的通知")
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed) == (2, 0)
    assert held(tmp_path, documents, "url") == [url, READING[0]]
