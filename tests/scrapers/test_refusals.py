"""A site that refuses, asks for patience, or says in robots.txt what it does not want asked."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from werkzeug import Response as Reply

import parsers.document
from parsers import time_limit
from parsers.extraction import Notice
from scrapers.exceptions import DownloadFailed
from scrapers.network import downloadermiddlewares
from scrapers.network.download import read_answer
from scrapers.network.downloadermiddlewares import RetryAfter, Robots, retry_after
from scrapers.walk.pagination import Walk
from storage.crawl.stop_reason import StopReason
from storage.schema import pages, runs
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, html, notice_url
from tests.scrapers.test_crawl import READING, THREE, held, publish
from tests.tables import from_table

# Sites that are silent or refuse us: each is named, costs what it must, and is left alone when it has to be


FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


def test_a_passing_failure_is_requested_again_and_leaves_no_trace(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = [Reply("", status=503), Reply("", status=500), sites.answers[FIRST]]
    [summary] = sites.crawl(tmp_path)
    assert sites.requested.count(FIRST) == 3
    assert summary.ok


def test_a_host_that_does_not_answer_five_times_in_a_row_is_left_alone(sites: Sites, tmp_path: Path) -> None:
    rows = [(notice_url(key), f"关于第{key}项工作的通知", "2026/04/01") for key in range(10, 18)]
    publish(sites, rows)
    for url, _, _ in rows:
        sites.answers[url] = Reply("", status=502)
    [summary] = sites.crawl(tmp_path)
    assert summary.reason.startswith("stopped: no answer 5 times in a row")
    assert len(set(sites.requested)) == 6
    assert READINGS not in sites.requested


def test_answers_of_one_host_do_not_hide_that_another_is_silent(sites: Sites, tmp_path: Path) -> None:
    other = "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id={}"
    rows = []
    for key in range(10, 18):
        rows += [
            (other.format(key), f"关于第{key}项公告的通知", "2026/04/01"),
            (notice_url(key), f"关于第{key}项工作的通知", "2026/04/01"),
        ]
    publish(sites, rows)
    for url, _, _ in rows[::2]:
        sites.answers[url] = Reply("", status=502)
    [summary] = sites.crawl(tmp_path)
    assert summary.reason.startswith("stopped: no answer 5 times in a row; https://zfxxgk.ndrc.gov.cn/")
    assert summary.new == 4


@pytest.mark.parametrize(("requested", "seconds"), [("3600", 3600), ("9" * 400, 10**9)])
def test_a_site_that_asks_for_a_long_rest_gets_it(sites: Sites, tmp_path: Path, requested: str, seconds: int) -> None:
    publish(sites)
    sites.answers[FIRST] = Reply("", status=429, headers={"Retry-After": requested})
    [summary] = sites.crawl(tmp_path)
    assert summary.reason == f"stopped: www.ndrc.gov.cn wants us to wait for {seconds} s"
    assert sites.requested == [LISTS, FIRST]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b"Wed, 25 Nov 2026 03:10:00 GMT", 600),
        (b"Wed, 25 Nov 2026 03:10:00 -0000", 600),
        (b"Wed, 25 Nov 2026 02:00:00 GMT", 0),
        (b"soon", None),
        (b"-5", None),
        (None, None),
    ],
)
def test_the_rest_that_a_site_asks_for_is_read_from_seconds_and_from_dates(
    header: bytes | None, seconds: float | None
) -> None:
    assert retry_after(header, datetime(2026, 11, 25, 3, tzinfo=UTC)) == seconds


def test_refusals_that_an_answer_parts_are_not_the_sites_answer_to_us(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = sites.answers[THIRD] = CHALLENGE
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.new, summary.reason) == (2, 2, "finished")


@pytest.mark.parametrize(
    ("between", "gone"), [(Reply("", status=304), 0), (Reply("", status=404), 1)], ids=["unchanged", "gone"]
)
def test_refusals_that_an_unchanged_page_or_a_missing_one_parts_are_not_the_sites_answer_to_us(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], between: Reply, gone: int
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    later(400)  # days: all are older than a year, and so of one age
    sites.crawl(tmp_path)  # only to learn in which order they are looked at again
    order = [url for url in sites.requested if url in (FIRST, SECOND, THIRD, READING[0])]
    # No page may answer 200 between the two refusals: that alone would part them.
    sites.answers |= dict(zip(order, (CHALLENGE, between, CHALLENGE, Reply("", status=304)), strict=True))
    later(800)
    [summary] = sites.crawl(tmp_path)
    assert [url for url in sites.requested if url in order] == order
    assert (summary.failed, summary.gone, summary.reason) == (2, gone, "finished")


def test_a_fault_of_ours_in_one_notice_costs_no_other(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    understand = parsers.document.understand

    def failing(notice: Notice) -> Any:
        if notice.url == SECOND:
            re.match("(?:a+)+$", "a" * 64 + "b")  # without end
        return 1 / 0 if notice.url == FIRST else understand(notice)

    monkeypatch.setattr(parsers.document, "understand", failing)
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (
        f"{FIRST}: the parser failed: ZeroDivisionError: division by zero",
        f"{SECOND}: reading it took more than 0.5 s of processor time",
    )
    assert (summary.new, summary.failed, summary.reason) == (2, 2, "finished")


def test_a_fault_of_ours_in_a_walk_is_a_failure_of_the_run_and_costs_no_other_column(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    before = Walk.page

    def failing(self: Walk, listing: Any, wanted: int) -> Any:
        return 1 / 0 if wanted == len(THREE) else before(self, listing, wanted)

    monkeypatch.setattr(Walk, "page", failing)
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == ("a fault of zhengce: ZeroDivisionError: division by zero",)
    assert (summary.new, summary.failed, summary.ok) == (4, 1, False)


def test_a_row_that_leads_off_the_hosts_of_a_source_is_not_requested_and_is_named(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    monkeypatch.setattr("scrapers.spiders.ndrc.Ndrc.secure", lambda spider, url: url.replace("www.ndrc", "www.example"))
    [summary] = sites.crawl(tmp_path)
    assert summary.messages[0] == f"{FIRST.replace('www.ndrc', 'www.example')}: off the site, at www.example.gov.cn"
    assert (summary.failed, sites.requested) == (4, [LISTS, READINGS])


# How long a site is waited for, and how each status of an answer is understood


FIRST_OF_RETRY_AFTER = THREE[0][0]
URL = "https://www.ndrc.gov.cn/1.html"


def rests(monkeypatch: pytest.MonkeyPatch, retry_after: str | None, status: int = 503) -> list[float]:
    """Seconds for which a site that answers so is left alone before each further try."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(downloadermiddlewares.asyncio, "sleep", sleep)  # type: ignore[attr-defined]
    settings = {"RETRY_TIMES": 2, "ZHENGCE_RETRY_WAIT": 10.0, "ZHENGCE_LONGEST_WAIT": 300.0}
    crawler = get_crawler(settings_dict={**settings, "TWISTED_REACTOR_ENABLED": False})
    crawler.spider = Spider.from_crawler(crawler, "ndrc")
    patience = RetryAfter.from_crawler(crawler)
    headers = {"Retry-After": retry_after} if retry_after else {}
    requested: Request | Response = Request(URL)

    async def ask() -> None:
        nonlocal requested
        while isinstance(requested, Request):
            requested = await patience.process_response(requested, Response(URL, status=status, headers=headers))

    asyncio.run(ask())
    return waited


