"""What robots.txt, or a host that does not answer it, makes a crawl do and leave."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug import Response as Reply

from scrapers.network.downloadermiddlewares import OFFLINE
from scrapers.run.extensions import CrawlDelay
from storage.crawl.stop_reason import StopReason
from storage.schema import pages, runs
from tests.scrapers.loopback import Sites, html
from tests.scrapers.test_crawl import THREE, held, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)
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
