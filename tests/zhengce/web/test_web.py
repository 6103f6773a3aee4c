"""The pages: the list, the home page, and the words that they print."""

import html
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import parsel
import pytest
import sqlalchemy as sa

from parsers.fields import FIELDS
from storage import changes
from storage.database import Database, open_database
from storage.errors import StorageError
from tests.conftest import Sample
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import ALERT, fill, served
from tests.zhengce.web.asking import Site, answer, ask
from zhengce.documents.differences import DiffPiece, differences
from zhengce.web import words
from zhengce.web.database import Reader
from zhengce.web.errors import TooSlow

# The pages for analysts: what they show, that nothing can be written or run, and what a request may cost


@from_table
def test_every_page_forbids_all_scripts_but_its_own(site: Site, path: str) -> None:
    status, text, headers = answer(site[0] + path.format(**site[1]))
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if tag != '<script src="/static/reading.js" defer>']
    assert scripts == ['<script src="/static/page.js" defer>']
    assert not re.search(r"\s(?:on\w+|style)=|javascript:", re.sub(r">[^<]*<", "><", text))
    assert not re.search(r"(?:src|href)=\"(?!/|\?|#|https://www\.(?:miit|gov|ndrc)|https://[a-z-]+\.example)", text)


def test_crawled_markup_is_text(site: Site) -> None:
    for path in ("/?q=" + quote("髹漆"), f"/documents/{site[1]['hostile']}"):
        text = ask(site, path)
        assert ALERT not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/search", "/documents/{plan}"])
def test_chinese_text_is_marked_as_such_on_an_english_page(site: Site, path: str) -> None:
    text = ask(site, path.format(**site[1]))
    assert '<html lang="en"' in text
    assert re.search(r'<h[13]><span lang="zh-Hans">|<(?:h3|a|p|span)[^>]* lang="zh-Hans">', text)


def test_pages_are_in_english(site: Site) -> None:
    status, text, headers = answer(site[0] + "/?q=" + quote("闸板"), **{"Accept-Language": "zh"})
    assert "Titles first" in text
    assert "Set-Cookie" not in headers
    status, text, _ = answer(site[0] + "/documents/1?lang=zh")
    assert (status, "ages are in English" in text) == (422, True)


def test_an_empty_form_field_asks_for_nothing(site: Site) -> None:
    assert answer(site[0] + "/?q=&from=&to=")[0] == 200
    assert answer(site[0] + "/api/search?from=")[0] == 422


def test_an_archived_page_runs_and_loads_nothing(site: Site) -> None:
    status, text, headers = answer(site[0] + "/archive/1/page")
    assert status == 200
    assert "埽工" in text
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    status, text, headers = answer(site[0] + "/archive/1/source")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ALERT in text


def test_an_answer_that_the_archive_lost_is_said_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database, tmp_path / "archive")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE captures SET file = '../zhengce.db'")
    with served(database, tmp_path / "archive") as address:
        assert answer(address + "/archive/1/source")[0] == 404
    database.close()


def test_feeds_are_served(site: Site) -> None:
    status, text, headers = answer(site[0] + "/feed.atom?issuer=miit")
    assert status == 200
    assert headers["Content-Type"].startswith("application/atom+xml")
    assert f"{site[0]}/documents/{site[1]['plan']}" in text
    for held, status in ((headers["ETag"], 304), (f'"x", W/{headers["ETag"]}', 304), ("*", 304), ('"x"', 200)):
        assert answer(site[0] + "/feed.atom?issuer=miit", **{"If-None-Match": held})[0] == status, held


def test_a_search_leads_to_its_own_feed(site: Site) -> None:
    link = re.search(r'href="(/feed\.atom\?[^"]+)"', ask(site, f"/?q={quote('闸板')}&issuer=miit&order=newest&limit=5"))
    assert link
    status, text, _ = answer(site[0] + html.unescape(link[1]))
    assert (status, text.count("<entry>")) == (200, 1)
    assert "<title>zhengce 政策 · 闸板 · issuers: miit</title>" in text
    assert answer(f"{site[0]}/feed.atom?q=%00")[0] == 400


