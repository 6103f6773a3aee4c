"""Proxies as a user sets them, and the rest of a site that refused, in whole crawls."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

from scrapers.run import process
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.database import open_database
from storage.health.backoff import FIRST_BACKOFF
from storage.schema import runs as runs_table
from tests.scrapers.loopback import LISTS, NDRC, READINGS, Sites, alone, listing, notice, notice_url
from zhengce.sample import SAMPLE
from zhengce.settings.load import CrawlPolicy

ROWS = [(notice_url(key), f"关于做好第{key}项工作的通知", "2026/04/01") for key in (3, 2, 1)]
DAY = timedelta(days=1)


def publish(sites: Sites) -> None:
    sites.answers[LISTS] = listing(*ROWS)
    sites.answers[READINGS] = listing((notice_url(9, column=READINGS), "《第3项工作》解读", "2026/04/02"))
    for url, title, day in ROWS:
        sites.answers[url] = notice(title, day=day)


def runs_of(folder: Path) -> list[str | None]:
    """Why each crawl ended, the newest first."""
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.read() as connection:
        found = [one.reason for one in runs.latest(connection)]
    database.close()
    return found


def test_a_column_stays_known_however_many_crawls_did_not_get_so_far(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = listing(*ROWS, pages=2)
    sites.answers[f"{LISTS}index_1.html"] = listing((notice_url(4), ROWS[0][1], "2020/01/01"), pages=2, current=1)
    sites.crawl(tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:
        last = connection.execute(sa.select(runs_table).order_by(runs_table.c.id.desc()).limit(1)).one()
        same = {name: value for name, value in last._mapping.items() if name != "id"}
        connection.execute(sa.insert(runs_table), [same] * 60)
    database.close()
    sites.crawl(tmp_path)
    assert f"{LISTS}index_1.html" not in sites.requested


def test_a_source_that_has_a_proxy_is_requested_through_it(sites: Sites, tmp_path: Path) -> None:
    """The loopback server stands in for the proxy: it is requested by absolute address."""
    seen: list[str] = []

    def take(request: HttpRequest) -> Reply:
        seen.append(request.environ["RAW_URI"] if "RAW_URI" in request.environ else request.environ["REQUEST_URI"])
        return Reply("no such page", status=404)

    sites.server.clear()
    sites.server.expect_request(re.compile(".*")).respond_with_handler(take)
    plain = "scrapers.network.downloadhandlers.Network"
    settings = {
        **alone(NDRC),
        "DOWNLOAD_HANDLERS": {"http": plain, "https": plain},
        "DOWNLOAD_DELAY": 0,
        "ZHENGCE_RETRY_WAIT": 0,
        "RETRY_TIMES": 0,
        "ROBOTSTXT_OBEY": False,
        "ZHENGCE_SOURCES": {"ndrc": CrawlPolicy(proxy=sites.server.url_for("").rstrip("/"))},
    }
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    [summary] = process.crawl(["ndrc"], database_url=url, data_dir=tmp_path, settings=settings)
    assert summary.failed > 0  # the stand-in opens no tunnel
    assert seen[0].endswith("www.ndrc.gov.cn:443")


@pytest.mark.parametrize("answer", [Reply("no", status=403), Reply("", status=429, headers={"Retry-After": "900"})])
def test_a_site_that_refused_is_left_alone_until_its_rest_is_over(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], answer: Reply
) -> None:
    sites.answers[LISTS] = sites.answers[READINGS] = answer
    [refused] = sites.crawl(tmp_path)
    assert not refused.ok
    publish(sites)

    [resting] = sites.crawl(tmp_path)
    assert sites.requests == []
    assert resting.ok
    assert resting.reason.startswith("paused: no requests before 20")
    assert resting.reason.endswith(refused.reason.removeprefix("stopped: "))
    assert runs_of(tmp_path) == [refused.reason]

    later((FIRST_BACKOFF / DAY) * 1.01)
    [well] = sites.crawl(tmp_path)
    assert (well.reason, well.new) == ("finished", 3)
    [again] = sites.crawl(tmp_path)
    assert again.reason == "finished"


def test_who_wants_it_asks_a_resting_site_anyway_and_a_recording_answers_at_any_time(
    sites: Sites, tmp_path: Path
) -> None:
    sites.answers[LISTS] = sites.answers[READINGS] = Reply("no", status=403)
    sites.crawl(tmp_path)
    [again] = sites.crawl(tmp_path, anyway=True)
    assert again.stop is StopReason.REFUSED
    [replayed] = process.crawl(
        ["ndrc"], database_url=f"sqlite:///{tmp_path / 'zhengce.db'}", data_dir=tmp_path, replay=SAMPLE
    )
    assert replayed.reason == "finished"
    assert sites.crawl(tmp_path)[0].stop is StopReason.PAUSED