@from_table
def test_each_wait_is_longer_than_the_one_before_and_as_long_as_the_site_says(
    monkeypatch: pytest.MonkeyPatch, retry_after: str | None, waits: list[float]
) -> None:
    assert rests(monkeypatch, retry_after) == waits


def test_a_good_answer_with_retry_after_is_waited_for_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rests(monkeypatch, "3600", status=200) == []


@from_table
def test_a_status_is_called_by_what_it_means(status: int, said: str) -> None:
    with pytest.raises(DownloadFailed) as caught:
        read_answer(Response(FIRST_OF_RETRY_AFTER, status=status, request=Request(FIRST_OF_RETRY_AFTER)))
    assert str(caught.value) == f"{FIRST_OF_RETRY_AFTER}: {said}"


@pytest.mark.parametrize("status", [408, 429, 500])
def test_five_answers_that_say_not_now_leave_the_host_alone(sites: Sites, tmp_path: Path, status: int) -> None:
    rows = [(f"https://www.ndrc.gov.cn/xxgk/zcfb/tz/202604/t20260401_000000{n}.html", "通知", "") for n in range(6)]
    publish(sites, rows=[(url, f"关于做好第{n}项工作的通知", "2026/04/01") for n, (url, _, _) in enumerate(rows)])
    for url, _, _ in rows:
        sites.answers[url] = Reply("x", status=status)
    [summary] = sites.crawl(tmp_path)
    assert summary.reason.startswith("stopped: no answer 5 times in a row")


