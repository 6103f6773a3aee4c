"""How long a site is waited for, and how each status of an answer is understood."""

import asyncio
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from werkzeug import Response as Reply

from scrapers.exceptions import DownloadFailed
from scrapers.network import downloadermiddlewares
from scrapers.network.download import read_answer
from scrapers.network.downloadermiddlewares import RetryAfter
from tests.scrapers.loopback import Sites
from tests.scrapers.test_crawl import THREE, publish

FIRST = THREE[0][0]
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


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [(None, [10, 20]), ("5", [10, 20]), ("15", [15, 20]), ("120", [120, 120]), ("300", [300, 300]), ("soon", [10, 20])],
)
def test_each_wait_is_longer_than_the_one_before_and_as_long_as_the_site_says(
    monkeypatch: pytest.MonkeyPatch, retry_after: str | None, waits: list[float]
) -> None:
    assert rests(monkeypatch, retry_after) == waits


def test_a_good_answer_with_retry_after_is_waited_for_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rests(monkeypatch, "3600", status=200) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        *((status, f"a script challenge (status {status}) in place of the page") for status in (412, 521)),
        *((status, f"blocked with status {status}") for status in (401, 403, 405, 407, 418, 451)),
        *((status, f"{status}, no such page") for status in (404, 410)),
        *((status, f"status {status}") for status in (400, 408, 429, 500, 503)),
    ],
)
def test_a_status_is_called_by_what_it_means(status: int, said: str) -> None:
    with pytest.raises(DownloadFailed) as caught:
        read_answer(Response(FIRST, status=status, request=Request(FIRST)))
    assert str(caught.value) == f"{FIRST}: {said}"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (521, "a script challenge (status 521) in place of the page"),
        (407, "blocked with status 407"),
        (410, "410, no such page"),
        (503, "status 503"),
    ],
)
def test_one_page_of_another_status_fails_alone(sites: Sites, tmp_path: Path, status: int, said: str) -> None:
    publish(sites)
    sites.answers[FIRST] = Reply("x", status=status)
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{FIRST}: {said}",)
    assert (summary.new, summary.failed, summary.reason) == (3, 1, "finished")


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
