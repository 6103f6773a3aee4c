"""Sites that are silent or refuse us: each is named, costs what it must, and is left alone when it has to be."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response as Reply

import parsers.document
from parsers import time_limit
from parsers.extraction import Notice
from scrapers.network.downloadermiddlewares import retry_after
from scrapers.walk.pagination import Walk
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, notice_url
from tests.scrapers.test_crawl import READING, THREE, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


def test_a_passing_failure_is_requested_again_and_leaves_no_trace(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = [Reply("", status=503), Reply("", status=500), sites.answers[FIRST]]
    [summary] = sites.crawl(tmp_path)
    assert sites.requested.count(FIRST) == 3
    assert summary.ok


def test_a_page_that_keeps_failing_fails_alone_after_two_more_tries(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = Reply("", status=500)
    [summary] = sites.crawl(tmp_path)
    assert sites.requested.count(FIRST) == 3
    assert summary.messages == (f"{FIRST}: status 500",)
    assert summary.new == 3


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
    later(120)
    sites.crawl(tmp_path)  # only to learn in which order they are looked at again
    order = [url for url in sites.requested if url in (FIRST, SECOND, THIRD, READING[0])]
    # No page may answer 200 between the two refusals: that alone would part them.
    sites.answers |= dict(zip(order, (CHALLENGE, between, CHALLENGE, Reply("", status=304)), strict=True))
    later(400)
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


def test_a_blocked_source_stops_and_says_with_which_status(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = sites.answers[READINGS] = Reply("no", status=403)
    [summary] = sites.crawl(tmp_path)
    assert summary.reason == f"stopped: refused 2 times in a row; {READINGS}: blocked with status 403"
    assert not summary.ok


def test_a_listing_that_is_challenged_fails_its_column_and_not_the_next(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = CHALLENGE
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"通知: {LISTS}: a script challenge (status 200) in place of the page",)
    assert (summary.new, summary.reason) == (1, "finished")
