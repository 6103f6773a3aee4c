"""Answers that are not what they should be, and redirects: each costs itself alone."""

import gzip
from pathlib import Path

from werkzeug import Response as Reply

from storage.archive import exchanges
from storage.schema import documents
from tests.scrapers.loopback import LISTS, Sites, html, listing, notice, notice_url
from tests.scrapers.test_crawl import THREE, held, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


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


def test_question_marks_in_place_of_chinese_are_no_page(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[FIRST] = html("<title>?????????</title>" + "<p>?????????, 2025?4?4????</p>" * 5)
    [summary] = sites.crawl(tmp_path)
    assert summary.messages == (f"{FIRST}: question marks in place of Chinese characters",)
    assert len(held(tmp_path, documents, "id")) == 3


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
