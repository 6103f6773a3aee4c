"""Pages that are held already: asked again when due, gone and back, or taken from the archive."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

from storage.schema import changes, documents, pages, runs
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, html, listing, notice, notice_url
from tests.scrapers.test_crawl import READING, THREE, held, publish

# Pages that are held: gone, challenged, emptied for a day or for good, unchanged, edited, listed otherwise


FIRST, SECOND, THIRD = (url for url, _, _ in THREE)


@pytest.mark.parametrize(
    "answer",
    [Reply("", status=404), Reply("", status=410), Reply("", status=302, headers={"Location": "/index.html"})],
    ids=["404", "410", "home page"],
)
def test_a_held_page_that_is_gone_is_marked_and_is_no_failure(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], answer: Reply
) -> None:
    publish(sites)
    sites.answers["https://www.ndrc.gov.cn/index.html"] = "<html><body>首页</body></html>"
    sites.crawl(tmp_path)
    sites.answers[FIRST] = answer
    later(400)
    [summary] = sites.crawl(tmp_path)
    assert (summary.gone, summary.failed) == (1, 0)
    assert held(tmp_path, changes, "kind")[-1] == "withdrawn"
    assert len(held(tmp_path, documents, "id")) == 4


def test_a_challenge_in_place_of_a_held_page_leaves_the_document_as_it_is(
    sites: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    sites.answers[FIRST] = CHALLENGE
    later(400)
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.gone, summary.unchanged) == (1, 0, 3)
    assert held(tmp_path, pages, "gone_at") == [None] * 4
    assert set(held(tmp_path, changes, "kind")) == {"new"}


MAINTENANCE = notice("系统升级公告", text="本站今晚升级，请明日访问。")
EMPTIED = '<div class="article_con"><div class=TRS_Editor>{}</div></div>'
NOTHING_OF_IT = {
    "a notice of maintenance": lambda page: re.sub(
        '<meta name="PubDate".*?>|<div class="time">.*?</div>|<p>(各省|国家|2026).*?</p>', "", MAINTENANCE
    ),
    "an emptied template": lambda page: re.sub(
        '<div class="article_con">.*?</div></div>', EMPTIED.format(""), page, flags=re.DOTALL
    ),
    "a text that is still to be loaded": lambda page: re.sub(
        '<div class="article_con">.*?</div></div>', EMPTIED.format("<p>正在加载，请稍候……</p>"), page, flags=re.DOTALL
    ),
}


@pytest.mark.parametrize("name", NOTHING_OF_IT)
def test_held_pages_that_say_nothing_of_their_documents_fail_and_change_nothing_that_is_held(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], name: str
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    before = held(tmp_path, documents, "id", "title", "body")
    peace = dict(sites.answers)
    for url in (FIRST, SECOND, THIRD):
        sites.answers[url] = NOTHING_OF_IT[name](peace[url])
    later(400)
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.unchanged, summary.ok) == (3, 1, False)
    assert f"{FIRST}: not stored: it says nothing of 《{THREE[0][1]}》 any more" in summary.messages[0]
    assert held(tmp_path, documents, "id", "title", "body") == before
    found = held(tmp_path, runs, "columns")[-1]["通知"]["seen"]
    assert found["notices"]["failed"][0] == 3
    assert "read" not in found

    sites.answers |= peace
    [summary] = sites.crawl(tmp_path)
    assert (summary.fetched, summary.unchanged, summary.ok) == (3, 3, True)
    assert held(tmp_path, changes, "kind") == ["new"] * 4


def test_a_first_crawl_during_maintenance_stores_no_notice_of_it(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    peace = dict(sites.answers)
    for url in (FIRST, SECOND):
        sites.answers[url] = NOTHING_OF_IT["a notice of maintenance"](peace[url])
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed, summary.ok) == (2, 2, False)
    assert f"{FIRST}: not stored: it says nothing of 《{THREE[0][1]}》, as its list calls it" in summary.messages
    sites.answers |= peace
    [summary] = sites.crawl(tmp_path)
    assert (summary.new, summary.failed, summary.ok) == (2, 0, True)


def test_a_page_that_says_nothing_for_a_fortnight_counts_as_taken_down_until_it_speaks_again(
    sites: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    """Sites answer 200 with an empty template where they took a page down; no maintenance lasts so long."""
    publish(sites)
    sites.begin(tmp_path)
    peace = dict(sites.answers)
    sites.answers[FIRST] = NOTHING_OF_IT["an emptied template"](peace[FIRST])
    for day in (0, 1, 2, 3, 5, 8, 13):
        later(400 + day)
        [summary] = sites.crawl(tmp_path)
        assert (summary.failed, summary.gone) == (1, 0)
    later(422)
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.gone, summary.ok) == (0, 1, True)
    assert f"{FIRST}: not stored: it says nothing of 《{THREE[0][1]}》 any more" in summary.messages[0]
    assert held(tmp_path, changes, "kind") == ["new"] * 4 + ["withdrawn"]
    assert held(tmp_path, pages, "failures") == [0] * 4

    later(800)
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.gone, summary.ok) == (0, 0, True)
    assert held(tmp_path, changes, "kind")[-1] == "withdrawn"

    sites.answers |= peace
    later(1200)
    [summary] = sites.crawl(tmp_path)
    assert (summary.failed, summary.ok) == (0, True)
    assert held(tmp_path, changes, "kind")[-1] == "returned"


def test_a_held_page_is_looked_at_again_with_its_validators_and_304_costs_no_body(
    sites: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    publish(sites)
    page = sites.answers[FIRST]

    def conditional(request: HttpRequest) -> Reply:
        if request.headers.get("If-None-Match") == '"v1"':
            return Reply("", status=304)
        return html(page, headers={"ETag": '"v1"'})

    sites.answers[FIRST] = conditional
    sites.crawl(tmp_path)
    later(400)
    [summary] = sites.crawl(tmp_path)
    assert (summary.fetched, summary.unchanged, summary.failed) == (4, 4, 0)
    assert summary.statuses["304"] == 1


# Another look


def many(sites: Sites, number: int) -> list[str]:
    """A column of `number` notices on pages of five."""
    rows = [(notice_url(key), f"关于做好第{key}项工作的通知", "2026/04/01") for key in range(number, 0, -1)]
    publish(sites, rows)
    groups = [rows[at : at + 5] for at in range(0, number, 5)]
    for n, group in enumerate(groups):
        sites.answers[f"{LISTS}index_{n}.html" if n else LISTS] = listing(*group, pages=len(groups), current=n)
    return [url for url, _, _ in rows]


def test_a_crawl_after_a_quarter_walks_no_list_for_pages_that_are_merely_due_and_looks_at_so_many_of_them(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = many(sites, 15)
    monkeypatch.setattr("storage.crawl.pages.MOST_DUE", 6)
    [first] = sites.crawl(tmp_path)
    assert first.new == 16
    later(120)
    looks = []
    for _ in range(3):
        [summary] = sites.crawl(tmp_path)
        assert (summary.listings, summary.ok) == (2, True)
        looks.append([url for url in sites.requested if url in urls or url == READING[0]])
        told = [message for message in summary.messages if "due for another look" in message]
        assert bool(told) is (len(looks) < 3)
    assert [len(look) for look in looks] == [6, 6, 4]
    assert len({url for look in looks for url in look}) == 16


def test_a_page_of_a_list_that_is_looked_at_again_is_requested_as_from_that_list(
    sites: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    later(120)
    sites.crawl(tmp_path)
    requested = {request.path.rpartition("/")[2]: request.headers.get("Referer") for request in sites.requests}
    assert requested[FIRST.rpartition("/")[2]] == LISTS
    assert requested[READING[0].rpartition("/")[2]] == READINGS


def test_a_page_that_failed_in_this_crawl_is_not_requested_once_more_as_due(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    sites.answers[FIRST] = "<html><head><title>某</title></head><body><main>改版</main></body></html>"
    monkeypatch.setattr("storage.crawl.pages.MOST_DUE", 1)
    [summary] = sites.crawl(tmp_path)
    assert sites.requested.count(FIRST) == 1
    assert len(summary.messages) == 1


# The database names an answer only when the archive has it on disk: what a power cut can lose is not called held


FIRST_OF_FIRST = THREE[0][0]


def break_disk(monkeypatch: pytest.MonkeyPatch, sites: Sites) -> None:
    """Lets no file of Python's be forced to disk from the first notice on; SQLite forces its own."""

    def broken(handle: int) -> None:
        if FIRST_OF_FIRST in sites.requested:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)


def test_a_page_whose_answer_is_not_on_disk_is_not_stored(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    page = sites.answers.pop(FIRST_OF_FIRST)
    sites.crawl(tmp_path)  # begins the archive file of the day
    sites.answers[FIRST_OF_FIRST] = page
    sites.requested.clear()
    with monkeypatch.context() as patch:
        break_disk(patch, sites)
        [summary] = sites.crawl(tmp_path)
    assert FIRST_OF_FIRST in sites.requested
    assert "the archive cannot be written (Input/output error)" in (summary.unusable or "")
    assert FIRST_OF_FIRST not in held(tmp_path, documents, "url")
