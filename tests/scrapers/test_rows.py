"""Rows and answers: which are taken, and what is odd."""

import gzip
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug import Response as Reply

from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Listing
from scrapers.exceptions import EmptyListing
from scrapers.run import baselines, process
from scrapers.spiders.ndrc import Ndrc
from scrapers.walk.column import Column
from scrapers.walk.row_classifier import classify_rows
from storage import health
from storage.archive import exchanges
from storage.database import open_database
from storage.schema import documents, runs
from tests.conftest import Sample
from tests.scrapers.loopback import LISTS, NDRC, READINGS, Sites, html, listing, notice_url
from tests.scrapers.test_crawl import READING, THREE, held, publish
from tests.tables import from_table

# Rows of a list: each is a notice, is known to be none, or is counted, named and told by `health`


NEW_FORM = [
    (f"https://www.ndrc.gov.cn/zcfb/2026/a{n}.html", f"关于做好第{n}项工作的通知", "2026/04/02") for n in range(24)
]
COLUMN = Column(name="通知", stage="final", home=LISTS, ignored={r"https://www\.example\.org/": "the press"})
NOTICE = re.compile(r"https://a/n\d")


def problems(folder: Path, source: type[Ndrc] = NDRC) -> list[tuple[str, str | None, str]]:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.read() as connection:
        [found] = health.check(connection, baselines.watched([source]), datetime.now(UTC))
    database.close()
    return [(one.kind, one.column, one.what) for one in found.problems if one.kind == "rows passed over"]


def test_a_site_that_gives_its_notices_new_addresses_is_noticed_though_an_old_one_still_matches(
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    assert problems(tmp_path) == []
    sites.answers[LISTS] = listing(*NEW_FORM, THREE[0])
    [summary] = sites.crawl(tmp_path)
    said = f"24 of 25 rows lead to no notice that is known, such as {NEW_FORM[0][0]}"
    assert summary.messages == (f"通知: {said}",)
    assert summary.ok  # nothing failed; health judges
    seen = held(tmp_path, runs, "columns")[-1]["通知"]["seen"]
    assert seen["passed_over"] == [24, 25, [url for url, _, _ in NEW_FORM[:3]]]
    assert problems(tmp_path) == [("rows passed over", "通知", said)]


def test_rows_of_further_pages_are_counted_too_and_each_example_is_named_once(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = listing(*THREE, NEW_FORM[0], pages=2)
    more = (notice_url(5), "关于做好第5项工作的通知", "2026/03/01")
    sites.answers[f"{LISTS}index_1.html"] = listing(more, *NEW_FORM[:2], pages=2, current=1)
    sites.crawl(tmp_path)
    seen = held(tmp_path, runs, "columns")[-1]["通知"]["seen"]
    assert seen["passed_over"] == [3, 7, [url for url, _, _ in NEW_FORM[:2]]]


@pytest.mark.parametrize(("strangers", "told"), [(0.0, True), (0.2, True), (0.25, False)])
def test_health_tells_of_more_rows_than_are_normal_of_the_column(
    sites: Sites, tmp_path: Path, strangers: float, told: bool
) -> None:
    publish(sites)
    sites.answers[LISTS] = listing(*THREE, NEW_FORM[0])
    sites.crawl(tmp_path)
    columns = tuple(replace(column, strangers=strangers) for column in NDRC.columns)
    assert bool(problems(tmp_path, type("Ndrc", (NDRC,), {"columns": columns}))) is told


def entries(*urls: str) -> Listing:
    return Listing(tuple(Entry(url, "通知", None) for url in urls))


def test_every_row_is_a_notice_or_known_to_be_none_or_a_stranger() -> None:
    rows = classify_rows(COLUMN, NOTICE, 1, entries("https://a/n1", "https://www.example.org/x", "https://a/m2"))
    assert [(entry.url, entry.stage) for entry in rows.notices] == [("https://a/n1", "final")]
    assert (rows.ignored, rows.strangers) == (["https://www.example.org/x"], ["https://a/m2"])


def test_a_page_of_nothing_but_what_is_known_to_be_no_notice_is_no_new_template() -> None:
    rows = classify_rows(COLUMN, NOTICE, 1, entries("https://www.example.org/x"))
    assert (rows.notices, rows.strangers) == ([], [])


def test_a_page_without_a_notice_is_a_new_template_and_one_without_a_row_is_empty() -> None:
    with pytest.raises(
        UnknownTemplate, match="none of 2 rows leads to a notice of this site, the first to https://a/m"
    ):
        classify_rows(COLUMN, NOTICE, 2, entries("https://www.example.org/x", "https://a/m"))
    with pytest.raises(EmptyListing):
        classify_rows(COLUMN, NOTICE, 1, Listing(()))
    with pytest.raises(EmptyListing):
        classify_rows(COLUMN, NOTICE, 2, Listing((), total=3))
    assert classify_rows(COLUMN, NOTICE, 2, Listing(())).notices == []


def of(name: str, column: str) -> Column:
    [source] = [source for source in process.sources() if source.name == name]
    return next(one for one in source.columns if one.name == column)


@from_table
def test_what_a_column_knows_to_be_no_notice(source: str, column: str, url: str, ignored: bool) -> None:
    assert of(source, column).ignores(url) is ignored


@pytest.mark.parametrize("source", process.sources(), ids=lambda source: source.name)
def test_no_column_ignores_what_its_source_takes_for_a_notice(source: type[Ndrc]) -> None:
    samples: Sequence[str] = [
        notice_url(1),
        READINGS,
        READING[0],
        "https://www.gov.cn/zhengce/content/202608/content_1.htm",
    ]
    own = [url for url in samples if source.notice.fullmatch(url)]
    for column in source.columns:
        assert not any(column.ignores(url) for url in own)
        assert all(reason.strip() for reason in column.ignored.values())


def test_the_bundled_recording_has_no_row_that_no_rule_takes(sample: Sample, tmp_path: Path) -> None:
    shutil.copy(sample.folder / "zhengce.db", tmp_path)
    said = [message for messages in held(tmp_path, runs, "messages") for message in messages]
    assert [message for message in said if "to no notice that is known" in message] == []


def test_a_column_can_want_rows_by_their_titles() -> None:
    column = replace(COLUMN, titles="暂停|停止")
    listing = Listing(
        (Entry("https://a/n1", "就暂停样例措施答记者问", None), Entry("https://a/n2", "就样例会议答记者问", None))
    )
    rows = classify_rows(column, re.compile("https://a/n.*"), 1, listing)
    assert ([one.url for one in rows.notices], rows.ignored) == (["https://a/n1"], ["https://a/n2"])


# Answers that are not what they should be, and redirects: each costs itself alone


FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


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


def test_a_redirect_to_anything_but_http_is_not_followed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    locations = ("file:///etc/passwd", "data:text/html,x", "ftp://www.ndrc.gov.cn/x")
    for location, (url, _, _) in zip(locations, THREE, strict=True):
        sites.answers[url] = Reply("", status=302, headers={"Location": location})
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.new) == (3, 1)