def test_differences_show_what_came_and_went() -> None:
    assert differences("甲乙丙\n丁", "甲戊丙\n丁") == [
        (DiffPiece("same", "甲"), DiffPiece("old", "乙"), DiffPiece("new", "戊"), DiffPiece("same", "丙")),
        (DiffPiece("same", "丁"),),
    ]
    assert differences(None, "2022-01-01") == [(DiffPiece("new", "2022-01-01"),)]
    assert differences([{"name": "工信部"}], []) == [(DiffPiece("old", "工信部"),)]


# ------------------------------------------------------------------ limits


@pytest.mark.both_engines
def test_the_webs_connections_cannot_write(database: Database) -> None:
    reader = Reader(database)
    for statement in ("DELETE FROM documents", "CREATE TABLE mine (x integer)", "UPDATE documents SET title = 'x'"):
        with pytest.raises(StorageError), reader.connection() as connection:
            connection.execute(sa.text(statement))


def test_a_question_that_takes_too_long_is_stopped(database: Database) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000) SELECT count(*) FROM n"
    )
    with pytest.raises(TooSlow), Reader(database, seconds=0.2).connection() as connection:
        connection.execute(sa.text(endless))


def test_a_slow_question_is_answered_with_503(site: Site, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, *(invented(title=f"关于第{n}座闸板的通知", body="闸板" * 2000) for n in range(30)))
    with served(database, tmp_path, seconds=0.0) as address:
        status, text, headers = answer(address + "/api/facets")
    assert status in (200, 503)  # a machine may be quicker than the first look at the clock
    if status == 503:
        assert headers["Retry-After"]
        assert "Traceback" not in text
    database.close()


def test_a_database_that_is_gone_is_a_503_without_details(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with served(database, tmp_path) as address:
        with sqlite3.connect(tmp_path / "zhengce.db") as connection:
            connection.execute("DROP VIEW policies")
            connection.execute("DROP TABLE citations")
            connection.execute("DROP TABLE captures")
            connection.execute("ALTER TABLE documents RENAME TO elsewhere")
        status, text, _ = answer(address + "/api/search")
    database.close()
    assert status == 503
    assert json.loads(text) == {"detail": "the database does not answer"}


# Every word of the pages stands in `zhengce/web/words.csv` and every row is shown somewhere


WEB = Path(words.__file__).parent
SOURCES = [*(WEB / "templates").iterdir(), *WEB.rglob("*.py")]

_KEY = re.compile(r"""\b(?:t|words\.word)\(f?["']([a-z0-9_ ]+)["'][,)]""")
"""t("search"), words.word("all_dates", …)."""
_MADE = re.compile(r"""\bt\(["']([a-z0-9_]+_)["'] ?~|\bwords\.word\(f["']([a-z0-9_]+_)\{""")
"""t("as_" ~ ending), words.word(f"by_{step}", …): the beginning of keys."""

OF_VALUES = {"at_once", "daily", "weekly"}
"""Plans of watches: values of the database."""


def text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def test_no_word_of_a_page_is_missing() -> None:
    known = words.table()
    found = text()
    assert sorted({key for key in _KEY.findall(found) if key not in known}) == []
    begun = {one or other for one, other in _MADE.findall(found)}
    assert begun
    assert sorted(begin for begin in begun if not any(key.startswith(begin) for key in known)) == []


def test_no_word_is_left_that_no_page_shows() -> None:
    found = text()
    begun = tuple(one or other for one, other in _MADE.findall(found))
    fields = set(re.findall(r"""["']([a-z0-9_ ]+)["']|^    ([a-z0-9_]+)_?: """, found, re.M))
    named = OF_VALUES | {name for pair in fields for name in pair} | {*FIELDS}
    assert sorted(key for key in words.table() if key not in named and not key.startswith(begun)) == []


# The front page, and what the pages of a recording with invented texts say of themselves


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


@from_table
def test_what_a_document_requires_is_said_in_english(recording: Site, number: int, words: str) -> None:
    short = parsel.Selector(ask(recording, f"/documents/{number}")).css(".short dd").xpath("normalize-space()").getall()
    assert any(line.startswith(words) for line in short)


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
    assert re.findall(r'<b class="failing">([^<]+)</b>', page) == ["National Development and Reform Commission (NDRC)"]
