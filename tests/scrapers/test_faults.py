"""What sites do to a crawler, one trouble a test: each is named, costs what it must, and is over when it ends."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from warcio.archiveiterator import ArchiveIterator
from werkzeug import Response as Reply
from werkzeug.datastructures import Headers

import parsers.document
from parsers import time_limit
from parsers.extraction import Notice
from scrapers.network.downloadermiddlewares import MOST_COOKIE_BYTES, MOST_COOKIES, OFFLINE, retry_after
from scrapers.run.extensions import CrawlDelay
from scrapers.spiders.ndrc import Ndrc
from scrapers.spiders.state_council import StateCouncil
from scrapers.walk.pagination import Walk
from storage.archive import exchanges
from storage.crawl import leases
from storage.crawl.stop_reason import StopReason
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.schema import documents, pages, runs
from storage.schema import leases as leases_held
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, html, listing, notice, notice_url
from tests.scrapers.small import alone, only
from tests.scrapers.test_crawl import READING, THREE, held, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)
ROBOTS = "https://www.ndrc.gov.cn/robots.txt"


# robots.txt


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


def test_where_three_hosts_have_no_address_all_crawls_end_and_ask_for_the_network(sites: Sites, tmp_path: Path) -> None:
    summaries = sites.crawl(tmp_path, ("ndrc", "cac", "nda", "mot"), settings=NO_HOST)
    assert {summary.stop for summary in summaries} == {StopReason.UNREACHABLE}
    assert OFFLINE in {summary.reason for summary in summaries}  # of the third host at the latest
    assert not any(summary.ok for summary in summaries)


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


@pytest.mark.parametrize(
    ("requested", "own", "shortest"),
    [("7", 0.01, 7), ("0.05", 0.1, 0.08), ("86400", 0.01, 300)],
    ids=["longer than ours", "shorter than ours", "longer than a crawl bears"],
)
def test_crawl_delay_slows_the_host_down_within_bounds_and_is_not_undercut_by_jitter(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, requested: str, own: float, shortest: float
) -> None:
    publish(sites)
    sites.answers[ROBOTS] = Reply(f"User-agent: *\nCrawl-delay: {requested}\n")
    seen: list[float] = []
    original = CrawlDelay.robots_parsed

    def look(self: CrawlDelay, robotparser: object, request: object) -> None:
        original(self, robotparser, request)  # type: ignore[arg-type]
        engine = self._crawler.engine
        assert engine is not None
        slot = engine.downloader.slots["www.ndrc.gov.cn"]
        seen.append(slot.delay * (1 - slot.jitter))
        slot.delay = 0  # nobody waits in a test

    monkeypatch.setattr(CrawlDelay, "robots_parsed", look)
    sites.crawl(tmp_path, settings={"DOWNLOAD_DELAY": own})
    assert seen == [pytest.approx(shortest)]


# Requests


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
    sites.begin(tmp_path)
    assert sites.most_at_once == 1


# Silence and refusal


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


# Answers that are not what they should be


def test_a_redesigned_listing_fails_its_column_and_is_not_nothing_new(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = "<html><body><div class='cards'>全新改版</div>" + "<p>新</p>" * 300 + "</body></html>"
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.new) == (1, 1)
    assert summary.messages[0].startswith("通知: ")


def test_a_listing_whose_rows_all_lead_elsewhere_fails_its_column(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = listing(("https://www.ndrc.gov.cn/new/123.html", "关于某事的通知", "2026/04/01"))
    [summary] = sites.crawl(tmp_path)
    assert "none of 1 rows leads to a notice of this site" in summary.messages[0]


def test_a_row_that_leads_off_the_site_is_passed_over(sites: Sites, tmp_path: Path) -> None:
    publish(sites, [*THREE, ("https://www.example.org/t20260401_0000001.html", "转载", "2026/04/01")])
    [summary] = sites.crawl(tmp_path)
    assert summary.ok
    assert not [url for url in sites.requested if "example.org" in url]


def test_a_redesigned_notice_fails_alone_and_stores_nothing(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = "<html><head><title>某</title></head><body><main>改版了的页面</main></body></html>"
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.new) == (1, 3)
    assert len(held(tmp_path, documents, "id")) == 3


def test_an_empty_answer_is_a_failure(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = html("")
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{FIRST}: an empty answer",)


def test_a_gbk_page_under_a_wrong_header_is_read_right(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    headers = ("text/html; charset=ISO-8859-1", "text/html; charset=utf-8", "text/plain")
    for header, (url, title, _) in zip(headers, THREE, strict=True):
        text = notice(title).replace("UTF-8", "gb2312")
        sites.answers[url] = Reply(text.encode("gb18030"), content_type=header)
    [summary] = sites.crawl(tmp_path)
    assert summary.ok
    assert held(tmp_path, documents, "title")[:3] == [title for _, title, _ in THREE]


def test_a_compressed_answer_is_read_and_is_archived_as_it_was_served(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    served = gzip.compress(sites.answers[FIRST].encode(), mtime=0)
    sites.answers[FIRST] = html(served, headers={"Content-Encoding": "gzip"})  # type: ignore[arg-type]
    [summary] = sites.crawl(tmp_path)
    assert summary.ok
    [file] = (tmp_path / "archive").glob("*.warc.gz")
    [kept] = [exchange for _, exchange in exchanges(file) if exchange.url == FIRST]
    assert kept.body == served
    assert ("Content-Encoding", "gzip") in list(kept.headers)


def test_an_answer_that_unpacks_to_more_than_the_limit_is_dropped(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    bomb = gzip.compress(b" " * 3_000_000)
    sites.answers[FIRST] = html(bomb, headers={"Content-Encoding": "gzip"})  # type: ignore[arg-type]
    [summary] = sites.crawl(tmp_path, settings={"DOWNLOAD_MAXSIZE": 1_000_000})
    assert (summary.failed, summary.new) == (1, 3)


def test_an_answer_that_is_longer_than_the_limit_is_dropped(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = html("长" * 400_000)
    [summary] = sites.crawl(tmp_path, settings={"DOWNLOAD_MAXSIZE": 1_000_000})
    assert (summary.failed, summary.new) == (1, 3)
    assert sites.requested.count(FIRST) == 1


# Redirects


def test_a_redirect_within_the_site_is_followed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    moved = notice_url(77)
    sites.answers[moved] = sites.answers[FIRST]
    sites.answers[FIRST] = Reply("", status=301, headers={"Location": moved})
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.ok) == (4, True)
    [again] = sites.crawl(tmp_path)
    assert again.fetched == 0


def test_a_redirect_to_another_host_is_refused_even_after_a_retry(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    away = Reply("", status=302, headers={"Location": "https://www.example.org/a"})
    sites.answers[FIRST] = [Reply("", status=503), away]
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{FIRST}: redirected off the site, to www.example.org",)
    assert not [url for url in sites.requested if "example.org" in url]


def test_a_redirect_loop_ends(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = Reply("", status=302, headers={"Location": FIRST})
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{FIRST}: max redirections reached",)
    assert sites.requested.count(FIRST) == 6


def test_a_redirect_to_anything_but_http_is_not_followed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    locations = ("file:///etc/passwd", "data:text/html,x", "ftp://www.ndrc.gov.cn/x")
    for location, (url, _, _) in zip(locations, THREE, strict=True):
        sites.answers[url] = Reply("", status=302, headers={"Location": location})
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.new) == (3, 1)


# One crawl at a time


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


# The database goes away


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


def test_a_database_that_goes_away_stops_the_source_in_one_line_and_the_next_crawl_goes_on(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    write = Database.write

    def away(database: Database) -> AbstractContextManager[Connection]:
        if SECOND in sites.requested:
            raise StorageError("the database server does not answer")
        return write(database)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", away)
        [summary] = sites.crawl(tmp_path)
    assert summary.reason == "stopped: the database server does not answer"
    assert (summary.new, summary.ok) == (1, False)
    assert sites.requested == [LISTS, FIRST, SECOND]
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:  # the lease that could not be given back is that of a dead holder by then
        connection.execute(sa.update(leases_held).values(beat_at=datetime(2026, 1, 1, tzinfo=UTC)))
    database.close()
    [again] = sites.crawl(tmp_path)
    assert (again.new, again.ok) == (3, True)