def test_a_closed_host_with_many_pages_is_reported_once_and_ends_nothing(sites: Sites, tmp_path: Path) -> None:
    other = "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id={}"
    sites.answers["https://zfxxgk.ndrc.gov.cn/robots.txt"] = Reply("", status=500)
    publish(sites, rows=[(other.format(n), f"关于第{n}件事项的通知", "2026/04/01") for n in range(6)])
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == ("zfxxgk.ndrc.gov.cn: robots.txt answers 500; nothing is requested now",)
    assert (summary.new, summary.failed, summary.reason) == (1, 1, "finished")


# What robots.txt, or a host that does not answer it, makes a crawl do and leave


ROBOTS = "https://www.ndrc.gov.cn/robots.txt"


def test_a_page_that_robots_txt_forbids_is_not_requested_and_is_named(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    path = SECOND.removeprefix("https://www.ndrc.gov.cn")
    sites.answers[ROBOTS] = Reply(f"User-agent: *\nDisallow: {path}\n", content_type="text/plain")
    [summary] = sites.crawl(tmp_path)
    assert SECOND not in sites.requested
    assert summary.messages == (f"{SECOND}: Forbidden by robots.txt",)
    assert summary.new == 3


def test_rules_that_name_us_go_before_rules_for_everyone(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply("User-agent: *\nDisallow: /\n\nUser-agent: zhengce\nAllow: /\n")
    [summary] = sites.crawl(tmp_path)
    assert summary.ok


@pytest.mark.parametrize("status", [401, 404])
def test_a_robots_txt_that_is_refused_or_not_there_means_no_rules_whatever_its_body_says(
    sites: Sites, tmp_path: Path, status: int
) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply("User-agent: *\nDisallow: /\n", status=status)
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (4, True)


def test_a_web_page_in_place_of_robots_txt_means_no_rules(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[ROBOTS] = html("<html><pre>\nUser-agent: *\nDisallow: /\n</pre></html>")
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (4, True)


@pytest.mark.parametrize("status", [429, 500])
def test_a_host_whose_robots_txt_answers_an_error_of_the_server_is_requested_nothing_until_the_next_crawl(
    sites: Sites, tmp_path: Path, status: int
) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply("User-agent: *\nAllow: /\n", status=status)
    [summary] = sites.crawl(tmp_path)
    assert sites.requested == []
    assert summary.messages == (f"www.ndrc.gov.cn: robots.txt answers {status}; nothing is requested now",)
    assert (summary.failed, summary.ok, summary.reason) == (1, False, "finished")
    assert held(tmp_path, runs, "columns")[0]["通知"]["seen"]["listing"] == ["no answer", summary.messages[0]]
    [resting] = sites.crawl(tmp_path)  # it answered that it is overloaded
    assert resting.reason.startswith(f"paused: no requests before {datetime.now(UTC):%Y}")
    assert resting.reason.endswith(summary.messages[0])
    del sites.answers[ROBOTS]
    [summary] = sites.crawl(tmp_path, anyway=True)
    assert (summary.new, summary.ok) == (4, True)


def test_a_host_whose_robots_txt_is_not_answered_is_requested_nothing_and_does_not_rest(
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites)
    [summary] = sites.crawl(tmp_path, settings={"LOOPBACK": "http://127.0.0.1:9"})
    [message] = summary.messages
    assert message.startswith("www.ndrc.gov.cn: robots.txt is not answered (Cannot connect to host 127.0.0.1:9 [")
    assert message.endswith("; nothing is requested now")
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (4, True)


NO_HOST = {"LOOPBACK": "http://no-such-host.invalid"}  # RFC 6761: never has an address


def test_a_site_that_was_never_reached_is_unreachable_and_crawled_as_soon_as_it_answers(
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites)
    [summary] = sites.crawl(tmp_path, settings=NO_HOST)
    assert (summary.stop, summary.ok, summary.failed) == (StopReason.UNREACHABLE, False, 1)
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (4, True)


def test_a_robots_txt_that_answers_the_third_time_is_obeyed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    path = SECOND.removeprefix("https://www.ndrc.gov.cn")
    sites.answers[ROBOTS] = [Reply("", status=503), Reply("", status=503), Reply(f"User-agent: *\nDisallow: {path}")]
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{SECOND}: Forbidden by robots.txt",)


@pytest.mark.parametrize(("hops", "new"), [(5, 3), (6, 4)])
def test_redirects_of_robots_txt_are_followed_five_times(sites: Sites, tmp_path: Path, hops: int, new: int) -> None:
    publish(sites)
    path = SECOND.removeprefix("https://www.ndrc.gov.cn")
    for hop in range(hops):
        where = ROBOTS if hop == 0 else f"https://www.ndrc.gov.cn/rules/{hop}"
        sites.answers[where] = Reply("", status=301, headers={"Location": f"/rules/{hop + 1}"})
    sites.answers[f"https://www.ndrc.gov.cn/rules/{hops}"] = Reply(f"User-agent: *\nDisallow: {path}")
    [summary] = sites.crawl(tmp_path)
    assert summary.new == new  # what lies behind more of them counts as not there


def test_a_rest_that_robots_txt_asks_for_ends_the_run(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply("", status=503, headers={"Retry-After": "3600"})
    [summary] = sites.crawl(tmp_path)
    assert (summary.reason, sites.requested) == ("stopped: www.ndrc.gov.cn wants us to wait for 3600 s", [])


def test_pages_of_a_second_host_that_may_not_be_requested_now_are_no_failures_and_are_requested_by_the_next_crawl(
    sites: Sites, tmp_path: Path
) -> None:
    other = "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id={}"
    rows = [*THREE, *((other.format(n), f"关于做好第{n}项工作的通知", "2026/04/01") for n in (7, 8))]
    publish(sites, rows)
    robots = "https://zfxxgk.ndrc.gov.cn/robots.txt"
    sites.answers[robots] = Reply("", status=500)
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed) == (4, 1)
    assert summary.messages == ("zfxxgk.ndrc.gov.cn: robots.txt answers 500; nothing is requested now",)
    assert held(tmp_path, pages, "failures") == [0] * 6
    del sites.answers[robots]
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (2, True)


def test_robots_txt_is_requested_once_for_a_host(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.crawl(tmp_path)
    assert [request.path for request in sites.requests if request.path.endswith("/robots.txt")] == [
        "/https/www.ndrc.gov.cn/robots.txt"
    ]


@from_table
def test_crawl_delay_slows_the_host_down_within_bounds_and_is_not_undercut_by_jitter(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, requested: str, own: float, shortest: float
) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply(f"User-agent: *\nCrawl-delay: {requested}\n")
    seen: list[float] = []
    original = Robots.slow_down

    def look(self: Robots, downloader: Any, request: Request, wanted: float) -> None:
        original(self, downloader, request, wanted)
        slot = downloader.slots["www.ndrc.gov.cn"]
        seen.append(slot.delay * (1 - slot.jitter))
        slot.delay = 0  # nobody waits in a test

    monkeypatch.setattr(Robots, "slow_down", look)
    sites.crawl(tmp_path, settings={"DOWNLOAD_DELAY": own})
    assert seen == [pytest.approx(shortest)]
