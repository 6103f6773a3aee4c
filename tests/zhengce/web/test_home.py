"""The front page, and what the pages of a recording with invented texts say of themselves."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import changes
from storage.database import open_database
from tests.conftest import Sample
from tests.zhengce.serving import served
from tests.zhengce.web.asking import Site, ask

BANNER = "Recording with invented texts."


@pytest.fixture(scope="module")
def recording(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The crawled sample, served, with a page that was edited and one that is gone."""
    folder = tmp_path_factory.mktemp("recording") / "data"
    shutil.copytree(sample.folder, folder)
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.write() as connection:
        now = datetime.now(UTC)
        for kind, number, fields in (("revised", 3, {"body": {"old": "a", "new": "b"}}), ("withdrawn", 7, None)):
            changes.add(connection, kind, number, "miit", "https://www.miit.gov.cn/a", now, fields)  # type: ignore[arg-type]
    with served(database, folder / "archive") as address:
        yield address, {}, database
    database.close()


def test_every_page_of_the_recording_says_so_and_none_of_other_crawls(recording: Site, site: Site) -> None:
    for path in ("/", "/search", "/documents/1", "/sources", "/brief", "/issues"):
        assert BANNER in ask(recording, path), path
    for path in ("/", "/search", "/documents/1"):
        assert BANNER not in ask(site, path)


def test_the_week_of_a_recording_is_its_last_one(recording: Site) -> None:
    page = ask(recording, "/")
    first, last = re.findall(r"/brief\?from=([\d-]+)&amp;to=([\d-]+)", page)[0]
    assert date.fromisoformat(last) - date.fromisoformat(first) == timedelta(days=6)
    assert re.search(r"\d documents of most weight in the recording’s last week", page)
    ranked = page.partition('<ol class="ranked">')[2].partition("</ol>")[0]
    days = re.findall(r'<time datetime="([\d-]+)">', ranked)
    assert last == max(days)
    assert min(days) >= first
    assert len(days) == len(re.findall(r'<span lang="en" class="mt">', ranked)) > 2
    assert ranked.count("[machine, unreviewed]") == len(days)


def test_comments_that_end_soon_stand_by_day_with_what_is_left(recording: Site) -> None:
    page = ask(recording, "/")
    day = date.fromisoformat(re.findall(r'<time datetime="([\d-]+)">as on ', page)[0])
    due = page.partition('<ul class="due">')[2].partition("</ul>")[0]
    ends = [date.fromisoformat(one) for one in re.findall(r'<time datetime="([\d-]+)">', due)]
    words = re.findall(r'<p class="left">([^<]+)<', due)
    left = [int((re.findall(r"\d+", one) or [int("tomorrow" in one)])[0]) for one in words]
    assert ends == sorted(ends)
    assert left == [(end - day).days for end in ends]
    assert due.count('class="soon"') == sum(days <= 7 for days in left)


def test_what_changed_without_notice_leads_to_its_document(recording: Site) -> None:
    changed = ask(recording, "/").partition('<ul class="events">')[2].partition("</ul>")[0]
    assert re.findall(r'<b class="(\w+)">', changed) == ["withdrawn", "revised"]
    assert re.findall(r'href="/documents/(\d+)"', changed) == ["7", "3"]


def test_a_live_database_has_a_week_that_ends_today_and_names_what_fails(site: Site) -> None:
    page = ask(site, "/")
    assert "This week" in page
    assert "Nothing of these days is held." in page
    failing = re.findall(r'href="/sources#(\w+)">[^<]+</a> <b class="failing">', page)
    assert failing == ["ndrc"]
